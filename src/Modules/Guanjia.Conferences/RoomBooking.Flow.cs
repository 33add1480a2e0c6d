namespace Guanjia.Conferences;

/// <summary>The approval of a booking: begins when the clerk has accepted it, ends in approved, refused or returned.</summary>
public sealed partial class RoomBooking : IFlowSubject
{
    public const string FlowKey = "conferences.booking", ConsentKey = "conferences.consent";

    /// <summary>Who has or had a task of its approval.</summary>
    public List<Guid> ApproverIds { get; private set; } = [];
    /// <summary>Who has or had a task of the asker's own unit's consent.</summary>
    public List<Guid> ConsenterIds { get; private set; } = [];

    /// <summary>To whom it was copied.</summary>
    public List<Guid> CopiedIds { get; private set; } = [];

    /// <summary>Where no office has laid down its own: one of the approvers of the managing unit, within a day.</summary>
    public static readonly FlowRules DefaultFlow = new([new FlowStep("会议管理单位审批", FlowMode.Any, [FlowCandidate.WithRole("approver")], Hours: 24)]);
    /// <summary>Where a unit asks for its own consent and has laid down no steps: its head's. One who is the head himself has consented by asking.</summary>
    public static readonly FlowRules DefaultConsent = new([new FlowStep("本单位同意", FlowMode.Any, [FlowCandidate.HeadOf(FlowPlace.Asker)], Hours: 24)], NoApprover.Pass, ApproverIsAsker: ApproverIsAsker.Skip);
    static readonly IReadOnlyDictionary<string, FlowFact> facts = new Dictionary<string, FlowFact>
    {
        ["headcount"] = FlowFact.Number("参会人数"), ["important"] = FlowFact.Flag("重要会议"), ["urgent"] = FlowFact.Flag("加急"), ["type"] = FlowFact.Of<MeetingType>("会议类型"), ["nature"] = FlowFact.Of<MeetingNature>("会议性质"),
        ["secrecy"] = FlowFact.Of<MeetingSecrecy>("密级"), ["days"] = FlowFact.Number("会期（天）"),
    };
    public static readonly FlowKind Approval = Guanjia.Platform.FlowKind.Of<RoomBooking>(FlowKey, "会议预约", DefaultFlow, facts, ConferencePermissions.BookingsApprove, Bookings.FlowSettled), UnitConsent = Guanjia.Platform.FlowKind.Of<RoomBooking>(ConsentKey, "会议预约：申请单位同意", DefaultConsent, facts, settles: Bookings.FlowSettled);

    // Before acceptance the booking is on its way through the asker's unit, afterwards through the managing one.
    string IFlowSubject.FlowKey => AwaitsConsent ? ConsentKey : FlowKey;
    string IFlowSubject.FlowRulesPath => AwaitsConsent ? AskerPath : OwnerPath;
    string IFlowSubject.FlowTitle => AwaitsConsent ? $"会议预约（本单位同意） {Name}" : $"会议预约 {Number} {Name}";
    string IFlowSubject.FlowLink => $"/conferences/bookings/{Id}/approve";
    string IFlowSubject.FlowPage => $"/conferences/bookings/{Id}";
    Guid IFlowSubject.FlowAsker => AskerPersonId;
    string IFlowSubject.FlowAskerPath => AskerPath;
    string? IFlowSubject.FlowOrganiserPath => OrganiserPaths.Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();
    IReadOnlyDictionary<string, object?> IFlowSubject.FlowFacts() => new Dictionary<string, object?>
    { ["headcount"] = Headcount, ["important"] = Important, ["urgent"] = Urgent, ["type"] = EnumNames.Key(Type), ["nature"] = EnumNames.Key(Nature), ["secrecy"] = EnumNames.Key(Secrecy), ["days"] = Days.Count };
    IReadOnlyList<KeyValuePair<string, string>> IFlowSubject.FlowShown()
    {
        var shown = new List<KeyValuePair<string, string>>();
        void Say(Field<RoomBooking> field, string? value) => shown.Add(new(field.Label, value ?? ""));
        Say(BookingFields.Name, Name);
        Say(BookingFields.Room, RoomId.ToString());
        if (Further.Count > 0) Say(BookingFields.Further, FurtherRoom.Say(Further));
        Say(BookingFields.Days, Days.Say());
        Say(BookingFields.Headcount, Headcount.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Say(BookingFields.Secrecy, EnumNames.Of(Secrecy));
        // Of a classified meeting no more is written down than what is registered of it.
        if (IsClassified) return shown;
        Say(BookingFields.Nature, EnumNames.Of(Nature));
        Say(BookingFields.Type, EnumNames.Of(Type));
        Say(BookingFields.Layout, EnumNames.Of(Layout));
        Say(BookingFields.Organisers, OrganiserNames);
        Say(BookingFields.Undertaker, UndertakerName);
        Say(BookingFields.Leaders, LeaderNames);
        Say(BookingFields.BannerText, BannerText);
        Say(BookingFields.Rostrum, Rostrum ? "是" : "否");
        Say(BookingFields.Microphones, Microphones.ToString(System.Globalization.CultureInfo.InvariantCulture));
        if (Equipment.Count > 0) Say(BookingFields.Equipment, EquipmentNeed.Say(Equipment));
        Say(BookingFields.Guests, Guests);
        Say(BookingFields.OtherNeeds, OtherNeeds);
        return shown;
    }
    (string Words, Refusal? No) IFlowSubject.FlowWords(string typed) => !IsClassified ? (typed, null) : typed.Trim().Length > 0 ? ("", BookingGuards.SecretField(BookingFields.Opinion.Name, "意见")) : (Bookings.InPerson, null);
    void IFlowSubject.FlowTakePart(IReadOnlyList<Guid> persons)
    {
        if (AwaitsConsent) ConsenterIds = [.. persons]; else ApproverIds = [.. persons];
    }
    void IFlowSubject.FlowCopied(IReadOnlyList<Guid> persons) => CopiedIds = [.. persons];
    Refusal? IFlowSubject.FlowPassed(Acting by, string opinion) => AwaitsConsent ? Consent(by) : Approve(by);
    Refusal? IFlowSubject.FlowRefused(Acting by, string opinion) => Refuse(IsClassified ? "" : opinion, by);
    Refusal? IFlowSubject.FlowReturned(Acting by, string opinion) => Return(IsClassified ? "" : opinion, by);
}
