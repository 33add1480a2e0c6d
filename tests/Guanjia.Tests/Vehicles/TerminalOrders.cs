using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using Guanjia.Jt808;
using Guanjia.Platform;
using Guanjia.Vehicles;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static Guanjia.Tests.Vehicles.TerminalTown;
using Phone = Guanjia.Jt808.Phone;
using UnreadFrame = Guanjia.Vehicles.UnreadFrame;

namespace Guanjia.Tests.Vehicles;

/// <summary>终端指令: what a person asks of a terminal goes over a real socket, and what it answers stands where he asked.</summary>
public sealed class TerminalOrders : IAsyncLifetime
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;
    TerminalTown town = null!;
    public async ValueTask InitializeAsync() => town = await TerminalTown.Make();
    public ValueTask DisposeAsync() => town.DisposeAsync();
    string Url => $"/vehicles/terminals/{town.Terminals[0]}";

    async Task<TerminalCommand> Ended(TerminalCommandKind kind) => await Soon(async () => await town.World.House.In(db => db.Set<TerminalCommand>().Where(c => c.Kind == kind && c.EndedAt != null).OrderByDescending(c => c.AskedAt).FirstOrDefaultAsync(Ct)));

    [Fact, Clause("cons:8.2.2.1.d.1")]
    public async Task A_terminal_goes_with_its_car_and_hangs_on_none_that_one_may_only_read()
    {
        await town.World.Person("keeper", "白海霞", "region", "fleet");
        // Keeps the terminals of one unit, and looks into the cars of all.
        await town.World.Person("looks", "沙金兰", "affairs", "fleet");
        await town.World.House.In(async db =>
        {
            var (region, role) = (town.World.Organisations["region"], await db.Set<Role>().Where(r => r.Key == "vehicle-supervisor").Select(r => r.Id).SingleAsync(Ct));
            db.Add(Grant.Laid(Guid.CreateVersion7(town.Now), town.World.People["looks"].Id, role, region.Id, Reach.OwnAndBelow, [], null, new DateOnly(2020, 1, 1), Guid.Empty));
            Assert.Null(await db.Save(Ct));
        });
        async Task<(HttpStatusCode, string)> Says(string who, string url, object body)
        {
            var answer = await town.World.Api(who).PostAsJsonAsync($"/api/v1/vehicles/{url}", body, Ct);
            return (answer.StatusCode, answer.IsSuccessStatusCode ? "" : await answer.Content.ReadAsStringAsync(Ct));
        }
        var (where, command) = (new { kind = EnumNames.Key(TerminalCommandKind.Locate) }, $"terminals/{town.Terminals[0]}/command");
        Assert.Equal((HttpStatusCode.OK, ""), await Says("fleet", command, where));
        Assert.Equal((HttpStatusCode.OK, ""), await Says("keeper", $"vehicles/{town.Cars[0]}/transfer", new { to = town.World.Organisations["city-affairs"].Id, reason = "宁机管发〔2026〕12号" }));
        // Where the car is now is the business of whoever has it now.
        Assert.Equal(HttpStatusCode.NotFound, (await Says("fleet", command, where)).Item1);
        Assert.Equal((HttpStatusCode.OK, ""), await Says("city-fleet", command, where));
        Assert.Equal(town.World.Organisations["city-affairs"].Path, await town.World.House.In(db => db.Set<TerminalLink>().Where(l => l.WholeId == town.Terminals[0]).Select(l => l.OwnerPath).SingleAsync(Ct)));
        // Who looks into the cars of others keeps terminals of his own alone: he puts none into theirs.
        Assert.Equal((HttpStatusCode.OK, ""), await Says("fleet", $"terminals/{town.Terminals[1]}/remove", new { }));
        Assert.Equal((HttpStatusCode.OK, ""), await Says("city-fleet", $"terminals/{town.Terminals[0]}/remove", new { }));
        var (status, said) = await Says("looks", $"terminals/{town.Terminals[1]}/install", new { vehicleId = town.Cars[0] });
        Assert.True(status == HttpStatusCode.Forbidden && said.Contains("所属单位的终端", StringComparison.Ordinal), said);
    }

    [Fact, Clause("cons:8.2.2.1.d.1")]
    public async Task A_parameter_is_set_by_8103_and_what_the_terminal_says_to_it_is_kept()
    {
        var (got, says) = (new List<SetParameters>(), AnswerResult.Ok);
        await using var device = await town.Online(1, (message, sequence) =>
        {
            if (message is not SetParameters set) return null;
            got.Add(set);
            return new TerminalAnswer(sequence, message.Id, says);
        });
        var (status, page, _) = await town.World.As("fleet").Send(Url + "/command", new { Kind = "Text", Text = "减速😀慢行" }, Ct);
        Assert.Equal(System.Net.HttpStatusCode.UnprocessableEntity, status);
        Assert.Contains("GBK 字库里的文字", page.Body!.TextContent);
        Assert.Equal(System.Net.HttpStatusCode.Redirect, (await town.World.As("fleet").Send(Url + "/command", new { Kind = "SetParameter", Parameter = "41", ParameterValue = "15" }, Ct)).Status);
        var done = await Ended(TerminalCommandKind.SetParameter);
        Assert.Equal((TerminalCommandState.Answered, "已收到"), (done.State, done.Answer));
        var parameter = Assert.Single(Assert.Single(got).Parameters);
        Assert.Equal((Parameter.ReportSeconds, 15u), (parameter.Number, parameter.AsNumber));
        says = AnswerResult.Unsupported;
        await town.World.House.In(async db => { db.Remove(await db.Set<TerminalCommand>().SingleAsync(Ct)); Assert.Null(await db.Save(Ct)); });
        await town.World.As("fleet").Send(Url + "/command", new { Kind = "SetParameter", Parameter = "85", ParameterValue = "100" }, Ct);
        done = await Ended(TerminalCommandKind.SetParameter);
        Assert.Equal((TerminalCommandState.Refused, "终端不支持"), (done.State, done.Answer));
        Assert.Contains("最高速度（公里/小时）：100", (await town.World.As("fleet").Open(Url, Ct)).Page.Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact, Clause("cons:8.2.2.1.d.1")]
    public async Task A_photograph_asked_for_by_8801_is_taken_answered_and_lies_at_the_terminal()
    {
        CameraCommand? asked = null;
        await using var device = await town.Online(1, (message, sequence) => message is CameraCommand camera ? new CameraAnswer(sequence, 0, [(asked = camera) is null ? 0u : 77]) : null);
        await town.World.As("fleet").Send(Url + "/command", new { Kind = "Photograph" }, Ct);
        var done = await Ended(TerminalCommandKind.Photograph);
        Assert.Equal((TerminalCommandState.Answered, "拍了 1 张，上传后见“照片和录音”"), (done.State, done.Answer));
        Assert.Equal((1, 1), (asked!.Channel, asked.Count));
        var jpeg = Convert.FromHexString("FFD8FFE000104A46494600010100000100010000").Concat(Enumerable.Repeat((byte)0x20, 3000)).Concat(Convert.FromHexString("FFD9")).ToArray();
        Assert.Equal(AnswerResult.Ok, await device.Send(new MediaUpload(new(77, MediaType.Image, 0, 0, 1), At(town.Now).Basic, jpeg)));
        var (_, page, _) = await town.World.As("fleet").Open(Url, Ct);
        Assert.Contains("77.jpg", page.Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact, Clause("cons:8.2.2.1.d.1")]
    public async Task Attributes_are_asked_alarms_confirmed_the_link_checked_and_the_terminal_restarted()
    {
        var heard = new List<Message>();
        await using var device = await town.Online(1, (message, _) =>
        {
            heard.Add(message);
            return message is QueryAttributes ? new AttributesAnswer(1, "70111", "BSJ-M7B", "0000001", "89860012345678901234", "V2", "1.7.3", 3, 0) : null;
        });
        foreach (var kind in new[] { TerminalCommandKind.ReadAttributes, TerminalCommandKind.ConfirmAlarms, TerminalCommandKind.CheckLink, TerminalCommandKind.Restart })
        {
            await town.World.As("fleet").Send(Url + "/command", new { Kind = $"{kind}" }, Ct);
            var done = await Ended(kind);
            Assert.Equal((TerminalCommandState.Answered, kind == TerminalCommandKind.ReadAttributes ? "制造商 70111，型号 BSJ-M7B，编号 0000001，SIM 卡 89860012345678901234，硬件 V2，固件 1.7.3" : "已收到"), (done.State, done.Answer));
        }
        Assert.Equal([new QueryAttributes(), new ConfirmAlarms(0, 0b0001_1000_0111_0000_0000_0000_0000_1001), new LinkCheck()], heard[..3]);
        Assert.Equal(ControlCommand.Restart, Assert.IsType<TerminalControl>(heard[3]).Command);
    }

    [Fact, Clause("cons:8.2.2.1.d.1")]
    public async Task A_frame_of_another_phone_on_a_session_is_refused_and_kept_for_who_looks()
    {
        await using var other = await town.Online(2);
        await using var raw = await Raw(1);
        await raw.Say(PhoneOf(1), At(town.Now, 106.1));
        await raw.Say(PhoneOf(2), At(town.Now, 106.9));
        var kept = await Soon(() => town.World.House.In(db => db.Set<UnreadFrame>().FirstOrDefaultAsync(Ct)));
        Assert.Equal((UnreadWhy.ForeignPhone, PhoneOf(2)), (kept.Why, kept.Phone));
        Assert.Equal([106.1], (await town.Track(town.Cars[0])).Select(p => p.Longitude));
        Assert.Empty(await town.Track(town.Cars[1]));
        Assert.Contains("不是本会话的号码", (await town.World.As("fleet").Open("/vehicles/unread-frames", Ct)).Page.Body!.TextContent, StringComparison.Ordinal);
        // Neither terminal is worse for it.
        Assert.Equal(AnswerResult.Ok, await other.Send(At(town.Now, 106.3)));
    }

    [Fact, Clause("cons:8.2.2.1.d.1")]
    public async Task A_peer_set_as_relay_brings_several_terminals_over_one_connection()
    {
        await town.DisposeAsync();
        House.Relays.Value = "127.0.0.1,::1";
        town = await TerminalTown.Make();
        await using var raw = await Raw(1);
        await raw.SignIn(2);
        await raw.Say(PhoneOf(1), At(town.Now, 106.1));
        await raw.Say(PhoneOf(2), At(town.Now, 106.9));
        await Soon(async () => (await town.Track(town.Cars[1])).Count == 1 ? "" : null);
        Assert.Equal(106.1, Assert.Single(await town.Track(town.Cars[0])).Longitude);
        Assert.Equal(106.9, Assert.Single(await town.Track(town.Cars[1])).Longitude);
        Assert.Equal(0, await town.World.House.In(db => db.Set<UnreadFrame>().CountAsync(Ct)));
    }

    [Fact]
    public async Task Registers_are_read_again_only_when_something_of_theirs_was_changed()
    {
        var (services, clock) = (town.World.House.Services, new Jt808.StandingClock());
        var book = new TerminalBook(services.GetRequiredService<IServiceScopeFactory>(), clock);
        async Task<TerminalPage> Later(int seconds)
        {
            await services.GetRequiredService<Sealer>().Seal(Ct);
            clock.Move(TimeSpan.FromSeconds(seconds));
            return await book.Now(Ct);
        }
        var first = await Later(0);
        Assert.Same(first, await Later(6));
        Assert.Same(first, await Later(6));
        // Something else was changed.
        await town.World.House.In(async db => { db.Add(FenceSample.Of(Acting.Machine("test", "a fence", town.Now) with { Org = "64/u01/" })); Assert.Null(await db.Save(Ct)); });
        Assert.Same(first, await Later(6));
        // As another server would.
        await town.World.House.In(async db => { Assert.Null((await db.Set<Guanjia.Vehicles.Terminal>().FirstAsync(t => t.Id == town.Terminals[0], Ct)).Stop("欠费", Acting.Machine("test", "stopped", town.Now))?.Message); Assert.Null(await db.Save(Ct)); });
        Assert.Same(first, await book.Now(Ct));   // a few seconds old at most
        var second = await Later(6);
        Assert.Equal((TerminalStatus.InUse, TerminalStatus.Stopped), (first.OfPhone(PhoneOf(1))!.Status, second.OfPhone(PhoneOf(1))!.Status));
        Assert.Same(second, await Later(6));
        Assert.NotSame(second, await Later(61));
    }

    async Task<Peer> Raw(int n)
    {
        var peer = new Peer(new TcpClient("127.0.0.1", town.Port));
        await peer.SignIn(n);
        return peer;
    }

    /// <summary>A connection that writes frames of whatever phone.</summary>
    sealed class Peer(TcpClient client) : IAsyncDisposable
    {
        readonly System.IO.Pipelines.PipeReader from = System.IO.Pipelines.PipeReader.Create(client.GetStream());
        readonly FrameReader frames = new();
        ushort next;

        public async Task SignIn(int n)
        {
            await Say(PhoneOf(n), new Guanjia.Jt808.Registration(64, 100, "70111", "BSJ-M7B", $"{n:0000000}", 1, PlateOf(n)));
            var answer = (RegistrationAnswer)await Hear();
            await Say(PhoneOf(n), new Authentication(answer.Code));
            Assert.Equal(AnswerResult.Ok, ((PlatformAnswer)await Hear()).Result);
        }

        public async Task Say(string phone, Message message)
        {
            var to = new System.Buffers.ArrayBufferWriter<byte>();
            var body = new BodyWriter();
            message.Write(ref body, Guanjia.Jt808.Edition.Of2019);
            FrameWriter.Write(to, new(message.Id, Guanjia.Jt808.Edition.Of2019, Phone.Parse(phone)!.Value, next++), body.Written);
            await client.GetStream().WriteAsync(to.WrittenMemory, Ct);
        }

        async Task<Message> Hear()
        {
            while (true)
            {
                var read = await from.ReadAsync(Ct);
                var input = read.Buffer;
                var message = frames.TryRead(ref input, out var frame) ? Message.Read(frame.Header, frame.Body) : null;
                from.AdvanceTo(input.Start, message is null ? read.Buffer.End : input.Start);
                if (message is not null) return message;
            }
        }

        public ValueTask DisposeAsync()
        {
            client.Dispose();
            return default;
        }
    }
}
