using SkiaSharp;

namespace Guanjia.Platform;

public enum Align { Left, Centre, Right }

/// <summary>A cell of a printed table. It spans columns and rows; its text shrinks from Size to SmallestSize before it goes on elsewhere.</summary>
/// <param name="Label">Names the text where it goes on to a continuation page.</param>
public sealed record Cell(string Text, int Columns = 1, int Rows = 1)
{
    public Align Align { get; init; } = Align.Centre;
    public bool Top { get; init; }
    public bool Bold { get; init; }
    public Face Face { get; init; } = Face.Serif;
    public float Size { get; init; } = 10.5f;
    public float SmallestSize { get; init; } = 8f;
    public string? Label { get; init; }
}

/// <summary>A printed table: relative column widths and rows. A form's rows have a fixed height, a list's rows grow with their text.</summary>
public sealed class Grid(params float[] columns)
{
    internal readonly float[] Columns = columns;
    internal readonly List<Row> Rows = [];
    internal int HeadingRows;
    internal bool Flows;
    internal sealed record Row(float Height, bool Grows, bool Fills, Cell[] Cells);

    /// <summary>A row of a fixed height in millimetres; text too long for it goes on to a continuation page.</summary>
    public Grid Fixed(float height, params Cell[] cells) { Rows.Add(new(Mm(height), false, false, cells)); return this; }

    /// <summary>A row that takes what the page has left, at least a height in millimetres.</summary>
    public Grid Filling(float height, params Cell[] cells) { Rows.Add(new(Mm(height), false, true, cells)); return this; }

    /// <summary>A row as high as its text, at least a height in millimetres, parted between pages where it must be.</summary>
    public Grid Growing(float height, params Cell[] cells) { Rows.Add(new(Mm(height), true, false, cells)); return this; }

    /// <summary>The rows so far are repeated on each page.</summary>
    public Grid Heads() { HeadingRows = Rows.Count; return this; }

    internal static float Mm(float mm) => mm * 72f / 25.4f;
}

/// <summary>
/// A printed paper of A4 pages: lines, tables, footer with page x / y. Too long a text never breaks a form: it shrinks, then goes on to a continuation page.
/// A character that no font has is printed as a box with its code point.
/// </summary>
public sealed partial class Paper(string title, bool landscape = false)
{
    const float CellPad = 4.5f, Hair = 0.7f, Frame = 1.1f;
    abstract record Part;
    sealed record Said(string Text, TextStyle Style, Align Align) : Part;
    sealed record Ends(string Left, string Right, TextStyle Style) : Part;
    sealed record Space(float Height) : Part;
    sealed record Ruled(Grid Grid, float Keep) : Part;
    readonly List<Part> parts = [];

    /// <summary>Stands small at the left of each page's foot.</summary>
    public string Foot { get; init; } = "";
    /// <summary>The page's margins in millimetres.</summary>
    public float Side { get; init; } = 22;
    public float Upper { get; init; } = 20;
    public float Lower { get; init; } = 18;

    public Paper Line(string text, TextStyle style, Align align = Align.Left) { parts.Add(new Said(text, style, align)); return this; }
    public Paper Line(string left, string right, TextStyle style) { parts.Add(new Ends(left, right, style)); return this; }
    public Paper Gap(float mm) { parts.Add(new Space(Grid.Mm(mm))); return this; }
    /// <summary>A table; keep is the height in millimetres that a filling row leaves free for what comes after it.</summary>
    public Paper Table(Grid grid, float keep = 0) { parts.Add(new Ruled(grid, Grid.Mm(keep))); return this; }

    /// <summary>The PDF, or why it cannot be printed (no Chinese font on the server).</summary>
    public Refusal? Print(DateTimeOffset at, out byte[] pdf)
    {
        pdf = [];
        if (Fonts.Missing() is { } no) return no;
        var layout = new Layout(this, landscape);
        foreach (var part in parts)
            switch (part)
            {
                case Said(var text, var style, var align): layout.Paragraph(text, style, align); break;
                case Ends(var left, var right, var style): layout.Ends(left, right, style); break;
                case Space(var height): layout.Y += height; break;
                case Ruled(var grid, var keep): layout.Table(grid, keep); break;
            }
        layout.Continue();
        using var to = new MemoryStream();
        using (var document = SKDocument.CreatePdf(to, new SKDocumentPdfMetadata { Title = title, Creator = "Guanjia", Producer = "Guanjia", Creation = at.UtcDateTime, Modified = at.UtcDateTime, RasterDpi = 150 }))
        {
            using var ink = new SKPaint { Color = SKColors.Black, IsAntialias = true };
            for (var i = 0; i < layout.Pages.Count; i++)
            {
                var canvas = document.BeginPage(layout.Width, layout.Height);
                foreach (var mark in layout.Pages[i]) mark(canvas, ink);
                Footer(canvas, ink, layout, i + 1);
                document.EndPage();
            }
            document.Close();
        }
        pdf = to.ToArray();
        return null;
    }

    void Footer(SKCanvas canvas, SKPaint ink, Layout layout, int page)
    {
        var style = new TextStyle(Size: 8.5f);
        var y = layout.Height - Grid.Mm(Lower) / 2;
        Typesetting.Draw(canvas, Typesetting.Signs(Foot, style), style, layout.Left, y, ink);
        var signs = Typesetting.Signs($"第 {page} 页 / 共 {layout.Pages.Count} 页", style);
        Typesetting.Draw(canvas, signs, style, layout.Right - signs.Sum(s => s.Width) * style.Size, y, ink);
    }

    /// <summary>Where things come to stand; marks are kept and printed once the number of pages is known.</summary>
    sealed class Layout
    {
        readonly Paper paper;
        readonly List<(string Label, string Text)> overflow = [];
        public readonly List<List<Action<SKCanvas, SKPaint>>> Pages = [[]];
        public readonly float Width, Height;
        public float Y;
        public float Left => Grid.Mm(paper.Side);
        public float Right => Width - Left;
        float Bottom => Height - Grid.Mm(paper.Lower);
        float Top => Grid.Mm(paper.Upper);

        public Layout(Paper paper, bool landscape)
        {
            this.paper = paper;
            (Width, Height) = landscape ? (841.89f, 595.28f) : (595.28f, 841.89f);
            Y = Top;
        }

        void NewPage() { Pages.Add([]); Y = Top; }

        public void Paragraph(string text, TextStyle style, Align align)
        {
            foreach (var line in Typesetting.Lines(text, style, Right - Left))
            {
                if (Y + style.LineHeight > Bottom) NewPage();
                Put(line.Signs, style, align, Left, Right, Y);
                Y += style.LineHeight;
            }
        }

        public void Ends(string left, string right, TextStyle style)
        {
            Put(Typesetting.Signs(left, style), style, Align.Left, Left, Right, Y);
            Put(Typesetting.Signs(right, style), style, Align.Right, Left, Right, Y);
            Y += style.LineHeight;
        }

        // The base line stands where the characters' middle falls on the line's middle.
        void Put(IReadOnlyList<Sign> signs, TextStyle style, Align align, float left, float right, float top)
        {
            if (signs.Count == 0) return;
            var width = signs.Sum(s => s.Width) * style.Size;
            var x = align switch { Align.Left => left, Align.Right => right - width, _ => (left + right - width) / 2 };
            var y = top + style.LineHeight / 2 + style.Size * 0.36f;
            Pages[^1].Add((canvas, ink) => Typesetting.Draw(canvas, signs, style, x, y, ink));
        }

        void Box(float left, float top, float right, float bottom) => Pages[^1].Add((canvas, ink) =>
        {
            using var pen = new SKPaint { Color = ink.Color, Style = SKPaintStyle.Stroke, StrokeWidth = Hair };
            canvas.DrawRect(left, top, right - left, bottom - top, pen);
        });

        void FrameAround(float left, float top, float right, float bottom) => Pages[^1].Add((canvas, ink) =>
        {
            using var pen = new SKPaint { Color = ink.Color, Style = SKPaintStyle.Stroke, StrokeWidth = Frame };
            canvas.DrawRect(left, top, right - left, bottom - top, pen);
        });

        public void Table(Grid grid, float keep)
        {
            var total = grid.Columns.Sum();
            var x = new float[grid.Columns.Length + 1];
            x[0] = Left;
            for (var i = 0; i < grid.Columns.Length; i++) x[i + 1] = x[i] + (Right - Left) * grid.Columns[i] / total;

            var heights = grid.Rows.Select(r => r.Grows ? Math.Max(r.Height, Natural(r, x)) : r.Height).ToArray();
            var filling = grid.Rows.FindIndex(r => r.Fills);
            if (filling >= 0) heights[filling] = Math.Max(heights[filling], Bottom - keep - Y - heights.Where((_, i) => i != filling).Sum());

            var top = Y;
            var taken = new int[grid.Columns.Length];     // rows still covered from above, by column
            for (var i = 0; i < grid.Rows.Count; i++)
            {
                var row = grid.Rows[i];
                var group = grid.Rows.Skip(i).Take(row.Cells.Length == 0 ? 1 : row.Cells.Max(c => c.Rows)).Select((_, n) => heights[i + n]).Sum();
                if (Y + group > Bottom + 0.5f && !(row.Grows && (grid.Flows || group > Bottom - Top - HeadHeight(grid, heights))) && Y > Top)
                {
                    EndOfPart();
                    for (var h = 0; h < grid.HeadingRows && i >= grid.HeadingRows; h++) Draw(grid.Rows[h], heights, h, x, new int[x.Length - 1]);
                }
                if (row.Grows && Y + heights[i] > Bottom + 0.5f) { Parted(grid, row, heights, x, EndOfPart); continue; }
                Draw(row, heights, i, x, taken);
            }
            FrameAround(Left, top, Right, Y);

            void EndOfPart() { if (Y > top) FrameAround(Left, top, Right, Y); NewPage(); top = Y; }
        }

        static float HeadHeight(Grid grid, float[] heights) => heights.Take(grid.HeadingRows).Sum();

        static float Natural(Grid.Row row, float[] x)
        {
            var (high, column) = (0f, 0);
            foreach (var cell in row.Cells)
            {
                var style = StyleOf(cell, cell.Size);
                high = Math.Max(high, Typesetting.Lines(cell.Text, style, Inner(x, column, cell)).Count * style.LineHeight + 2 * CellPad);
                column += cell.Columns;
            }
            return high;
        }

        static TextStyle StyleOf(Cell cell, float size) => new(cell.Face, size, cell.Bold);
        static float Inner(float[] x, int column, Cell cell) => x[column + cell.Columns] - x[column] - 2 * CellPad;

        void Draw(Grid.Row row, float[] heights, int index, float[] x, int[] taken)
        {
            var column = 0;
            foreach (var cell in row.Cells)
            {
                while (taken[column] > 0) taken[column++]--;
                var bottom = Y + heights.Skip(index).Take(cell.Rows).Sum();
                Box(x[column], Y, x[column + cell.Columns], bottom);
                Fill(cell, x[column] + CellPad, Y, x[column + cell.Columns] - CellPad, bottom);
                for (var c = column; c < column + cell.Columns; c++) taken[c] = cell.Rows - 1;
                column += cell.Columns;
            }
            while (column < taken.Length) { if (taken[column] > 0) taken[column]--; column++; }
            Y += heights[index];
        }

        void Fill(Cell cell, float left, float top, float right, float bottom)
        {
            var (size, room) = (cell.Size, bottom - top - 3);
            var lines = Typesetting.Lines(cell.Text, StyleOf(cell, size), right - left);
            while (lines.Count * StyleOf(cell, size).LineHeight > room && size > cell.SmallestSize)
                lines = Typesetting.Lines(cell.Text, StyleOf(cell, size = Math.Max(cell.SmallestSize, size - 0.5f)), right - left);
            var style = StyleOf(cell, size);
            if (lines.Count * style.LineHeight > room + 0.5f)
            {
                var fits = Math.Max(0, (int)(room / style.LineHeight) - 1);
                overflow.Add((cell.Label ?? "", Joined(lines.Skip(fits))));
                lines = [.. lines.Take(fits), .. Typesetting.Lines("（转续页）", style, right - left)];
            }
            var y = cell.Top ? top + CellPad : top + (bottom - top - lines.Count * style.LineHeight) / 2;
            foreach (var line in lines) { Put(line.Signs, style, cell.Align, left, right, y); y += style.LineHeight; }
        }

        // What was broken for the narrow cell is set anew for the wide page.
        static string Joined(IEnumerable<Line> lines) => string.Concat(lines.Select(l => l.Text + (l.EndsParagraph ? "\n" : ""))).TrimEnd('\n');

        // A list's row that is higher than the page: each page takes the lines that fit.
        void Parted(Grid grid, Grid.Row row, float[] heights, float[] x, Action endOfPart)
        {
            var columns = new List<(Cell Cell, int At, List<Line> Lines)>();
            foreach (var cell in row.Cells)
            {
                var at = columns.Sum(c => c.Cell.Columns);
                columns.Add((cell, at, Typesetting.Lines(cell.Text, StyleOf(cell, cell.Size), Inner(x, at, cell))));
            }
            for (var done = 0; done < columns.Max(c => c.Lines.Count);)
            {
                var tallest = columns.Max(c => StyleOf(c.Cell, c.Cell.Size).LineHeight);
                var fits = (int)((Bottom - Y - 2 * CellPad) / tallest);
                if (fits < 1)
                {
                    endOfPart();
                    for (var h = 0; h < grid.HeadingRows; h++) Draw(grid.Rows[h], heights, h, x, new int[x.Length - 1]);
                    continue;
                }
                var most = Math.Min(fits, columns.Max(c => c.Lines.Count) - done);
                var bottom = Y + most * tallest + 2 * CellPad;
                foreach (var (cell, at, lines) in columns)
                {
                    Box(x[at], Y, x[at + cell.Columns], bottom);
                    var y = Y + CellPad;
                    foreach (var line in lines.Skip(done).Take(most)) { Put(line.Signs, StyleOf(cell, cell.Size), cell.Align, x[at] + CellPad, x[at + cell.Columns] - CellPad, y); y += tallest; }
                }
                Y = bottom;
                done += most;
            }
        }

        /// <summary>Prints what found no place in its cell, each under its own name.</summary>
        public void Continue()
        {
            if (overflow.Count == 0) return;
            NewPage();
            Paragraph(paper.Titled("续页"), new(Face.Sans, 14, true), Align.Centre);
            Y += Grid.Mm(4);
            var grid = new Grid(1, 5) { Flows = true };
            foreach (var (label, text) in overflow) grid.Growing(10, new Cell($"{label}\n（接上页）"), new Cell(text) { Align = Align.Left, Top = true });
            Table(grid, 0);
        }
    }

    string Titled(string what) => $"{title}（{what}）";
}
