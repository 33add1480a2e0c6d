using Guanjia.Jt808;
using Guanjia.Platform;
using Guanjia.Vehicles;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using Phone = Guanjia.Jt808.Phone;

namespace Guanjia.Tests.Vehicles;

/// <summary>A fleet whose cars have terminals, and a port to which these come.</summary>
public sealed class TerminalTown : IAsyncDisposable
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;
    public World World { get; }
    public List<Guid> Cars { get; } = [];
    public List<Guid> Terminals { get; } = [];
    TerminalTown(World world) => World = world;
    public ValueTask DisposeAsync() => World.DisposeAsync();
    public DateTimeOffset Now => World.House.Clock.Now;
    public int Port => World.House.Services.GetRequiredService<Jt808Service>().Endpoint!.Port;
    public static string PhoneOf(int n) => (14_400_000_000 + n).ToString(System.Globalization.CultureInfo.InvariantCulture);
    public static string PlateOf(int n) => $"宁A0X{n:000}";

    /// <param name="cars">So many with a terminal each.</param>
    public static async Task<TerminalTown> Make(int cars = 2, DateTimeOffset? now = null, bool listening = false)
    {
        var town = new TerminalTown(await World.Make(Ct, now, listening, terminals: now is null));
        await town.World.Person("fleet", "买学峰", "affairs", "fleet");
        await town.World.Person("city-fleet", "张宁生", "city-affairs", "fleet");
        await town.World.House.In(async db =>
        {
            var affairs = town.World.Organisations["affairs"];
            var by = Acting.Machine("test", "cars with terminals", town.Now) with { Org = affairs.Path, Organisation = affairs.Id };
            for (var n = 1; n <= cars; n++)
            {
                var (car, terminal) = (VehicleSample.Of(by, ("Plate", PlateOf(n)), ("Vin", VehicleTown.VinOf(n))), TerminalSample.Of(by, ("Phone", PhoneOf(n)), ("Serial", $"{n:0000000}")));
                Assert.Null(TerminalLink.Install(terminal, car, by.Now.AddDays(-30), null, null, by, out var link)?.Message);
                db.AddRange(car, terminal, link);
                town.Cars.Add(car.Id);
                town.Terminals.Add(terminal.Id);
            }
            Assert.Null(await db.Save(Ct));
        });
        return town;
    }

    /// <summary>The device of a car, not connected yet.</summary>
    public static Jt808Terminal Device(int n, string? plate = null, Edition edition = Edition.Of2019, Func<Message, ushort, Message?>? answers = null) =>
        new(new(Phone.Parse(PhoneOf(n))!.Value, edition, new(64, 100, "70111", "BSJ-M7B", $"{n:0000000}", 1, plate ?? PlateOf(n))) { AnswerWithin = TimeSpan.FromSeconds(60), Answer = answers }, TimeProvider.System, TimeSpan.FromMilliseconds(100));

    public async Task<Jt808Terminal> Online(int n, Func<Message, ushort, Message?>? answers = null)
    {
        var device = Device(n, answers: answers);
        Assert.Equal(TerminalState.Online, await device.Connect("127.0.0.1", Port, Ct));
        return device;
    }

    /// <summary>A report of where a car is.</summary>
    public static LocationReport At(DateTimeOffset at, double longitude = 106.27, double latitude = 38.47, ushort speed = 420, StatusBits status = StatusBits.AccOn | StatusBits.Fixed) =>
        new(new(0, status, (uint)Math.Round(latitude * 1e6), (uint)Math.Round(longitude * 1e6), 1110, speed, 90, DeviceTime.Of(at)), LocationItems.Of(new(0x01, new byte[] { 0, 0, 0x30, 0x39 }), new(0x02, new byte[] { 1, 0xC2 })));

    public Acting As(string unit) => Acting.Machine("test", "reads positions", Now) with { Access = new(new Dictionary<string, Bounds> { [TerminalPermissions.PositionsRead] = new([new PathRange(World.Organisations[unit].Path, true, false)]) }) };

    /// <summary>What a reader sees of a car's track.</summary>
    public async Task<List<Position>> Track(Guid car, Acting? by = null, DateTimeOffset? from = null, DateTimeOffset? to = null)
    {
        await using var scope = World.House.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Scope>().By = by ?? Acting.Machine("test", "reads positions", Now);
        var all = new List<Position>();
        await foreach (var p in scope.ServiceProvider.GetRequiredService<IPositions>().Of(car, from ?? Now.AddDays(-400), to ?? Now.AddYears(80), Ct)) all.Add(p);
        return all;
    }

    public async Task<IReadOnlyList<Position>> Latest(Acting? by = null)
    {
        await using var scope = World.House.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Scope>().By = by ?? Acting.Machine("test", "reads positions", Now);
        return await scope.ServiceProvider.GetRequiredService<IPositions>().Latest(Ct);
    }

    /// <summary>Waits for what comes by itself.</summary>
    public static async Task<T> Soon<T>(Func<Task<T?>> look) where T : class
    {
        for (var n = 0; n < 300; n++)
        {
            if (await look() is { } found) return found;
            await Task.Delay(50, Ct);
        }
        throw new TimeoutException("it did not come within 15 s");
    }
}
