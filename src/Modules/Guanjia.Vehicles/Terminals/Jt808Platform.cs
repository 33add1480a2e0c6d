using System.Buffers.Binary;
using System.Security.Cryptography;
using Guanjia.Jt808;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Guanjia.Vehicles;

/// <summary>The program's side of JT/T 808: decides who may register, keeps what terminals say. What it returns from is on disk.</summary>
[Clause("cons:8.2.2.1.d.1")]
public sealed class Jt808Platform(TerminalBook book, PositionIntake intake, UnreadFrames unread, IServiceScopeFactory scopes, SettingsStore settings, TimeProvider clock, ILogger<Jt808Platform> log) : IPlatform
{
    /// <summary>What a session is known to be, from its authentication on.</summary>
    public sealed record Known(Guid Terminal, string Phone, string Software);

    async Task<T> In<T>(Func<GuanjiaDb, IServiceProvider, Acting, Task<T>> work, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var by = TerminalJobs.Intake(clock.GetUtcNow(), await settings.InForce(ct));
        scope.ServiceProvider.GetRequiredService<Scope>().By = by;
        return await work(scope.ServiceProvider.GetRequiredService<GuanjiaDb>(), scope.ServiceProvider, by);
    }

    public async ValueTask<RegistrationDecision> Register(PlatformSession terminal, Registration said, CancellationToken ct)
    {
        var phone = terminal.Phone.ToString();
        var page = (await book.Now(ct)).OfPhone(phone) is null ? await book.Again(ct) : await book.Now(ct);
        var known = page.OfPhone(phone);
        var plate = Plates.Plain(said.Plate);
        var said2 = plate.Length == 0 ? null : page.CarOf(said.Plate);
        var sits = known is null ? null : page.VehicleOf(known.Id);
        var (result, kind, says) = known is null ? (RegistrationResult.NoSuchTerminal, TerminalCaseKind.UnknownTerminal, "没有登记这个号码的终端")
            : known.Status != TerminalStatus.InUse ? (RegistrationResult.NoSuchTerminal, TerminalCaseKind.Stopped, $"终端{EnumNames.Of(known.Status)}")
            // Whoever knows a number is not yet the device: what is in the register must be what it says of itself.
            : known.Maker.Length > 0 && known.Maker != said.Maker || known.Serial is { Length: > 0 } serial && serial != said.TerminalId ? (RegistrationResult.TerminalRegistered, TerminalCaseKind.OtherDevice, $"终端自报制造商 {TypedText.Cut(said.Maker, 20)}、编号 {TypedText.Cut(said.TerminalId, 30)}，与登记的 {known.Maker} {known.Serial} 不符")
            : plate.Length > 0 && said2 is null ? (RegistrationResult.NoSuchVehicle, TerminalCaseKind.UnknownVehicle, "没有登记终端所报的车辆")
            : said2 is not null && sits is not null && said2.Id != sits ? (RegistrationResult.TerminalRegistered, TerminalCaseKind.TwoVehicles, $"终端装在 {Plates.Show(page.Car(sits.Value)?.Plate)} 上，却报 {Plates.Show(said2.Plate)}")
            : said2 is not null && page.TerminalIn(said2.Id) is { } other && other != known.Id ? (RegistrationResult.VehicleRegistered, TerminalCaseKind.TwoTerminals, $"{Plates.Show(said2.Plate)} 上装的是另一台终端")
            : sits is null ? (RegistrationResult.NoSuchVehicle, TerminalCaseKind.NotInstalled, "终端没有登记装在哪辆车上")
            : (RegistrationResult.Ok, default, "");
        if (result != RegistrationResult.Ok)
        {
            await KeepCase(kind, known?.OwnerPath ?? said2?.OwnerPath, phone, known?.Id, said, terminal.From, says, ct);
            return new(result);
        }
        var code = AuthenticationCode.New();
        var hash = AuthenticationCode.Hash(code);
        var no = await In(async (db, _, by) =>
        {
            if (await db.Set<Terminal>().FirstOrDefaultAsync(t => t.Id == known!.Id, ct) is not { } row) return Refusal.NotFound();
            row.Registers(hash, by);
            return await db.Save(ct);
        }, ct);
        // Somebody changed it in this moment: the terminal asks again.
        if (no is not null) return new(RegistrationResult.NoSuchTerminal);
        book.Issued(known!.Id, hash);
        return new(RegistrationResult.Ok, code);
    }

    /// <summary>One open case a kind, phone and plate; what comes again is counted once a minute.</summary>
    async Task KeepCase(TerminalCaseKind kind, string? owner, string phone, Guid? terminal, Registration said, string address, string says, CancellationToken ct)
    {
        var no = await In(async (db, _, by) =>
        {
            var made = TerminalCase.Of(kind, owner ?? await UnreadFrames.Nobody(db, ct), phone, terminal, said, address, says, by);
            if (await db.Set<TerminalCase>().FirstOrDefaultAsync(c => c.State == TerminalCaseState.Open && c.Kind == kind && c.Phone == phone && c.Plate == made.Plate, ct) is { } open)
            {
                if (by.Now - open.LastAt < TimeSpan.FromMinutes(1)) return null;
                open.Again(by.Now);
            }
            // Whoever tries all numbers fills no table.
            else if (terminal is null && await db.Set<TerminalCase>().CountAsync(c => c.State == TerminalCaseState.Open && c.TerminalId == null, ct) >= mostUnknown) return null;
            else db.Add(made);
            return await db.Save(ct);
        }, ct);
        // Another connection of the same was faster.
        if (no is not null) log.LogInformation("the case of {Phone} was kept elsewhere: {Why}", phone, no.Message);
    }
    const int mostUnknown = 500;

    public async ValueTask<bool> Authenticate(PlatformSession terminal, Authentication said, CancellationToken ct)
    {
        var page = await book.Now(ct);
        if (!Right(page.OfPhone(terminal.Phone.ToString()), said)) page = await book.Again(ct);
        if (page.OfPhone(terminal.Phone.ToString()) is not { } known || !Right(known, said) || page.VehicleOf(known.Id) is not { } vehicle) return false;
        terminal.Tag = new Known(known.Id, known.Phone, TerminalCase.Cut(said.SoftwareVersion, 40));
        intake.Forget(vehicle);
        return true;
    }

    bool Right(BookedTerminal? known, Authentication said) => known is { Status: TerminalStatus.InUse } && book.CodeOf(known) is { } hash && AuthenticationCode.Matches(said.Code, hash);

    public async ValueTask Deregister(PlatformSession terminal, CancellationToken ct)
    {
        if (terminal.Tag is not Known known) return;
        var no = await In(async (db, _, _) =>
        {
            if (await db.Set<Terminal>().FirstOrDefaultAsync(t => t.Id == known.Terminal, ct) is not { } row) return null;
            row.Deregisters();
            return await db.Save(ct);
        }, ct);
        if (no is not null) throw new InvalidOperationException(no.Message);
        book.Forget();
    }

    public async ValueTask Store(PlatformSession terminal, IReadOnlyList<Received> received, CancellationToken ct)
    {
        var page = await book.Now(ct);
        // The number may be another terminal's by now.
        if (terminal.Tag is not Known known || page.Of(known.Terminal) is not { Status: TerminalStatus.InUse } booked || booked.Phone != known.Phone)
        {
            foreach (var r in received) r.Result = AnswerResult.Failed;
            return;
        }
        var points = new List<CamePoint>(received.Count);
        List<(Received Received, Guid Vehicle, DateTimeOffset At)>? others = null;
        List<(Received Received, byte[] Raw)>? homeless = null;
        foreach (var r in received)
            switch (r.Message)
            {
                case LocationReport report: await Take(report, r.Body, false, r); break;
                case LocationAnswer answer: await Take(answer.Report, Bytes(answer.Report), false, r); break;
                case LocationBatch batch:
                    foreach (var each in batch.Reports) await Take(each, Bytes(each), batch.Backfilled, r);
                    break;
                case DriverCard card:
                    if (card.Time.Value?.ToUniversalTime() is not { } put || put > r.At + (await settings.InForce(ct)).Of(TerminalStandard.AheadAtMost, booked.OwnerPath)) await Refuse(UnreadWhy.NoTime, r);
                    else if (page.VehicleAt(booked.Id, put) is { } car) (others ??= []).Add((r, car, put));
                    else (homeless ??= []).Add((r, r.Body.ToArray()));
                    break;
                case TerminalData: (others ??= []).Add((r, Guid.Empty, r.At)); break;
                case MediaUpload media: r.Result = await Keep(terminal, known, media, ct); break;
                // Says only that a picture is coming; and answers are for who asked.
                case MediaEvent: break;
                case var m when MessageId.IsAnswer(m.Id): break;
                // What is not kept is not acknowledged.
                default: r.Result = AnswerResult.Unsupported; break;
            }
        if (others is not null) await Keep(booked, page, others, ct);
        // Acknowledged is on disk, of a terminal without a car too.
        if (homeless is not null && !await unread.Put(booked, terminal.From, UnreadWhy.NoVehicle, homeless.Select(h => (h.Raw, h.Received.At)), ct)) foreach (var (r, _) in homeless) r.Result = AnswerResult.Failed;
        await intake.Store(points);

        ValueTask Take(LocationReport report, ReadOnlyMemory<byte> bytes, bool backfilled, Received r)
        {
            if (report.Basic.Time.Value is not { } at) return Refuse(UnreadWhy.NoTime, r);
            if ((report.Basic.Faults(r.At, TimeSpan.MaxValue / 4) & (LocationFaults.Latitude | LocationFaults.Longitude)) != 0) return Refuse(UnreadWhy.NoPlace, r);
            if (page.VehicleAt(booked.Id, at) is { } vehicle) points.Add(Point(booked, vehicle, report, at, r.At, backfilled, bytes.Span));
            else (homeless ??= []).Add((r, bytes.ToArray()));
            return ValueTask.CompletedTask;
        }

        // The frame as it came, once, however many of its points are none.
        async ValueTask Refuse(UnreadWhy why, Received r)
        {
            if (r.Result == AnswerResult.Bad) return;
            r.Result = AnswerResult.Bad;
            await unread.Keep(booked, terminal.From, why, r.Raw.ToArray(), r.At, ct);
        }
    }

    /// <summary>Cards of drivers, and bytes of what stands behind the terminal.</summary>
    async Task Keep(BookedTerminal terminal, TerminalPage page, List<(Received Received, Guid Vehicle, DateTimeOffset At)> came, CancellationToken ct)
    {
        var why = await In(async (db, _, by) =>
        {
            foreach (var (received, vehicle, at) in came)
                if (received.Message is DriverCard card)
                {
                    await DriverCardUse.Keep(db, terminal.Id, vehicle, page.OwnerAt(vehicle, at), card, at, ct);
                    // The next of the same message has to see it.
                    if (await db.Save(ct) is { } no) return no;
                }
                else if (received.Message is TerminalData data) db.Add(new PassThroughData(by.NewId(), terminal.OwnerPath, terminal.Id, data.Type, data.Data.Span, at));
            return await db.Save(ct);
        }, ct);
        if (came.Exists(c => c.Received.Message is DriverCard)) book.Forget();
        if (why is null) return;
        log.LogWarning("what {Phone} says of cards is not kept: {Why}", terminal.Phone, why.Message);
        foreach (var (received, _, _) in came) received.Result = AnswerResult.Failed;
    }

    static byte[] Bytes(LocationReport report)
    {
        var to = new BodyWriter();
        try
        {
            report.Write(ref to, Jt808.Edition.Of2013);
            return to.Written.ToArray();
        }
        finally { to.Dispose(); }
    }

    static CamePoint Point(BookedTerminal terminal, Guid vehicle, LocationReport report, DateTimeOffset at, DateTimeOffset received, bool backfilled, ReadOnlySpan<byte> bytes)
    {
        var (basic, items) = (report.Basic, report.Items);
        var (longitude, latitude) = basic.IsFixed ? Datums.ToWgs84(terminal.Datum, basic.Longitude, basic.Latitude) : (basic.Longitude, basic.Latitude);
        return new(vehicle, terminal.Id, at, received, longitude, latitude, basic.Altitude, basic.RawSpeed, Math.Min((int)basic.Direction, 360), basic.Alarms, (uint)basic.Status, items.Mileage, items.Fuel, basic.IsFixed && (basic.RawLongitude | basic.RawLatitude) != 0, backfilled, Mark(terminal.Id, bytes), Others(items));
    }

    /// <summary>The beginning of a hash: of one car and moment no two differing reports have the same.</summary>
    internal static long Mark(Guid of, ReadOnlySpan<byte> bytes)
    {
        Span<byte> all = bytes.Length <= 512 ? stackalloc byte[16 + bytes.Length] : new byte[16 + bytes.Length], hash = stackalloc byte[32];
        of.TryWriteBytes(all);
        bytes.CopyTo(all[16..]);
        SHA256.HashData(all, hash);
        return BinaryPrimitives.ReadInt64BigEndian(hash);
    }

    // Items that have a column, or say nothing that is asked for later, are not kept twice.
    static byte[]? Others(LocationItems items)
    {
        var all = items.GetEnumerator();
        // What does not fit the standard's layout is kept as it came: a maker may have another.
        while (all.MoveNext())
            if (!all.Current.Fits || all.Current.Number is not (0x01 or 0x02 or 0x03 or 0x25 or 0x2A or 0x2B or 0x30 or 0x31)) return items.Bytes.ToArray();
        return all.Rest.IsEmpty ? null : items.Bytes.ToArray();
    }

    /// <summary>A photograph becomes a file of its terminal.</summary>
    async Task<AnswerResult> Keep(PlatformSession terminal, Known known, MediaUpload media, CancellationToken ct)
    {
        var (extension, taken) = (media.Event.Format switch { 0 => "jpg", 1 => "tif", 2 => "mp3", 3 => "wav", _ => "wmv" }, media.Where.Time.Value ?? clock.GetUtcNow());
        var why = await In(async (db, services, by) =>
        {
            if (await db.Set<Terminal>().FirstOrDefaultAsync(t => t.Id == known.Terminal, ct) is not { } row) return Refusal.NotFound();
            var (files, name, length) = (services.GetRequiredService<StoredFiles>(), $"终端拍摄 {China.Local(taken):yyyyMMdd-HHmmss} {media.Event.MediaId}.{extension}", (long)media.Data.Length);
            // Its answer was lost, and it comes again.
            if (await files.Has(row.Id, name, length, ct)) return null;
            using var bytes = new MemoryStream(media.Data.ToArray());
            var (file, no, _) = await files.Receive(bytes, name, "internal", ct);
            return file is null ? no : await files.Hang(file.Id, row, "Photo", ct) ?? await db.Save(ct);
        }, ct);
        if (why is null) return AnswerResult.Ok;
        await unread.Keep((await book.Now(ct)).OfPhone(terminal.Phone.ToString())!, terminal.From, UnreadWhy.NoFile, media.Data.Span[..Math.Min(media.Data.Length, UnreadFrame.LongestRaw)].ToArray(), clock.GetUtcNow(), ct);
        log.LogWarning("a picture of {Phone} is not kept: {Why}", terminal.Phone, why.Message);
        return AnswerResult.Failed;
    }

    public ValueTask Keep(Jt808.UnreadFrame frame, CancellationToken ct) => unread.Keep(frame, ct);
}
