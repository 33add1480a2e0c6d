using System.Globalization;
using Guanjia.Platform;
using Microsoft.AspNetCore.Http;

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
    public static readonly PhoneTime Now = new(null, TimeSpan.Zero);

    public static PhoneTime Of(HttpContext http) => http.Request.HasFormContentType ? Of(http.Request.Form[DoneField], http.Request.Form[SentField]) : Now;

    /// <param name="done">When it was done, and</param>
    /// <param name="sent">when it was sent, both by the telephone's clock, ISO 8601.</param>
    public static PhoneTime Of(string? done, string? sent)
    {
        if (Read(done) is not { } at) return Now;
        var ago = Read(sent) is { } then ? then - at : TimeSpan.Zero;
        return new(at, ago < TimeSpan.Zero ? TimeSpan.Zero : ago > Longest ? Longest : ago);
    }

    static DateTimeOffset? Read(string? text) => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) && at.Year is > 2000 and < 2200 ? at.ToUniversalTime() : null;
}
