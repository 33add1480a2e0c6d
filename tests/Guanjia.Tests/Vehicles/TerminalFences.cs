using System.Net;
using System.Text.Json;
using Guanjia.Jt808;
using Guanjia.Platform;
using Guanjia.Vehicles;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static Guanjia.Tests.Vehicles.TerminalTown;

namespace Guanjia.Tests.Vehicles;

/// <summary>围栏下发到终端: a fence that the terminal judges too, over a real socket.</summary>
public sealed class TerminalFences : IAsyncLifetime
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;
    TerminalTown town = null!;
    public async ValueTask InitializeAsync() => town = await TerminalTown.Make();
    public ValueTask DisposeAsync() => town.DisposeAsync();
    Acting By => Acting.Machine("test", "a fence", town.Now) with { Org = town.World.Organisations["affairs"].Path };

    async Task<Fence> Laid(params (string, string?)[] other) => await town.World.House.In(async db =>
    {
        var fence = FenceSample.Of(By, other);
        db.Add(fence);
        Assert.Null(await db.Save(Ct));
        return fence;
    });

    Task Change(Guid id, string metres, bool active) => town.World.House.In(async db =>
    {
        var row = await db.Set<Fence>().SingleAsync(f => f.Id == id, Ct);
        Assert.Null(row.Change(Input<Fence>.From(n => n switch { "Name" => "市区范围", "Rule" => "StayIn", "Shape" => "Circle", "Coordinates" => "106.23,38.49", "Metres" => metres, "IsActive" => active ? "true" : null, _ => null }, FenceFields.All), By)?.Message);
        Assert.Null(await db.Save(Ct));
    });

    async Task<TerminalCommand> Ended(int n) => (await Soon(async () => await town.World.House.In(db => db.Set<TerminalCommand>().AsNoTracking().Where(c => c.EndedAt != null).OrderBy(c => c.EndedAt).ThenBy(c => c.AskedAt).ToListAsync(Ct)) is { } all && all.Count >= n ? all : null))[n - 1];

    [Fact, Clause("cons:8.2.2.1.d.1")]
    public async Task A_fence_that_was_stopped_meanwhile_goes_to_no_terminal_that_comes_later()
    {
        var fence = await Laid();
        await town.World.As("fleet").Send($"/vehicles/fences/{fence.Id}/send", new { How = "set", VehicleIds = town.Cars[0].ToString() }, Ct);
        await Change(fence.Id, "5000", active: false);
        var heard = new List<Message>();
        await using var device = await town.Online(1, (message, _) => { heard.Add(message); return null; });
        Assert.Equal((TerminalCommandState.Failed, "围栏已经停用，没有下发；要下发的，请先启用"), ((await Ended(1)).State, (await Ended(1)).Answer));
        Assert.Empty(heard);
    }

    [Fact, Clause("cons:8.2.2.1.d.1")]
    public async Task A_fence_is_not_laid_on_a_car_that_it_can_never_bind()
    {
        await using var scope = town.World.House.Services.CreateAsyncScope();
        var by = Acting.Machine("test", "lays fences", town.Now) with { Org = town.World.Organisations["city-affairs"].Path };
        scope.ServiceProvider.GetRequiredService<Scope>().By = by;
        var no = await scope.ServiceProvider.GetRequiredService<VehicleRegister>().Enter(Fence.New(by), Input<Fence>.From(n => n switch { "Name" => "市区范围", "Rule" => "StayIn", "Shape" => "Circle", "Coordinates" => "106.23,38.49", "Metres" => "5000", "VehicleIds" => town.Cars[0].ToString(), "IsActive" => "true", _ => null }, FenceFields.All), Ct);
        Assert.Contains("宁A·0X001 不是本单位或下级单位的车辆", no?.Message);
    }

    [Fact, Clause("cons:8.2.2.1.d.1")]
    public async Task A_county_whose_border_is_not_at_hand_is_kept_but_not_set_in_force()
    {
        async Task<(HttpStatusCode, string)> Lays(bool active)
        {
            var answer = await town.World.Api("fleet").PostAsync("/api/v1/vehicles/fences", new StringContent($$"""{"name":"金凤区内","rule":"stay-in","shape":"county","divisionCode":"640106","vehicleIds":[],"isActive":{{(active ? "true" : "false")}}}""", System.Text.Encoding.UTF8, "application/json"), Ct);
            return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Ct));
        }
        var (status, said) = await Lays(true);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Contains("没有金凤区的界线，启用了也不起作用", said);
        Assert.Equal(HttpStatusCode.Created, (await Lays(false)).Item1);
    }

    [Fact, Clause("cons:8.2.2.1.d.1")]
    public async Task A_circle_goes_to_the_terminal_is_changed_there_and_leaves_it_with_each_answer_on_the_fences_page()
    {
        var got = new List<Message>();
        await using var device = await town.Online(1, (message, sequence) => { got.Add(message); return new TerminalAnswer(sequence, message.Id, AnswerResult.Ok); });
        var fence = await Laid(("From", "08:00"), ("To", "18:30"));
        var url = $"/vehicles/fences/{fence.Id}";
        // The second car's terminal is not here: its own result says so.
        Assert.Equal(HttpStatusCode.Redirect, (await town.World.As("fleet").Send(url + "/send", new { How = "set" }, Ct)).Status);
        Assert.Equal(TerminalCommandState.Answered, (await Ended(1)).State);
        var circle = Assert.Single(Assert.IsType<SetCircles>(got[0]).Circles);
        Assert.Equal((AreaSetting.Append, TerminalFence.NumberOf(fence), new AreaPoint(38_490_000, 106_230_000), 5000u), (((SetCircles)got[0]).Setting, circle.AreaId, circle.Centre, circle.Radius));
        Assert.Equal((AreaFlags.ByTime | AreaFlags.TellDriverOnExit | AreaFlags.TellPlatformOnExit, "000000080000", "000000183000", "市区范围"), (circle.Rule.Flags, circle.Rule.From.Digits, circle.Rule.To.Digits, circle.Rule.Name));
        town.World.House.Clock.Now += TimeSpan.FromMinutes(6);
        Assert.Equal((TerminalCommandState.Failed, "终端不在线，没有送达"), ((await Ended(2)).State, (await Ended(2)).Answer));
        var page = (await town.World.As("fleet").Open(url, Ct)).Page.Body!.TextContent;
        foreach (var said in new[] { "1 台终端里有", "宁A·0X001", "宁A·0X002", "已收到", "终端不在线，没有送达" }) Assert.Contains(said, page, StringComparison.Ordinal);

        town.World.House.Clock.Now += TimeSpan.FromMinutes(1);
        // Changed: the page says that the terminal has the old one; sent again it is changed there.
        await Change(fence.Id, "8000", active: true);
        Assert.Contains("围栏后来改过，请重新下发", (await town.World.As("fleet").Open(url, Ct)).Page.Body!.TextContent, StringComparison.Ordinal);
        await town.World.As("fleet").Send(url + "/send", new { How = "set", VehicleIds = town.Cars[0].ToString() }, Ct);
        await Ended(3);
        Assert.Equal((AreaSetting.Change, 8000u), (((SetCircles)got[1]).Setting, ((SetCircles)got[1]).Circles[0].Radius));
        Assert.DoesNotContain("围栏后来改过", (await town.World.As("fleet").Open(url, Ct)).Page.Body!.TextContent, StringComparison.Ordinal);

        // Stopped: the terminal still judges by it, and the page says so.
        await Change(fence.Id, "8000", active: false);
        page = (await town.World.As("fleet").Open(url, Ct)).Page.Body!.TextContent;
        foreach (var said in new[] { "围栏已经停用，1 台终端里还有", "围栏已停用，请从终端删除" }) Assert.Contains(said, page, StringComparison.Ordinal);

        town.World.House.Clock.Now += TimeSpan.FromMinutes(1);
        // And by a program it is taken away.
        var answer = await town.World.Api("fleet").PostAsync($"/api/v1/vehicles/fences/{fence.Id}/send", new StringContent($$"""{"drop":true,"vehicleId":"{{town.Cars[0]}}"}""", System.Text.Encoding.UTF8, "application/json"), Ct);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Ct));
        await Ended(4);
        Assert.Equal([TerminalFence.NumberOf(fence)], Assert.IsType<DeleteCircles>(got[2]).AreaIds);
        var told = JsonDocument.Parse(await town.World.Api("fleet").GetStringAsync($"/api/v1/vehicles/fences/{fence.Id}/terminals", Ct)).RootElement.GetProperty("items");
        Assert.Equal([false, false], told.EnumerateArray().Select(t => t.GetProperty("holds").GetBoolean()));
    }

    [Fact, Clause("cons:8.2.2.1.d.1")]
    public async Task Rectangle_polygon_and_corridor_each_go_by_their_own_message_and_leave_by_its_counterpart()
    {
        var got = new List<Message>();
        await using var device = await town.Online(1, (message, sequence) => { got.Add(message); return new TerminalAnswer(sequence, message.Id, AnswerResult.Ok); });
        var n = 0;
        foreach (var (shape, coordinates, metres, set, drop) in new[] { ("Polygon", "106.1,38.4\n106.3,38.4\n106.3,38.6\n106.1,38.6", null, MessageId.SetRectangles, MessageId.DeleteRectangles), ("Polygon", "106.1,38.4\n106.3,38.4\n106.2,38.6", null, MessageId.SetPolygon, MessageId.DeletePolygons), ("Corridor", "106.1,38.4\n106.3,38.5\n106.4,38.6", "100", MessageId.SetRoute, MessageId.DeleteRoutes) })
        {
            var fence = await Laid(("Shape", shape), ("Coordinates", coordinates), ("Metres", metres), ("Rule", "StayOut"));
            foreach (var how in new[] { "set", "drop" })
            {
                town.World.House.Clock.Now += TimeSpan.FromSeconds(1);
                Assert.Equal(HttpStatusCode.Redirect, (await town.World.As("fleet").Send($"/vehicles/fences/{fence.Id}/send", new { How = how, VehicleIds = town.Cars[0].ToString() }, Ct)).Status);
                Assert.Equal(TerminalCommandState.Answered, (await Ended(++n)).State);
            }
            Assert.Equal([set, drop], got[^2..].Select(m => m.Id));
        }
        var rectangle = Assert.Single(((SetRectangles)got[0]).Rectangles);
        Assert.Equal((new AreaPoint(38_600_000, 106_100_000), new AreaPoint(38_400_000, 106_300_000)), (rectangle.NorthWest, rectangle.SouthEast));
        Assert.Equal(AreaFlags.TellDriverOnEntry | AreaFlags.TellPlatformOnEntry, rectangle.Rule.Flags);
        Assert.Equal((byte)200, ((SetRoute)got[4]).Points[1].Width);
    }

    [Fact, Clause("cons:8.2.2.1.d.1")]
    public async Task What_a_terminal_refuses_and_what_none_can_hold_is_said()
    {
        await using var device = await town.Online(1, (message, sequence) => new TerminalAnswer(sequence, message.Id, AnswerResult.Unsupported));
        var fence = await Laid();
        await town.World.As("fleet").Send($"/vehicles/fences/{fence.Id}/send", new { How = "set", VehicleIds = town.Cars[0].ToString() }, Ct);
        Assert.Equal((TerminalCommandState.Refused, "终端不支持"), ((await Ended(1)).State, (await Ended(1)).Answer));
        async Task<string> Refused(Fence of, object sent)
        {
            var (status, page, _) = await town.World.As("fleet").Send($"/vehicles/fences/{of.Id}/send", sent, Ct);
            Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
            return page.Body!.TextContent;
        }
        Assert.Contains("终端里的走廊一侧最宽 127 米", await Refused(await Laid(("Shape", "Corridor"), ("Coordinates", "106.1,38.4\n106.3,38.5"), ("Metres", "500")), new { How = "set" }), StringComparison.Ordinal);
        Assert.Contains("市县区域的界线由平台判断", await Refused(await Laid(("Shape", "County"), ("Coordinates", null), ("Metres", null), ("DivisionCode", "640104")), new { How = "set" }), StringComparison.Ordinal);
        Assert.Contains("“不得停留”由平台判断", await Refused(await Laid(("Rule", "NoStop")), new { How = "set" }), StringComparison.Ordinal);
        Assert.Contains("不归这个围栏管", await Refused(fence, new { How = "set", VehicleIds = Guid.CreateVersion7().ToString() }), StringComparison.Ordinal);
        // Of another city nobody tells these terminals anything.
        Assert.Equal(HttpStatusCode.NotFound, (await town.World.As("city-fleet").Open($"/vehicles/fences/{fence.Id}/send", Ct)).Status);
        Assert.Equal(1, await town.World.House.In(db => db.Set<TerminalCommand>().CountAsync(Ct)));
    }
}
