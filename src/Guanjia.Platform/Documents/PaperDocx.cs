using System.Globalization;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Wordprocessing;

namespace Guanjia.Platform;

public sealed partial class Paper
{
    const float PageWidth = 595.28f, PageHeight = 841.89f;   // A4 in points

    /// <summary>The same paper for a text program, to be filled in or changed by hand: its lines and tables, with the widths and heights of the print.</summary>
    public byte[] Docx()
    {
        using var to = new MemoryStream();
        using (var file = WordprocessingDocument.Create(to, WordprocessingDocumentType.Document))
        {
            var main = file.AddMainDocumentPart();
            file.PackageProperties.Title = title;
            file.PackageProperties.Creator = "Guanjia";
            var body = new Body();
            main.Document = new Document(body);
            float space = 0;
            foreach (var part in parts)
            {
                switch (part)
                {
                    case Space(var height): space += height; continue;
                    case Said(var text, var style, var align): body.Append(Text(text, style.Size, style.Bold, style.Face, align, space)); break;
                    case Ends(var left, var right, var style):
                        var line = Text($"{left}\t{right}", style.Size, style.Bold, style.Face, Align.Left, space);
                        line.ParagraphProperties!.Tabs = new Tabs(new TabStop { Val = TabStopValues.Right, Position = Twips(Inner) });
                        body.Append(line);
                        break;
                    case Ruled(var grid, _): body.Append(Table(grid)); body.Append(Text("", 1, false, Face.Serif, Align.Left, 0)); break;
                }
                space = 0;
            }
            body.Append(new SectionProperties(new FooterReference { Type = HeaderFooterValues.Default, Id = Foots(main) },
                new PageSize { Width = (uint)Twips(Wide), Height = (uint)Twips(High), Orient = landscape ? PageOrientationValues.Landscape : null },
                new PageMargin { Top = Twips(Grid.Mm(Upper)), Bottom = Twips(Grid.Mm(Lower)), Left = (uint)Twips(Grid.Mm(Side)), Right = (uint)Twips(Grid.Mm(Side)), Header = 400, Footer = 400, Gutter = 0 }));
        }
        return to.ToArray();
    }

    float Wide => landscape ? PageHeight : PageWidth;
    float High => landscape ? PageWidth : PageHeight;
    float Inner => Wide - 2 * Grid.Mm(Side);
    static int Twips(float points) => (int)Math.Round(points * 20);

    string Foots(MainDocumentPart main)
    {
        var part = main.AddNewPart<FooterPart>();
        var line = Text(Foot + "\t第 ", 8.5f, false, Face.Serif, Align.Left, 0);
        line.ParagraphProperties!.Tabs = new Tabs(new TabStop { Val = TabStopValues.Right, Position = Twips(Inner) });
        line.Append(Field("PAGE"), Run(" 页 / 共 ", 8.5f, false, Face.Serif), Field("NUMPAGES"), Run(" 页", 8.5f, false, Face.Serif));
        part.Footer = new Footer(line);
        return main.GetIdOfPart(part);
        static SimpleField Field(string what) => new(Run("1", 8.5f, false, Face.Serif)) { Instruction = what };
    }

    DocumentFormat.OpenXml.Wordprocessing.Table Table(Grid grid)
    {
        var sum = grid.Columns.Sum();
        int[] widths = [.. grid.Columns.Select(c => Twips(Inner * c / sum))];
        TableBorders borders = new(
            new TopBorder { Val = BorderValues.Single, Size = 8 }, new LeftBorder { Val = BorderValues.Single, Size = 8 }, new BottomBorder { Val = BorderValues.Single, Size = 8 }, new RightBorder { Val = BorderValues.Single, Size = 8 },
            new InsideHorizontalBorder { Val = BorderValues.Single, Size = 4 }, new InsideVerticalBorder { Val = BorderValues.Single, Size = 4 });
        var table = new DocumentFormat.OpenXml.Wordprocessing.Table(
            new TableProperties(new TableWidth { Type = TableWidthUnitValues.Dxa, Width = Number(widths.Sum()) }, borders, new TableLayout { Type = TableLayoutValues.Fixed }),
            new TableGrid(widths.Select(w => new GridColumn { Width = Number(w) })));
        var below = new Dictionary<int, (int Rows, int Columns)>();   // cells that reach down, by their first column
        foreach (var (row, index) in grid.Rows.Select((r, i) => (r, i)))
        {
            var line = new TableRow(new TableRowProperties(new TableRowHeight { Val = (uint)Twips(row.Height), HeightType = HeightRuleValues.AtLeast }));
            if (index < grid.HeadingRows) line.TableRowProperties!.Append(new TableHeader());
            var at = 0;
            foreach (var cell in row.Cells)
            {
                at = Continue(line, at);
                line.Append(Cell(widths, at, cell.Columns, cell.Rows > 1 ? MergedCellValues.Restart : null, cell.Top, Text(cell.Text, cell.Size, cell.Bold, cell.Face, cell.Align, 0)));
                if (cell.Rows > 1) below[at] = (cell.Rows - 1, cell.Columns);
                at += cell.Columns;
            }
            Continue(line, at);
            table.Append(line);
        }
        return table;

        int Continue(TableRow line, int at)
        {
            while (below.TryGetValue(at, out var reach))
            {
                // A cell that began in this very row is not continued in it.
                if (line.Elements<TableCell>().Any() && line.Elements<TableCell>().Last().TableCellProperties?.VerticalMerge?.Val?.Value == MergedCellValues.Restart && reach.Rows > 0 && at < line.Elements<TableCell>().Sum(c => c.TableCellProperties?.GridSpan?.Val?.Value ?? 1)) break;
                line.Append(Cell(widths, at, reach.Columns, MergedCellValues.Continue, false, new Paragraph()));
                if (reach.Rows == 1) below.Remove(at); else below[at] = (reach.Rows - 1, reach.Columns);
                at += reach.Columns;
            }
            return at;
        }
    }

    static TableCell Cell(int[] widths, int at, int columns, MergedCellValues? merge, bool top, Paragraph text)
    {
        var properties = new TableCellProperties(new TableCellWidth { Type = TableWidthUnitValues.Dxa, Width = Number(widths.Skip(at).Take(columns).Sum()) });
        if (columns > 1) properties.Append(new GridSpan { Val = columns });
        if (merge is { } m) properties.Append(new VerticalMerge { Val = m });
        properties.Append(new TableCellVerticalAlignment { Val = top ? TableVerticalAlignmentValues.Top : TableVerticalAlignmentValues.Center });
        return new(properties, text);
    }

    static Paragraph Text(string text, float size, bool bold, Face face, Align align, float before)
    {
        var paragraph = new Paragraph(new ParagraphProperties(
            new SpacingBetweenLines { Before = Number(Twips(before)), After = "0" },
            new Justification { Val = align switch { Align.Centre => JustificationValues.Center, Align.Right => JustificationValues.Right, _ => JustificationValues.Left } }));
        if (text.Length > 0) paragraph.Append(Run(text, size, bold, face));
        return paragraph;
    }

    static Run Run(string text, float size, bool bold, Face face)
    {
        var font = face == Face.Sans ? "黑体" : "宋体";
        var run = new Run(new RunProperties(new RunFonts { Ascii = "Times New Roman", HighAnsi = "Times New Roman", EastAsia = font }));
        if (bold) run.RunProperties!.Append(new Bold());
        run.RunProperties!.Append(new FontSize { Val = Number((int)Math.Round(size * 2)) });
        var first = true;
        foreach (var line in text.Split('\n'))
        {
            if (!first) run.Append(new Break());
            first = false;
            foreach (var (piece, i) in line.Split('\t').Select((p, i) => (p, i)))
            {
                if (i > 0) run.Append(new TabChar());
                run.Append(new Text(piece) { Space = SpaceProcessingModeValues.Preserve });
            }
        }
        return run;
    }

    static string Number(int n) => n.ToString(CultureInfo.InvariantCulture);
}
