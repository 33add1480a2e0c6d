using System.Collections.Frozen;
using System.Text;

namespace Guanjia.Platform;

/// <summary>
/// 拼音 (pinyin), for finding people, rooms and units by typing. Readings come from a table in the program (tools/pinyin):
/// ü is v as on the keyboard, a surname has its own reading (单 shan, 曾 zeng), characters without reading are left out.
/// </summary>
public static class Pinyin
{
    static readonly FrozenDictionary<int, string> characters;
    static readonly FrozenDictionary<string, string[]> surnames, words;
    static readonly int longestWord;

    static Pinyin()
    {
        var (c, s, w) = (new Dictionary<int, string>(22_000), new Dictionary<string, string[]>(StringComparer.Ordinal), new Dictionary<string, string[]>(StringComparer.Ordinal));
        using var table = new StreamReader(typeof(Pinyin).Assembly.GetManifestResourceStream("Guanjia.Platform.Text.pinyin.tsv")!, Encoding.UTF8);
        while (table.ReadLine() is { } line)
        {
            if (line.Split('\t') is not [var kind, var a, var b]) continue;
            if (kind == "c") foreach (var rune in b.EnumerateRunes()) c[rune.Value] = string.Intern(a);
            else (kind == "s" ? s : w)[a] = b.Split(' ');
        }
        (characters, surnames, words) = (c.ToFrozenDictionary(), s.ToFrozenDictionary(StringComparer.Ordinal), w.ToFrozenDictionary(StringComparer.Ordinal));
        longestWord = words.Keys.Max(k => k.Length);
        Known = characters.Values.Concat(surnames.Values.SelectMany(r => r)).Concat(words.Values.SelectMany(r => r)).ToFrozenSet(StringComparer.Ordinal);
    }

    /// <summary>zhanglan for 张岚; letters and digits stay, small; all else is left out.</summary>
    public static string Full(string text) => string.Concat(Syllables(text));

    /// <summary>zl for 张岚.</summary>
    public static string Initials(string text) => string.Concat(Syllables(text).Select(s => char.IsAsciiDigit(s[0]) ? s : s[..1]));

    /// <summary>The syllables of a text, by words where a word is read otherwise than its characters; a text that looks like a person's name begins with the surname's reading.</summary>
    public static IReadOnlyList<string> Syllables(string text) => Spelled(text).ConvertAll(s => s.Said);

    /// <summary>The syllables, each with the place in the text that it reads.</summary>
    public static List<(string Said, int At, int Length)> Spelled(string text)
    {
        var said = new List<(string, int, int)>(text.Length);
        var at = 0;
        // A reading a character; those of tables lie in the basic plane.
        void Several(string[] readings, int length)
        {
            foreach (var (i, reading) in readings.Index()) said.Add((reading, Math.Min(at + i, at + length - 1), 1));
            at += length;
        }
        if (Name(text) is { } surname) Several(surnames[surname], surname.Length);
        while (at < text.Length)
        {
            if (Word(text, at) is { } word) { Several(words[word], word.Length); continue; }
            Rune.DecodeFromUtf16(text.AsSpan(at), out var rune, out var used);
            if (characters.TryGetValue(rune.Value, out var reading)) said.Add((reading, at, used));
            else if (rune.IsAscii && Rune.IsLetterOrDigit(rune))
            {
                var start = at;
                while (at + 1 < text.Length && char.IsAscii(text[at + 1]) && char.IsLetterOrDigit(text[at + 1]) && char.IsDigit(text[at + 1]) == char.IsDigit(text[start])) at++;
                said.Add((text[start..(at + 1)].ToLowerInvariant(), start, at + 1 - start));
            }
            at += used;
        }
        return said;
    }

    /// <summary>All syllables that any character has.</summary>
    internal static FrozenSet<string> Known { get; }

    // Two to four characters, none of them part of a word of the table: 单雄信, not 单元 nor 解放.
    static string? Name(string text)
    {
        if (text.Length is < 2 or > 4 || Word(text, 0) is not null) return null;
        if (!text.EnumerateRunes().All(r => characters.ContainsKey(r.Value))) return null;
        return text.Length > 2 && surnames.ContainsKey(text[..2]) ? text[..2] : surnames.ContainsKey(text[..1]) && !common.Contains(text[..2]) ? text[..1] : null;
    }

    // Ordinary words that begin like a surname with a reading of its own.
    static readonly FrozenSet<string> common = new[] { "单位", "单元", "单独", "单项", "区域", "区委", "区政", "区直", "区局", "区级", "查询", "查验", "解放", "解决", "解除", "曾经", "盖章", "能源", "能耗", "能力", "都市", "六楼", "六层", "六号", "六室",
        "召开", "召集", "员工", "折叠", "朴素", "繁荣", "薄弱", "句子", "单间", "区内", "区外", "区县", "区市", "查阅" }.ToFrozenSet(StringComparer.Ordinal);

    static string? Word(string text, int at)
    {
        for (var n = Math.Min(longestWord, text.Length - at); n > 1; n--)
            if (words.ContainsKey(text.Substring(at, n))) return text.Substring(at, n);
        return null;
    }
}
