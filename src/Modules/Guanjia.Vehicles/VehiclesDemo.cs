namespace Guanjia.Vehicles;

static class VehiclesDemo
{
    public static Task Make(DemoLand land, CancellationToken ct) => Task.CompletedTask;
}
