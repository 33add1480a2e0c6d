using System.Globalization;

namespace Guanjia.Vehicles;

/// <summary>The approval of a registration that is over quota or cap: the department that sets quotas decides; until then the car stands in the register and may not go. What was approved on paper needs none.</summary>
public sealed partial class Vehicle : IFlowSubject
{
    public const string FlowKey = "vehicles.exception";
    const string askWay = "；没有批准文件的，可以填写例外理由，登记后转主管部门审批";

    [Clause("cons:8.2.2.2.4")]
    public static readonly FlowRules DefaultFlow = new([new FlowStep("车辆编制主管部门审批", FlowMode.Any, [FlowCandidate.WithRole("vehicle-quotas")], Workdays: 5)]);
    static readonly IReadOnlyDictionary<string, FlowFact> facts = new Dictionary<string, FlowFact> { ["class"] = FlowFact.Of<VehicleClass>("用车类别"), ["over-quota"] = FlowFact.Flag("超编"), ["over-cap"] = FlowFact.Flag("超标准"), ["price"] = FlowFact.Number("购置价格") };
    public static readonly FlowKind Approval = FlowKind.Of<Vehicle>(FlowKey, "车辆超编、超标准登记", DefaultFlow, facts, VehiclePermissions.QuotasWrite, VehicleRegister.FlowSettled);

    /// <summary>例外理由 (reason of the exception): why it is to be registered though over quota or cap, where no paper has approved it.</summary>
    public string? ExceptionReason { get; private set; }
    /// <summary>The rules that spoke against it when it was sent, in words.</summary>
    public string? Against { get; private set; }
    public Guid AskedById { get; private set; }
    public string? Opinion { get; private set; }
    public List<Guid> ApproverIds { get; private set; } = [];
    public List<Guid> CopiedIds { get; private set; } = [];

    // Made now and not yet in the register: only then, or after a no, may an approval be asked for.
    bool isNew;
    string? overCap, overQuota;
    bool MayAsk => isNew || State == VehicleState.Declined;
    bool Asks => MayAsk && ExceptionReason is not null;

    Refusal? Excused(Refusal? no) => no is null || IsExcepted || Asks ? null : MayAsk ? no with { Message = no.Message + askWay } : no;

    /// <summary>After all has been looked at: whether it has to be approved first.</summary>
    [Clause("cons:8.2.2.2.4")]
    internal (bool Asks, Refusal? No) Propose(Acting by)
    {
        if (!MayAsk) return (false, null);
        if (overCap is null && overQuota is null || IsExcepted)
        {
            if (State == VehicleState.Declined) (State, StateSince, StateReason, Opinion) = (VehicleState.InUse, by.Now, null, null);
            return (false, null);
        }
        if (by.MustBePerson() is { } nobody) return (false, nobody);
        (State, StateSince, AskedById, Opinion, Against) = (VehicleState.Proposed, by.Now, by.Person, null, string.Join("；", new[] { overQuota, overCap }.OfType<string>()));
        return (true, null);
    }

    Refusal? Decided(VehicleState state, string? opinion, Acting by)
    {
        if (State != VehicleState.Proposed) return Refusal.WrongState($"{Name} {EnumNames.Of(State)}，不是待批准");
        (State, StateSince, Opinion) = (state, by.Now, string.IsNullOrWhiteSpace(opinion) ? null : opinion.Trim());
        return null;
    }

    string IFlowSubject.FlowKey => FlowKey;
    string IFlowSubject.FlowTitle => $"车辆登记 {Name}（{string.Join("、", new[] { IsOverQuota ? "超编" : null, IsOverCap ? "超标准" : null }.OfType<string>())}）";
    string IFlowSubject.FlowLink => $"/vehicles/vehicles/{Id}/approve";
    string IFlowSubject.FlowPage => $"/vehicles/vehicles/{Id}";
    Guid IFlowSubject.FlowAsker => AskedById;
    string IFlowSubject.FlowAskerPath => OwnerPath;
    IReadOnlyDictionary<string, object?> IFlowSubject.FlowFacts() => new Dictionary<string, object?> { ["class"] = EnumNames.Key(Class), ["over-quota"] = IsOverQuota, ["over-cap"] = IsOverCap, ["price"] = Price };
    IReadOnlyList<KeyValuePair<string, string>> IFlowSubject.FlowShown() =>
    [
        new(VehicleFields.Plate.Label, Name), new(VehicleFields.Class.Label, EnumNames.Of(Class)), new(VehicleFields.Model.Label, Model), new(VehicleFields.Price.Label, Price.ToString("0.00", CultureInfo.InvariantCulture)), new(VehicleFields.Displacement.Label, Displacement?.ToString("0.0#", CultureInfo.InvariantCulture) ?? ""),
        new("不符合的规定", Against ?? ""), new(VehicleFields.ExceptionReason.Label, ExceptionReason ?? ""),
    ];
    void IFlowSubject.FlowTakePart(IReadOnlyList<Guid> persons) => ApproverIds = [.. persons];
    void IFlowSubject.FlowCopied(IReadOnlyList<Guid> persons) => CopiedIds = [.. persons];
    Refusal? IFlowSubject.FlowPassed(Acting by, string opinion)
    {
        if (Decided(VehicleState.InUse, opinion, by) is { } no) return no;
        (ExceptionPaper, ExceptionBy, ExceptionOn) = ("本系统审批", by.Name, by.Today);
        return null;
    }
    Refusal? IFlowSubject.FlowRefused(Acting by, string opinion) => Decided(VehicleState.Declined, opinion, by);
    Refusal? IFlowSubject.FlowReturned(Acting by, string opinion) => Decided(VehicleState.Declined, opinion, by);
}
