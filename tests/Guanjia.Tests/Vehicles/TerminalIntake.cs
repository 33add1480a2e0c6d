using System.Net.Sockets;
using Guanjia.Jt808;
using Guanjia.Platform;
using Guanjia.Vehicles;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static Guanjia.Tests.Vehicles.TerminalTown;
using Terminal = Guanjia.Vehicles.Terminal;
using UnreadFrame = Guanjia.Vehicles.UnreadFrame;

namespace Guanjia.Tests.Vehicles;

/// <summary>终端上报: from the socket to the table, with each of the bad inputs that the issue names.</summary>
public sealed class TerminalIntake : IAsyncLifetime
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;
    TerminalTown town = null!;
    public async ValueTask InitializeAsync() => town = await TerminalTown.Make();
    public ValueTask DisposeAsync() => town.DisposeAsync();

    [Fact, Clause("cons:8.2.2.1.d.1")]
    public async Task A_terminal_registers_authenticates_and_its_position_is_the_cars_latest()
    {
        await using var device = await town.Online(1);
        Assert.Equal(AnswerResult.Ok, await device.Send(At(town.Now.AddSeconds(-5))));
        var p = Assert.Single(await town.Latest());
        Assert.Equal((town.Cars[0], town.World.Organisations["affairs"].Path, (Guid?)town.Terminals[0], 106.27, 38.47, 420, 12_345u, 450, PositionMarks.None), (p.VehicleId, p.OwnerPath, p.TerminalId, p.Longitude, p.Latitude, p.Speed, p.Mileage!.Value, p.Fuel!.Value, p.Marks));
        Assert.Equal(town.Now.AddSeconds(-5), p.At);
        Assert.Equal(p, Assert.Single(await town.Track(town.Cars[0])));
        var seen = System.Text.Json.JsonDocument.Parse(await town.World.Api("fleet").GetStringAsync("/api/v1/vehicles/positions", Ct)).RootElement.GetProperty("items")[0];
        Assert.Equal(("宁A·0X001", 42.0m, 5, true), (seen.GetProperty("plate").GetString(), seen.GetProperty("speed").GetDecimal(), seen.GetProperty("ageSeconds").GetInt32(), seen.GetProperty("ignition").GetBoolean()));
        // Its code lies hashed, and another code is no code.
        var row = await town.World.House.In(db => db.Set<Terminal>().SingleAsync(t => t.Id == town.Terminals[0], Ct));
        Assert.Equal(AuthenticationCode.Hash(device.Session.Code!), row.CodeHash);
        await using var other = Device(1);
        other.Session.Code = AuthenticationCode.New();
        Assert.Equal(TerminalState.Refused, await other.Connect("127.0.0.1", town.Port, Ct));
    }

    [Fact]
    public async Task Whoever_knows_a_number_is_not_the_device_and_locks_nobody_out()
    {
        await using var device = await town.Online(1);
        Task<byte[]?> Code() => town.World.House.In(db => db.Set<Terminal>().Where(t => t.Id == town.Terminals[0]).Select(t => t.CodeHash).SingleAsync(Ct));
        var code = await Code();
        foreach (var (maker, number) in new[] { ("99999", "0000001"), ("70111", "BADBAD"), ("", ""), ("70111", "") })
        {
            await using var other = new Jt808Terminal(new(Phone.Parse(PhoneOf(1))!.Value, Edition.Of2019, new(64, 100, maker, "FAKE", number, 0, "")), TimeProvider.System, TimeSpan.FromMilliseconds(100));
            Assert.Equal(TerminalState.Refused, await other.Connect("127.0.0.1", town.Port, Ct));
        }
        Assert.Equal(code, await Code());
        Assert.Equal(AnswerResult.Ok, await device.Send(At(town.Now.AddSeconds(-5))));
        Assert.Contains("与登记的 70111 0000001 不符", await town.World.House.In(db => db.Set<TerminalCase>().Where(c => c.Kind == TerminalCaseKind.OtherDevice).Select(c => c.Says).SingleAsync(Ct)));
    }

    [Fact]
    public async Task One_leap_of_a_clock_makes_what_comes_after_neither_old_nor_deaf()
    {
        await using var device = await town.Online(1);
        async Task<Position> Sent(DateTimeOffset at) { Assert.Equal(AnswerResult.Ok, await device.Send(At(at))); return Assert.Single(await town.Latest()); }
        Assert.Equal(town.Now.AddSeconds(-20), (await Sent(town.Now.AddSeconds(-20))).At);
        Assert.Equal(town.Now.AddSeconds(-20), (await Sent(town.Now.AddMinutes(9))).At);
        Assert.Equal((town.Now.AddSeconds(-10), PositionMarks.None), ((await Sent(town.Now.AddSeconds(-10))).At, (await town.Latest())[0].Marks));
        Assert.Equal(PositionMarks.Ahead, (await town.Track(town.Cars[0])).Single(p => p.At > town.Now).Marks);
        // A clock that goes wrong and stays so is believed after a while.
        for (var n = 0; n < 5; n++) await Sent(town.Now.AddMinutes(3).AddSeconds(n * 5));
        Assert.Equal(town.Now.AddMinutes(3).AddSeconds(20), Assert.Single(await town.Latest()).At);
    }

    [Fact]
    public async Task A_terminal_registered_for_two_cars_gets_result_3_and_a_case_that_a_person_closes()
    {
        var said = new TaskCompletionSource<RegistrationResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var device = Device(1, plate: PlateOf(2));
        device.Session.Heard += m => { if (m is RegistrationAnswer a) said.TrySetResult(a.Result); };
        for (var n = 0; n < 2; n++) Assert.Equal(TerminalState.Refused, await device.Connect("127.0.0.1", town.Port, Ct));
        Assert.Equal(RegistrationResult.TerminalRegistered, await said.Task.WaitAsync(TimeSpan.FromSeconds(30), Ct));
        var row = await town.World.House.In(db => db.Set<TerminalCase>().SingleAsync(Ct));
        Assert.Equal((TerminalCaseKind.TwoVehicles, PlateOf(2), town.Terminals[0]), (row.Kind, row.Plate, row.TerminalId!.Value));
        var (_, page, _) = await town.World.As("fleet").Open("/vehicles/terminal-cases", Ct);
        Assert.Contains("装在 宁A·0X001 上，却报 宁A·0X002", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("宁A·0X001", (await town.World.As("city-fleet").Open("/vehicles/terminal-cases", Ct)).Page.Body!.TextContent, StringComparison.Ordinal);
        await town.World.As("fleet").Send($"/vehicles/terminal-cases/{row.Id}/close", new { Finding = "接线时装反了，已对调" }, Ct);
        Assert.Equal(TerminalCaseState.Closed, await town.World.House.In(db => db.Set<TerminalCase>().Select(c => c.State).SingleAsync(Ct)));
    }

    [Fact]
    public async Task Who_is_not_known_or_of_a_car_that_is_not_gets_its_own_result()
    {
        async Task<RegistrationResult> Says(int n, string plate)
        {
            // What is heard is told after the session has gone on.
            var said = new TaskCompletionSource<RegistrationResult>(TaskCreationOptions.RunContinuationsAsynchronously);
            await using var device = Device(n, plate);
            device.Session.Heard += m => { if (m is RegistrationAnswer a) said.TrySetResult(a.Result); };
            await device.Connect("127.0.0.1", town.Port, Ct);
            return await said.Task.WaitAsync(TimeSpan.FromSeconds(30), Ct);
        }
        Assert.Equal(RegistrationResult.NoSuchTerminal, await Says(9, PlateOf(1)));
        Assert.Equal(RegistrationResult.NoSuchVehicle, await Says(1, "宁A0X099"));
        Assert.Equal(RegistrationResult.Ok, await Says(1, ""));
        Assert.Equal(2, await town.World.House.In(db => db.Set<TerminalCase>().CountAsync(Ct)));
    }

    [Fact]
    public async Task A_clock_of_2099_is_kept_marked_and_not_live()
    {
        await using var device = await town.Online(1);
        await device.Send(At(town.Now));
        Assert.Equal(AnswerResult.Ok, await device.Send(At(new(2099, 1, 1, 0, 0, 0, TimeSpan.Zero), 106.3)));
        Assert.Equal(AnswerResult.Ok, await device.Send(At(town.Now.AddMinutes(11), 106.28)));
        Assert.Equal(106.27, Assert.Single(await town.Latest()).Longitude);
        Assert.Equal([PositionMarks.None, PositionMarks.Ahead, PositionMarks.Ahead], (await town.Track(town.Cars[0])).Select(p => p.Marks));
    }

    [Fact]
    public async Task A_jump_of_300_km_is_kept_marked_and_not_live()
    {
        await using var device = await town.Online(1);
        await device.Send(At(town.Now.AddSeconds(-60)));
        await device.Send(At(town.Now.AddSeconds(-50), latitude: 35.77));
        await device.Send(At(town.Now.AddSeconds(-40), 106.271));
        Assert.Equal([PositionMarks.None, PositionMarks.Jump, PositionMarks.None], (await town.Track(town.Cars[0])).Select(p => p.Marks));
        Assert.Equal(106.271, Assert.Single(await town.Latest()).Longitude);
        // One that stays there was carried: after five that agree it is believed.
        for (var n = 0; n < 6; n++) await device.Send(At(town.Now.AddSeconds(-30 + n), 106.0, 35.77));
        Assert.Equal(35.77, Assert.Single(await town.Latest()).Latitude);
    }

    [Fact]
    public async Task A_backfilled_point_is_kept_and_moves_no_latest()
    {
        await using var device = await town.Online(1);
        await device.Send(At(town.Now));
        Assert.Equal(AnswerResult.Ok, await device.Send(new LocationBatch(true, [At(town.Now.AddHours(-3), 106.1), At(town.Now.AddHours(-2), 106.2)])));
        await device.Send(At(town.Now.AddHours(-1), 106.25));
        Assert.Equal(106.27, Assert.Single(await town.Latest()).Longitude);
        Assert.Equal([PositionMarks.Backfilled, PositionMarks.Backfilled, PositionMarks.Backfilled, PositionMarks.None], (await town.Track(town.Cars[0])).Select(p => p.Marks));
    }

    [Fact]
    public async Task A_point_that_was_not_fixed_stands_for_nothing()
    {
        await using var device = await town.Online(1);
        await device.Send(At(town.Now, 0, 0, status: StatusBits.AccOn));
        Assert.Empty(await town.Latest());
        Assert.Equal(PositionMarks.NotFixed, Assert.Single(await town.Track(town.Cars[0])).Marks);
    }

    [Fact]
    public async Task What_is_sent_again_is_stored_once()
    {
        await using var device = await town.Online(1);
        var report = At(town.Now);
        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => device.Send(report)));
        await device.Send(new LocationBatch(false, [report, report]));
        // The same moment with other bytes is another point.
        await device.Send(At(town.Now, speed: 430));
        Assert.Equal(2, (await town.Track(town.Cars[0])).Count);
    }

    [Fact]
    public async Task What_cannot_be_read_is_answered_with_its_result_and_kept_where_a_fleet_manager_sees_it()
    {
        await using var device = await town.Online(1);
        Assert.Equal(AnswerResult.Bad, await device.Send(new RawMessage(MessageId.LocationReport, new byte[] { 1, 2, 3 })));
        Assert.Equal(AnswerResult.Bad, await device.Send(new LocationReport(new(0, StatusBits.Fixed, 119_000_000, 38_000_000, 0, 0, 0, DeviceTime.Of(town.Now)), default)));
        Assert.Equal(AnswerResult.Bad, await device.Send(new LocationReport(new(0, StatusBits.Fixed, 38_000_000, 106_000_000, 0, 0, 0, default), default)));
        Assert.Equal(AnswerResult.Unsupported, await device.Send(new RawMessage(0x0F01, new byte[] { 1 })));
        // Nothing of it harms the next one.
        Assert.Equal(AnswerResult.Ok, await device.Send(At(town.Now)));
        var kept = await Soon(async () => await town.World.House.In(db => db.Set<UnreadFrame>().OrderBy(f => f.Why).ToListAsync(Ct)) is { Count: 3 } all ? all : null);
        Assert.Equal([UnreadWhy.NoPlace, UnreadWhy.NoTime, UnreadWhy.ShortBody], kept.Select(f => f.Why).OrderBy(w => w.ToString()));
        Assert.All(kept, f => Assert.Equal(town.Terminals[0], f.TerminalId));
        // The frame whole, its header and checksum too.
        Assert.All(kept, f => Assert.Equal(0x02, f.Raw[0]));
        var (_, page, _) = await town.World.As("fleet").Open("/vehicles/unread-frames", Ct);
        Assert.Contains("经纬度不可能", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("经纬度不可能", (await town.World.As("city-fleet").Open("/vehicles/unread-frames", Ct)).Page.Body!.QuerySelector("#rows")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Garbage_on_the_socket_is_kept_and_stops_nobody()
    {
        await using var device = await town.Online(1);
        using var wild = new TcpClient("127.0.0.1", town.Port);
        await wild.GetStream().WriteAsync(Convert.FromHexString("0102037E0200000001234567897E7E0102000901234567890030393435363132313131317E"), Ct);
        var kept = await Soon(async () => await town.World.House.In(db => db.Set<UnreadFrame>().ToListAsync(Ct)) is { Count: > 0 } all ? all : null);
        Assert.Contains(kept, f => f.Why == UnreadWhy.NoFlag && f.Raw.AsSpan().SequenceEqual(new byte[] { 1, 2, 3 }));
        Assert.Equal(AnswerResult.Ok, await device.Send(At(town.Now)));
    }

    [Fact]
    public async Task The_second_connection_closes_the_first()
    {
        await using var first = await town.Online(1);
        await using var second = Device(1);
        second.Session.Code = first.Session.Code;
        Assert.Equal(TerminalState.Online, await second.Connect("127.0.0.1", town.Port, Ct));
        await first.Running.WaitAsync(TimeSpan.FromSeconds(10), Ct);
        Assert.Equal(AnswerResult.Ok, await second.Send(At(town.Now)));
    }

    [Fact]
    public async Task Each_point_belongs_to_the_unit_trip_and_driver_of_its_own_time()
    {
        var (affairs, city) = (town.World.Organisations["affairs"], town.World.Organisations["city-affairs"]);
        var trip = await town.World.House.In(async db =>
        {
            var by = Acting.Machine("test", "a trip that went", town.Now) with { Org = affairs.Path, Organisation = affairs.Id };
            var (fleet, driver, car) = (FleetSample.Of(by), DriverSample.Of(by), await db.Set<Vehicle>().SingleAsync(v => v.Id == town.Cars[0], Ct));
            var request = RequestSample.Of(by, town.World, fleet);
            Assert.Null(request.Approve(by)?.Message);
            Assert.Null(request.Accept(by)?.Message);
            var trip = Trip.Order(fleet, car, driver, [request], null, by);
            Assert.Null(trip.Take(by)?.Message);
            Assert.Null(trip.Depart(100, [.. Checklist.All], null, by with { Now = trip.StartsAt })?.Message);
            Assert.Null(trip.Arrive(160, "绕行", null, null, null, by with { Now = trip.StartsAt.AddHours(2) })?.Message);
            db.AddRange(fleet, driver, request, TripLeg.Of(trip, request, by), trip);
            Assert.Null(await db.Save(Ct));
            return trip;
        });
        // Two hours after the trip the car went to the city.
        var went = trip.StartsAt.AddHours(4);
        await town.World.House.In(async db =>
        {
            var car = await db.Set<Vehicle>().SingleAsync(v => v.Id == town.Cars[0], Ct);
            car.GoTo(city.Id, city.Path);
            db.Add(new VehicleTenure(Guid.CreateVersion7(), car, affairs.Path, went));
            Assert.Null(await db.Save(Ct));
        });
        town.World.House.Clock.Now = went.AddHours(2);
        town.World.House.Services.GetRequiredService<TerminalBook>().Forget();
        await using var device = await town.Online(1);
        foreach (var hours in new[] { 1, 3, 5 }) Assert.Equal(AnswerResult.Ok, await device.Send(At(trip.StartsAt.AddHours(hours))));
        var all = await town.Track(town.Cars[0]);
        Assert.Equal([(affairs.Path, (Guid?)trip.Id, (Guid?)trip.DriverId), (affairs.Path, null, null), (city.Path, null, null)], all.Select(p => (p.OwnerPath, p.TripId, p.DriverId)));
        // The new holder never sees former tracks, nor the former one the new.
        Assert.Equal([all[2]], await town.Track(town.Cars[0], town.As("city-affairs")));
        Assert.Equal([all[0], all[1]], await town.Track(town.Cars[0], town.As("affairs")));
        Assert.Empty(await town.Latest(town.As("affairs")));
    }

    [Fact]
    public async Task A_terminal_that_goes_to_another_car_leaves_its_old_track_there()
    {
        await using (var device = await town.Online(1))
            await device.Send(At(town.Now.AddHours(-2)));
        await town.World.House.In(async db =>
        {
            var by = Acting.Machine("test", "another car", town.Now) with { Org = town.World.Organisations["affairs"].Path };
            var links = await db.Set<TerminalLink>().Where(l => l.Until == null).ToListAsync(Ct);
            foreach (var l in links) Assert.Null(l.Remove(by.Now.AddHours(-1), by)?.Message);
            Assert.Null(await db.Save(Ct));
            var (terminal, car) = (await db.Set<Terminal>().SingleAsync(t => t.Id == town.Terminals[0], Ct), await db.Set<Vehicle>().SingleAsync(v => v.Id == town.Cars[1], Ct));
            Assert.Null(TerminalLink.Install(terminal, car, by.Now.AddMinutes(-30), links.Find(l => l.WholeId == terminal.Id), links.Find(l => l.VehicleId == car.Id), by, out var link)?.Message);
            db.Add(link);
            Assert.Null(await db.Save(Ct));
        });
        town.World.House.Services.GetRequiredService<TerminalBook>().Forget();
        await using var again = Device(1, plate: PlateOf(2));
        Assert.Equal(TerminalState.Online, await again.Connect("127.0.0.1", town.Port, Ct));
        Assert.Equal(AnswerResult.Ok, await again.Send(At(town.Now.AddHours(-1.5), 106.1)));   // of the time in the old car
        Assert.Equal(AnswerResult.Ok, await again.Send(At(town.Now, 106.2)));
        Assert.Equal([106.27, 106.1], (await town.Track(town.Cars[0])).Select(p => p.Longitude));
        Assert.Equal([106.2], (await town.Track(town.Cars[1])).Select(p => p.Longitude));
    }

    [Fact]
    public async Task Degrees_of_another_datum_are_converted_once_at_the_door()
    {
        await town.World.House.In(async db =>
        {
            var terminal = await db.Set<Terminal>().SingleAsync(t => t.Id == town.Terminals[0], Ct);
            Assert.Null(terminal.Change(Input<Terminal>.From(n => n switch { "Phone" => PhoneOf(1), "Maker" => "70111", "Model" => "BSJ-M7B", "Edition" => "Of2019", "Datum" => "Gcj02", _ => null }, TerminalFields.All), Acting.Machine("test", "datum", town.Now))?.Message);
            Assert.Null(await db.Save(Ct));
        });
        town.World.House.Services.GetRequiredService<TerminalBook>().Forget();
        await using var device = await town.Online(1);
        var (lon, lat) = Datums.FromWgs84(Datum.Gcj02, 106.27, 38.47);
        await device.Send(At(town.Now, lon, lat));
        var p = Assert.Single(await town.Track(town.Cars[0]));
        Assert.True(Math.Abs(p.Longitude - 106.27) < 2e-6 && Math.Abs(p.Latitude - 38.47) < 2e-6, $"{p.Longitude} {p.Latitude}");
    }

    [Fact]
    public async Task A_packed_day_reads_as_the_raw_one_and_takes_what_comes_late()
    {
        await using var device = await town.Online(1);
        var day = town.Now.AddDays(-2);
        for (var n = 0; n < 300; n += 50)
            Assert.Equal(AnswerResult.Ok, await device.Send(new LocationBatch(true, [.. Enumerable.Range(n, 50).Select(i => At(day.AddSeconds(10 * i), 106.27 + i * 1e-4, 38.47 + i * 7e-5, (ushort)(i * 7 % 900)))])));
        await device.Send(new LocationReport(At(day.AddHours(1), 106.31).Basic, LocationItems.Of(new LocationItem(0xE1, new byte[] { 1, 2, 3 }))));
        await device.Send(At(town.Now));
        var raw = await town.Track(town.Cars[0]);
        Assert.Equal(302, raw.Count);
        var streams = town.World.House.Services.GetRequiredService<Streams>();
        Assert.Equal(1, await streams.Tidy(PositionStream.Of, town.Now, Limits.Published.With(TerminalStandard.RawDays, 1), Ct));
        Assert.Equal(raw, await town.Track(town.Cars[0]));
        Assert.Equal(raw[5..20], await town.Track(town.Cars[0], from: raw[5].At, to: raw[20].At));
        // Late: one more of that day, and one that was there.
        await device.Send(At(day.AddSeconds(5)));
        await device.Send(At(day.AddSeconds(20), 106.27 + 2e-4, 38.47 + 14e-5, 14));
        Assert.Equal(303, (await town.Track(town.Cars[0])).Count);
        Assert.Equal(1, await streams.Tidy(PositionStream.Of, town.Now, Limits.Published.With(TerminalStandard.RawDays, 1), Ct));
        var again = await town.Track(town.Cars[0]);
        Assert.Equal(303, again.Count);
        Assert.Equal(raw, again.Where(p => p.At != day.AddSeconds(5)));
        // After its years it is forgotten.
        await streams.Tidy(PositionStream.Of, town.Now.AddYears(6), Limits.Published, Ct);
        Assert.Empty(await town.Track(town.Cars[0]));
    }

    [Fact]
    public async Task The_answer_to_a_command_stands_on_the_terminals_page()
    {
        TextMessage? shown = null;
        await using var device = await town.Online(1, (message, sequence) => message switch
        {
            TextMessage text => Keep(text, sequence),
            LocationQuery => new LocationAnswer(sequence, At(town.Now, 106.5)),
            QueryParameters => new ParametersAnswer(sequence, [Parameter.Of(Parameter.ReportSeconds, 30)]),
            _ => null,
        });
        Message? Keep(TextMessage text, ushort sequence) { shown = text; return new TerminalAnswer(sequence, text.Id, AnswerResult.Ok); }
        var url = $"/vehicles/terminals/{town.Terminals[0]}";
        foreach (var sent in new object[] { new { Kind = "Text", Text = "请返回车队" }, new { Kind = "Locate" }, new { Kind = "Track", Number = "5", Value = "10" }, new { Kind = "ReadParameters" } })
            Assert.Equal(System.Net.HttpStatusCode.Redirect, (await town.World.As("fleet").Send(url + "/command", sent, Ct)).Status);
        await Soon(async () => await town.World.House.In(db => db.Set<TerminalCommand>().CountAsync(c => c.State == TerminalCommandState.Answered, Ct)) == 4 ? "" : null);
        Assert.Equal("请返回车队", shown!.Text);
        var (_, page, _) = await town.World.As("fleet").Open(url, Ct);
        Assert.Contains("106.500000，38.470000", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains("汇报间隔（秒）：30", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Equal(106.5, Assert.Single(await town.Latest()).Longitude);
        Assert.Contains("指令", (await town.World.As("fleet").Open(url + "/history", Ct)).Page.Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_photograph_in_packages_becomes_a_file_of_its_terminal()
    {
        await using var device = await town.Online(1);
        var jpeg = Convert.FromHexString("FFD8FFE000104A46494600010100000100010000").Concat(Enumerable.Repeat((byte)0x20, 5000)).Concat(Convert.FromHexString("FFD9")).ToArray();
        // Twice: what was not answered comes again, and is one photograph.
        for (var n = 0; n < 2; n++) Assert.Equal(AnswerResult.Ok, await device.Send(new MediaUpload(new(7, MediaType.Image, 0, 0, 1), At(town.Now).Basic, jpeg)));
        var file = await town.World.House.In(db => db.Set<StoredFile>().SingleAsync(f => f.WholeId == town.Terminals[0], Ct));
        Assert.Equal(jpeg, await town.World.Api("fleet").GetByteArrayAsync($"/api/v1/files/{file.Id}", Ct));
        Assert.Equal(System.Net.HttpStatusCode.NotFound, (await town.World.Api("city-fleet").GetAsync($"/api/v1/files/{file.Id}", Ct)).StatusCode);
    }
}
