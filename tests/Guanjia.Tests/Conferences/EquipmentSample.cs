using Guanjia.Conferences;
using Guanjia.Platform;
using Xunit;

namespace Guanjia.Tests;

/// <summary>A pool of movable equipment of which nothing is lent, for the walks over pages and routes.</summary>
public sealed class EquipmentSample : ISample
{
    public string Address => "/conferences/equipment/";
    public Type Row => typeof(EquipmentPool);
    public object Make(Acting by) => Pool(by, "移动投影", 6, "台");

    public static EquipmentPool Pool(Acting by, string name, int quantity, string measure, EquipmentKind kind = EquipmentKind.Projector)
    {
        var pool = EquipmentPool.New(by);
        Assert.Null(pool.Change(Input<EquipmentPool>.From(n => n switch { "Name" => name, "Kind" => $"{kind}", "Quantity" => $"{quantity}", "Measure" => measure, _ => null }, EquipmentFields.All), by));
        return pool;
    }
}
