using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;

namespace Guanjia.Vehicles;

/// <summary>What came of one day of a request for many.</summary>
public sealed record AskedDay(DateOnly Day, Guid? Id, Refusal? No);

public sealed record AskedDayView(DateOnly Date, bool Done, Guid? Id, string? Code, string? Says);
public sealed record RequestSeriesResults(int Done, int Refused, IReadOnlyList<AskedDayView> Results)
{
    public static RequestSeriesResults Of(IReadOnlyList<AskedDay> all) => new(all.Count(d => d.No is null), all.Count(d => d.No is not null), [.. all.Select(d => new AskedDayView(d.Day, d.No is null, d.Id, d.No?.Code, d.No?.Message))]);
}

/// <summary>How often a use is repeated, as a form or a program says it.</summary>
public static class RequestSeries
{
    public const string Frequency = "Frequency", Weekdays = "Weekday", Until = "Until", Count = "Count";

    /// <param name="typed">By name of the input; of several boxes their values by comma.</param>
    public static (RecurringDays? Rule, Refusal? No) Read(Func<string, string?> typed, DateOnly from)
    {
        const string clause = "cons:8.2.2.1.a.1";
        if (EnumNames.Parse(typeof(Frequency), typed(Frequency) ?? "") is not Platform.Frequency frequency || frequency is not (Platform.Frequency.Daily or Platform.Frequency.Weekly)) return (null, new("请选择每个工作日，或每周的某几天", clause, Frequency));
        var days = (typed(Weekdays) ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(d => Enum.TryParse<DayOfWeek>(d, ignoreCase: true, out var day) && Enum.IsDefined(day) ? day : (DayOfWeek?)null).OfType<DayOfWeek>().ToList();
        if (frequency == Platform.Frequency.Weekly && days.Count == 0) return (null, new("请选择每周的哪几天", clause, Weekdays));
        DateOnly? until = null;
        if (typed(Until) is { Length: > 0 } last)
        {
            var (value, wrong) = Values.Parse(last, typeof(DateOnly), "截止日期");
            if (wrong is not null) return (null, new(wrong, clause, Until));
            until = (DateOnly)value!;
        }
        int? count = null;
        if (typed(Count) is { Length: > 0 } many)
        {
            if (!int.TryParse(many, System.Globalization.CultureInfo.InvariantCulture, out var n)) return (null, new("次数应为整数", clause, Count));
            count = n;
        }
        return (new(frequency, 1, days, null, null, from, until, count, frequency == Platform.Frequency.Daily ? OnHoliday.WorkdaysOnly : OnHoliday.Skip, null, clause), null);
    }
}

public sealed partial class Requests
{
    /// <summary>One request for each day of a rule, each saved by itself: a day that cannot be asked for says why, the others are asked for. The key of the whole is not stored.</summary>
    [Clause("cons:8.2.2.1.a.1")]
    public async Task<(IReadOnlyList<AskedDay> Days, Refusal? No)> AskMany(Func<string, string?> typed, Func<string, string?> repeat, CancellationToken ct)
    {
        var first = Input<VehicleRequest>.From(typed, RequestFields.Form);
        if (!first.Ok) return ([], first.Errors[0]);
        var (starts, ends) = (first.Get(RequestFields.StartsAt), first.Get(RequestFields.EndsAt));
        var day = China.Day(starts);
        if (China.Day(ends) != day) return ([], new("多天用车每天当天往返；连续几天不回来的，请按一次申请", "cons:8.2.2.1.a.1", RequestFields.EndsAt.Name));
        var (rule, no) = RequestSeries.Read(repeat, day);
        if (rule is null) return ([], no);
        var fleet = await FleetOf(first.Get(RequestFields.Fleet), ct);
        if (fleet is null) return ([], NoFleet());
        var found = rule.Expand(Workdays.Published, By.Of(UseStandard.SeriesDates, fleet.OwnerPath), UseStandard.SeriesDates, "申请");
        if (found.No is not null) return ([], found.No);
        // Each day is remembered by itself: sent again, by a hand or after the program was killed half-way, what is there is there, and the rest is asked for.
        var once = db.Once;
        db.Once = null;
        var (series, done) = (By.NewId(), new List<AskedDay>());
        foreach (var at in found.Days.Select(d => d.Day))
        {
            db.Drop();
            var key = once is null ? null : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{once.Key} {at:yyyy-MM-dd}")))[..32];
            if (key is not null && await Earlier(once!, key, ct) is { } there) { done.Add(new(at, there.Id, null)); series = there.SeriesId ?? series; continue; }
            string On(DateTimeOffset time) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{at:yyyy-MM-dd}T{China.Local(time):HH:mm}");
            var (request, refused) = await Ask(Input<VehicleRequest>.From(name => name == RequestFields.StartsAt.Name ? On(starts) : name == RequestFields.EndsAt.Name ? On(ends) : typed(name), RequestFields.Form), draft: false, ct);
            if (refused is null) request!.Join(series);
            if (refused is null && key is not null) (db.Once, db.OnceSays) = (new IdempotentAnswer(By.NewId(), once!.Caller, once.Route, key, once.BodyHash, By.Now), () => (201, request!.Id.ToString(), null));
            refused ??= await db.Save(ct);
            db.Once = null;
            // Of two who send the same at one moment the later finds what the earlier has just done.
            if (refused?.Code == Refusal.Codes.KeyReused && await Earlier(once!, key!, ct) is { } now) done.Add(new(at, now.Id, null));
            else if (refused is null) done.Add(new(at, request!.Id, null));
            else
            {
                await db.Refused(refused, Things.Key<VehicleRequest>(), request?.Id ?? Guid.Empty, fleet.OwnerPath, ct);
                done.Add(new(at, null, refused));
            }
        }
        return (done, null);
    }

    /// <summary>The request of a day that was asked for already under this key.</summary>
    async Task<VehicleRequest?> Earlier(IdempotentAnswer once, string key, CancellationToken ct)
    {
        var led = await db.Set<IdempotentAnswer>().AsNoTracking().Where(a => a.Caller == once.Caller && a.Route == once.Route && a.Key == key && a.BodyHash == once.BodyHash).Select(a => a.Location).FirstOrDefaultAsync(ct);
        return Guid.TryParse(led, out var id) ? await db.Related<VehicleRequest>().AsNoTracking().FirstOrDefaultAsync(r => r.Id == id, ct) : null;
    }

    /// <summary>The days that were asked for together with an opened one, as far as one may read them.</summary>
    internal static async Task<IReadOnlyList<(Guid Id, DateTimeOffset StartsAt, RequestState State)>> SeriesOf(GuanjiaDb db, VehicleRequest of, CancellationToken ct)
    {
        var rows = db.Scope.Required.May(UsePermissions.RequestsRead, of.OwnerPath) ? db.Set<VehicleRequest>() : db.Related<VehicleRequest>();
        return (await rows.AsNoTracking().Where(r => r.SeriesId == of.SeriesId).OrderBy(r => r.StartsAt).ThenBy(r => r.Id).Select(r => new { r.Id, r.StartsAt, r.State }).Take(300).ToListAsync(ct)).ConvertAll(r => (r.Id, r.StartsAt, r.State));
    }
}
