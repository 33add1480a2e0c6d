using System.ComponentModel;
using Microsoft.EntityFrameworkCore;

namespace Guanjia.Platform;

public enum DeliveryState
{
    [Description("待发送"), Means(Meaning.Wait)] Waiting,
    [Description("已送达"), Means(Meaning.Done)] Delivered,
    [Description("未送达"), Means(Meaning.Stop)] Failed,
    [Description("已读，不再发"), Means(Meaning.Idle, "eye")] Unneeded,
}

/// <summary>通知发送 (delivery of a notice) by one way to one person: written in the transaction of the notice, sent afterwards, tried again until it has arrived or there is no more use.</summary>
[NotAudited("tells of a notice, whose row is audited itself")]
public sealed class NoticeDelivery : IRow
{
    NoticeDelivery() { }
    public NoticeDelivery(Guid id, Notice of, NoticeChannel channel, bool urgent, bool digest, DateTimeOffset dueAt)
    {
        Id = id;
        NoticeId = of.Id;
        PersonId = of.PersonId;
        Kind = of.Kind;
        Channel = channel;
        Urgent = urgent;
        Digest = digest;
        BornAt = of.At;
        DueAt = dueAt;
    }
    public Guid Id { get; private set; }
    public int Version { get; private set; }
    public Guid NoticeId { get; private set; }
    public Guid PersonId { get; private set; }
    public string Kind { get; private set; } = "";
    public NoticeChannel Channel { get; private set; }
    public bool Urgent { get; private set; }
    public bool Digest { get; private set; }
    public DeliveryState State { get; private set; }
    public int Tries { get; private set; }
    public DateTimeOffset BornAt { get; private set; }
    /// <summary>Not before.</summary>
    public DateTimeOffset DueAt { get; private set; }
    /// <summary>One program at a time has it; of two that take it at once the database lets one.</summary>
    public DateTimeOffset? LeasedUntil { get; private set; }
    /// <summary>What the other side answered last, or why it could not be reached.</summary>
    public string Answer { get; private set; } = "";
    public DateTimeOffset? EndedAt { get; private set; }

    internal void Lease(DateTimeOffset until) => LeasedUntil = until;
    internal void LetGo() => LeasedUntil = null;
    internal void End(DeliveryState state, string answer, DateTimeOffset now) => (State, Answer, EndedAt, LeasedUntil) = (state, Cut(answer), now, null);

    /// <summary>What came of a try; later tries wait twice as long each, six hours at most.</summary>
    internal void Tried(SendAnswer answer, int most, TimeSpan first, DateTimeOffset now)
    {
        Tries++;
        if (answer.Ok) End(DeliveryState.Delivered, answer.Says, now);
        else if (answer.Final || Tries >= most) End(DeliveryState.Failed, answer.Says, now);
        else
        {
            var wait = first * Math.Pow(2, Math.Min(Tries - 1, 16));
            (DueAt, Answer, LeasedUntil) = (now + (wait < longest ? wait : longest), Cut(answer.Says), null);
        }
    }

    /// <summary>Sent once more, now that what stood in the way has been mended.</summary>
    public Refusal? Again(Acting by)
    {
        if (State != DeliveryState.Failed) return Refusal.WrongState($"这条通知{EnumNames.Of(State)}，不需要再发");
        (State, Tries, DueAt, EndedAt) = (DeliveryState.Waiting, 0, by.Now, null);
        return null;
    }

    static readonly TimeSpan longest = TimeSpan.FromHours(6);
    const int longestAnswer = 300;
    static string Cut(string text) => text.Length > longestAnswer ? text[..(longestAnswer - 1)] + "…" : text;
}

/// <summary>What came of handing something to a server outside.</summary>
/// <param name="Says">Its answer, or why there is none, as the administrator reads it.</param>
/// <param name="Final">Trying again is of no use.</param>
/// <param name="Unreachable">It did not answer at all: the others of this round need not try.</param>
public readonly record struct SendAnswer(bool Ok, string Says, bool Final = false, bool Unreachable = false);

public abstract partial class GuanjiaDb
{
    /// <summary>What a leader is told of business, the secretary whom he named for it is told too. What is about accounts and the program is his own.</summary>
    async Task TellSecretaries(Acting by, CancellationToken ct)
    {
        var notices = ChangeTracker.Entries<Notice>().Where(e => e.State == EntityState.Added && !e.Entity.Kind.StartsWith("platform.", StringComparison.Ordinal) && e.Entity.Kind != "flow.away").Select(e => e.Entity).ToList();
        if (notices.Count == 0) return;
        var (leaders, today) = (notices.Select(n => n.PersonId).Distinct().ToList(), by.Today);
        var helpers = (await Set<Secretary>().AsNoTracking().Where(s => leaders.Contains(s.LeaderId) && s.IsTold && s.EndedAt == null && s.From <= today && (s.To == null || s.To >= today)).Select(s => new { s.LeaderId, s.LeaderName, s.PersonId }).ToListAsync(ct)).ToLookup(s => s.LeaderId);
        var told = notices.Select(n => (n.PersonId, n.Link, n.Kind)).ToHashSet();
        foreach (var n in notices)
            foreach (var s in helpers[n.PersonId])
                if (told.Add((s.PersonId, n.Link, n.Kind))) Notify(s.PersonId, n.Kind, $"（{s.LeaderName}的通知）{n.Text}", n.Link);
    }

    /// <summary>Writes, beside the notices about to be saved, by which ways they go out: as each person chose, or in the usual way. One look for all of them, however many.</summary>
    [Clause("cons:7.e")]
    async Task PlanDeliveries(Acting by, CancellationToken ct)
    {
        var planned = ChangeTracker.Entries<NoticeDelivery>().Select(e => e.Entity.NoticeId).ToHashSet();
        var notices = ChangeTracker.Entries<Notice>().Where(e => e.State == EntityState.Added && !planned.Contains(e.Entity.Id)).Select(e => e.Entity).ToList();
        if (notices.Count == 0) return;
        var on = await NoticeDeliveries.ChannelsOn(this, ct);
        if (on.Count == 0) return;
        var people = await NoticeDeliveries.Reach(this, [.. notices.Select(n => n.PersonId).Distinct()], ct);
        foreach (var notice in notices)
        {
            if (!people.TryGetValue(notice.PersonId, out var to)) continue;
            var kind = modules.KindOf(notice.Kind);
            var choice = NoticeChoices.Of(to.Choices, kind);
            var digest = choice.Digest && !kind.Urgent;
            var due = NoticeTimes.Due(kind.Urgent, digest, to.Choices?.QuietFrom ?? by.Of(NoticeStandard.QuietFrom, to.Path), to.Choices?.QuietTo ?? by.Of(NoticeStandard.QuietTo, to.Path), by.Of(NoticeStandard.DigestAt, to.Path), by.Now);
            foreach (var channel in choice.Channels.Where(c => on.Contains(c) && to.Has(c))) Add(new NoticeDelivery(by.NewId(), notice, channel, kind.Urgent, digest, due));
        }
    }
}
