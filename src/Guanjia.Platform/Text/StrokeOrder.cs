using System.Buffers;
using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;

namespace Guanjia.Platform;

/// <summary>
/// 笔画顺序 (stroke order), as official lists of names have it: a character by its number of strokes, then stroke by stroke
/// (横竖撇点折), then 左右, 上下, 包围, 独体. Strokes come from a table in the program (tools/strokes) and from strokes.tsv of the data
/// folder, which goes before it. A key is compared byte by byte, in memory and in either database.
/// </summary>
public sealed class StrokeOrder
{
    // A known character is one character of the key, by its place; an unknown one is two, after all that are known; what is no Chinese character comes last.
    const char Known = '\u4E00', Unknown = '\uC800', Other = '\uCA00';
    // A name of which nothing can be put in order comes after all others.
    const string Nothing = "\uCFFF";
    // In place of strokes of which only the number is known: after all of as many that are known stroke by stroke.
    const char OnlyCounted = '6';
    // A surname ends here, so that 欧 comes before 欧阳, and a given name of one character before longer ones.
    const char NoName = '0', OneCharacter = '1', Longer = '2';

    /// <summary>The supplement in a data folder, which its users edit; read at start.</summary>
    public const string SupplementFile = "strokes.tsv";
    static readonly Lazy<List<(int Rune, string Strokes)>> table = new(Read);
    static readonly Lazy<StrokeOrder> published = new(() => new(table.Value));
    readonly ushort[] places = new ushort[0x10000];
    readonly Dictionary<int, ushort> placesBeyond = [];
    readonly Lazy<HashSet<int>> counted;
    readonly Lazy<string> fingerprint;

    StrokeOrder(List<(int Rune, string Strokes)> inOrder)
    {
        for (var i = 0; i < inOrder.Count; i++)
            if (inOrder[i].Rune is < 0x10000 and var c) places[c] = (ushort)(i + 1); else placesBeyond[inOrder[i].Rune] = (ushort)(i + 1);
        counted = new(() => [.. inOrder.Where(t => t.Strokes[0] == OnlyCounted).Select(t => t.Rune)]);
        fingerprint = new(() => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"2\n{string.Concat(compound.Values.Order(StringComparer.Ordinal))}\n{string.Concat(inOrder.Select(t => char.ConvertFromUtf32(t.Rune)))}"))));
    }

    /// <summary>By the program's own table.</summary>
    public static StrokeOrder Published => published.Value;
    /// <summary>Of the order of all characters and of how a key is made: keys of another fingerprint cannot be compared with these.</summary>
    public string Fingerprint => fingerprint.Value;

    /// <summary>The order of an installation: the program's table and its supplement.</summary>
    /// <exception cref="StrokeSupplementException">strokes.tsv cannot be read; the message says the line and what to do.</exception>
    public static StrokeOrder Of(DataFolder folder)
    {
        var file = folder.In(SupplementFile);
        if (!File.Exists(file)) return Published;
        var (order, error) = With(File.ReadAllLines(file));
        return order ?? throw new StrokeSupplementException($"{file} {error}");
    }

    /// <summary>The program's table with further characters or other strokes for known ones: 'character, tab, strokes' a line.</summary>
    /// <returns>The order, or the sentence that says which line is wrong and how it should be.</returns>
    public static (StrokeOrder? Order, string? Error) With(IReadOnlyList<string> lines)
    {
        var own = new Dictionary<int, (string Strokes, int Line)>();
        for (var n = 1; n <= lines.Count; n++)
        {
            var line = lines[n - 1].Trim('\uFEFF', ' ', '\r');
            if (line.Length == 0 || line[0] == '#') continue;
            string Wrong(string why) => $"第 {n} 行{why}：“{(line.Length > 40 ? line[..40] + "…" : line)}”。每行应为一个汉字、一个制表符（Tab）和笔顺数字（1 横、2 竖、3 撇、4 点、5 折），如“熺⇥4334121251431251”";
            if (line.Split('\t') is not [var text, var strokes]) return (null, Wrong(line.Contains('\t', StringComparison.Ordinal) ? "有不止一个制表符" : "没有制表符"));
            (text, strokes) = (text.Trim(), strokes.Trim());
            if (Rune.DecodeFromUtf16(text, out var rune, out var used) != OperationStatus.Done || used != text.Length || !IsChinese(rune)) return (null, Wrong("的第一栏不是一个汉字"));
            if (strokes.Length is 0 or > 64 || strokes.AsSpan().ContainsAnyExceptInRange('1', '5')) return (null, Wrong(strokes.Length > 64 ? "的笔顺多于 64 画" : "的笔顺不全是 1 到 5 的数字"));
            if (own.TryGetValue(rune.Value, out var before)) return (null, $"第 {n} 行的“{text}”在第 {before.Line} 行已经写过，请只留一行");
            own[rune.Value] = (strokes, n);
        }
        if (own.Count == 0) return (Published, null);
        if (own.Count > 10_000) return (null, $"里有 {own.Count} 个字，最多 10000 个");
        // A stable sort: at the same strokes the table's characters come first, in their order.
        var all = table.Value.Where(t => !own.ContainsKey(t.Rune)).Concat(own.OrderBy(o => o.Key).Select(o => (Rune: o.Key, o.Value.Strokes)))
            .OrderBy(t => t.Strokes.Length).ThenBy(t => t.Strokes, StringComparer.Ordinal).ToList();
        return (new(all), null);
    }

    /// <summary>姓氏笔画: the key of a person's name. The surname first, of one or two characters; the same surname: given names of one character, then
    /// longer ones, character by character. A name with · has its first character for a surname. What stands in brackets is no part of the name.</summary>
    public string OfPerson(string name)
    {
        Span<int> said = stackalloc int[128];
        var count = Characters(name, said, out var dotted, upToBracket: true);
        if (count == 0) return name.Length == 0 ? "" : Nothing;
        if (!IsChinese(said[0])) return Key(said[..count]);
        var surname = !dotted && count > 2 && said[0] < 0x10000 && said[1] < 0x10000 && IsCompound((char)said[0], (char)said[1]) ? 2 : 1;
        Span<char> key = stackalloc char[2 * count + 1];
        var at = 0;
        foreach (var c in said[..surname]) Put(c, key, ref at);
        key[at++] = (count - surname) switch { 0 => NoName, 1 => OneCharacter, _ => Longer };
        foreach (var c in said[surname..count]) Put(c, key, ref at);
        return new(key[..at]);
    }

    /// <summary>单位笔画: the key of a unit's name, character by character.</summary>
    public string OfUnit(string name)
    {
        Span<int> said = stackalloc int[128];
        var count = Characters(name, said, out _, upToBracket: false);
        return count == 0 && name.Length > 0 ? Nothing : Key(said[..count]);
    }

    /// <summary>Puts names into their order; names that are written alike stay as they came.</summary>
    public IReadOnlyList<string> Sort(IEnumerable<string> names, bool units = false) => [.. names.OrderBy(units ? OfUnit : OfPerson, StringComparer.Ordinal)];

    /// <summary>The Chinese characters of a text that have no place yet.</summary>
    public IEnumerable<string> Missing(string text) => text.EnumerateRunes().Where(r => IsChinese(r) && Place(r.Value) == 0).Select(r => r.ToString());

    /// <summary>The Chinese characters of a text of which only the number of strokes is known.</summary>
    public IEnumerable<string> Counted(string text) => text.EnumerateRunes().Where(r => counted.Value.Contains(r.Value)).Select(r => r.ToString());

    string Key(ReadOnlySpan<int> characters)
    {
        Span<char> key = stackalloc char[2 * characters.Length];
        var at = 0;
        foreach (var c in characters) Put(c, key, ref at);
        return new(key[..at]);
    }

    void Put(int character, Span<char> key, ref int at)
    {
        if (Place(character) is not 0 and var place) { key[at++] = (char)(Known + place); return; }
        key[at++] = (char)((IsChinese(character) ? Unknown : Other) + (character >> 12));
        key[at++] = (char)(Known + (character & 0xFFF));
    }

    ushort Place(int character) => character < 0x10000 ? places[character] : placesBeyond.GetValueOrDefault(character);

    /// <summary>The letters and digits of a text, as many as there is room for; Latin letters without regard to case or width.</summary>
    static int Characters(string text, Span<int> said, out bool dotted, bool upToBracket)
    {
        var count = 0;
        dotted = false;
        for (var at = 0; at < text.Length && count < said.Length; at++)
        {
            int c = text[at];
            if (c is >= 0x4E00 and <= 0x9FFF) { said[count++] = c; continue; }
            if (char.IsHighSurrogate((char)c) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1])) c = char.ConvertToUtf32((char)c, text[++at]);
            if (c is >= 0xFF01 and <= 0xFF5E) c -= 0xFEE0;
            if (c is '(' or '[' or '〔' && upToBracket && count > 0) break;
            if (c is '·' or '•' or '・' or '‧' or '･') dotted = true;
            else if (c is '〇' || Rune.IsValid(c) && Rune.IsLetterOrDigit(new(c))) said[count++] = Rune.ToUpperInvariant(new(c)).Value;
        }
        return count;
    }

    static bool IsChinese(Rune rune) => IsChinese(rune.Value);
    static bool IsChinese(int c) => c is >= 0x3400 and <= 0x4DBF or >= 0x4E00 and <= 0x9FFF or >= 0xF900 and <= 0xFAFF or >= 0x20000 and <= 0x323AF or '〇';

    static List<(int, string)> Read()
    {
        var inOrder = new List<(int, string)>(9_000);
        using var lines = new StreamReader(typeof(StrokeOrder).Assembly.GetManifestResourceStream("Guanjia.Platform.Text.strokes.tsv")!, Encoding.UTF8);
        while (lines.ReadLine() is { } line)
            if (line[0] != '#' && line.Split('\t') is [var strokes, var characters])
                foreach (var rune in characters.EnumerateRunes()) inOrder.Add((rune.Value, strokes));
        return inOrder;
    }

    static bool IsCompound(char first, char second) => compound.TryGetValue(first, out var seconds) && seconds.Contains(second, StringComparison.Ordinal);
    // Left out are those that are more often a surname and the beginning of a given name (宗政, 乐正, 梁丘).
    static readonly FrozenDictionary<char, string> compound = ("欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 濮阳 公冶 太叔 申屠 公孙 慕容 仲孙 钟离 长孙 宇文 司徒 鲜于 司空 闾丘 亓官 司寇 巫马 公西 "
        + "颛孙 壤驷 漆雕 谷梁 拓跋 夹谷 轩辕 令狐 段干 百里 呼延 东郭 南门 羊舌 左丘 西门 第五 南荣 东里 即墨 达奚 褚师 单于 淳于 完颜 叶赫 纳兰 耶律 哥舒 贺兰 屈突 宿勤 斛律 贺若 豆卢 独吉 爱新").Split(' ')
        .GroupBy(s => s[0]).ToFrozenDictionary(g => g.Key, g => string.Concat(g.Select(s => s[1])));
}

/// <summary>strokes.tsv of a data folder has a line that cannot be read.</summary>
public sealed class StrokeSupplementException(string message) : Exception(message);

/// <summary>A row whose list can be had by strokes; <c>Save</c> keeps its key in step with its name.</summary>
public interface IByStrokes
{
    string StrokeKey { get; }
    void PutInto(StrokeOrder order);
}
