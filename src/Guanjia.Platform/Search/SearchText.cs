using System.Text;

namespace Guanjia.Platform;

/// <summary>检索文字 (what a thing is found by): its names, by characters, pinyin and initials, and its number.</summary>
/// <param name="Other">Another name of it, a short one.</param>
/// <param name="Code">A number, code or sign on the door.</param>
public sealed record SearchText(string Name, string? Other = null, string? Code = null)
{
    /// <summary>Names of so many characters are found by each of them; longer ones by their first, and by any two that stand together.</summary>
    const int shortName = 6;

    /// <summary>Names and number as they are compared, and the names as they are read.</summary>
    internal (IReadOnlyList<string> Names, string Code, IReadOnlyList<List<string>> Said) Compared => compared ??= Compare();
    (IReadOnlyList<string>, string, IReadOnlyList<List<string>>)? compared;
    (IReadOnlyList<string>, string, IReadOnlyList<List<string>>) Compare()
    {
        var names = new[] { Name, Other }.Where(n => !string.IsNullOrEmpty(n)).Select(n => Squeezed.Of(n).Text).Where(n => n.Length > 0).ToList();
        return (names, Squeezed.Of(Code).Text, names.ConvertAll(n => Pinyin.Spelled(n).ConvertAll(s => s.Said)));
    }

    /// <summary>The words under which the thing stands in the index.</summary>
    internal long[] Words(string kind)
    {
        var words = new HashSet<long>();
        void Add(char form, ReadOnlySpan<char> word) => words.Add(SearchKeys.Word(kind, form, word));
        foreach (var name in new[] { Name, Other })
            if (Squeezed.Of(name) is { Text.Length: > 0 } squeezed) OfName(squeezed.Text, Add);
        if (Squeezed.Of(Code) is { Text: { Length: > 0 } code }) OfCode(code, Add);
        return [.. words.Order()];
    }

    internal delegate void AddWord(char form, ReadOnlySpan<char> word);

    static void OfName(string name, AddWord add)
    {
        add(SearchForm.Exact, name);
        var runes = SearchRun.Runes(name);
        var isShort = runes.Count <= shortName;
        for (var i = 0; i < runes.Count; i++)
        {
            var (at, length) = runes[i];
            if (char.IsAscii(name[at])) continue;
            if (isShort || i == 0) add(SearchForm.One, name.AsSpan(at, length));
            if (i + 1 < runes.Count && !char.IsAscii(name[runes[i + 1].At])) add(SearchForm.Two, name.AsSpan(at, length + runes[i + 1].Length));
        }
        foreach (var run in SearchRun.Of(name)) if (run.IsLatin) OfRun(name.AsSpan(run.At, run.Length), add);
        OfPinyin(Pinyin.Spelled(name).ConvertAll(s => s.Said), isShort, add);
    }

    static void OfPinyin(List<string> said, bool isShort, AddWord add)
    {
        if (said.Count == 0) return;
        var initials = SearchRun.Initials(said);
        add(SearchForm.Exact, string.Concat(said));
        if (initials.Length > 1) add(SearchForm.Exact, initials);
        SearchRun.Threes(initials, SearchForm.Initials, add);
        for (var i = 0; i + 2 <= initials.Length; i++) if (isShort || i == 0) add(SearchForm.TwoInitials, initials.AsSpan(i, 2));
        for (var i = 0; i < said.Count; i++)
        {
            if (isShort || i == 0)
            {
                add(SearchForm.Syllable, said[i]);
                for (var n = 2; n < said[i].Length && n < 6; n++) add(SearchForm.Beginning, said[i].AsSpan(0, n));
            }
            if (i + 1 == said.Count) break;
            add(SearchForm.Syllables, $"{said[i]}-{said[i + 1]}");
            if (isShort) add(SearchForm.SyllableAndInitial, $"{said[i]}-{said[i + 1][0]}");
        }
    }

    static void OfCode(string code, AddWord add)
    {
        add(SearchForm.Exact, code);
        // HY-20261126-001 is said without its letters too.
        if (code.TrimStart(SearchRun.Letters) is { Length: > 0 } bare && bare.Length < code.Length) add(SearchForm.Exact, bare);
        foreach (var run in SearchRun.Of(code)) if (run.IsLatin) OfRun(code.AsSpan(run.At, run.Length), add);
    }

    static void OfRun(ReadOnlySpan<char> run, AddWord add)
    {
        add(SearchForm.Run, run);
        SearchRun.Threes(run, SearchForm.Three, add);
        // The figures of a date are in nearly every number of its years: three by three they find nothing quickly.
        for (var at = 0; at < run.Length; at++)
            if (char.IsAsciiDigit(run[at]) && (at == 0 || !char.IsAsciiDigit(run[at - 1])) && SearchRun.BeginsWithDate(run[at..])) add(SearchForm.Date, run.Slice(at, SearchRun.DateLength));
    }
}

/// <summary>The forms in which words stand in the index.</summary>
static class SearchForm
{
    public const char Exact = '=', One = '1', Two = '2', Run = 'l', Three = 't', Syllable = 's', Beginning = 'b', Syllables = 'p', SyllableAndInitial = 'q', Initials = 'i', TwoInitials = 'j', Date = 'd';
}

/// <summary>A text as it is compared: in small letters, of normal width, without spaces and signs. It knows where each of its characters stood.</summary>
readonly record struct Squeezed(string Text, IReadOnlyList<(int At, int Length)> Places)
{
    public static Squeezed Of(string? text)
    {
        if (string.IsNullOrEmpty(text)) return new("", []);
        var (squeezed, places, at) = (new StringBuilder(text.Length), new List<(int, int)>(text.Length), 0);
        foreach (var rune in text.EnumerateRunes())
        {
            // A half of a pair is read as U+FFFD, of one unit.
            var length = rune.Value == 0xFFFD ? 1 : rune.Utf16SequenceLength;
            if (rune.Value is >= 0x4E00 and <= 0x9FFF) Put(rune);
            else if (Rune.GetUnicodeCategory(rune) is not (System.Globalization.UnicodeCategory.OtherNotAssigned or System.Globalization.UnicodeCategory.Control or System.Globalization.UnicodeCategory.Format or System.Globalization.UnicodeCategory.PrivateUse or System.Globalization.UnicodeCategory.Surrogate))
                foreach (var plain in rune.IsAscii ? [rune] : rune.ToString().Normalize(NormalizationForm.FormKC).EnumerateRunes().ToArray())
                    if (Rune.IsLetterOrDigit(plain)) Put(Rune.ToLowerInvariant(plain));
            at += length;

            void Put(Rune r)
            {
                squeezed.Append(r);
                for (var i = 0; i < r.Utf16SequenceLength; i++) places.Add((at, length));
            }
        }
        return new(squeezed.ToString(), places);
    }
}

/// <summary>A run of letters and digits of ASCII, or of other characters, in a squeezed text.</summary>
readonly record struct SearchRun(int At, int Length, bool IsLatin)
{
    public static readonly char[] Letters = [.. Enumerable.Range('a', 26).Select(c => (char)c)];

    public static List<SearchRun> Of(string squeezed)
    {
        var runs = new List<SearchRun>();
        for (var at = 0; at < squeezed.Length;)
        {
            var (start, latin) = (at, char.IsAscii(squeezed[at]));
            while (at < squeezed.Length && char.IsAscii(squeezed[at]) == latin) at++;
            runs.Add(new(start, at - start, latin));
        }
        return runs;
    }

    public const int DateLength = 8;
    /// <summary>20261126 and what follows it: most numbers begin with the day on which they were given.</summary>
    public static bool BeginsWithDate(ReadOnlySpan<char> figures) => figures.Length >= DateLength && DateOnly.TryParseExact(figures[..DateLength], "yyyyMMdd", System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.None, out var day) && day.Year is >= 1900 and < 2200;

    public static List<(int At, int Length)> Runes(ReadOnlySpan<char> text)
    {
        var runes = new List<(int, int)>(text.Length);
        var at = 0;
        foreach (var rune in text.EnumerateRunes()) { runes.Add((at, rune.Utf16SequenceLength)); at += rune.Utf16SequenceLength; }
        return runes;
    }

    public static void Threes(ReadOnlySpan<char> text, char form, SearchText.AddWord add)
    {
        for (var i = 0; i + 3 <= text.Length; i++) add(form, text.Slice(i, 3));
    }

    /// <summary>As few threes as cover the whole: what is asked for by them is looked at again in the row itself.</summary>
    public static void Covering(ReadOnlySpan<char> text, char form, SearchText.AddWord add)
    {
        for (var i = 0; i + 3 <= text.Length; i += 3) add(form, text.Slice(i, 3));
        if (text.Length > 3 && text.Length % 3 != 0) add(form, text[^3..]);
    }

    public static string Initials(IEnumerable<string> said) => string.Concat(said.Select(s => char.IsAsciiDigit(s[0]) ? s : s[..1]));
}

/// <summary>Words and scopes as numbers of 50 bits. Two that meet by chance cost a look at a row that does not fit, and nothing else: what is shown is read from the rows themselves.</summary>
static class SearchKeys
{
    const long mask = (1L << 50) - 1;
    const string digits = "0123456789abcdefghijklmnopqrstuv";

    public static long Word(string kind, char form, ReadOnlySpan<char> word) => Mix(Add(Add(Add(basis, kind), [form]), word));
    /// <summary>Everything below an organisation: combined with a word into one key, so that a common word in a small scope is a short list.</summary>
    public static long Scope(string path) => Mix(Add(Add(basis, "below:"), path));
    /// <summary>A key that stands by itself: a part, an offer.</summary>
    public static long Mark(string kind, string what, string of) => Mix(Add(Add(Add(basis, kind), what), of));

    /// <summary>As a token of SQLite's full-text index.</summary>
    public static void Write(StringBuilder to, long key)
    {
        for (var shift = 45; shift >= 0; shift -= 5) to.Append(digits[(int)(key >> shift) & 31]);
    }

    /// <summary>Of all keys of a row: the same as long as nothing of it changed.</summary>
    public static long Digest(params IEnumerable<long> keys)
    {
        var hash = basis;
        foreach (var k in keys) hash = (hash ^ (ulong)k) * prime ^ hash >> 29;
        return (long)hash;
    }

    // FNV-1a, its bits mixed at the end (MurmurHash3): the same in every process and on every machine.
    const ulong basis = 14695981039346656037, prime = 1099511628211;
    static ulong Add(ulong hash, ReadOnlySpan<char> text)
    {
        foreach (var c in text) hash = (hash ^ c) * prime;
        return (hash ^ 0xFFFF) * prime;
    }
    static long Mix(ulong h)
    {
        h = (h ^ h >> 33) * 0xff51afd7ed558ccd;
        h = (h ^ h >> 33) * 0xc4ceb9fe1a85ec53;
        return (long)(h ^ h >> 33) & mask;
    }
}
