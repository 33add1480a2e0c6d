using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Guanjia.Web;
using Microsoft.AspNetCore.Components;

namespace Guanjia.Vehicles;

/// <summary>The grid of the dispatcher's board as text: cars or drivers × hours, every trip placed by two custom properties. Hundreds of blocks a page, so no component for each.</summary>
public static class DispatchHtml
{
    /// <summary>Where more hours stand side by side there is no room for their minutes.</summary>
    const int mostWithMinutes = 16;
    static readonly HtmlEncoder html = HtmlEncoder.Create(UnicodeRanges.All);

    public static RenderFragment Of(DispatchBoard board) => builder => builder.AddMarkupContent(0, board.Drawn.Text ??= Draw(board));

    /// <summary>What waits, a line a request. Up to fifty of them a look: as components they took a third of the page's time.</summary>
    /// <param name="ticked">Several can be ticked and sent together.</param>
    /// <param name="icons">Address of the sprite.</param>
    public static RenderFragment Waiting(DispatchBoard board, bool ticked, (int First, int Last) hours, DateTimeOffset now, string icons) => builder =>
    {
        var s = new StringBuilder(board.Waiting.Count * 900);
        foreach (var r in board.Waiting) Waits(s, r, board, ticked, hours, now, icons);
        builder.AddMarkupContent(0, s.ToString());
    };

    static void Waits(StringBuilder s, WaitingRow r, DispatchBoard board, bool ticked, (int First, int Last) hours, DateTimeOffset now, string icons)
    {
        var (there, (from, to), times, title) = (r.State != RequestState.Approved, Place(r, board, hours), Times(r), html.Encode(r.Title));
        s.Append("<li class=\"gj-item\"").Append(there ? $" data-ask=\"{r.Id}\"" : "").Append(CultureInfo.InvariantCulture, $" data-s=\"{from:0.###}\" data-e=\"{to:0.###}\" data-says=\"{times}\"><div class=\"row-x\">");
        if (there && ticked) s.Append(CultureInfo.InvariantCulture, $"<input class=\"form-check-input\" type=\"checkbox\" name=\"id\" value=\"{r.Id}\" form=\"several\" aria-label=\"选择：{title}\" />");
        s.Append(CultureInfo.InvariantCulture, $"<a class=\"b grow cut\" href=\"/vehicles/requests/{r.Id}\">{title}</a>");
        if (r.Urgent) Chip(s, Meaning.Urgent, "alert-triangle", "紧急", icons);
        else if (r.Secret) Chip(s, Meaning.Urgent, "lock", "涉密", icons);
        else if (r.DueAt is { } due) Chip(s, due < now ? Meaning.Stop : Meaning.Wait, "clock", due < now ? $"超时 {Say(now - due)}" : $"剩 {Say(due - now)}", icons);
        s.Append(CultureInfo.InvariantCulture, $"</div><div class=\"t2\">{html.Encode(r.AskerName)} · {r.Headcount} 人{(r.Cars > 1 ? $" · {r.Cars} 辆" : "")}{(r.Shares ? " · 愿意合乘" : "")}</div><div class=\"row-x t2\"><span class=\"num\">{times}</span><span class=\"push xs t3 num\">{r.Number}</span></div>")
            .Append(CultureInfo.InvariantCulture, $"<div class=\"row-x t3 xs\"><span class=\"cut\">{html.Encode(r.Destination)}，往返约 {r.Km:N0} km</span><a class=\"btn btn-sm push\" href=\"/vehicles/requests/{r.Id}/{(there ? "dispatch\">派车" : "accept\">受理")}</a></div></li>");
    }

    // As StatusChip and Icon write it.
    static void Chip(StringBuilder s, Meaning meaning, string icon, string word, string icons) =>
        s.Append("<span class=\"gj-chip ").Append(StatusChip.CssOf(meaning)).Append("\"><svg class=\"gj-i\" aria-hidden=\"true\"><use href=\"").Append(icons).Append('#').Append(icon).Append("\"></use></svg>").Append(word).Append("</span>");

    static string Say(TimeSpan t) => t.TotalHours >= 48 ? $"{t.TotalDays:0} 天" : t.TotalHours >= 1.5 ? $"{t.TotalHours:0} 小时" : $"{Math.Max(1, t.TotalMinutes):0} 分";
    static string Times(WaitingRow r) => $"{China.SayShort(r.StartsAt)}–{(China.Day(r.EndsAt) == China.Day(r.StartsAt) ? China.Local(r.EndsAt).ToString("HH:mm", CultureInfo.InvariantCulture) : China.SayShort(r.EndsAt))}";

    // Where it would lie on this day; one of another day is drawn over the whole of it.
    static (double From, double To) Place(WaitingRow r, DispatchBoard board, (int First, int Last) hours)
    {
        var midnight = China.FromLocal(board.Day, TimeOnly.MinValue);
        var (from, to) = ((r.StartsAt - midnight).TotalHours, (r.EndsAt - midnight).TotalHours);
        return from >= hours.Last || to <= hours.First ? (hours.First, hours.Last) : (from, to);
    }

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
