using System.Globalization;

namespace Guanjia.Vehicles;

/// <summary>用车申请 (vehicle request): who goes where, when, with how many, and how far it has come. Its owner is the unit whose fleet is asked; the asker's unit takes part.
/// The verbs stand in VehicleRequest.Verbs.cs, its approval in VehicleRequest.Flow.cs.</summary>
[ReadBy("vehicles.requests.read"), WriteBy("vehicles.requests.write")]
[Clause("cons:8.2.2.1.a.1")]
public sealed partial class VehicleRequest : IHasParticipants, INumbered, IPushes, ISent
{
    VehicleRequest() { }

    public Guid Id { get; private set; }
    public int Version { get; private set; }
    public string OwnerPath { get; private set; } = "";
    public Guid FleetId { get; private set; }
    /// <summary>YC-yyyyMMdd-NNN by day of departure and managing unit; given at submission, never reused.</summary>
    public string? Number { get; private set; }
    /// <summary>The unit that gave the number: it stays, though another may manage the fleet later.</summary>
    public string? NumberPath { get; private set; }
    public RequestState State { get; private set; }

    /// <summary>What it is about, in one line.</summary>
    public string Title { get; private set; } = "";
    public UsePurpose Purpose { get; private set; }
    public DateTimeOffset StartsAt { get; private set; }
    public DateTimeOffset EndsAt { get; private set; }
    public string FromPlace { get; private set; } = "";
    /// <summary>Division where one gets in; that of the fleet unless said otherwise.</summary>
    public string FromDivision { get; private set; } = "";
    /// <summary>单程: the car leaves its passengers there and does not bring them back.</summary>
    public bool OneWay { get; private set; }
    /// <summary>Division gone to; <see cref="Outside"/> where it lies outside the region.</summary>
    public string ToDivision { get; private set; } = "";
    public string ToPlace { get; private set; } = "";
    /// <summary>Stops on the way, one a line.</summary>
    public string? Via { get; private set; }
    /// <summary>Where one gets in, and where one goes to, as chosen on the map: longitude,latitude (WGS-84); null: by name alone.</summary>
    public string? FromSpot { get; private set; }
    public string? ToSpot { get; private set; }
    /// <summary>会议或接待 for which the car is asked, of another module; and when it was to be when that was said.</summary>
    public Guid? OccasionId { get; private set; }
    public DateTimeOffset? OccasionFrom { get; private set; }
    public DateTimeOffset? OccasionTo { get; private set; }
    public int Headcount { get; private set; }
    /// <summary>Who goes along, by name.</summary>
    public string? Passengers { get; private set; }
    public WantedCar Wanted { get; private set; }
    public int Cars { get; private set; } = 1;
    /// <summary>合乘: whoever asked would go along with others of the same way.</summary>
    public bool Shares { get; private set; }
    /// <summary>A courier's or another classified way: only a car of its kind may go.</summary>
    public bool Secret { get; private set; }
    /// <summary>先用后补: goes first, its approval follows within a set time.</summary>
    public bool Urgent { get; private set; }
    public string? Needs { get; private set; }
    /// <summary>Asked for together with other days, by one rule; null: by itself.</summary>
    public Guid? SeriesId { get; private set; }
    public string? ContactName { get; private set; }
    [Encrypted(found: true)] public string? ContactPhone { get; private set; }
    /// <summary>Why it is asked for though a rule speaks against it.</summary>
    public string? ExceptionReason { get; private set; }
    /// <summary>The rules that spoke against it when it was sent, in words; empty: none.</summary>
    public string? Exceptions { get; private set; }
    /// <summary>Kilometres there and back: reckoned within the region, told by the asker beyond it.</summary>
    public int Km { get; private set; }

    public Guid AskerOrganisationId { get; private set; }
    public string AskerPath { get; private set; } = "";
    public string AskerName { get; private set; } = "";
    public Guid AskerPersonId { get; private set; }
    public DateTimeOffset AskedAt { get; private set; }
    public DateTimeOffset? SubmittedAt { get; private set; }
    public DateTimeOffset? ApprovedAt { get; private set; }
    public string? AcceptedBy { get; private set; }
    public DateTimeOffset? AcceptedAt { get; private set; }
    /// <summary>Until when the present step is to be done; null: no limit.</summary>
    public DateTimeOffset? DueAt { get; private set; }
    /// <summary>Its being late was told.</summary>
    public bool ToldLate { get; private set; }
    /// <summary>Until when the papers of an urgent one are to follow; null: none are owed.</summary>
    public DateTimeOffset? PapersDueAt { get; private set; }
    /// <summary>That its papers are overdue was told.</summary>
    public bool ToldPapers { get; private set; }
    public string? Opinion { get; private set; }
    /// <summary>Persons of the drivers that go, so that they may read it.</summary>
    public List<Guid> DriverPersonIds { get; private set; } = [];

    // 评价
    /// <summary>Punctuality, driving, cleanliness, manner, route: 1 to 5 each.</summary>
    public int? Punctual { get; private set; }
    public int? Driving { get; private set; }
    public int? Clean { get; private set; }
    public int? Manner { get; private set; }
    public int? Route { get; private set; }
    public string? Remark { get; private set; }
    public DateTimeOffset? EvaluatedAt { get; private set; }
    /// <summary>Its asker was reminded to evaluate it; once.</summary>
    public bool AskedMarks { get; private set; }
    /// <summary>A low mark waits for someone to look into it.</summary>
    public bool FollowUp { get; private set; }
    /// <summary>回访 (follow-up): what was found, and what was done.</summary>
    public string? FollowUpNote { get; private set; }
    public string? FollowedUpBy { get; private set; }
    public DateTimeOffset? FollowedUpAt { get; private set; }

    public const string Outside = "000000";
    public bool OutOfRegion => ToDivision == Outside;
    /// <summary>Division where its car is free again.</summary>
    public string EndDivision => OneWay ? ToDivision : FromDivision;
    public bool IsOver => State is RequestState.Closed or RequestState.Refused or RequestState.Cancelled;
    /// <summary>Whether nobody has set out yet.</summary>
    public bool BeforeStart => State is RequestState.Draft or RequestState.Returned or RequestState.Submitted or RequestState.Approved or RequestState.Accepted or RequestState.Ordered or RequestState.Taken;
    /// <summary>自治区水利厅：西吉县</summary>
    public string Destination => OutOfRegion ? $"区外 {ToPlace}" : $"{Division.Of(ToDivision)?.Name} {ToPlace}";
    /// <summary>What has become of the meeting for which it is asked, where its times no longer go with it; null: they do.</summary>
    public string? Misses(Occasion occasion)
    {
        if (occasion.IsOff) return $"关联的{occasion.Kind}“{occasion.Title}”{EnumNames.Of(occasion.State)}，请核对是否还需要用车";
        if (occasion.From == OccasionFrom && occasion.To == OccasionTo || StartsAt <= occasion.From && (OneWay || EndsAt >= occasion.To)) return null;
        return $"关联的{occasion.Kind}时间有变，现在是 {occasion.Says}，与用车时间 {China.SayShort(StartsAt)}–{China.SayShort(EndsAt)} 不再相符，请联系车队变更，或取消后重新申请";
    }
    DateTimeOffset IHasParticipants.ListedAt => StartsAt;

    string? INumbered.NumberKey => Number is null && SubmittedAt is not null ? $"YC-{China.Day(StartsAt).ToString("yyyyMMdd", CultureInfo.InvariantCulture)}@{OwnerPath}" : null;
    void INumbered.GiveNumber(int n) => (Number, NumberPath) = (string.Create(CultureInfo.InvariantCulture, $"YC-{China.Day(StartsAt):yyyyMMdd}-{n:000}"), OwnerPath);

    /// <summary>The contact's telephone, whole for whoever has to call him (the fleet, the driver, the unit that asks), masked for all others; the same on page, history and by API.</summary>
    public string? PhoneFor(Acting by, string? phone) => by.May(PlatformPermissions.PhonesRead, AskerPath) || by.May(UsePermissions.RequestsAccept, OwnerPath) || by.ActsFor(AskerPersonId) || by.Org == AskerPath || DriverPersonIds.Contains(by.Person) ? phone : PersonContact.Mask(phone);

    public IEnumerable<string> Topics() => [$"vehicles/request/{Id:N}", $"vehicles/fleet/{FleetId:N}"];

    public IEnumerable<Participation> Participants()
    {
        yield return new(RequestParts.Asker, AskerPersonId == Guid.Empty ? null : AskerPersonId, null);
        yield return new(RequestParts.AskerUnit, null, AskerPath);
        foreach (var approver in ApproverIds) yield return new(RequestParts.Approver, approver, null);
        foreach (var copied in CopiedIds) yield return new(RequestParts.Copied, copied, null);
        foreach (var driver in DriverPersonIds) yield return new(RequestParts.Driver, driver, null);
    }
}
