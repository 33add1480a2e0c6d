using Guanjia.Web;
using Microsoft.AspNetCore.Components;

namespace Guanjia.Vehicles;

/// <summary>A decision on a registration that is over quota or cap.</summary>
public abstract class VehicleDecidePage : ActPage<Vehicle>
{
    [Inject] public VehicleRegister Register { get; set; } = default!;
    [Inject] public Flows Flows { get; set; } = default!;
    protected override bool OnlyWhenOffered => true;
    public override string Home => $"/vehicles/vehicles/{Id}";
    public override IReadOnlyList<Field<Vehicle>> Asked => [VehicleFields.Opinion];
    protected override async Task<IEnumerable<Verb>> Offered(Vehicle row) => await Flows.MyTask(row.Id, Stop) is null ? [] : [VehicleVerbs.Approve, VehicleVerbs.Refuse, VehicleVerbs.Return];
    protected override Refusal Late(Vehicle row) => Refusal.WrongState(row.State == VehicleState.Proposed ? "您不是这辆车登记的审批人，或者已经由他人办理" : $"{row.Name} {EnumNames.Of(row.State)}，没有等待审批的登记");
    protected override Task<Refusal?> Act(Vehicle row, Input<Vehicle> input) => Register.Decide(row, Verb, input.Version ?? row.Version, input.Get(VehicleFields.Opinion) ?? "", Stop);

    protected override async Task<Refusal?> Save(Vehicle row)
    {
        Db.OnceSays = () => (303, Next, null);
        return await Register.Save(row, Stop) ?? GoTo(Next);
    }
}
