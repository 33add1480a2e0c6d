using System.Globalization;
using System.Text;
using SkiaSharp;

namespace Guanjia.Platform;

/// <summary>How a piece of text looks: face, size in points, weight.</summary>
public readonly record struct TextStyle(Face Face = Face.Serif, float Size = 10.5f, bool Bold = false)
{
    public float LineHeight => Size * 1.45f;
}

/// <summary>One character as it will be printed. Width is for a size of one point; a character without glyph is a box with its code point.</summary>
readonly record struct Sign(string Text, Rune Rune, SKTypeface? Font, ushort Glyph, float Width)
{
    public bool Boxed => Font is null;
    public string Code => $"U+{Rune.Value:X4}";
}

/// <summary>A line of text ready to print.</summary>
sealed record Line(IReadOnlyList<Sign> Signs, bool EndsParagraph)
{
    public float Width(float size) => Signs.Sum(s => s.Width) * size;
    public string Text => string.Concat(Signs.Select(s => s.Text));
}

/// <summary>Cuts text into lines by the rules of Chinese print: no closing punctuation at a line's start, no opening one at its end, words and figures kept whole.</summary>
static class Typesetting
{
    const string NeverFirst = "，。、；：？！）】》〉」』〕”’…—～·％‰℃°,.;:?!)]}>%";
    const string NeverLast = "（【《〈「『〔“‘([{<￥¥$№#";
    const int Tick = 0x2611, EmptyBox = 0x25A1;     // Chinese fonts have □ but no ☑: the tick is drawn into the box, so that both look alike
    const float BoxText = 0.6f;     // size of the code point inside its box

    public static List<Sign> Signs(string text, TextStyle style)
    {
        var signs = new List<Sign>(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (Invisible(rune)) continue;
            var shown = rune.Value == '\t' ? new Rune(' ') : rune;
            if (shown.Value == Tick && Fonts.Of(new(EmptyBox), style.Face, style.Bold) is { } box) { signs.Add(Measured(shown, box.Font, box.Glyph)); continue; }
            signs.Add(Fonts.Of(shown, style.Face, style.Bold) is { } found ? Measured(shown, found.Font, found.Glyph) : Boxed(rune, style));
        }
        return signs;
    }

    static Sign Measured(Rune rune, SKTypeface typeface, ushort glyph)
    {
        using var font = new SKFont(typeface, 1) { LinearMetrics = true, Subpixel = true, Hinting = SKFontHinting.None };
        return new(rune.ToString(), rune, typeface, glyph, font.GetGlyphWidths([glyph])[0]);
    }

    static Sign Boxed(Rune rune, TextStyle style)
    {
        var code = Signs($"U+{rune.Value:X4}", style);
        return new(rune.ToString(), rune, null, 0, code.Sum(s => s.Width) * BoxText + 0.3f);
    }

    public static float BoxTextSize(float size) => size * BoxText;

    // Joiners and variation selectors only steer how their neighbours look; controls cannot be typed into a form at all.
    static bool Invisible(Rune r) => r.Value != '\t' && (Rune.GetUnicodeCategory(r) is UnicodeCategory.Control or UnicodeCategory.Format
        || r.Value is >= 0xFE00 and <= 0xFE0F or >= 0xE0100 and <= 0xE01EF);

    /// <summary>The lines of a text in a column of a width in points.</summary>
    public static List<Line> Lines(string text, TextStyle style, float width)
    {
        var lines = new List<Line>();
        foreach (var paragraph in text.ReplaceLineEndings("\n").Split('\n')) Break(Signs(paragraph, style), style.Size, width, lines);
        return lines;
    }

    static void Break(List<Sign> signs, float size, float width, List<Line> lines)
    {
        var start = 0;
        do
        {
            var end = start;
            var used = 0f;
            while (end < signs.Count && used + signs[end].Width * size <= width + 0.01f) used += signs[end++].Width * size;
            if (end < signs.Count)
            {
                var cut = Math.Max(end, start + 1);
                while (cut > start + 1 && !MayBreak(signs[cut - 1], signs[cut])) cut--;
                // A word longer than the line has no good place: it is cut where the line is full.
                end = cut > start + 1 || MayBreak(signs[start], signs[cut]) ? cut : Math.Max(end, start + 1);
            }
            var next = end;
            while (next < signs.Count && next > start && signs[next].Text == " ") next++;
            lines.Add(new(signs[start..end], next >= signs.Count));
            start = next;
        } while (start < signs.Count);
    }

    static bool MayBreak(Sign before, Sign after)
    {
        if (NeverFirst.Contains(after.Text, StringComparison.Ordinal) || NeverLast.Contains(before.Text, StringComparison.Ordinal)) return false;
        if (before.Text == " " || after.Text == " ") return true;
        if (before.Rune == after.Rune && before.Text is "—" or "…") return false;
        return Wide(before.Rune) || Wide(after.Rune) || before.Text is "-" or "/";
    }

    // Chinese characters and everything outside the alphabets may be parted from its neighbour.
    static bool Wide(Rune r) => r.Value >= 0x2E80 || Rune.GetUnicodeCategory(r) is UnicodeCategory.OtherSymbol;

    /// <summary>Prints signs from x on the base line y, with the source text beside the glyphs so that the page can be searched and copied.</summary>
    public static void Draw(SKCanvas canvas, IReadOnlyList<Sign> signs, TextStyle style, float x, float y, SKPaint ink)
    {
        for (var i = 0; i < signs.Count;)
        {
            if (signs[i].Boxed) { DrawBox(canvas, signs[i], style, x, y, ink); x += signs[i++].Width * style.Size; continue; }
            var end = i + 1;
            while (end < signs.Count && signs[end].Font == signs[i].Font) end++;
            x = DrawRun(canvas, signs, i, end, style.Size, x, y, ink);
            i = end;
        }
    }

    static float DrawRun(SKCanvas canvas, IReadOnlyList<Sign> signs, int from, int to, float size, float x, float y, SKPaint ink)
    {
        var text = Encoding.UTF8.GetBytes(string.Concat(signs.Skip(from).Take(to - from).Select(s => s.Text)));
        using var font = new SKFont(signs[from].Font, size) { LinearMetrics = true, Subpixel = true, Hinting = SKFontHinting.None };
        using var builder = new SKTextBlobBuilder();
        var run = builder.AllocateRawPositionedTextRun(font, to - from, text.Length);
        text.CopyTo(run.Text);
        uint at = 0;
        for (var i = from; i < to; i++)
        {
            run.Glyphs[i - from] = signs[i].Glyph;
            run.Positions[i - from] = new SKPoint(x, y);
            run.Clusters[i - from] = at;
            at += (uint)signs[i].Rune.Utf8SequenceLength;
            if (signs[i].Rune.Value == Tick) DrawTick(canvas, x, y, signs[i].Width * size, ink);
            x += signs[i].Width * size;
        }
        using var blob = builder.Build();
        canvas.DrawText(blob, 0, 0, ink);
        return x;
    }

    static void DrawTick(SKCanvas canvas, float x, float y, float width, SKPaint ink)
    {
        using var pen = new SKPaint { Color = ink.Color, Style = SKPaintStyle.Stroke, StrokeWidth = width * 0.09f, StrokeCap = SKStrokeCap.Round, IsAntialias = true };
        using var path = new SKPathBuilder();
        path.MoveTo(x + width * 0.24f, y - width * 0.36f);
        path.LineTo(x + width * 0.44f, y - width * 0.14f);
        path.LineTo(x + width * 0.86f, y - width * 0.78f);
        using var tick = path.Detach();
        canvas.DrawPath(tick, pen);
    }

    static void DrawBox(SKCanvas canvas, Sign sign, TextStyle style, float x, float y, SKPaint ink)
    {
        var size = style.Size;
        using var frame = new SKPaint { Color = ink.Color, Style = SKPaintStyle.Stroke, StrokeWidth = 0.4f, IsAntialias = true };
        canvas.DrawRect(x + size * 0.05f, y - size * 0.72f, (sign.Width - 0.1f) * size, size * 0.8f, frame);
        var small = style with { Size = BoxTextSize(size) };
        Draw(canvas, Signs(sign.Code, small), small, x + size * 0.15f, y - size * 0.15f, ink);
    }
}
