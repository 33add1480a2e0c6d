using System.Globalization;
using System.Text.Json;
using Guanjia.Web;

namespace Guanjia.Conferences;

/// <summary>有冲突时 (what a program wants where dates cannot be booked).</summary>
public enum OnConflict { [System.ComponentModel.Description("全部不订，说明哪几次有冲突")] Refuse, [System.ComponentModel.Description("跳过有冲突的，其余照订")] Skip }

/// <summary>The JSON of series: the rule, the choices, and what a booking's own JSON has.</summary>
static class SeriesJson
{
    static readonly BodyPart[] span = [new("from", BodyKind.Text, "开始，如 09:00") { Required = true }, new("to", BodyKind.Text, "结束，如 10:30") { Required = true }];
    static readonly BodyPart spans = new("spans", BodyKind.Objects, "每次的时段，当地时间；to 早于 from 为次日") { Required = true, Clause = "conf:C.1.6", Parts = span };
    static readonly BodyPart recurrence = new("recurrence", BodyKind.Object, "重复规则；until 和 count 写一项")
    {
        Required = true, Clause = "conf:C.1.3",
        Parts =
        [
            new("frequency", BodyKind.Choice, "频率") { Required = true, Choices = typeof(Frequency) }, new("every", BodyKind.Number, "间隔，如 2 为隔周；不填为 1") { AtLeast = 1, AtMost = 99 },
            new("weekdays", BodyKind.Texts, "星期几：mon、tue、wed、thu、fri、sat、sun；按星期的每月重复写一个"), new("monthDay", BodyKind.Number, "每月几日") { AtLeast = 1, AtMost = 31 }, new("week", BodyKind.Number, "每月第几个，5 为最后一个") { AtLeast = 1, AtMost = 5 },
            new("from", BodyKind.Date, "第一天") { Required = true }, new("until", BodyKind.Date, "到哪一天为止"), new("count", BodyKind.Number, "一共开几次，因节假日不开的不算"),
            new("onHoliday", BodyKind.Choice, "遇节假日；不填为 skip") { Choices = typeof(OnHoliday) }, new("shortMonth", BodyKind.Choice, "没有这一天的月份") { Choices = typeof(ShortMonth) },
        ],
    };
    static readonly BodyPart onConflict = new("onConflict", BodyKind.Choice, "有的日期不能预约时：refuse 全部不订，skip 跳过；不填为 refuse") { Choices = typeof(OnConflict) };
    static readonly BodyPart choices = new("choices", BodyKind.Objects, "个别日期的选择：skip 这次不开，或者另一间会议室、另一个时段")
    { Parts = [new("date", BodyKind.Date, "哪一次") { Required = true }, new("skip", BodyKind.Flag, "这次不开"), new("roomId", BodyKind.Id, "改用的会议室"), new("spans", BodyKind.Objects, "改在的时段") { Parts = span }] };
    static readonly BodyPart dates = new("dates", BodyKind.Texts, "哪几次，如 2026-12-07；不填为现在能办理的各次");
    static readonly BodyPart[] answers = [.. BookingJson.New.Parts.Where(p => p.Name is not ("days" or "draft" or "furtherRooms"))];

    public static readonly Body New = new("""
        {"roomId":"01920000-0000-7000-8000-000000000001","name":"每周工作例会","nature":"discussion","type":"work","recurrence":{"frequency":"weekly","every":1,"weekdays":["mon"],"from":"{day}","count":4,"onHoliday":"skip"},"spans":[{"from":"09:00","to":"10:30"}],
         "organiserIds":["01920000-0000-7000-8000-000000000002"],"headcount":20,"layout":"classroom","contact":{"name":"田小军","phone":"13800001234"},"onConflict":"skip"}
        """, [.. answers, recurrence, spans, onConflict, choices]);
    public static readonly Body Change = new("""{"scope":"all","spans":[{"from":"14:30","to":"16:00"}],"onConflict":"skip"}""",
        [.. answers.Select(p => p with { Required = false }), new("scope", BodyKind.Choice, "改哪几次：this、following 或 all；已经开过的不改") { Required = true, Choices = typeof(SeriesScope) }, new("date", BodyKind.Date, "this 和 following 从哪一次起"), spans with { Required = false }, onConflict, choices]);
    public static readonly Body PutBack = new("""{"date":"{day}"}""", new BodyPart("date", BodyKind.Date, "放回哪一次") { Required = true }, new("roomId", BodyKind.Id, "会议室；不填为原来的"), spans with { Required = false });
    public static Body Act(string example) => ActBody.Shape(example, dates);

    public static string? SaySkipped(JsonElement v) => v.ValueKind != JsonValueKind.Array ? null : string.Join("；", v.EnumerateArray().Select(s => $"{s.GetProperty("date").GetString()} {s.GetProperty("why").GetString()}"));

    public static (Recurrence? Rule, Refusal? No) Rule(JsonElement json)
    {
        if (!json.TryGetProperty(recurrence.Name, out var r) || r.ValueKind != JsonValueKind.Object) return (null, new("请写明重复规则 recurrence", recurrence.Clause, recurrence.Name));
        string Text(string name) => r.TryGetProperty(name, out var v) ? JsonText.Of(v) ?? "" : "";
        Refusal? no = null;
        T? One<T>(string name) where T : struct, Enum
        {
            if (Text(name) is not { Length: > 0 } typed) return null;
            if (EnumNames.Parse(typeof(T), typed) is T found) return found;
            no ??= Named(name, $"{name} 应为 {string.Join("、", Enum.GetValues<T>().Select(e => EnumNames.Key(e)))} 之一");
            return null;
        }
        int? Number(string name)
        {
            if (Text(name) is not { Length: > 0 } typed) return null;
            if (int.TryParse(typed, NumberStyles.Integer, CultureInfo.InvariantCulture, out var n)) return n;
            no ??= Named(name, $"{name} 应为不超过 {int.MaxValue} 的整数");
            return null;
        }
        DateOnly? Day(string name)
        {
            if (Text(name) is not { Length: > 0 } typed) return null;
            var (value, wrong) = Values.Parse(typed, typeof(DateOnly), name);
            if (wrong is not null) no ??= Named(name, wrong);
            return value as DateOnly?;
        }
        var (frequency, every, monthDay, week, from, until, count, holiday, shortMonth) = (One<Frequency>("frequency"), Number("every"), Number("monthDay"), Number("week"), Day("from"), Day("until"), Number("count"), One<OnHoliday>("onHoliday"), One<ShortMonth>("shortMonth"));
        var weekdays = new List<DayOfWeek>();
        if (r.TryGetProperty("weekdays", out var named) && named.ValueKind == JsonValueKind.Array)
            foreach (var day in named.EnumerateArray().Select(d => d.GetString() ?? ""))
                if (Enum.GetValues<DayOfWeek>().Cast<DayOfWeek?>().FirstOrDefault(d => d!.Value.ToString()[..3].Equals(day, StringComparison.OrdinalIgnoreCase)) is { } known) weekdays.Add(known);
                else no ??= Named("weekdays", $"没有“{(day.Length > 20 ? day[..20] + "…" : day)}”这个星期几，请写 mon、tue、wed、thu、fri、sat 或 sun");
        if (frequency is null) no ??= Named("frequency", "请写明频率 frequency");
        if (from is null) no ??= Named("from", "请写明第一天 from");
        var (times, bad) = Spans(json, spans.Name);
        if (times is null) no ??= bad ?? new("请写明每次的时段 spans", spans.Clause, spans.Name);
        return no is not null ? (null, no) : (new(frequency!.Value, every ?? 1, weekdays, monthDay, week, from!.Value, until, count, holiday ?? OnHoliday.Skip, shortMonth, times!), null);
    }

    static Refusal Named(string name, string says) => new(says, recurrence.Clause, $"{recurrence.Name}.{name}");

    /// <summary>The field of a rule as it is called in the JSON.</summary>
    public static Refusal Named(Refusal no) => no.Field is { } f && recurrence.Parts.FirstOrDefault(p => p.Name.Equals(f, StringComparison.OrdinalIgnoreCase)) is { } part ? no with { Field = $"{recurrence.Name}.{part.Name}" }
        : no.Field is "Spans" ? no with { Field = spans.Name } : BookingJson.Named(no);

    public static (IReadOnlyList<MeetingSpan>? Spans, Refusal? No) Spans(JsonElement json, string name)
    {
        if (!json.TryGetProperty(name, out var given) || given.ValueKind == JsonValueKind.Null) return (null, null);
        var (text, no) = given.ValueKind == JsonValueKind.Array ? BookingJson.Days(JsonSerializer.SerializeToElement(new[] { new { date = "2026-01-01", spans = given } })) : (null, new("spans 应为时段的数组", spans.Clause, name));
        if (no is not null) return (null, no with { Field = name });
        var (days, error) = MeetingDays.Parse(text!);
        return days is null ? (null, new(error!.Replace("1月1日（周四）", "每次的时段", StringComparison.Ordinal), spans.Clause, name)) : (days[0].Spans, null);
    }

    public static (Dictionary<DateOnly, DateChoice> Choices, Refusal? No) Choices(JsonElement json)
    {
        var found = new Dictionary<DateOnly, DateChoice>();
        if (!json.TryGetProperty(choices.Name, out var given) || given.ValueKind != JsonValueKind.Array) return (found, null);
        foreach (var one in given.EnumerateArray())
        {
            if (Values.Parse(one.TryGetProperty("date", out var d) ? JsonText.Of(d) ?? "" : "", typeof(DateOnly), "choices.date") is var (value, wrong) && value is not DateOnly date) return (found, new(wrong!, "conf:C.1.3", "choices.date"));
            var (times, bad) = Spans(one, "spans");
            if (bad is not null) return (found, bad with { Field = "choices.spans" });
            Guid? room = one.TryGetProperty("roomId", out var id) && id.ValueKind == JsonValueKind.String ? Guid.TryParse(id.GetString(), out var r) ? r : Guid.Empty : null;
            found[date] = new(one.TryGetProperty("skip", out var skip) && skip.ValueKind == JsonValueKind.True, room, times);
        }
        return (found, null);
    }

    public static (bool Skips, Refusal? No) Skips(JsonElement json)
    {
        if (!json.TryGetProperty(onConflict.Name, out var v) || JsonText.Of(v) is not { Length: > 0 } typed) return (false, null);
        return EnumNames.Parse(typeof(OnConflict), typed) is OnConflict wanted ? (wanted == OnConflict.Skip, null) : (false, new("onConflict 应为 refuse 或 skip", "cons:8.2.5.3.a", onConflict.Name));
    }
}
