using System.Buffers.Binary;
using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Guanjia.Platform;
using Guanjia.Vehicles;
using Xunit;
using static Guanjia.Tests.Vehicles.Movement;
using static Guanjia.Tests.Vehicles.VehicleTown;

namespace Guanjia.Tests.Vehicles;

/// <summary>实时地图: frames hold what changed in the window of whom it is for, and nothing of anybody else.</summary>
public sealed class LiveMap : IAsyncLifetime
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;
    VehicleTown town = null!;
    Guid car;
    string affairs = "", city = "";
    public async ValueTask InitializeAsync()
    {
        town = await VehicleTown.Make();
        car = Id(await town.Made());
        (affairs, city) = (town.World.Organisations["affairs"].Path, town.World.Organisations["city-affairs"].Path);
    }
    public ValueTask DisposeAsync() => town.DisposeAsync();

    sealed record Told(int Number, bool Gone, bool Moves, double Lon, double Lat, int Kmh);

    /// <summary>Reads frames as the page does.</summary>
    static List<Told> Read(byte[] frame, Dictionary<int, (long X, long Y)> known)
    {
        Assert.Equal(LiveFrame.Kind, frame[0]);
        Assert.True(BinaryPrimitives.ReadUInt32LittleEndian(frame.AsSpan(1)) > 1_700_000_000);
        var (told, i, number) = (new List<Told>(), 5, -1);
        ulong Varint() { ulong v = 0; for (var shift = 0; ; shift += 7) { var b = frame[i++]; v |= (ulong)(b & 0x7F) << shift; if (b < 0x80) return v; } }
        long Signed() => Varint() is var v && (v & 1) == 1 ? -(long)(v >> 1) - 1 : (long)(v >> 1);
        while (i < frame.Length)
        {
            number += (int)Varint();
            var flags = frame[i++];
            if ((flags & 4) != 0) { known.Remove(number); told.Add(new(number, true, false, 0, 0, 0)); continue; }
            var before = (flags & 2) != 0 ? default : known[number];
            var now = known[number] = (before.X + Signed(), before.Y + Signed());
            var kmh = frame[i++];
            i++;
            Varint();
            told.Add(new(number, false, (flags & 1) != 0, now.Item1 / 1e5, now.Item2 / 1e5, kmh));
        }
        return told;
    }

    static LiveViewer Viewer(string path = "64/u01/") => new(new Bounds([new(path, true, false)]), 5);
    static List<Told> Next(LiveViewer v, Dictionary<int, (long, long)> known) { v.Unnamed(100); return v.Frame(At("10:00")) is { } f ? Read(f, known) : []; }

    [Fact]
    public async Task Shapes_that_come_are_taken_by_the_running_server()
    {
        static string Square(double east, string source) => $$$"""{"type":"FeatureCollection","datum":"WGS-84","source":"{{{source}}}","features":[{"type":"Feature","properties":{"code":"640104"},"geometry":{"type":"Polygon","coordinates":[[[106.2,38.4],[{{{east}}},38.4],[{{{east}}},38.6],[106.2,38.6],[106.2,38.4]]]}}]}""";
        var file = town.World.House.Folder.In(CountyShapes.File);
        async Task<JsonElement> Counties() => (await town.Read("fleet", "/vehicles/live/base.json")).GetProperty("counties");
        async Task Put(string text) { await File.WriteAllTextAsync(file, text, Ct); town.World.House.Clock.Pass(TimeSpan.FromSeconds(5)); }
        var fence = Id(await town.Send("fleet", "/api/v1/vehicles/fences", new { name = "兴庆区", rule = "stay-in", shape = "county", divisionCode = "640104", isActive = false }, HttpStatusCode.Created));
        async Task<string?> Drawn() => (await town.World.As("fleet").Open($"/vehicles/fences/{fence}", Ct)).Page.QuerySelector("gj-spot")!.GetAttribute("fence");

        Assert.Equal(0, (await Counties()).GetProperty("features").GetArrayLength());
        Assert.Null(await Drawn());
        await Put(Square(106.4, "甲"));
        Assert.Equal("甲", (await Counties()).GetProperty("source").GetString());
        Assert.Contains("106.4", await Drawn());
        await Put(Square(106.51, "乙乙"));
        Assert.Equal("乙乙", (await Counties()).GetProperty("source").GetString());
        Assert.Contains("106.51", await Drawn());

        // A page that has them is told so, until they change.
        var http = town.World.Api("fleet");
        var first = await http.GetAsync("/vehicles/live/base.json", Ct);
        async Task<HttpStatusCode> Again() { using var ask = new HttpRequestMessage(HttpMethod.Get, "/vehicles/live/base.json"); ask.Headers.IfNoneMatch.Add(first.Headers.ETag!); return (await http.SendAsync(ask, Ct)).StatusCode; }
        Assert.Equal(HttpStatusCode.NotModified, await Again());
        File.Delete(file);
        town.World.House.Clock.Pass(TimeSpan.FromSeconds(5));
        Assert.Equal(HttpStatusCode.OK, await Again());
        Assert.Null(await Drawn());
    }

    [Fact]
    public void A_frame_holds_what_changed_and_a_car_costs_about_eight_bytes()
    {
        var (viewer, known) = (Viewer(), new Dictionary<int, (long, long)>());
        var cars = Enumerable.Range(0, 2000).Select(i => Guid.CreateVersion7()).ToArray();
        for (var i = 0; i < cars.Length; i++) viewer.Hear(Point(At("10:00"), lon: 105 + i * .001, car: cars[i]));
        viewer.Unnamed(5000);
        Assert.Equal(2000, Read(viewer.Frame(At("10:00"))!, known).Count);
        Assert.Null(viewer.Frame(At("10:00")));
        for (var i = 0; i < 200; i++) viewer.Hear(Point(At("10:00:10"), 72, lon: 105 + i * 10 * .001 + .002, car: cars[i * 10]));
        var frame = viewer.Frame(At("10:00:11"))!;
        Assert.InRange(frame.Length, 1000, 200 * 12);   // 2,000 cars that tell every ten seconds are 200 a second
        var told = Read(frame, known);
        Assert.Equal((200, 72, true), (told.Count, told[0].Kmh, told[0].Moves));
        Assert.Equal((105 + .01 + .002, 38.49), (Math.Round(told[1].Lon, 5), Math.Round(told[1].Lat, 5)));
    }

    [Fact]
    public void Outside_the_window_nothing_is_sent_but_the_rows_of_the_list()
    {
        var (viewer, known, other) = (Viewer(), new Dictionary<int, (long, long)>(), Guid.CreateVersion7());
        viewer.Look(new(106, 38, 107, 39));
        viewer.Hear(Point(At("10:00")));
        viewer.Hear(Point(At("10:00"), lon: 105.2, lat: 37.5, car: other));
        Assert.Single(Next(viewer, known));
        viewer.Watch([other]);
        Assert.Equal(105.2, Assert.Single(Next(viewer, known)).Lon);
        viewer.Watch([]);
        // One that drives out is told once more, then no longer.
        viewer.Hear(Point(At("10:00:10"), lon: 105.9));
        viewer.Hear(Point(At("10:00:10"), lon: 105.3, lat: 37.5, car: other));
        Next(viewer, known);
        viewer.Hear(Point(At("10:00:20"), lon: 105.8));
        Assert.Empty(Next(viewer, known));
        // Looking elsewhere shows what stands there.
        viewer.Look(new(105, 37, 106, 39));
        Assert.Equal(2, Next(viewer, known).Count);
    }

    [Fact]
    public void A_car_of_another_unit_is_never_sent_and_one_that_changes_hands_is_gone()
    {
        var (viewer, known) = (Viewer(), new Dictionary<int, (long, long)>());
        viewer.Hear(Point(At("10:00"), car: Guid.CreateVersion7(), owner: "64/u02/"));
        viewer.Hear(Point(At("10:00"), car: Guid.CreateVersion7(), owner: "64/6401/u11/"));
        Assert.Empty(viewer.Unnamed(10));
        Assert.Null(viewer.Frame(At("10:00")));
        viewer.Hear(Point(At("10:00")));
        Assert.Single(Next(viewer, known));
        viewer.Hear(Point(At("10:00:10"), owner: "64/u02/"));
        Assert.True(Assert.Single(Next(viewer, known)).Gone);
        viewer.Hear(Point(At("10:00:20"), marks: PositionMarks.Jump));
        Assert.Empty(Next(viewer, known));
        // Less is allowed than before: what is not in the new bounds goes.
        viewer.Hear(Point(At("10:00:30")));
        Assert.Single(Next(viewer, known));
        viewer.Renew([Point(At("10:00:30"))], Bounds.None);
        Assert.True(Assert.Single(Next(viewer, known)).Gone);
    }

    async Task<WebSocket> Open(string who)
    {
        var sockets = town.World.House.Server.CreateWebSocketClient();
        sockets.ConfigureRequest = r => r.Headers.Cookie = $"guanjia={town.World.TokenOf(who)}";
        return await sockets.ConnectAsync(new("ws://localhost/vehicles/live/feed"), Ct);
    }

    static async Task<(WebSocketMessageType Type, byte[] Bytes)?> Receive(WebSocket socket, int ms)
    {
        var buffer = new byte[64 * 1024];
        using var late = new CancellationTokenSource(ms);
        try { var got = await socket.ReceiveAsync(buffer, late.Token); return (got.MessageType, buffer[..got.Count]); }
        catch (OperationCanceledException) { return null; }
    }

    [Fact]
    public async Task Over_the_wire_each_gets_his_own_cars_by_name_and_the_other_city_nothing()
    {
        await town.World.Put(Point(town.World.House.Clock.Now, 50, car: car, owner: affairs));
        using var ours = await Open("fleet");
        using var theirs = await Open("city-fleet");
        var names = await Receive(ours, 8000);
        Assert.Equal(WebSocketMessageType.Text, names!.Value.Type);
        Assert.Equal([0, car, "宁A·0X001"], JsonDocument.Parse(names.Value.Bytes).RootElement[0].EnumerateArray().Take(3).Select((v, i) => (object)(i == 0 ? v.GetInt32() : i == 1 ? v.GetGuid() : v.GetString()!)));
        var known = new Dictionary<int, (long, long)>();
        Assert.Equal(50, Assert.Single(Read((await Receive(ours, 8000))!.Value.Bytes, known)).Kmh);
        await town.World.Put(Point(town.World.House.Clock.Now.AddSeconds(5), 60, lon: 106.24, car: car, owner: affairs));
        Assert.Equal(106.24, Assert.Single(Read((await Receive(ours, 8000))!.Value.Bytes, known)).Lon);
        Assert.Null(await Receive(theirs, 2500));
    }

    [Fact]
    public async Task Nobody_and_who_may_not_look_get_no_connection()
    {
        var sockets = town.World.House.Server.CreateWebSocketClient();
        await Assert.ThrowsAnyAsync<Exception>(() => sockets.ConnectAsync(new("ws://localhost/vehicles/live/feed"), Ct));
        await Assert.ThrowsAnyAsync<Exception>(() => Open("driver"));
        var elsewhere = town.World.House.Server.CreateWebSocketClient();
        elsewhere.ConfigureRequest = r => { r.Headers.Cookie = $"guanjia={town.World.TokenOf("fleet")}"; r.Headers.Origin = "https://elsewhere.example"; };
        await Assert.ThrowsAnyAsync<Exception>(() => elsewhere.ConnectAsync(new("ws://localhost/vehicles/live/feed"), Ct));
    }

    [Fact]
    public async Task The_list_reads_without_a_map_and_says_how_old_each_signal_is()
    {
        var now = town.World.House.Clock.Now;
        var other = Id(await town.Made(Another(2)));
        Id(await town.Made(Another(3)));
        await town.World.Put(Point(now.AddSeconds(-3), 52, car: car, owner: affairs), Point(now.AddMinutes(-18), 52, car: other, owner: affairs));
        var page = (await town.World.As("dispatcher").Open($"/vehicles/live?car={car}", Ct)).Page;
        var rows = page.QuerySelectorAll("#cars tbody tr").Select(r => string.Join(' ', r.TextContent.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries))).ToList();
        Assert.Equal(2, rows.Count);
        Assert.Contains("行驶", rows[0]);
        Assert.Contains("3 秒前", rows[0]);
        Assert.Contains("离线", rows[1]);
        Assert.Contains("18 分前", rows[1]);
        Assert.Contains("另有 1 辆没有定位", page.Body!.TextContent);
        Assert.Contains("52 km/h", page.QuerySelector("#car")!.TextContent);
        Assert.Single((await town.World.As("dispatcher").Open("/vehicles/live?state=Offline", Ct)).Page.QuerySelectorAll("#cars tbody tr"));
        Assert.Single((await town.World.As("dispatcher").Open("/vehicles/live?q=0x002", Ct)).Page.QuerySelectorAll("#cars tbody tr"));
        Assert.Empty((await town.World.As("city-fleet").Open($"/vehicles/live?car={car}", Ct)).Page.QuerySelectorAll("#cars tbody tr"));
        Assert.Equal(HttpStatusCode.Forbidden, (await town.World.As("driver").Open("/vehicles/live", Ct)).Status);
    }
}
