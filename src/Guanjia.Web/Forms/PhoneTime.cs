using System.Globalization;
using Guanjia.Platform;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Guanjia.Web;

/// <summary>手机时间 (time on the telephone): when something was done where there was no network. The telephone's clock may be wrong, not how far apart two of its readings are: the server's clock less that is when it was.</summary>
/// <param name="At">By the telephone's clock; null: it was sent at once.</param>
/// <param name="Ago">How long before it arrived.</param>
public sealed record PhoneTime(DateTimeOffset? At, TimeSpan Ago)
{
    /// <summary>Longer than that nothing waits on a telephone.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(3);
    /// <summary>Fields of a form that waited, see queue.ts.</summary>
    public const string DoneField = "_phoneAt", SentField = "_sentAt";
    /// <summary>When the server showed a form of such an act again, by its own clock.</summary>
    public const string ShownField = "_shownAt";
    /// <summary>Where the telephone was when it was sent, degrees: another by the second time.</summary>
    public const string LatitudeField = "_lat", LongitudeField = "_lon";
    public static readonly PhoneTime Now = new(null, TimeSpan.Zero);

    /// <summary>Whether a field tells of the sending, not of what was typed.</summary>
    public static bool IsField(string name) => name is DoneField or SentField or ShownField or LatitudeField or LongitudeField;

    public static PhoneTime Of(HttpContext http)
    {
        if (!http.Request.HasFormContentType) return Now;
        var form = http.Request.Form;
        var time = Of(form[DoneField], form[SentField]);
        // What was put right on its page was done when it was first sent, not when it was put right.
        return time.At is not null && Read(form[ShownField]) is { } shown && Clock(http).GetUtcNow() - shown is var since && since > TimeSpan.Zero && time.Ago + since is var ago ? time with { Ago = ago > Longest ? Longest : ago } : time;
    }

    /// <summary>The fields with which a form that was refused keeps the time at which its act was done.</summary>
    public static IEnumerable<(string Name, string Value)> Again(HttpContext http) => HttpMethods.IsPost(http.Request.Method) && http.Request.HasFormContentType && http.Request.Form[DoneField].ToString() is { Length: > 0 } done
        ? [(DoneField, done), (SentField, http.Request.Form[SentField].ToString()), (ShownField, http.Request.Form[ShownField].ToString() is { Length: > 0 } first ? first : Clock(http).GetUtcNow().ToString("O", CultureInfo.InvariantCulture))] : [];

    static TimeProvider Clock(HttpContext http) => http.RequestServices.GetRequiredService<TimeProvider>();

    /// <param name="done">When it was done, and</param>
    /// <param name="sent">when it was sent, both by the telephone's clock, ISO 8601.</param>
    public static PhoneTime Of(string? done, string? sent)
    {
        if (Read(done) is not { } at) return Now;
        var ago = Read(sent) is { } then ? then - at : TimeSpan.Zero;
        return new(at, ago < TimeSpan.Zero ? TimeSpan.Zero : ago > Longest ? Longest : ago);
    }

    static DateTimeOffset? Read(string? text) => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) && at.Year is >= 1970 and < 2200 ? at.ToUniversalTime() : null;
}
