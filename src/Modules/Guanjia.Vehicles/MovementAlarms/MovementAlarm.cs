using System.Globalization;

namespace Guanjia.Vehicles;

/// <summary>行车告警 (movement alarm): one case from when it rises to when its cause ends, with what the driver says to it and what was found.</summary>
[ReadBy(MovementPermissions.AlarmsRead), WriteBy(MovementPermissions.AlarmsHandle)]
public sealed class MovementAlarm : IHasParticipants, INumbered, IPushes
{
    public const int LongestText = 300;
    MovementAlarm() { }

    public Guid Id { get; private set; }
    public int Version { get; private set; }
    /// <summary>The unit that had the car then.</summary>
    public string OwnerPath { get; private set; } = "";
    /// <summary>GJ-yyyyMMdd-NNN by day and unit.</summary>
    public string? Number { get; private set; }
    public string? NumberPath { get; private set; }
    public MovementAlarmKind Kind { get; private set; }
    /// <summary>What of that kind: the fence, the terminal's own alarm.</summary>
    public string Of { get; private set; } = "";
    /// <summary>超速 128 km/h</summary>
    public string Title { get; private set; } = "";
    public MovementAlarmState State { get; private set; }
    public Guid VehicleId { get; private set; }
    /// <summary>As it was then.</summary>
    public string Plate { get; private set; } = "";
    public Guid? TripId { get; private set; }
    public string? TripNumber { get; private set; }
    public Guid? DriverId { get; private set; }
    public Guid? DriverPersonId { get; private set; }
    public string? DriverName { get; private set; }
    public DateTimeOffset RoseAt { get; private set; }
    /// <summary>When its cause ended; null: it lasts.</summary>
    public DateTimeOffset? FellAt { get; private set; }
    public double Longitude { get; private set; }
    public double Latitude { get; private set; }
    /// <summary>How bad it was at most: km/h, metres, minutes, litres.</summary>
    public decimal Peak { get; private set; }

    public string? Explanation { get; private set; }
    public string? ExplainedBy { get; private set; }
    public DateTimeOffset? ExplainedAt { get; private set; }
    public AlarmFinding? Finding { get; private set; }
    public string? FindingNote { get; private set; }
    public string? FoundBy { get; private set; }
    public DateTimeOffset? FoundAt { get; private set; }
    public string? ClosedBy { get; private set; }
    public DateTimeOffset? ClosedAt { get; private set; }

    DateTimeOffset IHasParticipants.ListedAt => RoseAt;
    /// <summary>Whether it is known where: of a terminal that never said so it is not.</summary>
    public bool HasPlace => Longitude != 0 || Latitude != 0;
    public Coordinate Place => new(Longitude, Latitude);
    public TimeSpan Lasted(DateTimeOffset now) => (FellAt ?? now) - RoseAt;

    /// <summary>It rises: one case.</summary>
    public static MovementAlarm Rise(AlarmChange change, CarFacts car, TripFacts? trip, Acting by) => new()
    {
        Id = by.NewId(), OwnerPath = car.OwnerPath, Kind = change.Kind, Of = change.Of, Title = change.Says, VehicleId = car.VehicleId, Plate = car.Plate, RoseAt = change.At, Longitude = change.Place.Longitude, Latitude = change.Place.Latitude, Peak = change.Value,
        TripId = trip?.Id, TripNumber = trip?.Number, DriverId = trip?.DriverId ?? car.DriverId, DriverPersonId = trip is null ? car.DriverPersonId : trip.DriverPersonId, DriverName = trip?.DriverName ?? car.DriverName,
    };

    /// <summary>Its cause ended.</summary>
    public void Fall(DateTimeOffset at, decimal peak, string? says)
    {
        if (FellAt is not null) return;
        (FellAt, Peak) = (at < RoseAt ? RoseAt : at, Math.Max(Peak, peak));
        if (says is not null) Title = says;
    }

    public Refusal? Explain(string words, Acting by)
    {
        if (by.MustBePerson() is { } nobody) return nobody;
        if (State is not (MovementAlarmState.Open or MovementAlarmState.Explained)) return Refusal.WrongState($"告警{EnumNames.Of(State)}，不能再说明");
        if (Text(words, "说明", nameof(Explanation)) is { } no) return no;
        (State, Explanation, ExplainedBy, ExplainedAt) = (MovementAlarmState.Explained, words.Trim(), by.Name, by.Now);
        return null;
    }

    /// <summary>认定: by another than who drove.</summary>
    public Refusal? Judge(AlarmFinding? finding, string note, Acting by)
    {
        if (by.MustBePerson() is { } nobody) return nobody;
        if (State == MovementAlarmState.Closed) return Refusal.WrongState("告警已办结，不能再认定");
        if (DriverPersonId is { } driver && driver == by.Person) return new("告警是您驾驶时发生的，请由另一人认定", Code: Refusal.Codes.Forbidden);
        if (finding is null) return new("请选择属实或误报", Field: nameof(Finding));
        if (Text(note, "认定的依据", nameof(FindingNote)) is { } no) return no;
        (State, Finding, FindingNote, FoundBy, FoundAt) = (MovementAlarmState.Judged, finding, note.Trim(), by.Name, by.Now);
        return null;
    }

    public Refusal? Close(Acting by)
    {
        if (State == MovementAlarmState.Closed) return Refusal.WrongState("告警已经办结");
        if (State != MovementAlarmState.Judged) return Refusal.WrongState("请先认定属实或误报，再办结");
        if (FellAt is null) return Refusal.WrongState("告警还在持续，结束后才能办结");
        (State, ClosedBy, ClosedAt) = (MovementAlarmState.Closed, by.Name, by.Now);
        return null;
    }

    /// <summary>Its unit ended: what is open belongs to the one that goes on.</summary>
    public void GoTo(string path) => OwnerPath = path;

    static Refusal? Text(string words, string what, string field) => words.Trim().Length == 0 ? new($"请写明{what}", Field: field) : words.Trim().Length > LongestText ? new($"{what}不超过 {LongestText} 个字", Field: field) : null;

    string? INumbered.NumberKey => Number is null ? $"GJ-{China.Day(RoseAt).ToString("yyyyMMdd", CultureInfo.InvariantCulture)}@{OwnerPath}" : null;
    void INumbered.GiveNumber(int n) => (Number, NumberPath) = (string.Create(CultureInfo.InvariantCulture, $"GJ-{China.Day(RoseAt):yyyyMMdd}-{n:000}"), OwnerPath);
    public IEnumerable<Participation> Participants()
    {
        if (DriverPersonId is { } driver) yield return new(AlarmParts.Driver, driver, null);
    }
    /// <summary>Whoever looks at the car's unit, or at any above it, hears of it.</summary>
    public IEnumerable<string> Topics()
    {
        yield return $"vehicles/alarm/{Id:N}";
        for (var at = OwnerPath.IndexOf('/', StringComparison.Ordinal); at >= 0; at = OwnerPath.IndexOf('/', at + 1)) yield return Topic(OwnerPath[..(at + 1)]);
    }
    public const string TopicOfAlarms = "vehicles/alarms/";
    public static string Topic(string path) => TopicOfAlarms + path;
}

public static class AlarmFields
{
    const string clause = "cons:8.2.2.1.d.1";
    public static readonly Field<MovementAlarm, string?> Number = new Field<MovementAlarm, string?>(a => a.Number, "编号").Max(30);
    public static readonly Field<MovementAlarm, string> Title = new Field<MovementAlarm, string>(a => a.Title, "告警").Max(120), Plate = new Field<MovementAlarm, string>(a => a.Plate, "号牌").Max(20).Filter(), Of = new Field<MovementAlarm, string>(a => a.Of, "告警来源").Max(60);
    public static readonly Field<MovementAlarm, MovementAlarmKind> Kind = new Field<MovementAlarm, MovementAlarmKind>(a => a.Kind, "种类").Filter().By(clause);
    public static readonly Field<MovementAlarm, MovementAlarmState> State = new Field<MovementAlarm, MovementAlarmState>(a => a.State, "状态").Filter();
    public static readonly Field<MovementAlarm, DateTimeOffset> RoseAt = new Field<MovementAlarm, DateTimeOffset>(a => a.RoseAt, "开始").Sort();
    public static readonly Field<MovementAlarm, DateTimeOffset?> FellAt = new(a => a.FellAt, "结束"), ExplainedAt = new(a => a.ExplainedAt, "说明时间"), FoundAt = new(a => a.FoundAt, "认定时间"), ClosedAt = new(a => a.ClosedAt, "办结时间");
    public static readonly Field<MovementAlarm, string?> DriverName = new Field<MovementAlarm, string?>(a => a.DriverName, "驾驶员").Max(60), TripNumber = new Field<MovementAlarm, string?>(a => a.TripNumber, "派车单").Max(30);
    public static readonly Field<MovementAlarm, decimal> Peak = new(a => a.Peak, "最大值");
    public static readonly Field<MovementAlarm, string?> Explanation = new Field<MovementAlarm, string?>(a => a.Explanation, "情况说明").Max(MovementAlarm.LongestText).Long(), FindingNote = new Field<MovementAlarm, string?>(a => a.FindingNote, "认定的依据").Max(MovementAlarm.LongestText).Long();
    public static readonly Field<MovementAlarm, string?> ExplainedBy = new Field<MovementAlarm, string?>(a => a.ExplainedBy, "说明人").Max(60), FoundBy = new Field<MovementAlarm, string?>(a => a.FoundBy, "认定人").Max(60), ClosedBy = new Field<MovementAlarm, string?>(a => a.ClosedBy, "办结人").Max(60);
    public static readonly Field<MovementAlarm, AlarmFinding?> Finding = new Field<MovementAlarm, AlarmFinding?>(a => a.Finding, "认定").Filter();
    public static readonly IReadOnlyList<Field<MovementAlarm>> List = [Plate, Kind, Title, RoseAt, FellAt, DriverName, TripNumber, Finding, State];
    public static readonly IReadOnlyList<Field<MovementAlarm>> More = [Number, FoundBy, FoundAt];
    public static readonly IReadOnlyList<Field<MovementAlarm>> All = [Number, Kind, Title, Of, Plate, State, RoseAt, FellAt, Peak, DriverName, TripNumber, Explanation, ExplainedBy, ExplainedAt, Finding, FindingNote, FoundBy, FoundAt, ClosedBy, ClosedAt];
}
