using Microsoft.EntityFrameworkCore;

namespace Guanjia.Platform;

/// <summary>通知 (notice) to one person, as it stands in the program; by which other ways it goes out says <see cref="NoticeDelivery"/>.</summary>
[NotAudited("tells of a row that is audited itself")]
public sealed class Notice
{
    Notice() { }
    public Notice(Guid id, Guid person, string kind, string text, string link, DateTimeOffset at)
    {
        Id = id;
        PersonId = person;
        Kind = kind;
        Text = text.Length > 300 ? text[..299] + "…" : text;
        Link = link;
        At = at;
    }
    public Guid Id { get; private set; }
    public Guid PersonId { get; private set; }
    public string Kind { get; private set; } = "";
    public string Text { get; private set; } = "";
    public string Link { get; private set; } = "";
    public DateTimeOffset At { get; private set; }
    public DateTimeOffset? ReadAt { get; private set; }
    /// <summary>What a person's open pages listen to.</summary>
    public static string TopicOf(Guid person) => $"person/{person}";
    public void Read(DateTimeOffset now) => ReadAt ??= now;
}

public static class NoticesSeen
{
    /// <summary>Whoever has the thing itself before him has read what was told of it.</summary>
    public static async Task Seen(this GuanjiaDb db, string link, CancellationToken ct)
    {
        var me = db.Scope.Required;
        if (!me.IsPerson) return;
        var told = await db.Set<Notice>().Where(n => n.PersonId == me.Person && n.ReadAt == null && n.Link == link).OrderBy(n => n.Id).Take(100).ToListAsync(ct);
        if (told.Count == 0) return;
        foreach (var notice in told) notice.Read(me.Now);
        await db.SaveBookkeeping(ct);
    }
}
