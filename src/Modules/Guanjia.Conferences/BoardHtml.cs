using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Microsoft.AspNetCore.Components;

namespace Guanjia.Conferences;

/// <summary>The grid of the day board as text: rooms × hours, every block placed by two custom properties. Hundreds of blocks a page, so no component for each.
/// Without script or style it reads as one list a room: its meetings, then its free hours as links.</summary>
public static class BoardHtml
{
    const int EarlyHour = 8, LateHour = 22;
    static readonly HtmlEncoder html = HtmlEncoder.Create(UnicodeRanges.All);
    static readonly string[] hours = [.. Enumerable.Range(0, 49).Select(h => h.ToString("00", CultureInfo.InvariantCulture) + ":00")];
    static readonly string[] fractions = [.. Enumerable.Range(0, 60).Select(m => m == 0 ? "" : (m / 60.0).ToString("0.###", CultureInfo.InvariantCulture)[1..])];

    /// <summary>One row of the grid: a room on a day.</summary>
    sealed record Row(BoardRoom Room, string Name, string Note, string Url, DateOnly Date, DateTimeOffset Midnight, IReadOnlyList<Block> Blocks)
    {
        public int Minute(DateTimeOffset at) => (int)Math.Clamp((at - Midnight).TotalMinutes, 0, 1440);
    }

    /// <summary>Rooms × hours of one day.</summary>
    /// <param name="lockIcon">Address of the lock in the sprite.</param>
    /// <param name="mayAsk">Whether free hours lead to a new booking.</param>
    public static RenderFragment Of(DayBoard board, DateTimeOffset now, string lockIcon, bool mayAsk)
    {
        var midnight = China.FromLocal(board.Date, TimeOnly.MinValue);
        return Of([.. board.Rows.Select(r => new Row(r.Room, r.Room.Name, r.Room.Note, RoomWeek.Url(r.Room.Id, board.Date), board.Date, midnight, r.Blocks))], "会议室", $"{board.BuildingName}会议室日程，{China.Say(board.Date)}", now, lockIcon, mayAsk);
    }

    /// <summary>Days × hours of one room.</summary>
    public static RenderFragment Of(RoomWeek week, DateTimeOffset now, string lockIcon, bool mayAsk) =>
        Of([.. week.Days.Select(d => new Row(week.Room, China.Weekday(d.Date), China.SayShort(d.Date)[..^4], $"/conferences/board?date={d.Date:yyyy-MM-dd}&building={week.Building}", d.Date, China.FromLocal(d.Date, TimeOnly.MinValue), d.Blocks))], "日期", $"{week.Room.Name}一周安排，{week.Says}", now, lockIcon, mayAsk);

    static RenderFragment Of(IReadOnlyList<Row> rows, string head, string says, DateTimeOffset now, string lockIcon, bool mayAsk) => builder =>
    {
        var (first, last) = (EarlyHour, LateHour);
        foreach (var row in rows)
            foreach (var b in row.Blocks)
                if (b.Kind is BlockKind.Meeting or BlockKind.Taken) (first, last) = (Math.Min(first, row.Minute(b.From) / 60), Math.Max(last, (row.Minute(b.To) + 59) / 60));
        var (from, to) = (first * 60, last * 60);
        var lockSign = $"<svg class=\"gj-i\" aria-hidden=\"true\"><use href=\"{lockIcon}\"></use></svg>";
        // Room by room: one text of the whole would be too large an object to be collected cheaply.
        var s = new StringBuilder(8000);
        void Flush() { builder.AddMarkupContent(0, s.ToString()); s.Clear(); }
        s.Append("<div class=\"gj-grid gj-board\" id=\"board\" data-live style=\"--h0:").Append(first).Append(";--hn:").Append(last - first).Append("\" role=\"group\" aria-label=\"").Append(html.Encode(says)).Append("\">");
        s.Append("<div class=\"gj-grid-head\" aria-hidden=\"true\"><span>").Append(head).Append("</span><div class=\"gj-hours\">");
        for (var h = first; h < last; h++) s.Append("<span>").Append(hours[h]).Append("</span>");
        s.Append("</div></div>");
        foreach (var row in rows)
        {
            var (room, blocks, midnight, present) = (row.Room, row.Blocks, row.Midnight, Present(row));
            s.Append("<section class=\"gj-grid-row\" data-room=\"").Append(room.Id).Append("\"><div class=\"who\"><h2 class=\"cut\"><a href=\"").Append(html.Encode(row.Url)).Append("\">").Append(html.Encode(row.Name)).Append("</a></h2><small class=\"cut\">").Append(html.Encode(row.Note)).Append("</small></div><div class=\"gj-lane\">");
            var (end, free) = (from, from);
            foreach (var b in blocks)
            {
                var (a, z) = (Math.Max(row.Minute(b.From), from), Math.Min(row.Minute(b.To), to));
                if (b.Kind == BlockKind.Preparation) a = Math.Max(a, end);   // set-up begins when the meeting before is over
                if (z <= a) continue;
                if (b.Kind != BlockKind.Preparation) end = Math.Max(end, z);
                Event(s, b, a, z, present, midnight, lockSign);
            }
            if (mayAsk) Free(s, room, blocks, Math.Max(from, present), to, row.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), row.Minute);
            s.Append("</div></section>");
            Flush();
        }
        // The line of the present goes through all rows: only where they are of one day.
        if (rows.Count > 0 && rows[0].Date == rows[^1].Date && Present(rows[0]) is var at && at >= from && at < to) { s.Append("<div class=\"gj-now\" style=\"--s:"); Hour(s, at).Append("\"><span>"); Clock(s, at).Append("</span></div>"); }
        s.Append("</div>");
        Flush();
        int Present(Row row) => (int)Math.Floor((now - row.Midnight).TotalMinutes);
    };

    static void Event(StringBuilder s, Block b, int a, int z, int now, DateTimeOffset midnight, string lockSign)
    {
        var link = b.BookingId is not null;
        s.Append(link ? "<a class=\"gj-ev" : "<span class=\"gj-ev").Append(Css(b, z <= now));
        if (z - a <= 80) s.Append(" tiny");
        s.Append("\" style=\"--s:");
        Hour(s, a).Append(";--e:");
        Hour(s, z).Append('"');
        if (link)
        {
            s.Append(" href=\"/conferences/bookings/").Append(b.BookingId!.Value).Append("\" data-v=\"").Append(b.Version).Append('"');
            // Only the day on which a span begins moves it.
            if (b.Movable && b.From >= midnight) s.Append(" data-move");
        }
        s.Append("><b>");
        if (b.Kind == BlockKind.Taken) s.Append(lockSign);
        s.Append(html.Encode(b.Title)).Append("</b><small>");
        Range(s, b, midnight);
        if (b.Kind == BlockKind.Meeting)
        {
            if (b.State is { } state) s.Append(" ·\u00a0").Append(EnumNames.Of(state));
            if (!b.Mine && b.Organisers is { Length: > 0 } who) s.Append(" ·\u00a0").Append(html.Encode(who));
            s.Append(" ·\u00a0").Append(b.Headcount ?? 0).Append("\u00a0人");
        }
        s.Append(link ? "</small></a>" : "</small></span>");
    }

    static string Css(Block b, bool over) => b.Kind switch
    {
        BlockKind.Preparation => " prep",
        BlockKind.Closure => " off",
        BlockKind.Taken => " shut",
        _ when over || b.State is BookingState.Finished or BookingState.Archived => " past",
        _ when b.State is BookingState.Submitted or BookingState.Accepted => " wait",
        _ when b.Mine => " mine",
        _ => "",
    };

    /// <summary>The free hours of a room, cut at the full hour and at what is taken, half an hour at least; none that is over, none outside its opening hours.</summary>
    static void Free(StringBuilder s, BoardRoom room, IReadOnlyList<Block> blocks, int from, int to, string date, Func<DateTimeOffset, int> minute)
    {
        var open = Math.Max(from, room.OpensAt.Hour * 60 + room.OpensAt.Minute);
        var close = room.ClosesAt <= room.OpensAt ? to : Math.Min(to, room.ClosesAt.Hour * 60 + room.ClosesAt.Minute);
        var any = false;
        for (var h = open / 60; h * 60 < close; h++)
        {
            var (a, z) = (Math.Max(h * 60, (open + 29) / 30 * 30), Math.Min((h + 1) * 60, close));
            foreach (var b in blocks)
            {
                var (x, y) = (minute(b.From), minute(b.To));
                if (x >= z || y <= a) continue;
                if (x <= a) a = y; else z = x;
            }
            if (z - a < 30) continue;
            if (!any) s.Append("<div class=\"free\"><span>空闲</span>");
            any = true;
            s.Append("<a style=\"--s:");
            Hour(s, a).Append(";--e:");
            Hour(s, z).Append("\" href=\"/conferences/bookings/new?room=").Append(room.Id).Append("&amp;days=").Append(date).Append("%20");
            Clock(s, a).Append('-');
            Clock(s, z).Append("\">");
            Clock(s, a).Append("</a>");
        }
        if (any) s.Append("</div>");
    }

    static void Range(StringBuilder s, Block b, DateTimeOffset midnight)
    {
        var (a, z) = ((int)(b.From - midnight).TotalMinutes, (int)(b.To - midnight).TotalMinutes);
        if (a < 0) s.Append("前日");
        Clock(s, a).Append('–');
        if (z > 1440) s.Append("次日");
        Clock(s, z);
    }

    static StringBuilder Hour(StringBuilder s, int minute) => s.Append(minute / 60).Append(fractions[minute % 60]);
    static StringBuilder Clock(StringBuilder s, int minute)
    {
        var m = (minute % 1440 + 1440) % 1440;
        if (minute == 1440) m = 1440;
        return s.Append((char)('0' + m / 600)).Append((char)('0' + m / 60 % 10)).Append(':').Append((char)('0' + m % 60 / 10)).Append((char)('0' + m % 10));
    }

    /// <summary>10 间 · 17 场 · 待审批 3 场 · 08:00–18:00 使用 47%</summary>
    public static string Sum(DayBoard board)
    {
        var (work, rest) = (China.FromLocal(board.Date, new(8, 0)), China.FromLocal(board.Date, new(18, 0)));
        var all = board.Rows.SelectMany(r => r.Blocks).Where(b => b.Kind is BlockKind.Meeting or BlockKind.Taken).ToList();
        var used = all.Sum(b => Math.Max(0, ((b.To < rest ? b.To : rest) - (b.From > work ? b.From : work)).TotalHours));
        var waiting = all.Count(b => b.State is BookingState.Submitted or BookingState.Accepted);
        return $"{board.Rows.Count} 间 · {all.Count} 场{(waiting > 0 ? $" · 待受理、审批 {waiting} 场" : "")}{(board.Rows.Count > 0 ? $" · 使用 {used * 10 / board.Rows.Count:0}%（08:00–18:00）" : "")}";
    }
}
