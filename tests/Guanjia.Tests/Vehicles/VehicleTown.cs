using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Guanjia.Platform;
using Guanjia.Vehicles;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Guanjia.Tests.Vehicles;

/// <summary>A world with the roles of a fleet: who keeps it, who drives, who sets quotas over the region, who supervises it; and the same in another city.</summary>
public sealed class VehicleTown(World world) : IAsyncDisposable
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;
    public const string Cars = "/api/v1/vehicles/vehicles", Drivers = "/api/v1/vehicles/drivers", Quotas = "/api/v1/vehicles/quotas";
    public World World => world;
    public ValueTask DisposeAsync() => world.DisposeAsync();

    public static async Task<VehicleTown> Make()
    {
        var world = await World.Make(Ct);
        await world.Person("fleet", "买学峰", "affairs", "fleet");
        await world.Person("driver", "何建军", "affairs", "driver");
        await world.Person("dispatcher", "王志平", "affairs", "dispatcher");
        await world.Person("quotas", "丁学文", "region", "vehicle-quotas");
        await world.Person("supervisor", "赵军", "region", "vehicle-supervisor");
        await world.Person("city-fleet", "张宁生", "city-affairs", "fleet");
        await world.Person("city-supervisor", "杨海", "city", "vehicle-supervisor");
        return new(world);
    }

    public static Dictionary<string, object?> Car(params (string Name, object? Value)[] other)
    {
        var car = new Dictionary<string, object?>
        {
            ["plate"] = "宁A·0X001", ["class"] = "confidential", ["model"] = "大众宝来", ["body"] = "sedan", ["energy"] = "petrol", ["seats"] = 5, ["displacement"] = 1.4, ["isAutomatic"] = true, ["vin"] = VehicleSample.Vin, ["price"] = 118000, ["boughtOn"] = "2021-03-12", ["inspectedUntil"] = "2027-03-31", ["insuredUntil"] = "2027-03-10",
        };
        foreach (var (name, value) in other) car[name] = value;
        return car;
    }

    /// <summary>Another car: its plate and number end otherwise.</summary>
    public static (string, object?)[] Another(int n) => [("plate", $"宁A·0X{n:000}"), ("vin", VinOf(n))];
    /// <summary>A number with the check sign that belongs to it.</summary>
    public static string VinOf(int n) => $"LFVAA2150K{n:0000000}" is var vin ? string.Concat(vin.AsSpan(0, 8), Vins.CheckOf(vin).ToString(), vin.AsSpan(9)) : "";

    public static Dictionary<string, object?> Driver(params (string Name, object? Value)[] other)
    {
        var driver = new Dictionary<string, object?> { ["name"] = "马晓东", ["employment"] = "contract", ["phone"] = "13900006021", ["licenceNumber"] = DriverSample.Licence, ["licence"] = "c1", ["licensedUntil"] = "2030-05-20", ["healthyUntil"] = "2028-05-31" };
        foreach (var (name, value) in other) driver[name] = value;
        return driver;
    }

    public async Task<JsonElement> Send(string who, string url, object body, HttpStatusCode expected = HttpStatusCode.OK)
    {
        var answer = await world.Api(who).PostAsJsonAsync(url, body, Ct);
        var says = await answer.Content.ReadAsStringAsync(Ct);
        Assert.True(answer.StatusCode == expected, $"{url}: {(int)answer.StatusCode} {says}");
        return JsonDocument.Parse(says).RootElement;
    }

    public async Task<JsonElement> Patch(string who, string url, int version, object body, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var request = new HttpRequestMessage(HttpMethod.Patch, url) { Content = JsonContent.Create(body) };
        request.Headers.TryAddWithoutValidation("If-Match", $"\"{version}\"");
        var answer = await world.Api(who).SendAsync(request, Ct);
        var says = await answer.Content.ReadAsStringAsync(Ct);
        Assert.True(answer.StatusCode == expected, $"{url}: {(int)answer.StatusCode} {says}");
        return JsonDocument.Parse(says).RootElement;
    }

    public async Task<JsonElement> Read(string who, string url) => JsonDocument.Parse(await world.Api(who).GetStringAsync(url, Ct)).RootElement;
    public Task<JsonElement> Made(params (string, object?)[] other) => Send("fleet", Cars, Car(other), HttpStatusCode.Created);
    public Task<JsonElement> NotMade(params (string, object?)[] other) => Send("fleet", Cars, Car(other), HttpStatusCode.UnprocessableEntity);
    public static Guid Id(JsonElement row) => row.GetProperty("id").GetGuid();
    public static string Says(JsonElement no) => no.GetProperty("detail").GetString()!;
    public static string? Field(JsonElement no) => no.GetProperty("field").GetString();
    public Task<T> In<T>(Func<GuanjiaDb, Task<T>> work) => world.House.In(work);
    public Task Quota(int number, string of = "confidential", string unit = "affairs", string from = "2026-01-01") => Send("quotas", Quotas, new { unitId = world.Organisations[unit].Id, @class = of, number, from, document = "宁机管发〔2026〕1号" }, HttpStatusCode.Created);
}
