namespace Guanjia.Platform;

/// <summary>通知 (notice) to one person, within the program; other channels come later.</summary>
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
    public void Read(DateTimeOffset now) => ReadAt ??= now;
}
