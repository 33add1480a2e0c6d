using System.Globalization;
using Microsoft.EntityFrameworkCore;

namespace Guanjia.Vehicles;

/// <summary>What false alarms teach: a new value for the limit that raised them, proposed and never set by itself.</summary>
/// <param name="Limit">The limit it is about.</param>
/// <param name="Proposed">As it is typed on the settings page.</param>
public sealed record AlarmLesson(Limit Limit, string Now, string Proposed, string Says)
{
    public string Url => $"/platform/settings/{Limit.Key}";
    /// <summary>So many false alarms of one kind in the time that is looked at are no chance.</summary>
    const int enough = 3;
    static readonly TimeSpan looked = TimeSpan.FromDays(90);

    /// <summary>The limit behind a kind; null: none, the rule is the rule.</summary>
    public static Limit? Behind(MovementAlarmKind kind) => kind switch
    {
        MovementAlarmKind.Speeding => MovementStandard.SpeedMost, MovementAlarmKind.Idling => MovementStandard.Idling, MovementAlarmKind.FuelDrop => MovementStandard.FuelDrop, MovementAlarmKind.OffRoute => MovementStandard.OffRoute, MovementAlarmKind.Silent => MovementStandard.SilentAfter, MovementAlarmKind.OutOfArea => MovementStandard.Fixes, MovementAlarmKind.SensitiveStop => MovementStandard.SensitiveStop, _ => null,
    };

    public static async Task<AlarmLesson?> Of(GuanjiaDb db, MovementAlarm alarm, CancellationToken ct)
    {
        var by = db.Scope.Required;
        var since = by.Now - looked;
        var past = await db.Set<MovementAlarm>().AsNoTracking().Where(a => a.OwnerPath == alarm.OwnerPath && a.Kind == alarm.Kind && a.RoseAt >= since && a.Finding != null).Select(a => new { a.Finding, a.Peak }).ToListAsync(ct);
        return Of(alarm.Kind, [.. past.Where(a => a.Finding == AlarmFinding.FalseAlarm).Select(a => a.Peak)], [.. past.Where(a => a.Finding == AlarmFinding.Confirmed).Select(a => a.Peak)], by.Limits, alarm.OwnerPath);
    }

    /// <summary>So high that the false ones would not have risen, and no higher than the least that was confirmed.</summary>
    public static AlarmLesson? Of(MovementAlarmKind kind, IReadOnlyList<decimal> wrong, IReadOnlyList<decimal> right, Limits limits, string path)
    {
        if (wrong.Count < enough || Behind(kind) is not { } limit) return null;
        var (now, top) = (Number(limit, limits, path), wrong.Max());
        var proposed = kind == MovementAlarmKind.OutOfArea ? now + 2 : Math.Ceiling(kind == MovementAlarmKind.FuelDrop || kind == MovementAlarmKind.OffRoute ? top + 1 : top);
        if (right.Count > 0 && kind != MovementAlarmKind.OutOfArea) proposed = Math.Min(proposed, Math.Floor(right.Min()) - 1);
        if (proposed <= now) return null;
        var (was, then) = (now.ToString("0.##", CultureInfo.InvariantCulture), proposed.ToString("0.##", CultureInfo.InvariantCulture));
        return new(limit, was, then, $"近 {looked.TotalDays:0} 天本单位“{EnumNames.Of(kind)}”误报 {wrong.Count} 件；建议把“{limit.Label}”由 {was} 调到 {then} {limit.Unit}");
    }

    static decimal Number(Limit limit, Limits limits, string path) => limit switch { Limit<int> n => limits.Of(n, path), Limit<TimeSpan> t => (decimal)limits.Of(t, path).TotalMinutes, _ => 0 };
}
