using Guanjia.Web;

namespace Guanjia.Vehicles;

/// <summary>Which alarms a list shows, as its address says; the same for page and export.</summary>
sealed record AlarmLists(bool All, bool Mine)
{
    public static readonly ListExport<MovementAlarm> Export = new("行车告警", "/vehicles/alarms", AlarmFields.List, AlarmFields.RoseAt, [MovementPermissions.AlarmsRead], (http, db, _, _) => Task.FromResult(Of(http).Rows(db))) { More = AlarmFields.More, Main = AlarmFields.Plate };

    public static AlarmLists Of(HttpContext http) => new(http.Request.Query["list"] == "all", http.Request.Query["list"] == "mine");
    public IQueryable<MovementAlarm> Rows(GuanjiaDb db) => Mine ? db.Related<MovementAlarm>() : All ? db.Set<MovementAlarm>() : db.Set<MovementAlarm>().Where(a => a.State != MovementAlarmState.Closed);
}

/// <summary>What the viewer may do with an alarm now.</summary>
static class AlarmActions
{
    public static bool GoesOn(Verb verb) => true;

    public static async Task<IReadOnlyList<(Verb Verb, string Url)>> For(GuanjiaDb db, MovementAlarm a, Acting by, CancellationToken ct)
    {
        var hasPart = await db.PartsIn<MovementAlarm>(a.Id, ct);
        var can = new List<(Verb, string)>();
        void Add(bool now, Verb verb) { if (now && (by.May(verb.Permission, a.OwnerPath) || hasPart(verb))) can.Add((verb, $"/vehicles/alarms/{a.Id}/{verb.Key}")); }
        Add(a.State is MovementAlarmState.Open or MovementAlarmState.Explained, AlarmVerbs.Explain);
        Add(a.State is not MovementAlarmState.Closed && a.DriverPersonId != by.Person, AlarmVerbs.Judge);
        Add(a.State is MovementAlarmState.Judged && a.FellAt is not null, AlarmVerbs.Close);
        return can;
    }
}
