namespace Guanjia.Conferences;

// 使用 (use): who comes says so, ends earlier or stays longer; who does not come gives the room back.
public sealed partial class RoomBooking
{
    /// <summary>未到会 (no-show): when the room was given back because nobody had come.</summary>
    public DateTimeOffset? NoShowAt { get; private set; }

    /// <summary>When the asker was reminded to come.</summary>
    public DateTimeOffset? RemindedToComeAt { get; private set; }
    internal void RemindToCome(Acting by) => RemindedToComeAt = by.Now;

    /// <summary>到会签到: those who meet are in the room.</summary>
    public Refusal? CheckIn(Acting by) => CannotCheckIn(by) ?? Start(by);

    /// <summary>Why one cannot check in now; the same for the verb and its button.</summary>
    public Refusal? CannotCheckIn(Acting by)
    {
        if (State == BookingState.InService) return Refusal.WrongState("已经签到");
        if (State == BookingState.Confirmed && by.Now < StartsAt - by.Of(UseStandard.CheckInFrom, OwnerPath)) return UseStandard.CheckInFrom.No($"会议 {China.SayShort(StartsAt)} 开始，{China.SayShort(StartsAt - by.Of(UseStandard.CheckInFrom, OwnerPath))} 起可以签到", nameof(Days));
        return State == BookingState.Confirmed && by.Now >= EndsAt ? Refusal.WrongState("会议时间已经过去，不能再签到") : null;
    }

    /// <summary>延长: the span that runs now ends later, as far as the room is free and open.</summary>
    public Refusal? Extend(TimeOnly to, Room room, Acting by)
    {
        if (State != BookingState.InService) return Refusal.WrongState($"会议预约{EnumNames.Of(State)}，开会时才能延长");
        if (Days.SelectMany(d => d.Spans, (d, s) => (Day: d, Span: s)).LastOrDefault(x => x.Span.StartsAt(x.Day.Date) <= by.Now) is not { Day: { } day, Span: var last }) return Refusal.WrongState("会议还没有开始，请改时间");
        var later = new MeetingSpan(last.From, to);
        if (later.EndsAt(day.Date) <= last.EndsAt(day.Date) || later.EndsAt(day.Date) <= by.Now) return new($"结束时间应晚于现在的 {last.To:HH:mm}", Field: nameof(Days));
        var (days, error) = MeetingDays.Of(Days.Select(d => d == day ? day with { Spans = [.. day.Spans.Select(s => s == last ? later : s)] } : d));
        if (days is null) return new(error!, Field: nameof(Days));
        if (!room.IsOpen(later)) return new($"{room.Name}的开放时间是 {room.Hours}，不能延长到 {to:HH:mm}", "conf:C.1.4", nameof(Days));
        (Days, EndsAt) = (days, days.EndsAt);
        return null;
    }

    /// <summary>Nobody came in time. Important meetings are never given back.</summary>
    public Refusal? GiveBack(Acting by)
    {
        var wait = by.Of(UseStandard.NoShow, OwnerPath);
        if (State != BookingState.Confirmed || Important || wait <= TimeSpan.Zero || by.Now < StartsAt + wait) return Refusal.WrongState("还不到释放的时候");
        (State, NoShowAt, Opinion, HoldUntil) = (BookingState.Cancelled, by.Now, $"会议开始 {wait.TotalMinutes:0} 分钟后仍没有签到，会议室已释放", null);
        return null;
    }
}

/// <summary>Rules of waiting for rooms and of using them.</summary>
public static class UseStandard
{
    const string Clause = "cons:8.2.5.3.a";
    public static readonly Limit<TimeSpan> Offer = new("conferences.waiting.offer", TimeSpan.FromMinutes(30), Clause, "会议室空出来时，为排在最前的保留 30 分钟；晚上空出来的保留到次日上班后", "排队等候：保留时间", "分钟");
    public static readonly Limit<int> WorkBegins = new("conferences.work-begins", 8, Clause, "工作日上班的钟点，晚上和休息日空出来的会议室保留到这以后", "工作日几点上班", "点");
    public static readonly Limit<TimeSpan> CheckInFrom = new("conferences.checkin.from", TimeSpan.FromMinutes(60), Clause, "会议开始前 60 分钟起可以签到", "最早签到", "分钟");
    /// <summary>0: rooms are not given back.</summary>
    public static readonly Limit<TimeSpan> NoShow = new("conferences.noshow", TimeSpan.Zero, Clause, "会议开始后多久没有签到就释放会议室，0 为不释放；重要会议从不释放", "未到会：释放会议室", "分钟");
    public static readonly IReadOnlyList<Limit> All = [Offer, WorkBegins, CheckInFrom, NoShow];
}
