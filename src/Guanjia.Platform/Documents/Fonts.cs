using System.Collections.Concurrent;
using System.Text;
using SkiaSharp;

namespace Guanjia.Platform;

public enum Face { Serif, Sans }

/// <summary>
/// The fonts of printed papers, read from font files by path: the native library is built without fontconfig.
/// A character is looked for in the wished face first, then in every other file that is there.
/// </summary>
public static class Fonts
{
    // Names of files as the distributions ship them (Debian, openEuler, Kylin, UOS, Fedora); index 2 of a Noto CJK collection is the simplified Chinese one.
    static readonly string[] folders =
    [
        .. Environment.GetEnvironmentVariable("GUANJIA_FONTS") is { Length: > 0 } own ? new[] { own } : [],
        "/usr/share/fonts/opentype/noto", "/usr/share/fonts/google-noto-cjk", "/usr/share/fonts/google-noto-serif-cjk-fonts", "/usr/share/fonts/google-noto-sans-cjk-fonts",
        "/usr/share/fonts/noto-cjk", "/usr/share/fonts/opentype/noto-cjk", "/usr/share/fonts/truetype/noto", "/usr/share/fonts/truetype/dejavu", "/usr/share/fonts/dejavu",
        "/usr/share/fonts/dejavu-sans-fonts", "/usr/share/fonts/truetype/liberation", "/usr/share/fonts/truetype/ancient-scripts",
    ];
    static readonly string[] serif = ["NotoSerifCJK-Regular.ttc", "NotoSerifCJKsc-Regular.otf", "SourceHanSerifSC-Regular.otf"];
    static readonly string[] serifBold = ["NotoSerifCJK-Bold.ttc", "NotoSerifCJKsc-Bold.otf", "SourceHanSerifSC-Bold.otf"];
    static readonly string[] sans = ["NotoSansCJK-Regular.ttc", "NotoSansCJKsc-Regular.otf", "SourceHanSansSC-Regular.otf"];
    static readonly string[] sansBold = ["NotoSansCJK-Bold.ttc", "NotoSansCJKsc-Bold.otf", "SourceHanSansSC-Bold.otf"];
    // Colour emoji fonts hold pictures, not outlines, and are left out.
    static readonly string[] others = ["DejaVuSans.ttf", "LiberationSans-Regular.ttf", "NotoEmoji-Regular.ttf", "NotoSansSymbols-Regular.ttf", "NotoSansSymbols2-Regular.ttf", "Symbola_hint.ttf"];

    static readonly ConcurrentDictionary<string, SKTypeface?> files = new(StringComparer.Ordinal);
    static readonly ConcurrentDictionary<(Face, bool, int), (SKTypeface Font, ushort Glyph)?> glyphs = new();

    /// <summary>Null when papers can be printed, else the sentence that says what to install.</summary>
    public static Refusal? Missing() => Chinese(Face.Serif, bold: false).Any() ? null
        : new("服务器上没有中文字体，无法生成 PDF。请管理员安装 Noto CJK 字体（Debian：apt-get install fonts-noto-cjk），或用环境变量 GUANJIA_FONTS 指明字体所在目录");

    /// <summary>The font and glyph of a character, null when no font has it.</summary>
    public static (SKTypeface Font, ushort Glyph)? Of(Rune rune, Face face, bool bold) => glyphs.GetOrAdd((face, bold, rune.Value), static k =>
    {
        foreach (var font in Chinese(k.Item1, k.Item2).Concat(others.Select(Open).OfType<SKTypeface>()))
        {
            using var look = new SKFont(font);
            if (look.GetGlyph(k.Item3) is not 0 and var glyph) return (font, glyph);
        }
        return null;
    });

    // A missing bold or serif file is no reason to print nothing: the next best stands in.
    static IEnumerable<SKTypeface> Chinese(Face face, bool bold) => (face, bold) switch
    {
        (Face.Serif, true) => FirstOf(serifBold, sansBold, serif, sans),
        (Face.Serif, false) => FirstOf(serif, sans, serifBold, sansBold),
        (_, true) => FirstOf(sansBold, serifBold, sans, serif),
        _ => FirstOf(sans, serif, sansBold, serifBold),
    };

    static IEnumerable<SKTypeface> FirstOf(params string[][] choices) => choices.SelectMany(c => c.Select(Open)).OfType<SKTypeface>();

    static SKTypeface? Open(string name) => files.GetOrAdd(name, static n =>
        folders.Select(f => Path.Combine(f, n)).FirstOrDefault(File.Exists) is { } path ? SKTypeface.FromFile(path, path.EndsWith(".ttc", StringComparison.Ordinal) ? 2 : 0) : null);
}
