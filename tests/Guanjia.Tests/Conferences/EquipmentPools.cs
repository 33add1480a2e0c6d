using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Guanjia.Conferences;
using Guanjia.Platform;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static Guanjia.Tests.Conferences.BookingActs;

namespace Guanjia.Tests.Conferences;

/// <summary>移动设备: lent with rooms, never more than there is, along with the meeting wherever it goes.</summary>
public sealed class EquipmentPools : IAsyncLifetime
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;
    const string Pools = "/api/v1/conferences/equipment";
    World world = null!;
    Guid projectors, microphones;

    public async ValueTask InitializeAsync()
    {
        world = await World.Make(Ct);
        async Task<Guid> Made(object pool) => (await Json(await world.Api("rooms").PostAsJsonAsync(Pools, pool, Ct), HttpStatusCode.Created)).GetProperty("id").GetGuid();
        projectors = await Made(new { name = "移动投影", kind = "projector", quantity = 6, measure = "台" });
        microphones = await Made(new { name = "无线话筒", kind = "microphone", quantity = 20, measure = "支", note = "在设备间领用" });
    }
    public ValueTask DisposeAsync() => world.DisposeAsync();

    static async Task<JsonElement> Json(HttpResponseMessage answer, HttpStatusCode expected)
    {
        var json = await answer.Content.ReadFromJsonAsync<JsonElement>(Ct);
        Assert.True(answer.StatusCode == expected, $"{(int)answer.StatusCode} {json}");
        return json;
    }

    Dictionary<string, object?> With(int pieces, string from = "09:00", string to = "11:30", Room? room = null, DateOnly? day = null, Guid? pool = null) =>
        new(world.Ask(from, to, room, day)) { ["equipment"] = new[] { new { poolId = pool ?? projectors, pieces } } };
    async Task<Guid> Booked(Dictionary<string, object?> ask, string who = "organiser") => (await Ask(world, ask, who)).GetProperty("id").GetGuid();
    Task<List<(Guid Whole, int Pieces, string When)>> Held(Guid? pool = null) => world.House.In(async db =>
        (await db.Set<EquipmentHold>().AsNoTracking().Where(h => pool == null || h.PoolId == pool).OrderBy(h => h.StartsAt).ThenBy(h => h.Pieces).ToListAsync(Ct)).ConvertAll(h => (h.WholeId, h.Pieces, China.Range(h.StartsAt, h.EndsAt))));
    static string Says(JsonElement refused) => refused.GetProperty("detail").GetString()!;

    /// <summary>Rooms beside the two there are, so that many meet at once.</summary>
    async Task<List<Room>> Rooms(int many)
    {
        var rooms = new List<Room>();
        await world.House.In(async db =>
        {
            var by = db.Scope.Required with { Org = world.Organisations["affairs"].Path };
            for (var i = 0; i < many; i++)
            {
                var room = Room.New(by);
                Assert.Null(room.Change(Input<Room>.From(n => n switch { "BuildingId" => world.Small.BuildingId.ToString(), "Name" => $"{i + 1}号室", "Order" => "9", "SeatsClassroom" => "30", "OpensAt" => "8:00", "ClosesAt" => "22:00", _ => null }, RoomFields.All), by));
                db.AddRange(room, new Offer(by.NewId(), Things.Key<Room>(), room.Id, room.OwnerPath, new PathRange("64/", true, true)));
                rooms.Add(room);
            }
            Assert.Null(await db.Save(Ct));
        });
        return rooms;
    }

    [Fact, Clause("conf:4.5")]
    public async Task Of_32_at_once_exactly_as_many_get_it_as_there_is()
    {
        var rooms = await Rooms(32);
        foreach (var (pieces, fit, day) in new[] { (1, 6, new DateOnly(2026, 12, 1)), (4, 1, new DateOnly(2026, 12, 2)) })
        {
            // Not all at the same minute: some begin within the others.
            var answers = await Task.WhenAll(rooms.Select((room, i) => world.Api("organiser").PostAsJsonAsync(Api, With(pieces, i % 2 == 0 ? "09:00" : "10:00", "11:30", room, day), Ct)));
            Assert.Equal(fit, answers.Count(a => a.StatusCode == HttpStatusCode.Created));
            foreach (var no in answers.Where(a => a.StatusCode != HttpStatusCode.Created))
            {
                var refused = await Json(no, HttpStatusCode.Conflict);
                Assert.Equal("exhausted", refused.GetProperty("code").GetString());
                Assert.Contains("还剩", Says(refused));
            }
        }
        Assert.Equal(10, (await Held()).Sum(h => h.Pieces));
        // None of those that were refused holds its room either.
        Assert.Equal(7, await world.House.In(db => db.Set<RoomHold>().CountAsync(Ct)));
    }

    [Fact]
    public async Task The_database_itself_refuses_more_than_there_is_and_less_than_is_taken()
    {
        var id = await Booked(With(4));
        await world.House.In(async db =>
        {
            var (booking, by) = (await db.Set<RoomBooking>().SingleAsync(b => b.Id == id, Ct), db.Scope.Required);
            db.AddRange(EquipmentHold.Of(booking, world.Small, by));
            Assert.Equal(Refusal.Codes.Exhausted, (await db.Save(Ct))?.Code);
            db.Drop();
            var pool = await db.Set<EquipmentPool>().SingleAsync(p => p.Id == projectors, Ct);
            Assert.Null(pool.Change(Input<EquipmentPool>.From(n => n switch { "Name" => "移动投影", "Kind" => "Projector", "Quantity" => "3", "Measure" => "台", _ => null }, EquipmentFields.All), by));
            Assert.Contains("已经预约", (await db.Save(Ct))?.Message);
        });
        Assert.Equal([(id, 4, "09:00–11:30")], await Held());
        Assert.Empty(await world.House.In(db => DatabaseRules.Missing(db, Ct)));
    }

    [Fact]
    public async Task Beyond_the_pool_nothing_changes_and_what_is_left_then_is_told()
    {
        var first = await Booked(With(4));
        var refused = await Ask(world, With(3, "10:00", "12:00", world.Hall), "other", HttpStatusCode.Conflict);
        Assert.Equal(("exhausted", 2, 3), (refused.GetProperty("code").GetString(), refused.GetProperty("left").GetInt32(), refused.GetProperty("wanted").GetInt32()));
        Assert.Contains("还剩 2 台，这次要 3 台；请减少到 2 台", Says(refused));
        Assert.Equal(1, await world.House.In(db => db.Set<RoomBooking>().CountAsync(Ct)));
        // Two are left, and after the first has ended all of them.
        var second = await Booked(With(2, "10:00", "11:30", world.Hall), "other");
        await Booked(With(6, "11:30", "12:30", world.Hall), "other");
        Assert.Equal(0, (await Json(await world.Api("clerk").GetAsync($"{Pools}?from=2026-11-26T10:30&to=2026-11-26T11:00", Ct), HttpStatusCode.OK)).GetProperty("items").EnumerateArray().Single(p => p.GetProperty("id").GetGuid() == projectors).GetProperty("left").GetInt32());
        // Changing how many: refused wholly, with the other changes.
        Assert.Equal(HttpStatusCode.Conflict, (await Patch(world, "other", second, new { headcount = 33, equipment = new[] { new { poolId = projectors, pieces = 3 } } })).StatusCode);
        Assert.Equal((20, 2), (await Row(world, second) is var row ? (row.Headcount, row.Equipment[0].Pieces) : default));
        (await Patch(world, "organiser", first, new { equipment = new[] { new { poolId = projectors, pieces = 3 }, new { poolId = microphones, pieces = 8 } } })).EnsureSuccessStatusCode();
        (await Patch(world, "other", second, new { equipment = new[] { new { poolId = projectors, pieces = 3 } } })).EnsureSuccessStatusCode();
        Assert.Equal([(first, 3), (second, 3)], (await Held(projectors)).Where(h => h.When is "09:00–11:30" or "10:00–11:30").Select(h => (h.Whole, h.Pieces)));
        Assert.Equal([(first, 8, "09:00–11:30")], await Held(microphones));
        // Of another office's equipment nothing goes to this room, and what is no equipment is told as such.
        Assert.Contains("没有这种移动设备", Says(await Ask(world, With(1, room: world.Hall, day: new(2026, 12, 3), pool: Guid.CreateVersion7()), expected: HttpStatusCode.UnprocessableEntity)));
        var secret = With(1, room: world.Hall, day: new(2026, 12, 3));
        secret["secrecy"] = "classified";
        Assert.Equal("secret-field", (await Ask(world, secret, expected: HttpStatusCode.UnprocessableEntity)).GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_meeting_that_moves_takes_it_along_or_stays_as_it_was()
    {
        await Booked(With(4));
        var moves = await Booked(With(3, "14:00", "16:00", world.Hall));
        var before = (await Held(), await world.House.In(db => db.Set<RoomHold>().AsNoTracking().Where(h => h.WholeId == moves).Select(h => new { h.Id, h.StartsAt }).ToListAsync(Ct)), (await Row(world, moves)).Days);
        object At(string from, string to) => new { days = new[] { new { date = "2026-11-26", spans = new[] { new { from, to } } } } };
        Assert.Equal("exhausted", (await Act(world, "organiser", moves, "move", At("11:00", "12:30"), HttpStatusCode.Conflict)).GetProperty("code").GetString());
        Assert.Equal(before.Item1, await Held());
        Assert.Equal(before.Item2, await world.House.In(db => db.Set<RoomHold>().AsNoTracking().Where(h => h.WholeId == moves).Select(h => new { h.Id, h.StartsAt }).ToListAsync(Ct)));
        Assert.Equal(before.Days, (await Row(world, moves)).Days);

        await Act(world, "organiser", moves, "move", At("11:30", "12:30"));
        Assert.Contains((moves, 3, "11:30–12:30"), await Held());
        Assert.DoesNotContain(await Held(), h => h.When == "14:00–16:00");
        // Another room of the same time: the equipment is its own already.
        await Act(world, "organiser", moves, "move", new { roomId = (await Rooms(1))[0].Id });
        Assert.Equal(2, (await Held()).Count);
    }

    [Fact]
    public async Task It_is_free_again_when_the_meeting_is_cancelled_refused_or_not_decided_in_time()
    {
        var one = await Booked(With(6));
        await Act(world, "organiser", one, "cancel");
        var two = await Booked(With(6));
        await Act(world, "clerk", two, "accept");
        await Act(world, "approver", two, "refuse", new { opinion = "设备检修" });
        var three = await Booked(With(6, day: new(2026, 12, 8)));
        Assert.Equal([(three, 6, "09:00–11:30")], await Held());
        // Its time to be decided is over: whoever comes first lets go of it, should the job not have been faster.
        world.House.Clock.Pass(TimeSpan.FromHours(49));
        await world.SignInAgain("organiser");
        var four = await Booked(With(6, "09:00", "11:30", world.Hall, new(2026, 12, 8)));
        Assert.Equal([(four, 6, "09:00–11:30")], await Held());
        Assert.Equal(BookingState.Expired, (await Row(world, three)).State);
    }

    [Fact]
    public async Task A_smaller_number_than_is_reserved_is_refused_with_a_sentence_and_the_past_does_not_count()
    {
        await Booked(With(4));
        var url = $"/conferences/equipment/{projectors}/edit";
        var (status, page, next) = await world.As("rooms").Send(url, new { Quantity = 3 }, Ct);
        Assert.Equal((HttpStatusCode.Conflict, null), (status, next));
        Assert.Contains("今后已经预约的比这个数多", page.QuerySelector("#refused")!.TextContent);
        Assert.Equal(HttpStatusCode.Redirect, (await world.As("rooms").Send(url, new { Quantity = 4 }, Ct)).Status);
        Assert.Contains("数量", await Seen(world, "rooms", $"/conferences/equipment/{projectors}/history"));
        Assert.Contains("预算审核座谈会", await Seen(world, "rooms", $"/conferences/equipment/{projectors}"));
        // The clerk sees what there is and changes nothing.
        Assert.Equal(HttpStatusCode.Forbidden, (await world.As("clerk").Open(url, Ct)).Status);
        Assert.DoesNotContain("登记设备", await Seen(world, "clerk", "/conferences/equipment"));
        world.House.Clock.Now = China.FromLocal(World.Day, new(11, 30));
        await world.SignInAgain("rooms");
        Assert.Equal(HttpStatusCode.Redirect, (await world.As("rooms").Send(url, new { Quantity = 1 }, Ct)).Status);
    }

    [Fact, Clause("conf:4.5")]
    public async Task It_is_handed_out_and_back_by_the_service_and_what_is_broken_is_told_to_the_keeper()
    {
        var id = await Booked(With(3));
        object Hand(int pieces, int damaged = 0, int missing = 0, string? note = null) => new { equipment = new[] { new { poolId = projectors, pieces, damaged, missing } }, with = "田小军", note };
        object Out(int pieces) => new { equipment = new[] { new { poolId = projectors, pieces } }, with = "田小军" };
        Assert.Contains("三方签字确认后", Says(await Act(world, "service", id, "equipment-out", Out(1), HttpStatusCode.Conflict)));
        await Confirmed(world, id);
        await Act(world, "organiser", id, "equipment-out", Out(1), HttpStatusCode.Forbidden);
        Assert.Contains("不能再领 4", Says(await Act(world, "service", id, "equipment-out", Out(4), HttpStatusCode.UnprocessableEntity)));
        // On the page all that is reserved is there to be handed out.
        var url = $"/conferences/bookings/{id}/equipment-out";
        var (status, said, next) = await world.As("service").Send(url, new Dictionary<string, string> { [$"Pieces_{projectors}"] = "2", ["With"] = "" }, Ct);
        Assert.Equal((HttpStatusCode.UnprocessableEntity, null), (status, next));
        Assert.Equal("2", said.GetElementById($"Pieces_{projectors}")!.GetAttribute("value"));
        Assert.Equal(HttpStatusCode.Redirect, (await world.As("service").Send(url, new Dictionary<string, string> { [$"Pieces_{projectors}"] = "2", ["With"] = "田小军" }, Ct)).Status);
        // Of two who hand out the last one at the same moment one does.
        var last = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => world.Api("service").PostAsJsonAsync($"{Api}/{id}/equipment-out", Out(1), Ct)));
        Assert.Single(last, a => a.IsSuccessStatusCode);
        Assert.Equal(3, (await Row(world, id)).EquipmentOut);
        // What is out stays asked for.
        Assert.Contains("已领出 3 台", await (await Patch(world, "organiser", id, new { equipment = new[] { new { poolId = projectors, pieces = 2 } } })).Content.ReadAsStringAsync(Ct));

        world.House.Clock.Now = China.FromLocal(World.Day, new(9, 0));
        foreach (var who in new[] { "service", "rooms", "organiser" }) await world.SignInAgain(who);
        await Act(world, "service", id, "start");
        world.House.Clock.Now = China.FromLocal(World.Day, new(10, 0));
        await Act(world, "service", id, "finish");
        Assert.Equal([(id, 3, "09:00–10:00")], await Held());
        Assert.Contains("请写明情况", Says(await Act(world, "service", id, "equipment-in", Hand(1, damaged: 1), HttpStatusCode.UnprocessableEntity)));
        await Act(world, "service", id, "equipment-in", Hand(1, damaged: 1, note: "灯泡不亮"));
        Assert.Contains("不能归还 2", Says(await Act(world, "service", id, "equipment-in", Hand(2), HttpStatusCode.UnprocessableEntity)));
        Assert.Equal(HttpStatusCode.Redirect, (await world.As("service").Send($"/conferences/bookings/{id}/equipment-in", new Dictionary<string, string> { [$"Pieces_{projectors}"] = "", [$"Missing_{projectors}"] = "1", ["With"] = "田小军", ["Note"] = "会后没有找到" }, Ct)).Status);
        Assert.Equal(0, (await Row(world, id)).EquipmentOut);
        var told = await Told(world, "rooms");
        Assert.Contains(told, t => t.Contains("移动投影损坏 1：灯泡不亮", StringComparison.Ordinal));
        Assert.Contains(told, t => t.Contains("移动投影缺失 1：会后没有找到", StringComparison.Ordinal));
        Assert.Contains("灯泡不亮", await Seen(world, "rooms", $"/conferences/equipment/{projectors}"));
        Assert.Contains("收自田小军", await Seen(world, "organiser", $"/conferences/bookings/{id}"));
        Assert.Contains("没有领出未还的设备", Says(await Act(world, "service", id, "equipment-in", Hand(1), HttpStatusCode.Conflict)));
    }

    [Fact]
    public async Task Whoever_takes_up_the_service_is_told_what_still_lies_in_the_store()
    {
        var id = await Booked(With(2));
        await Confirmed(world, id);
        world.House.Clock.Now = China.FromLocal(World.Day, new(9, 0));
        await world.SignInAgain("service");
        Assert.Contains("移动投影 2 台还没有领出", await Seen(world, "service", $"/conferences/bookings/{id}/start"));
    }

    [Fact]
    public async Task The_forms_tell_what_is_left_and_reserve_it()
    {
        await Booked(With(4, "10:00", "11:30", world.Hall));
        var form = new Dictionary<string, string>
        {
            ["Name"] = "设备演示会", ["Day0"] = "2026-11-26", ["Day0F0"] = "900", ["Day0T0"] = "1100", ["Headcount"] = "20", ["Layout"] = "Classroom", ["RoomId"] = world.Small.Id.ToString(), ["OrganiserIds"] = world.Organisations["finance"].Id.ToString(), ["ContactName"] = "田小军",
        };
        const string url = "/conferences/bookings/new";
        var browser = world.As("organiser");
        var (status, page, _) = await browser.Open($"{url}?room={world.Small.Id}&days=2026-11-26%2009:00-11:00", Ct);
        Assert.Contains("移动投影共 6 台，这些时间还剩 2 台", page.GetElementById("equipment-pools")!.TextContent);
        var name = $"Equipment_{projectors}";
        var (refused, again, _) = await browser.Post(page, status, url, new Dictionary<string, string>(form) { [name] = "３" }, Ct);
        Assert.Equal(HttpStatusCode.Conflict, refused);
        Assert.Contains("还剩 2 台", again.QuerySelector("#refused")!.TextContent);
        Assert.Equal("３", again.GetElementById(name)!.GetAttribute("value"));
        var (sent, after, next) = await browser.Post(again, refused, url, new Dictionary<string, string> { [name] = "2", [$"Equipment_{microphones}"] = "4" }, Ct);
        Assert.True(sent == HttpStatusCode.Redirect, after.Body!.TextContent);
        var seen = await Seen(world, "organiser", next!);
        Assert.Matches(@"无线话筒\s*4 支", seen);
        // On its change they stand there, with what is its own counted as left.
        var (open, edit, _) = await browser.Open($"{next}/edit", Ct);
        Assert.Equal("2", edit.GetElementById(name)!.GetAttribute("value"));
        Assert.Contains("这些时间还剩 2 台", edit.GetElementById("equipment-pools")!.TextContent);
        Assert.Equal(HttpStatusCode.Redirect, (await browser.Post(edit, open, $"{next}/edit", new Dictionary<string, string> { [name] = "" }, Ct)).Status);
        Assert.DoesNotContain(await Held(projectors), h => h.When == "09:00–11:00");
        Assert.Contains("移动设备", await Seen(world, "organiser", $"{next}/history"));
        // Two of one name, as when two offices became one, are told apart by where they lie.
        await Json(await world.Api("rooms").PostAsJsonAsync(Pools, new { name = "移动投影", kind = "projector", quantity = 2, measure = "台", note = "在 2 号楼库房" }, Ct), HttpStatusCode.Created);
        var (_, alike, _) = await browser.Open($"{url}?room={world.Small.Id}&days=2026-11-26%2009:00-11:00", Ct);
        Assert.Contains("移动投影（在 2 号楼库房）共 2 台", alike.GetElementById("equipment-pools")!.TextContent);
        // On the telephone too, and read back with what is to be laid out.
        var (_, telephone, _) = await world.As("clerk").Send("/conferences/bookings/telephone", new Dictionary<string, string> { ["RoomId"] = world.Small.Id.ToString() }, Ct);
        Assert.NotNull(telephone.GetElementById(name));
    }

    [Fact]
    public async Task The_dates_of_a_series_take_it_along_and_a_date_without_enough_is_shown()
    {
        await Booked(With(5, "09:00", "10:00", world.Hall, new(2026, 12, 14)));
        Dictionary<string, object?> Series(string onConflict)
        {
            var ask = With(2);
            ask.Remove("days");
            ask["recurrence"] = new { frequency = "weekly", weekdays = new[] { "mon" }, from = "2026-12-07", count = 3 };
            ask["spans"] = new[] { new { from = "09:00", to = "10:30" } };
            ask["onConflict"] = onConflict;
            return ask;
        }
        const string url = "/api/v1/conferences/series";
        var refused = await Json(await world.Api("organiser").PostAsJsonAsync(url, Series("refuse"), Ct), HttpStatusCode.Conflict);
        Assert.Contains("移动投影还剩 1 台，要 2 台", Says(refused));
        Assert.Equal(["skip"], refused.GetProperty("dates")[0].GetProperty("ways").EnumerateArray().Select(w => w.GetString()));
        var made = await Json(await world.Api("organiser").PostAsJsonAsync(url, Series("skip"), Ct), HttpStatusCode.Created);
        Assert.Equal(["booked", "skipped", "booked"], made.GetProperty("dates").EnumerateArray().Select(d => d.GetProperty("result").GetString()));
        Assert.Equal(2, (await Held()).Count(h => h is { Pieces: 2, When: "09:00–10:30" }));
        // Another hour for all of them: it goes along.
        var id = made.GetProperty("id").GetGuid();
        await Json(await world.Api("organiser").PostAsJsonAsync($"{url}/{id}/change", new { scope = "all", spans = new[] { new { from = "15:00", to = "16:00" } }, equipment = new[] { new { poolId = projectors, pieces = 3 } } }, Ct), HttpStatusCode.OK);
        Assert.Equal(2, (await Held()).Count(h => h is { Pieces: 3, When: "15:00–16:00" }));
        Assert.DoesNotContain(await Held(), h => h.When == "09:00–10:30");
        // The form of a series asks for it.
        Assert.NotNull((await world.As("organiser").Open("/conferences/series/new", Ct)).Page.GetElementById("Equipment"));
    }
}
