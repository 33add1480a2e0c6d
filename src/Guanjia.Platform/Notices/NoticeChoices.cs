namespace Guanjia.Platform;

/// <summary>How one kind of notice goes to one person.</summary>
/// <param name="Digest">Collected, and sent together once a day.</param>
public sealed record NoticeChoice(IReadOnlyList<NoticeChannel> Channels, bool Digest);

/// <summary>通知设置 (notice choices) of one person: by which ways each kind of notice comes, and when not to be disturbed. Who has none is told in the usual way.</summary>
[NotAudited("a person's own choice of how he is told")]
public sealed class NoticeChoices : IRow
{
    NoticeChoices() { }
    public NoticeChoices(Guid person) => Id = person;
    /// <summary>The person's id.</summary>
    public Guid Id { get; private set; }
    public int Version { get; private set; }
    /// <summary>By the key of the kind.</summary>
    public IReadOnlyDictionary<string, NoticeChoice> Kinds { get; private set; } = new Dictionary<string, NoticeChoice>();
    /// <summary>免打扰 (quiet hours); null: as the office has them. From and to the same: none.</summary>
    public TimeOnly? QuietFrom { get; private set; }
    public TimeOnly? QuietTo { get; private set; }

    public Refusal? Set(IReadOnlyDictionary<string, NoticeChoice> kinds, TimeOnly? from, TimeOnly? to)
    {
        if (from is null != to is null) return new("免打扰的开始和结束时间请都填写，或者都不填（按单位的规定）", Field: from is null ? nameof(QuietFrom) : nameof(QuietTo));
        (Kinds, QuietFrom, QuietTo) = (kinds, from, to);
        return null;
    }

    public static NoticeChoice Of(NoticeChoices? of, NoticeKind kind) => of?.Kinds.GetValueOrDefault(kind.Key) ?? new(kind.Usual, Digest: false);
}

/// <summary>When something that is to be told may leave.</summary>
public static class NoticeTimes
{
    public static DateTimeOffset Due(bool urgent, bool digest, TimeOnly quietFrom, TimeOnly quietTo, TimeOnly digestAt, DateTimeOffset now)
    {
        if (urgent) return now;
        var due = digest ? Next(digestAt, now) : now;
        var at = TimeOnly.FromDateTime(China.Local(due));
        // IsBetween goes over midnight, and holds nothing where both are the same.
        return quietFrom != quietTo && at.IsBetween(quietFrom, quietTo) ? Next(quietTo, due) : due;
    }

    /// <summary>The next such time of day.</summary>
    static DateTimeOffset Next(TimeOnly at, DateTimeOffset now) => China.FromLocal(China.Day(now), at) is var today && today > now ? today : China.FromLocal(China.Day(now).AddDays(1), at);
}
