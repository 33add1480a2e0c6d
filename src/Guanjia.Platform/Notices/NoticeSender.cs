using Microsoft.EntityFrameworkCore;

namespace Guanjia.Platform;

/// <summary>Sends what waits, each channel by itself, so that a server which hangs stops nothing but its own. Nothing is sent within a request, and no transaction is open while a server outside is waited for.
/// What was sent and could not be written down any more (a kill) is sent again after its lease: at least once, and a mail sent twice bears the same Message-Id.</summary>
public sealed class NoticeSender : Lookout
{
    internal const string OnlyTells = "您有一条新通知，请登录系统查看";
    const int Batch = 20, most = 200;
    static readonly TimeSpan every = TimeSpan.FromSeconds(2);
    readonly IServiceScopeFactory scopes;
    readonly TimeProvider clock;
    readonly SettingsStore settings;
    readonly Pushes pushes;
    readonly ILogger<NoticeSender> log;
    readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) }) { Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = 64 << 10 };
    readonly Dictionary<NoticeChannel, INoticeCarrier> carriers;
    readonly Dictionary<NoticeChannel, Task> running = [];

    public NoticeSender(IServiceScopeFactory scopes, TimeProvider clock, SettingsStore settings, PushKeys keys, Pushes pushes, ILogger<NoticeSender> log) : base(every, log)
    {
        (this.scopes, this.clock, this.settings, this.pushes, this.log) = (scopes, clock, settings, pushes, log);
        var template = new HttpCarrier(http);
        carriers = new() { [NoticeChannel.Mail] = new MailCarrier(), [NoticeChannel.Push] = new PushCarrier(http, keys), [NoticeChannel.Sms] = template, [NoticeChannel.WeCom] = template };
    }

    public override void Dispose() { http.Dispose(); base.Dispose(); }

    // One question for all channels; one that still waits for its server is left to it.
    protected override async Task Look(CancellationToken stop)
    {
        foreach (var channel in await Waiting(stop))
            if (running.GetValueOrDefault(channel) is not { IsCompleted: false }) running[channel] = Run(channel, stop);
    }

    public override async Task StopAsync(CancellationToken ct)
    {
        await base.StopAsync(ct);
        await Task.WhenAll(running.Values).WaitAsync(ct);
    }

    async Task<List<NoticeChannel>> Waiting(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var now = clock.GetUtcNow();
        scope.ServiceProvider.GetRequiredService<Scope>().By = Acting.Machine("notices", "发送通知", now);
        return await Due(scope.ServiceProvider.GetRequiredService<GuanjiaDb>(), now).Select(d => d.Channel).Distinct().ToListAsync(ct);
    }

    async Task Run(NoticeChannel channel, CancellationToken stop)
    {
        try { await Send(channel, stop); }
        catch (OperationCanceledException) when (stop.IsCancellationRequested) { }
        catch (Exception x) { log.LogWarning(x, "notices were not sent by {Channel}; next try in {Seconds} s", channel, every.TotalSeconds); }
    }

    /// <summary>Sends all that is due, by all channels at once.</summary>
    /// <returns>How many deliveries were tried or ended.</returns>
    public async Task<int> SendDue(CancellationToken ct) => (await Task.WhenAll(carriers.Keys.Select(c => Send(c, ct)))).Sum();

    async Task<int> Send(NoticeChannel channel, CancellationToken ct)
    {
        var total = 0;
        while (await Round(channel, ct) is > 0 and var n) total += n;
        return total;
    }

    async Task<int> Round(NoticeChannel channel, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<GuanjiaDb>();
        var (now, limits) = (clock.GetUtcNow(), await settings.InForce(ct));
        scope.ServiceProvider.GetRequiredService<Scope>().By = Acting.Machine("notices", "发送通知", now, limits);
        if (!await Due(db, now).AnyAsync(d => d.Channel == channel, ct)) return 0;
        var root = await NoticeDeliveries.Root(db, ct);
        var patience = TimeSpan.FromSeconds(limits.Of(NoticeStandard.Patience, root));
        var taken = await Take(db, channel, now, patience, ct);
        if (taken.Count == 0) return 0;
        var gateway = await db.Set<NoticeGateway>().AsNoTracking().FirstOrDefaultAsync(g => g.Channel == channel, ct);
        var letters = gateway is { IsOn: true } ? await Letters(db, channel, taken, now, ct) : [];
        if (gateway is not { IsOn: true }) foreach (var d in taken) d.End(DeliveryState.Failed, "这个通道已经停用", now);
        if (letters.Count > 0)
        {
            var terms = new SendTerms(patience, new(limits.Of(channel == NoticeChannel.Push ? NoticeStandard.PushHosts : NoticeStandard.Hosts, root)), limits.Of(NoticeStandard.Site, root), now);
            var answers = await carriers[channel].Carry(gateway!, [.. letters.Select(l => l.Letter)], terms, ct);
            var (tries, first, after) = (limits.Of(NoticeStandard.MostTries, root), limits.Of(NoticeStandard.RetryAfter, root), clock.GetUtcNow());
            foreach (var ((letter, deliveries), answer) in letters.Zip(answers))
            {
                foreach (var d in deliveries) d.Tried(answer, tries, first, after);
                db.RemoveRange(letter.Devices.Where(d => d.IsGone));
            }
        }
        await db.SaveBookkeeping(ct);
        // Whoever looks at what became of them sees it.
        pushes.Send([.. taken.Select(d => new Push($"person/{d.PersonId}", "delivery", Guid.Empty, 0)).Distinct()]);
        return taken.Count;
    }

    static IQueryable<NoticeDelivery> Due(GuanjiaDb db, DateTimeOffset now) =>
        db.Set<NoticeDelivery>().Where(d => d.State == DeliveryState.Waiting && d.DueAt <= now && (d.LeasedUntil == null || d.LeasedUntil <= now));

    /// <summary>Takes what is due for itself alone, for as long as the slowest round may last.</summary>
    static async Task<List<NoticeDelivery>> Take(GuanjiaDb db, NoticeChannel channel, DateTimeOffset now, TimeSpan patience, CancellationToken ct)
    {
        var taken = await Due(db, now).Where(d => d.Channel == channel).OrderBy(d => d.DueAt).ThenBy(d => d.PersonId).ThenBy(d => d.Id).Take(Batch).ToListAsync(ct);
        // What is to come together comes together, wherever the batch ends.
        var (ids, people) = (taken.Select(d => d.Id).ToList(), taken.Where(d => d.Digest).Select(d => d.PersonId).Distinct().ToList());
        if (people.Count > 0) taken.AddRange(await Due(db, now).Where(d => d.Channel == channel && d.Digest && people.Contains(d.PersonId) && !ids.Contains(d.Id)).OrderBy(d => d.Id).Take(most).ToListAsync(ct));
        foreach (var d in taken) d.Lease(now + patience * (Batch + 2) + TimeSpan.FromMinutes(1));
        try { await db.SaveBookkeeping(ct); }
        catch (DbUpdateConcurrencyException) { return []; }   // another server was faster
        return taken;
    }

    /// <summary>What is to be said to whom; what nobody needs any more ends here.</summary>
    static async Task<List<(NoticeLetter Letter, IReadOnlyList<NoticeDelivery> Of)>> Letters(GuanjiaDb db, NoticeChannel channel, List<NoticeDelivery> taken, DateTimeOffset now, CancellationToken ct)
    {
        var (told, people) = (taken.Select(d => d.NoticeId).ToList(), taken.Select(d => d.PersonId).Distinct().ToList());
        var notices = await db.Set<Notice>().AsNoTracking().Where(n => told.Contains(n.Id)).ToDictionaryAsync(n => n.Id, ct);
        var here = (await db.Set<Person>().AsNoTracking().Where(p => people.Contains(p.Id) && (p.LeftAt == null || p.LeftAt > now)).Select(p => p.Id).ToListAsync(ct)).ToHashSet();
        var contacts = await db.Set<PersonContact>().AsNoTracking().Where(c => people.Contains(c.Id)).ToDictionaryAsync(c => c.Id, ct);
        var devices = channel == NoticeChannel.Push ? (await db.Set<PushDevice>().Where(d => people.Contains(d.PersonId)).ToListAsync(ct)).ToLookup(d => d.PersonId) : null;
        var letters = new List<(NoticeLetter, IReadOnlyList<NoticeDelivery>)>();
        foreach (var group in taken.GroupBy(d => d.Digest ? (d.PersonId, Guid.Empty) : (d.PersonId, d.Id)))
        {
            var person = group.Key.PersonId;
            foreach (var d in group)
                if (!here.Contains(person)) d.End(DeliveryState.Failed, "此人已经离职", now);
                else if (!d.Urgent && notices[d.NoticeId].ReadAt is not null) d.End(DeliveryState.Unneeded, "", now);
            var left = group.Where(d => d.State == DeliveryState.Waiting).ToList();
            if (left.Count == 0) continue;
            var to = channel switch { NoticeChannel.Mail => contacts.GetValueOrDefault(person)?.Mail, NoticeChannel.Push => "", _ => Mobile(contacts.GetValueOrDefault(person)?.Phone) };
            if (to is null || channel == NoticeChannel.Mail && TypedText.NoMail(to) is not null)
            {
                foreach (var d in left) d.End(DeliveryState.Failed, channel == NoticeChannel.Mail ? "没有登记可用的电子邮箱" : "没有登记手机号码", now);
                continue;
            }
            letters.Add((new(left[0].Id, to, [.. devices?[person] ?? []], [.. left.Select(d => notices[d.NoticeId]).OrderBy(n => n.At).Select(n => (n.Text, n.Link))], left.Exists(d => d.Urgent)), left));
        }
        return letters;
    }

    /// <summary>The first mobile number of what is registered: a telephone on a desk takes no short message.</summary>
    internal static string? Mobile(string? phone) => (phone ?? "").Split(['、', '，', ',', ';', '/']).Select(KeyRing.Digits).FirstOrDefault(n => n is { Length: 11 } && n[0] == '1' && n.All(char.IsAsciiDigit));
}
