using System.ComponentModel;
using System.Globalization;

namespace Guanjia.Vehicles;

/// <summary>派车单状态 (state of a trip), in the order in which it goes; what comes after the closed one serves nobody any more.</summary>
public enum TripState
{
    [Description("待接单"), Means(Meaning.Wait)] Ordered,
    [Description("已接单"), Means(Meaning.Run)] Taken,
    [Description("出车中"), Means(Meaning.Run)] Out,
    [Description("已归队"), Means(Meaning.Wait)] Back,
    [Description("费用待校核"), Means(Meaning.Wait)] CostsEntered,
    [Description("已办结"), Means(Meaning.Done)] Closed,
    [Description("没有接单"), Means(Meaning.Stop)] Declined,
    [Description("已撤销"), Means(Meaning.Idle)] Withdrawn,
    [Description("途中中断"), Means(Meaning.Stop)] Broken,
}

/// <summary>派车单 (trip order): one car and one driver, from when to when, for one request or several that go together. Car and driver are kept as they were: who drives the car later changes nothing here.</summary>
[ReadBy("vehicles.trips.read"), WriteBy("vehicles.trips.dispatch")]
[Clause("cons:8.2.2.1.a.5")]
public sealed partial class Trip : IHasParticipants, INumbered, IPushes
{
    Trip() { }

    public Guid Id { get; private set; }
    public int Version { get; private set; }
    public string OwnerPath { get; private set; } = "";
    public Guid FleetId { get; private set; }
    /// <summary>PC-yyyyMMdd-NNN by day of departure and unit.</summary>
    public string? Number { get; private set; }
    public string? NumberPath { get; private set; }
    public TripState State { get; private set; }
    /// <summary>Null: an outside car.</summary>
    public Guid? VehicleId { get; private set; }
    /// <summary>宁A·D20617, as it was then.</summary>
    public string Plate { get; private set; } = "";
    public string Car { get; private set; } = "";
    /// <summary>Null: the outside company's driver.</summary>
    public Guid? DriverId { get; private set; }
    public Guid? DriverPersonId { get; private set; }
    public string DriverName { get; private set; } = "";
    public DateTimeOffset StartsAt { get; private set; }
    public DateTimeOffset EndsAt { get; private set; }
    /// <summary>It goes over midnight: on the boards of later days it is looked for apart from those that begin then.</summary>
    public bool Overnight { get; private set; }
    /// <summary>社会化租赁 (outside car): the company that sends car and driver for a price; null: the fleet's own.</summary>
    public string? Company { get; private set; }
    public decimal? Price { get; private set; }
    [Encrypted] public string? DriverPhone { get; private set; }
    /// <summary>What it is about, and for whom. Of several requests only how many they are: who rides along learns nothing of the others' business.</summary>
    public string Title { get; private set; } = "";
    public string FromPlace { get; private set; } = "";
    /// <summary>Division where it begins.</summary>
    public string FromDivision { get; private set; } = "";
    /// <summary>Division where its car is free again.</summary>
    public string EndDivision { get; private set; } = "";
    public string Route { get; private set; } = "";
    public int Headcount { get; private set; }
    /// <summary>Kilometres reckoned.</summary>
    public int Km { get; private set; }
    public string? Note { get; private set; }
    /// <summary>Who asked for it: they see car, driver and how far it is.</summary>
    public List<Guid> AskerIds { get; private set; } = [];

    public string OrderedBy { get; private set; } = "";
    public DateTimeOffset OrderedAt { get; private set; }
    /// <summary>Until when the driver is to answer; null: he has.</summary>
    public DateTimeOffset? AnswerBy { get; private set; }
    public DateTimeOffset? TakenAt { get; private set; }
    /// <summary>变更: what was ordered was changed, last by him and then.</summary>
    public string? ChangedBy { get; private set; }
    public DateTimeOffset? ChangedAt { get; private set; }
    /// <summary>Driver and fleet were told that its costs are late.</summary>
    public bool ToldCosts { get; private set; }
    /// <summary>Its driver was reminded of its start.</summary>
    public bool Reminded { get; private set; }
    /// <summary>Why it was declined, withdrawn, or broken off.</summary>
    public string? Reason { get; private set; }
    /// <summary>When it was declined, withdrawn, or broken off.</summary>
    public DateTimeOffset? EndedAt { get; private set; }

    public DateTimeOffset? OutAt { get; private set; }
    public int? OutKm { get; private set; }
    public Guid? OutPhotoId { get; private set; }
    public DateTimeOffset? BackAt { get; private set; }
    public int? BackKm { get; private set; }
    public Guid? BackPhotoId { get; private set; }
    /// <summary>轨迹里程 (kilometres of the track), from its terminal's points; null: it has no terminal, or that said nothing.</summary>
    public decimal? TrackKm { get; private set; }
    public string? Damage { get; private set; }
    /// <summary>Why it was driven further, or less far, than reckoned; or came back late.</summary>
    public string? KmReason { get; private set; }
    public bool Late { get; private set; }

    public decimal? Fuel { get; private set; }
    public decimal? Toll { get; private set; }
    public decimal? Parking { get; private set; }
    public decimal? Cleaning { get; private set; }
    /// <summary>驾驶员费用: subsidy, board and lodging of the driver.</summary>
    public decimal? DriverCost { get; private set; }
    /// <summary>票据 (receipts): a photograph or one document of all.</summary>
    public Guid? ReceiptId { get; private set; }
    public string? CostNote { get; private set; }
    public string? CostsBy { get; private set; }
    public Guid? CostsPersonId { get; private set; }
    public string? CheckedBy { get; private set; }
    public DateTimeOffset? CheckedAt { get; private set; }

    /// <summary>Whether it serves its requests, or did.</summary>
    public bool Counts => State <= TripState.Closed;
    /// <summary>Whether it holds car and driver.</summary>
    public bool Holds => State is TripState.Ordered or TripState.Taken or TripState.Out;
    public bool IsOutside => Company is not null;
    public decimal Costs => (Price ?? 0) + (Fuel ?? 0) + (Toll ?? 0) + (Parking ?? 0) + (Cleaning ?? 0) + (DriverCost ?? 0);
    /// <summary>Whether its costs can be entered: it is back, or broke down on the way, and none wait.</summary>
    public bool TakesCosts => State == TripState.Back || State == TripState.Broken && OutAt is not null && CostsBy is null;
    /// <summary>Whether costs wait to be checked.</summary>
    public bool CostsWait => State == TripState.CostsEntered || State == TripState.Broken && CostsBy is not null && CheckedAt is null;
    public int? Driven => BackKm - OutKm;
    DateTimeOffset IHasParticipants.ListedAt => StartsAt;

    string? INumbered.NumberKey => Number is null ? $"PC-{China.Day(StartsAt).ToString("yyyyMMdd", CultureInfo.InvariantCulture)}@{OwnerPath}" : null;
    void INumbered.GiveNumber(int n) => (Number, NumberPath) = (string.Create(CultureInfo.InvariantCulture, $"PC-{China.Day(StartsAt):yyyyMMdd}-{n:000}"), OwnerPath);

    public IEnumerable<string> Topics() => [$"vehicles/trip/{Id:N}", $"vehicles/fleet/{FleetId:N}"];
    public IEnumerable<Participation> Participants()
    {
        if (DriverPersonId is { } driver) yield return new(TripParts.Driver, driver, null);
        foreach (var asker in AskerIds) yield return new(TripParts.Passenger, asker, null);
    }
}

/// <summary>出车费用 (costs of a trip) in yuan, as its driver enters them; what there was not is null.</summary>
/// <param name="Driver">His own: subsidy, board and lodging.</param>
/// <param name="Receipt">The file of the receipts.</param>
public sealed record TripCosts(decimal? Fuel = null, decimal? Toll = null, decimal? Parking = null, decimal? Cleaning = null, decimal? Driver = null, string? Note = null, Guid? Receipt = null);

/// <summary>租来的车 (hired car): what is known of it when it is ordered.</summary>
public sealed record OutsideCar(string Company, string Plate, string Driver, string Phone, decimal Price, string? Note);

/// <summary>The parts that persons have in a trip.</summary>
public static class TripParts
{
    public const string Driver = "driver", Passenger = "passenger";
}

/// <summary>What may be done with a trip.</summary>
public static class TripVerbs
{
    public static readonly Verb
        Read = new("read", "查看", UsePermissions.TripsRead, TripParts.Driver, TripParts.Passenger),
        Trace = new("history", "操作记录", UsePermissions.TripsRead),
        Take = new("take", "接单", UsePermissions.TripsDispatch, TripParts.Driver),
        Decline = new("decline", "不能接单", UsePermissions.TripsDispatch, TripParts.Driver),
        Change = new("change", "变更派车", UsePermissions.TripsDispatch),
        Join = new("join", "加入合乘", UsePermissions.TripsDispatch),
        Withdraw = new("withdraw", "撤销派车", UsePermissions.TripsDispatch),
        GiveUp = new("give-up", "随申请取消", UsePermissions.TripsDispatch, TripParts.Passenger),
        Depart = new("depart", "出车", UsePermissions.TripsDispatch, TripParts.Driver),
        Arrive = new("arrive", "归队", UsePermissions.TripsDispatch, TripParts.Driver),
        Break = new("break", "途中故障", UsePermissions.TripsDispatch, TripParts.Driver),
        Note = new("note", "途中记事", UsePermissions.TripsDispatch, TripParts.Driver),
        Share = new("share", "给乘车人的链接", UsePermissions.TripsDispatch, TripParts.Passenger),
        Enter = new("costs", "填报费用", UsePermissions.TripsDispatch, TripParts.Driver),
        Check = new("check", "费用校核", UsePermissions.CostsCheck) { Decides = true },
        SendBack = new("send-back", "费用退回", UsePermissions.CostsCheck) { Decides = true };
}

/// <summary>A request that a trip serves.</summary>
[ReadBy("vehicles.trips.read"), WriteBy("vehicles.trips.dispatch"), NotAudited("the trip tells of it")]
public sealed class TripLeg : IPartOf
{
    TripLeg() { }
    public static TripLeg Of(Trip trip, VehicleRequest request, Acting by) => new TripLeg { Id = by.NewId(), OwnerPath = trip.OwnerPath, WholeId = trip.Id, RequestId = request.Id, Step = (int)trip.State }.Carries(request);
    public Guid Id { get; private set; }
    public string OwnerPath { get; private set; } = "";
    public Guid WholeId { get; private set; }
    public Guid RequestId { get; private set; }
    /// <summary>How far the trip is, as a number: by it the request is known to go on, whoever's other cars serve it.</summary>
    public int Step { get; private set; }
    /// <summary>Its use is classified.</summary>
    public bool Secret { get; private set; }
    /// <summary>Who asked, what for, where to, how many: what the trip says of this request, known to the trip even where the request itself may not be read.</summary>
    public Guid AskerId { get; private set; }
    public string Title { get; private set; } = "";
    public string Destination { get; private set; } = "";
    public int Headcount { get; private set; }

    internal TripLeg Carries(VehicleRequest r)
    {
        (AskerId, Title, Destination, Headcount, Secret) = (r.AskerPersonId, SayTitle(r), SayDestination(r), r.Headcount, r.Secret);
        return this;
    }
    public const int LongestText = 300;

    /// <summary>Of a classified use lists, boards and exports say that it is one; what it is stands in the request, for those who may open it.</summary>
    [Clause("cons:8.2.2.1.a.i")]
    internal static string SayTitle(VehicleRequest r) => r.Secret ? "涉密用车" : TypedText.Cut($"{r.AskerName}：{r.Title}", LongestText);
    internal static string SayDestination(VehicleRequest r) => r.Secret ? "见用车申请" : TypedText.Cut(r.Destination, LongestText);

    internal void Follow(Trip trip) => Step = (int)trip.State;

    /// <summary>What a request's driver may know of its other cars: which trip, and how far it is.</summary>
    public static readonly System.Linq.Expressions.Expression<Func<TripLeg, Occupied>> Without = l => new Occupied { ThingId = l.WholeId, TakenBy = l.RequestId, Kind = "Trip", OwnerPath = l.OwnerPath, Pieces = l.Step };
}

/// <summary>用车占用 (trip hold) of a car or of a driver, a day at most each. The database refuses two that overlap. What is over or was given up is deleted.</summary>
[ReadBy("vehicles.trips.read"), WriteBy("vehicles.trips.dispatch"), NotAudited("the trip that holds is audited")]
public sealed class TripHold : IPartOf
{
    TripHold() { }
    public Guid Id { get; private set; }
    public string OwnerPath { get; private set; } = "";
    public Guid WholeId { get; private set; }
    /// <summary>The car, or the driver.</summary>
    public Guid ThingId { get; private set; }
    public DateTimeOffset StartsAt { get; private set; }
    public DateTimeOffset EndsAt { get; private set; }

    /// <summary>Which trip holds a car or a driver, for guards: they must not pass because whoever asks may not read trips.</summary>
    public static readonly System.Linq.Expressions.Expression<Func<TripHold, Occupied>> Without = h => new Occupied { ThingId = h.ThingId, TakenBy = h.WholeId, Kind = "Trip", OwnerPath = h.OwnerPath, StartsAt = h.StartsAt, EndsAt = h.EndsAt };

    public static IEnumerable<TripHold> Of(Trip trip, Acting by)
    {
        // An outside car and its driver are nobody's here.
        foreach (var thing in new[] { trip.VehicleId, trip.DriverId }.OfType<Guid>())
            for (var at = trip.StartsAt; at < trip.EndsAt; at += TimeSpan.FromDays(1))
                yield return new() { Id = by.NewId(), OwnerPath = trip.OwnerPath, WholeId = trip.Id, ThingId = thing, StartsAt = at, EndsAt = trip.EndsAt - at < TimeSpan.FromDays(1) ? trip.EndsAt : at + TimeSpan.FromDays(1) };
    }
}
