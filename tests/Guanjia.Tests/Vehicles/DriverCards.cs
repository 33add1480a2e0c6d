using System.Text.Json;
using Guanjia.Jt808;
using Guanjia.Platform;
using Guanjia.Vehicles;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static Guanjia.Tests.Vehicles.TerminalTown;

namespace Guanjia.Tests.Vehicles;

/// <summary>驾驶员身份和透传数据: what a terminal says of the driver's card, and of what stands behind it.</summary>
public sealed class DriverCards : IAsyncLifetime
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;
    const string number = DriverSample.Licence;
    TerminalTown town = null!;
    Driver driver = null!;

    public async ValueTask InitializeAsync()
    {
        town = await TerminalTown.Make();
        driver = await town.World.House.In(async db =>
        {
            var affairs = town.World.Organisations["affairs"];
            var row = DriverSample.Of(Acting.Machine("test", "a driver", town.Now) with { Org = affairs.Path, Organisation = affairs.Id }, ("Name", "沙春生"));
            db.Add(row);
            Assert.Null(await db.Save(Ct));
            return row;
        });
    }
    public ValueTask DisposeAsync() => town.DisposeAsync();

    static DriverCard Put(DateTimeOffset at, string name = "沙春生", string id = number) => new(true, DeviceTime.Of(at), 0, new(name, "6401040000000000", "银川市交通运输局", new(2028, 5, 1), id));
    static DriverCard Pulled(DateTimeOffset at) => new(false, DeviceTime.Of(at));
    Task<List<DriverCardUse>> Uses() => town.World.House.In(db => db.Set<DriverCardUse>().AsNoTracking().OrderBy(u => u.Since).ToListAsync(Ct));

    [Fact, Clause("cons:8.2.2.1.d.1")]
    public async Task Who_puts_his_card_in_drives_the_car_until_he_pulls_it_out()
    {
        await using var device = await town.Online(1);
        var from = town.Now.AddMinutes(-30);
        Assert.Equal(AnswerResult.Ok, await device.Send(Put(from)));
        Assert.Equal(AnswerResult.Ok, await device.Send(Put(from)));   // said again: known
        Assert.Equal(AnswerResult.Ok, await device.Send(At(from.AddMinutes(5), 106.27)));
        Assert.Equal(AnswerResult.Ok, await device.Send(Pulled(from.AddMinutes(20))));
        Assert.Equal(AnswerResult.Ok, await device.Send(At(from.AddMinutes(25), 106.28)));
        var use = Assert.Single(await Uses());
        Assert.Equal((driver.Id, town.Cars[0], from, (DateTimeOffset?)from.AddMinutes(20), CardReading.Read, town.World.Organisations["affairs"].Path), (use.DriverId!.Value, use.VehicleId, use.Since, use.Until, use.Reading, use.OwnerPath));
        Assert.Equal([(Guid?)driver.Id, null], (await town.Track(town.Cars[0])).Select(p => p.DriverId));
        foreach (var url in new[] { $"/vehicles/terminals/{town.Terminals[0]}", $"/vehicles/vehicles/{town.Cars[0]}" })
        {
            var page = (await town.World.As("fleet").Open(url, Ct)).Page.Body!.TextContent;
            Assert.Contains("驾驶员刷卡", page, StringComparison.Ordinal);
            Assert.Contains("沙春生", page, StringComparison.Ordinal);
            Assert.DoesNotContain("6401040000000000", page, StringComparison.Ordinal);
        }
        var listed = JsonDocument.Parse(await town.World.Api("fleet").GetStringAsync($"/api/v1/vehicles/terminals/{town.Terminals[0]}/cards", Ct)).RootElement.GetProperty("items")[0];
        Assert.Equal(driver.Id, listed.GetProperty("driverId").GetGuid());
        Assert.Empty(JsonDocument.Parse(await (await town.World.Api("city-fleet").GetAsync($"/api/v1/vehicles/terminals/{town.Terminals[0]}/cards", Ct)).Content.ReadAsStringAsync(Ct)).RootElement.TryGetProperty("items", out var none) ? none.EnumerateArray() : []);
    }

    [Fact, Clause("cons:8.2.2.1.d.1")]
    public async Task The_next_card_ends_the_one_before_what_comes_late_finds_its_place_and_who_is_not_registered_stands_there_by_name()
    {
        await using var device = await town.Online(1);
        var from = town.Now.AddHours(-2);
        await device.Send(Put(from.AddMinutes(60), "马占军", "640104197001011230"));
        await device.Send(Put(from));
        await device.Send(new DriverCard(true, DeviceTime.Of(from.AddMinutes(90)), 2));
        // A clock of next year, digits that are none.
        Assert.Equal(AnswerResult.Bad, await device.Send(Put(town.Now.AddYears(1))));
        Assert.Equal(AnswerResult.Bad, await device.Send(new DriverCard(false, default)));
        Assert.Equal([("沙春生", (Guid?)driver.Id, CardReading.Read, (DateTimeOffset?)from.AddMinutes(60)), ("马占军", null, CardReading.Read, from.AddMinutes(90)), ("", null, CardReading.Locked, null)], (await Uses()).Select(u => (u.Name, u.DriverId, u.Reading, u.Until)));
        await Soon(async () => await town.World.House.In(db => db.Set<Guanjia.Vehicles.UnreadFrame>().CountAsync(f => f.Why == UnreadWhy.NoTime, Ct)) == 2 ? "" : null);
    }

    [Fact, Clause("cons:8.2.2.1.d.1")]
    public async Task The_driver_is_asked_for_by_8702()
    {
        await using var device = await town.Online(1, (message, _) => message is QueryDriverCard ? Put(town.Now.AddMinutes(-1)) : null);
        await town.World.As("fleet").Send($"/vehicles/terminals/{town.Terminals[0]}/command", new { Kind = "ReadDriver" }, Ct);
        var done = await Soon(() => town.World.House.In(db => db.Set<TerminalCommand>().FirstOrDefaultAsync(c => c.EndedAt != null, Ct)));
        Assert.Equal((TerminalCommandState.Answered, "沙春生"), (done.State, done.Answer));
        Assert.Equal(driver.Id, Assert.Single(await Uses()).DriverId);
    }

    [Fact, Clause("cons:8.2.2.1.d.1")]
    public async Task Data_passed_through_are_kept_as_they_came_shown_and_forgotten_after_their_days()
    {
        await using var device = await town.Online(1);
        Assert.Equal(AnswerResult.Ok, await device.Send(new TerminalData(0x41, "smallchi"u8.ToArray())));
        Assert.Equal(AnswerResult.Ok, await device.Send(new TerminalData(0xF1, new byte[3000])));
        var kept = await town.World.House.In(db => db.Set<PassThroughData>().OrderBy(d => d.Type).ToListAsync(Ct));
        Assert.Equal([(0x41, 8, 8), (0xF1, 3000, 2048)], kept.Select(d => (d.Type, d.Length, d.Raw.Length)));
        var page = (await town.World.As("fleet").Open($"/vehicles/terminals/{town.Terminals[0]}", Ct)).Page.Body!.TextContent;
        Assert.Contains("串口 1", page, StringComparison.Ordinal);
        Assert.Contains("736D616C6C636869", page, StringComparison.Ordinal);
        Assert.Contains("736D616C6C636869", await town.World.Api("fleet").GetStringAsync($"/api/v1/vehicles/terminals/{town.Terminals[0]}/data", Ct), StringComparison.Ordinal);
        town.World.House.Clock.Now += TimeSpan.FromDays(31);
        var run = await town.World.House.Services.GetRequiredService<JobRunner>().Run(TerminalJobs.Unread.Key, "", Ct);
        Assert.Equal(JobResult.Succeeded, run!.Result);
        Assert.Equal(0, await town.World.House.In(db => db.Set<PassThroughData>().CountAsync(Ct)));
    }
}
