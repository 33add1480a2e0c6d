using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Microsoft.AspNetCore.Components;

namespace Guanjia.Vehicles;

/// <summary>The grid of the dispatcher's board as text: cars or drivers × hours, every trip placed by two custom properties. Hundreds of blocks a page, so no component for each.</summary>
public static class DispatchHtml
{
    /// <summary>Where more hours stand side by side there is no room for their minutes.</summary>
    const int mostWithMinutes = 16;
    static readonly HtmlEncoder html = HtmlEncoder.Create(UnicodeRanges.All);

    public static RenderFragment Of(DispatchBoard board) => builder => builder.AddMarkupContent(0, board.Drawn.Text ??= Draw(board));

    static string Draw(DispatchBoard board)
    {
        var (midnight, (first, last)) = (China.FromLocal(board.Day, TimeOnly.MinValue), board.Hours());
        var s = new StringBuilder(32_000);
        s.Append("<div class=\"gj-grid gj-board").Append(board.Days > 1 ? " days" : "").Append("\" id=\"board\" role=\"group\" data-day=\"").Append(board.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)).Append("\" style=\"--h0:").Append(first).Append(";--hn:").Append(last - first).Append(";--dn:").Append(board.Days).Append(";--label:13.5rem;--cell:3rem\" aria-label=\"").Append(board.ByDriver ? "驾驶员日历" : "车辆日历").Append("\"><div class=\"gj-grid-head\"><span>").Append(board.ByDriver ? "驾驶员 · 准驾 · 工时" : "车辆 · 座位 · 驾驶员").Append("</span><div class=\"gj-hours\">");
        if (board.Days > 1) for (var d = 0; d < board.Days; d++) s.Append("<span>").Append(board.Days > 3 ? Short(board.Day.AddDays(d)) : China.SayShort(board.Day.AddDays(d))).Append("</span>");
        else for (var h = first; h < last; h++) s.Append("<span>").Append(h.ToString("00", CultureInfo.InvariantCulture)).Append(last - first > mostWithMinutes ? "</span>" : ":00</span>");
        s.Append("</div></div>");
        foreach (var lane in board.Lanes)
        {
            var (css, word) = lane.Unfit is not null ? ("st-stop", "停派") : lane.Blocks.Count > 0 ? ("st-run", $"{lane.Blocks.Count} 单") : ("st-done", "可派");
            s.Append("<section class=\"gj-grid-row\" data-").Append(board.ByDriver ? "driver" : "car").Append("=\"").Append(lane.Id).Append("\"><div class=\"who\"><span class=\"row-x\"><b><a href=\"").Append(lane.Url).Append("\">").Append(html.Encode(lane.Name)).Append("</a></b><span class=\"push xs ").Append(css).Append("\">").Append(word)
                .Append("</span></span><small class=\"cut\">").Append(html.Encode(lane.Note)).Append("</small></div><div class=\"gj-lane\">");
            foreach (var off in lane.Off) s.Append("<span class=\"gj-ev off\" style=\"--s:").Append(Math.Max(first, off.First * 24)).Append(";--e:").Append(Math.Min(last, (off.Last + 1) * 24)).Append("\"><b>").Append(html.Encode(off.Why)).Append("</b></span>");
            foreach (var b in lane.Blocks) Block(s, b, midnight, first, last, board.Days);
            s.Append("</div></section>");
        }
        return s.Append("</div>").ToString();
    }

    static void Block(StringBuilder s, CarBlock b, DateTimeOffset midnight, int first, int last, int days)
    {
        var (a, z) = (Math.Max(first, (b.From - midnight).TotalHours), Math.Min(last, (b.To - midnight).TotalHours));
        if (z <= a) return;
        // The day stands at the head of its column; on the phone there are none. What is too narrow for its words says them when it is pointed at.
        var when = days > 1 ? $"<span class=\"day\">{Short(China.Day(b.From))} </span>" : "";
        s.Append("<a class=\"gj-ev").Append(b.State switch { TripState.Ordered => " wait", TripState.Out => " mine", TripState.Taken => "", TripState.Broken => " shut", _ => " past" });
        if (z - a <= 1.4 * days) s.Append(" tiny");
        s.Append("\" style=\"--s:").Append(Hour(a)).Append(";--e:").Append(Hour(z)).Append("\" href=\"/vehicles/trips/").Append(b.TripId).Append('"');
        if (days > 1) s.Append(" title=\"").Append(html.Encode(b.Title)).Append("，").Append(China.SayShort(b.From)).Append('–').Append(China.Day(b.To) == China.Day(b.From) ? China.Local(b.To).ToString("HH:mm", CultureInfo.InvariantCulture) : China.SayShort(b.To)).Append("，").Append(html.Encode(b.With)).Append("，").Append(EnumNames.Of(b.State)).Append('"');
        if (b.Movable) s.Append(" data-move data-v=\"").Append(b.Version).Append("\" data-from=\"").Append(b.From.ToString("O", CultureInfo.InvariantCulture)).Append("\" data-to=\"").Append(b.To.ToString("O", CultureInfo.InvariantCulture)).Append('"');
        s.Append("><b>").Append(html.Encode(b.Title)).Append("</b><small>").Append(when).Append(China.Range(b.From, b.To)).Append(" · ").Append(html.Encode(b.With)).Append(" · ").Append(b.Headcount).Append(" 人 · ").Append(EnumNames.Of(b.State)).Append("</small></a>");
    }

    static string Short(DateOnly day) => string.Create(CultureInfo.InvariantCulture, $"{day.Month}月{day.Day}日");
    static string Hour(double hour) => hour.ToString("0.###", CultureInfo.InvariantCulture);
}
