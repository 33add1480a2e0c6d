using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Guanjia.Platform;
using Guanjia.Vehicles;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Guanjia.Tests.Vehicles;

/// <summary>A fleet with cars and drivers at the region's affairs office, on offer to all units, and the people of its ten steps.</summary>
public sealed class FleetTown : IAsyncLifetime
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;
    public World World { get; private set; } = null!;
    public Fleet Fleet { get; private set; } = null!;
    public Dictionary<string, Vehicle> Cars { get; } = [];
    public Dictionary<string, Driver> Drivers { get; } = [];
    int given;
    /// <summary>Days of their own for tests of one town: workdays from December on.</summary>
    public DateOnly NextDay()
    {
        var n = Interlocked.Increment(ref given);
        return Workdays.Published.After(new(2026, 11, 30), n);
    }

    bool listens;
    /// <summary>Its clock; null: the usual day of the tests.</summary>
    public DateTimeOffset? Now { get; init; }
    /// <summary>For browsers: on a port of its own.</summary>
    public static async Task<FleetTown> Listening()
    {
        var town = new FleetTown { listens = true };
        await town.InitializeAsync();
        return town;
    }

    public async ValueTask InitializeAsync()
    {
        World = await World.Make(CancellationToken.None, Now, listening: listens);
        await World.Person("head", "王处长", "finance", null, head: true);
        await World.Person("passenger", "杨学文", "finance", "passenger");
        await World.Person("dispatcher", "买学峰", "affairs", "dispatcher");
        await World.Person("driver", "沙春生", "affairs", "driver");
        await World.Person("driver2", "马占军", "affairs", "driver");
        await World.Person("fleet", "哈建国", "affairs", "fleet");
        await World.House.In(async db =>
        {
            var affairs = World.Organisations["affairs"];
            var by = Acting.Machine("test", "a fleet", World.House.Clock.Now) with { Org = affairs.Path, Organisation = affairs.Id };
            Fleet = Fleet.Laid(by.NewId(), affairs.Path, "区直机关车队", "640100", "政务中心东门", "0951-0000300");
            db.AddRange(Fleet, new Offer(by.NewId(), Things.Key<Fleet>(), Fleet.Id, Fleet.OwnerPath, new PathRange("64/", true, true)));
            foreach (var (key, plate, seats, more) in new[] { ("sedan", "宁A10001", 5, "Sedan"), ("van", "宁A10002", 7, "Multipurpose"), ("bus", "宁A10003", 17, "SmallBus"), ("expired", "宁A10004", 5, "Sedan") })
            {
                var car = Vehicle.New(by);
                Assert.Null(car.Change(Input<Vehicle>.From(n => n switch
                {
                    "Plate" => plate, "Vin" => VinOf(plate), "Class" => "Other", "Model" => "测试车型", "Body" => more, "Energy" => "Petrol", "Seats" => $"{seats}", "Displacement" => "1.8", "Price" => "150000", "BoughtOn" => "2022-03-01", "Grade" => "Usual",
                    "InspectedUntil" => key == "expired" ? "2026-11-20" : "2027-11-30", "InsuredUntil" => "2027-11-30", _ => null,
                }, VehicleFields.All), by));
                db.Add(car);
                Cars[key] = car;
            }
            foreach (var (key, licence) in new[] { ("driver", "C1"), ("driver2", "A1") })
            {
                var driver = Driver.New(by);
                Assert.Null(driver.Change(Input<Driver>.From(n => n switch
                {
                    "Name" => World.People[key].Name, "PersonId" => World.People[key].Id.ToString(), "Employment" => "Staff", "LicenceNumber" => key == "driver" ? "640104198503071211" : "640104197001011230", "Licence" => licence, "LicensedUntil" => "2030-01-01", "HealthyUntil" => "2028-01-01", "Phone" => "0951-0000400", _ => null,
                }, DriverFields.All), by));
                db.Add(driver);
                Drivers[key] = driver;
            }
            Assert.Null(await db.Save(CancellationToken.None));
        });
    }

    public ValueTask DisposeAsync() => World.DisposeAsync();

    static string VinOf(string plate)
    {
        var vin = $"LSVAA4180F2{100000 + int.Parse(plate[^5..], System.Globalization.CultureInfo.InvariantCulture)}";
        return vin[..8] + Vins.CheckOf(vin) + vin[9..];
    }

    public Dictionary<string, object?> Ask(DateOnly day, string from = "09:00", string to = "15:00", int heads = 3, string division = "640181", string purpose = "inspection") => new()
    {
        ["fleetId"] = Fleet.Id, ["title"] = "赴灵武市核查淤地坝", ["purpose"] = purpose, ["startsAt"] = $"{day:yyyy-MM-dd}T{from}:00+08:00", ["endsAt"] = $"{day:yyyy-MM-dd}T{to}:00+08:00", ["toDivision"] = division, ["toPlace"] = "灵武市水务局", ["headcount"] = heads, ["contactName"] = "杨学文", ["contactPhone"] = "13800001234",
    };

    public async Task<JsonElement> Send(string who, string url, object? body = null, HttpStatusCode expected = HttpStatusCode.OK)
    {
        var answer = await World.Api(who).PostAsJsonAsync($"/api/v1/vehicles/{url}", body ?? new { }, Ct);
        var text = await answer.Content.ReadAsStringAsync(Ct);
        Assert.True(answer.StatusCode == expected, $"{url}: {(int)answer.StatusCode} {text}");
        return JsonDocument.Parse(text).RootElement;
    }

    public static string State(JsonElement row) => row.GetProperty("state").GetProperty("value").GetString()!;
    public static Guid Id(JsonElement row) => row.GetProperty("id").GetGuid();

    /// <summary>A request that waits for a car.</summary>
    public async Task<Guid> Accepted(Dictionary<string, object?> ask)
    {
        var id = Id(await Send("passenger", "requests", ask, HttpStatusCode.Created));
        await Send("head", $"requests/{id}/approve", new { opinion = "同意" });
        Assert.Equal("accepted", State(await Send("dispatcher", $"requests/{id}/accept")));
        return id;
    }

    public object Order(Guid request, string car = "sedan", string driver = "driver") => new { requestIds = new[] { request }, vehicleId = Cars[car].Id, driverId = Drivers[driver].Id };
    public Task<VehicleRequest> Request(Guid id) => World.House.In(db => db.Set<VehicleRequest>().AsNoTracking().SingleAsync(r => r.Id == id, Ct));
    public void At(DateOnly day, string time) => World.House.Clock.Now = China.FromLocal(day, TimeOnly.ParseExact(time, "HH:mm", System.Globalization.CultureInfo.InvariantCulture));
    public async Task Run(string job)
    {
        var run = await World.House.Services.GetRequiredService<JobRunner>().Run(job, "", Ct);
        Assert.True(run!.Result == JobResult.Succeeded, run.Says);
    }
    /// <summary>A car that broke down is looked at, and may go again.</summary>
    public Task Mended(string car) => Send("fleet", $"vehicles/{Cars[car].Id}/put-back", new { reason = "修理完毕，试车正常" });
    public static readonly string[] Checks = [.. Checklist.All];
}
