using System.Collections.Frozen;

namespace Guanjia.Platform;

/// <summary>检索词 (what was typed into the search): words that must all be found, each by characters, pinyin, initials or number.</summary>
public sealed class SearchQuery
{
    public const int MostTyped = 100;
    const int mostWords = 5, mostKeys = 12, mostReadings = 6;
    readonly List<string> words;

    SearchQuery(List<string> words) => this.words = words;

    /// <summary>The words as they are compared. None: nothing was typed by which anything could be found.</summary>
    public IReadOnlyList<string> Words => words;
    string Whole => string.Concat(words);
    /// <summary>A whole telephone or identity number, or its last four digits; null: nothing of the kind was typed.</summary>
    public string? Number => Whole is var all && all.All(c => char.IsAsciiDigit(c) || c == 'x') && all.Length is 4 or (>= 7 and <= 20) ? all : null;

    public static SearchQuery Of(string? typed) =>
        new([.. (typed is { Length: > MostTyped } ? typed[..MostTyped] : typed ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(w => Squeezed.Of(w).Text).Where(w => w.Length > 0).Distinct().Take(mostWords)]);

    /// <summary>For each word the ways in which it may stand in the index; each way is keys that all must be there.</summary>
    internal IReadOnlyList<IReadOnlyList<long[]>> Ways(string kind) => [.. words.Select(w => (IReadOnlyList<long[]>)[.. WaysOf(w).Select(way => way.Select(k => SearchKeys.Word(kind, k.Form, k.Word)).Distinct().Take(mostKeys).ToArray()).Where(keys => keys.Length > 0)])];

    /// <summary>The key of a thing that is called exactly so.</summary>
    internal long Exactly(string kind) => SearchKeys.Word(kind, SearchForm.Exact, Whole);

    static IEnumerable<List<(char Form, string Word)>> WaysOf(string word)
    {
        var runs = SearchRun.Of(word);
        if (runs is not [{ IsLatin: true }])
        {
            var keys = new List<(char, string)>();
            foreach (var run in runs)
                if (run.IsLatin) keys.AddRange(Literal(word.Substring(run.At, run.Length)));
                else
                {
                    var runes = SearchRun.Runes(word.AsSpan(run.At, run.Length));
                    for (var i = 0; i + 1 < runes.Count; i++) keys.Add((SearchForm.Two, word.Substring(run.At + runes[i].At, runes[i].Length + runes[i + 1].Length)));
                    if (runs.Count == 1 && runes.Count == 1) keys.Add((SearchForm.One, word));
                }
            // One character beside figures, as in 3楼: the figures find it.
            yield return keys;
            yield break;
        }
        // Figures alone are no pinyin; those of a date, and what follows it, are asked for as such.
        if (word.All(char.IsAsciiDigit))
        {
            yield return !SearchRun.BeginsWithDate(word) ? Literal(word) : [(SearchForm.Date, word[..SearchRun.DateLength]), .. word.Length == SearchRun.DateLength ? [] : Literal(word[(SearchRun.DateLength - 2)..])];
            yield break;
        }
        yield return Literal(word);
        if (word.Length >= 3) { var threes = new List<(char, string)>(); SearchRun.Covering(word, SearchForm.Initials, (form, w) => threes.Add((form, w.ToString()))); yield return threes; }
        else if (word.Length == 2) yield return [(SearchForm.TwoInitials, word)];
        foreach (var (said, rest) in Readings(word))
            if (said.Count > 1) yield return [.. said.Zip(said.Skip(1)).Select(p => (SearchForm.Syllables, $"{p.First}-{p.Second}"))];
            else if (said.Count == 1) yield return rest.Length == 0 ? [(SearchForm.Syllable, said[0])] : [(SearchForm.SyllableAndInitial, $"{said[0]}-{rest[0]}")];
            else if (rest.Length > 1) yield return [(SearchForm.Beginning, rest)];
    }

    static List<(char, string)> Literal(string run)
    {
        if (run.Length < 3) return [(SearchForm.Run, run)];
        var threes = new List<(char, string)>();
        SearchRun.Covering(run, SearchForm.Three, (form, w) => threes.Add((form, w.ToString())));
        return threes;
    }

    /// <summary>What a syllable may be before it is typed to its end.</summary>
    static readonly FrozenSet<string> beginnings = Pinyin.Known.SelectMany(s => Enumerable.Range(1, s.Length - 1).Select(n => s[..n])).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Letters read as syllables, the last of them perhaps begun only: xian is xian, and xi an, and the beginning of xiang.</summary>
    static List<(List<string> Said, string Begun)> Readings(string letters)
    {
        var (found, dead) = (new List<(List<string>, string)>(), new HashSet<int>());
        if (!letters.All(char.IsAsciiLetter)) return found;
        Read(0, []);
        return found;

        bool Read(int at, List<string> said)
        {
            if (found.Count >= mostReadings) return true;
            if (at == letters.Length)
            {
                found.Add(([.. said], ""));
                if (said.Count > 0 && beginnings.Contains(said[^1])) found.Add(([.. said.Take(said.Count - 1)], said[^1]));
                return true;
            }
            if (dead.Contains(at)) return false;
            var before = found.Count;
            for (var n = Math.Min(6, letters.Length - at); n > 0; n--)
                if (Pinyin.Known.Contains(letters.Substring(at, n))) { said.Add(letters.Substring(at, n)); Read(at + n, said); said.RemoveAt(said.Count - 1); }
            if (found.Count == before && beginnings.Contains(letters[at..])) found.Add(([.. said], letters[at..]));
            if (found.Count > before) return true;
            dead.Add(at);
            return false;
        }
    }

    /// <summary>Whether a thing is what was asked for, looked at as it is now: all words are in its names or its number. Exactly: it is called so.</summary>
    public (bool Fits, bool Exactly) Look(SearchText text)
    {
        var (names, code, said) = text.Compared;
        if (words.Count == 0 || !words.TrueForAll(w => code.Contains(w, StringComparison.Ordinal) || names.Any(n => n.Contains(w, StringComparison.Ordinal)) || said.Any(s => Place(s, w) is not null))) return default;
        var whole = Whole;
        return (true, code.Length > 0 && (code == whole || code.TrimStart(SearchRun.Letters) == whole) || names.Contains(whole) || said.Any(s => string.Concat(s) == whole || SearchRun.Initials(s) == whole));
    }

    /// <summary>The parts of a text that the words found, in its order.</summary>
    public IReadOnlyList<SearchMark> Marks(string text)
    {
        var (squeezed, hits) = (Squeezed.Of(text), new bool[text.Length]);
        var spelled = Pinyin.Spelled(squeezed.Text);
        var said = spelled.ConvertAll(s => s.Said);
        foreach (var word in words)
            if (squeezed.Text.IndexOf(word, StringComparison.Ordinal) is >= 0 and var at) Hit(at, at + word.Length);
            else if (Place(said, word) is { } place) Hit(spelled[place.From].At, spelled[place.To].At + spelled[place.To].Length);
        var marks = new List<SearchMark>();
        for (var i = 0; i < hits.Length; i++)
            if (hits[i]) { var from = i; while (i < hits.Length && hits[i]) i++; marks.Add(new(from, i - from)); }
        return marks;

        void Hit(int from, int to)
        {
            var (first, last) = (squeezed.Places[from], squeezed.Places[to - 1]);
            Array.Fill(hits, true, first.At, last.At + last.Length - first.At);
        }
    }

    /// <summary>From which syllable to which a word of letters goes: as initials, or as pinyin from the beginning of a syllable on.</summary>
    static (int From, int To)? Place(List<string> said, string word)
    {
        if (word.Length < 2 || !word.All(char.IsAsciiLetterOrDigit)) return null;
        for (var i = 0; i < said.Count; i++)
        {
            if (Runs(i, s => char.IsAsciiDigit(s[0]) ? s : s[..1]) is { } initials) return (i, initials);
            if (Runs(i, s => s) is { } full) return (i, full);
        }
        return null;

        int? Runs(int from, Func<string, string> part)
        {
            var rest = word.AsSpan();
            for (var i = from; i < said.Count; i++)
            {
                var p = part(said[i]);
                if (p.AsSpan().StartsWith(rest)) return i;
                if (!rest.StartsWith(p)) return null;
                rest = rest[p.Length..];
            }
            return null;
        }
    }
}

/// <summary>A part of a text that was found.</summary>
public readonly record struct SearchMark(int At, int Length);
