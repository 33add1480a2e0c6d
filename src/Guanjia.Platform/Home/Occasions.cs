namespace Guanjia.Platform;

/// <summary>关联事项 (occasion): what something else is asked for, such as the meeting to which one drives; as it is now, under the scope of who reads.</summary>
/// <param name="Kind">会议</param>
/// <param name="IsOff">It will not take place.</param>
public sealed record Occasion(Guid Id, string Kind, string Title, string? Number, DateTimeOffset From, DateTimeOffset To, string Place, string Url, Enum State, bool IsOff)
{
    /// <summary>会议 机关党建座谈会，11月26日（周四）14:30–16:00</summary>
    public string Says => $"{Kind} {Title}，{China.SayShort(From)}–{(China.Day(To) == China.Day(From) ? $"{China.Local(To):HH:mm}" : China.SayShort(To))}";
}

/// <summary>The occasions of a module; registered in its Services. Everything is read under the scope of the person who acts.</summary>
public interface IOccasions
{
    /// <summary>Those to come that he may read, the nearest first.</summary>
    /// <param name="word">Typed, in lower case; empty: all.</param>
    Task<IReadOnlyList<Occasion>> Find(string word, int most, CancellationToken ct);
    /// <summary>One that he may read.</summary>
    Task<Occasion?> Of(Guid id, CancellationToken ct);
}

/// <summary>What was asked for an occasion: a car for a meeting.</summary>
public sealed record AskedFor(string Kind, string Title, string Url, string Says, Enum State);

/// <summary>A module whose things are asked for an occasion; registered in its Services.</summary>
public interface IAskedFor
{
    /// <summary>Those that the person who acts may read.</summary>
    Task<IReadOnlyList<AskedFor>> For(Guid occasion, CancellationToken ct);
    /// <summary>Where one asks for it.</summary>
    MenuLine Begin(Guid occasion);
}

/// <summary>Occasions of all modules, and what all modules were asked for them: neither side knows the other, the id stands in the row of who asks.</summary>
public sealed class Occasions(IEnumerable<IOccasions> kinds, IEnumerable<IAskedFor> askers, Acting by)
{
    const int most = 20;

    public async Task<IReadOnlyList<Occasion>> Find(string word, CancellationToken ct)
    {
        var all = new List<Occasion>();
        foreach (var kind in kinds) all.AddRange(await kind.Find(word, most, ct));
        return [.. all.OrderBy(o => o.From).Take(most)];
    }

    /// <summary>Null: none, or not for this person's eyes.</summary>
    public async Task<Occasion?> Of(Guid? id, CancellationToken ct)
    {
        if (id is not { } known) return null;
        foreach (var kind in kinds) if (await kind.Of(known, ct) is { } found) return found;
        return null;
    }

    public async Task<IReadOnlyList<AskedFor>> AskedFor(Guid occasion, CancellationToken ct)
    {
        var all = new List<AskedFor>();
        foreach (var asker in askers) all.AddRange(await asker.For(occasion, ct));
        return all;
    }

    /// <summary>What this person may ask for it.</summary>
    public IReadOnlyList<MenuLine> Begin(Guid occasion) => [.. askers.Select(a => a.Begin(occasion)).Where(l => l.Permission is null || by.Has(l.Permission))];
}
