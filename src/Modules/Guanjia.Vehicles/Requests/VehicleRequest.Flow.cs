using System.Globalization;

namespace Guanjia.Vehicles;

/// <summary>The approval of a request: the asker's own head; out of the region, or against a rule, the office that manages the fleet as well.</summary>
public sealed partial class VehicleRequest : IFlowSubject
{
    public const string FlowKey = "vehicles.request";
    /// <summary>Who has or had a task of its approval.</summary>
    public List<Guid> ApproverIds { get; private set; } = [];
    public List<Guid> CopiedIds { get; private set; } = [];

    [Clause("cons:8.2.2.2.3")]
    public static readonly FlowRules DefaultFlow = new(
    [
        new FlowStep("用车单位负责人审核", FlowMode.Any, [FlowCandidate.HeadOf(FlowPlace.Asker)], Hours: 4),
        new FlowStep("出区用车审批", FlowMode.Any, [FlowCandidate.WithRole("fleet")], [new("outside", "=", "true")], Hours: 4),
        new FlowStep("例外用车审批", FlowMode.Any, [FlowCandidate.WithRole("fleet")], [new("exception", "=", "true"), new("outside", "=", "false")], Hours: 4),
    ], NoApprover.Pass, ApproverIsAsker: ApproverIsAsker.Skip, Batch: true);

    static readonly IReadOnlyDictionary<string, FlowFact> facts = new Dictionary<string, FlowFact>
    {
        ["purpose"] = FlowFact.Of<UsePurpose>("用车事由"), ["headcount"] = FlowFact.Number("乘车人数"), ["outside"] = FlowFact.Flag("出区用车"), ["exception"] = FlowFact.Flag("例外用车"), ["urgent"] = FlowFact.Flag("紧急用车"), ["km"] = FlowFact.Number("往返里程"), ["cars"] = FlowFact.Number("用车数量"),
    };
    public static readonly FlowKind Approval = FlowKind.Of<VehicleRequest>(FlowKey, "用车申请", DefaultFlow, facts, UsePermissions.RequestsApprove, Requests.FlowSettled);

    string IFlowSubject.FlowKey => FlowKey;
    string IFlowSubject.FlowTitle => $"用车申请 {Number} {Title}";
    string IFlowSubject.FlowLink => $"/vehicles/requests/{Id}/approve";
    string IFlowSubject.FlowPage => $"/vehicles/requests/{Id}";
    Guid IFlowSubject.FlowAsker => AskerPersonId;
    string IFlowSubject.FlowAskerPath => AskerPath;
    IReadOnlyDictionary<string, object?> IFlowSubject.FlowFacts() => new Dictionary<string, object?>
    { ["purpose"] = EnumNames.Key(Purpose), ["headcount"] = Headcount, ["outside"] = OutOfRegion, ["exception"] = Exceptions is not null, ["urgent"] = Urgent, ["km"] = Km, ["cars"] = Cars };
    IReadOnlyList<KeyValuePair<string, string>> IFlowSubject.FlowShown()
    {
        var shown = new List<KeyValuePair<string, string>>();
        void Say(string label, string? value) { if (!string.IsNullOrEmpty(value)) shown.Add(new(label, value)); }
        Say(RequestFields.Title.Label, Title);
        Say(RequestFields.Purpose.Label, EnumNames.Of(Purpose));
        Say("时间", $"{China.Say(StartsAt)} 至 {China.Say(EndsAt)}");
        Say(RequestFields.FromPlace.Label, FromPlace);
        Say("目的地", Destination);
        Say(RequestFields.Via.Label, Via);
        Say(RequestFields.Headcount.Label, Headcount.ToString(CultureInfo.InvariantCulture));
        Say(RequestFields.Passengers.Label, Passengers);
        Say(RequestFields.Wanted.Label, $"{EnumNames.Of(Wanted)}，{Cars} 辆");
        Say(RequestFields.Km.Label, Km.ToString(CultureInfo.InvariantCulture));
        Say(RequestFields.Needs.Label, Needs);
        Say("例外事项", Exceptions);
        Say(RequestFields.ExceptionReason.Label, ExceptionReason);
        return shown;
    }
    void IFlowSubject.FlowTakePart(IReadOnlyList<Guid> persons) => ApproverIds = [.. persons];
    void IFlowSubject.FlowCopied(IReadOnlyList<Guid> persons) => CopiedIds = [.. persons];
    Refusal? IFlowSubject.FlowPassed(Acting by, string opinion) => Approve(by);
    Refusal? IFlowSubject.FlowRefused(Acting by, string opinion) => Refuse(opinion, by);
    Refusal? IFlowSubject.FlowReturned(Acting by, string opinion) => Return(opinion, by);
}
