namespace Guanjia.Conferences;

/// <summary>未开的一次 (date of a series that is not held), and why: it can be put back.</summary>
public sealed record SkippedDate(DateOnly Date, string Why);

/// <summary>重复会议 (series of bookings): the rule as it was asked for, and the dates that are not held. Each date is a booking of its own, with its own hold, papers, approval and signatures.</summary>
[ReadBy("conferences.bookings.read"), WriteBy("conferences.bookings.write")]
public sealed class BookingSeries : IHasParticipants
{
    BookingSeries() { }

    public Guid Id { get; private set; }
    public int Version { get; private set; }
    public string OwnerPath { get; private set; } = "";
    public string Name { get; private set; } = "";
    /// <summary>The room that was asked for; a date may have another.</summary>
    public Guid RoomId { get; private set; }
    public string RoomName { get; private set; } = "";
    public Recurrence Rule { get; private set; } = null!;
    /// <summary>The rule in words, for lists and history.</summary>
    public string RuleText { get; private set; } = "";
    /// <summary>The order of lists.</summary>
    public DateTimeOffset StartsAt { get; private set; }
    public DateTimeOffset EndsAt { get; private set; }
    public IReadOnlyList<SkippedDate> Skipped { get; private set; } = [];
    /// <summary>How often a date was put back.</summary>
    public int PutBacks { get; private set; }
    public Guid AskerPersonId { get; private set; }
    public string AskerPath { get; private set; } = "";
    public string AskerName { get; private set; } = "";
    public DateTimeOffset AskedAt { get; private set; }
    public string OrganiserPaths { get; private set; } = "";
    public string OrganiserNames { get; private set; } = "";
    /// <summary>Who has or had a task of the approval of one of its dates.</summary>
    public List<Guid> ApproverIds { get; private set; } = [];
    DateTimeOffset IHasParticipants.ListedAt => StartsAt;

    /// <param name="like">One of its dates: all of them are asked for alike.</param>
    public static BookingSeries Of(Recurrence rule, Room room, RoomBooking like, DateTimeOffset starts, DateTimeOffset ends, IEnumerable<SkippedDate> skipped, Acting by) => new()
    {
        Id = by.NewId(), OwnerPath = room.OwnerPath, Name = like.Name, RoomId = room.Id, RoomName = room.Name, Rule = rule, RuleText = rule.Say(), StartsAt = starts, EndsAt = ends, Skipped = [.. skipped.OrderBy(s => s.Date)],
        AskerPersonId = like.AskerPersonId, AskerPath = like.AskerPath, AskerName = like.AskerName, AskedAt = by.Now, OrganiserPaths = like.OrganiserPaths, OrganiserNames = like.OrganiserNames,
    };

    /// <summary>Whoever asked for it, and his unit: they alone ask for more of it.</summary>
    public bool IsYours(Acting by) => by.ActsFor(AskerPersonId) || by.Org == AskerPath || OrganiserPaths.Split(' ').Contains(by.Org);

    public IEnumerable<Participation> Participants()
    {
        yield return new(BookingParts.Asker, AskerPersonId == Guid.Empty ? null : AskerPersonId, null);
        yield return new(BookingParts.AskerUnit, null, AskerPath);
        foreach (var path in OrganiserPaths.Split(' ', StringSplitOptions.RemoveEmptyEntries)) yield return new(BookingParts.Organiser, null, path);
        foreach (var approver in ApproverIds) yield return new(BookingParts.Approver, approver, null);
    }

    /// <summary>Whoever has to decide about dates may open the series.</summary>
    public void TakePart(IEnumerable<Guid> approvers)
    {
        if (approvers.Except(ApproverIds).ToList() is { Count: > 0 } more) ApproverIds = [.. ApproverIds, .. more];
    }

    /// <summary>What all its dates ahead have in common by now is what it is called, where and when it meets.</summary>
    /// <param name="moved">Another room, of all of them.</param>
    public void HeldAs(IReadOnlyList<RoomBooking> ahead, Room? moved)
    {
        var first = ahead[0];
        if (ahead.All(b => b.Name == first.Name)) Name = first.Name;
        if (moved is not null) (RoomId, RoomName) = (moved.Id, moved.Name);
        if (!ahead.All(b => b.Days.Count == 1 && b.Days[0].Spans.SequenceEqual(first.Days[0].Spans)) || Rule.Spans.SequenceEqual(first.Days[0].Spans)) return;
        Rule = Rule with { Spans = first.Days[0].Spans };
        RuleText = Rule.Say();
    }

    /// <summary>The date is held after all. Of two who put it back at once the second comes too late, since both change the series.</summary>
    public void PutBack(DateOnly date, DateTimeOffset ends)
    {
        PutBacks++;
        Skipped = [.. Skipped.Where(s => s.Date != date)];
        if (ends > EndsAt) EndsAt = ends;
    }

    /// <summary>Units ended that own it or asked for it.</summary>
    /// <summary>离岗交接: another asks on for one who leaves.</summary>
    public Refusal? AskedBy(Passing p)
    {
        AskerPersonId = p.To.Id;
        return null;
    }

    public void Follow(Inheritance heirs, string? home)
    {
        if (heirs.Ended(OwnerPath)) OwnerPath = heirs.OfKind(OwnerPath, ConferenceHandovers.Rooms).Path;
        AskerPath = heirs.Now(AskerPath, home);
        OrganiserPaths = string.Join(' ', OrganiserPaths.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(p => heirs.Now(p, home)).Distinct());
    }
}

public static class SeriesFields
{
    public static readonly Field<BookingSeries, string> Name = new Field<BookingSeries, string>(s => s.Name, "会议名称").Max(100).Filter();
    public static readonly Field<BookingSeries, string> Rule = new Field<BookingSeries, string>(s => s.RuleText, "重复").Max(200);
    public static readonly Field<BookingSeries, string> Room = new Field<BookingSeries, string>(s => s.RoomName, "会议室").Max(60);
    public static readonly Field<BookingSeries, DateTimeOffset> Starts = new Field<BookingSeries, DateTimeOffset>(s => s.StartsAt, "第一次").Sort(), Ends = new(s => s.EndsAt, "最后一次");
    public static readonly Field<BookingSeries, string> Organisers = new Field<BookingSeries, string>(s => s.OrganiserNames, "主办单位").Max(400);
    public static readonly Field<BookingSeries, string> Asker = new Field<BookingSeries, string>(s => s.AskerName, "申请单位").Max(100);
    public static readonly IReadOnlyList<Field<BookingSeries>> List = [Name, Rule, Room, Starts, Ends, Organisers];
    public static readonly IReadOnlyList<Field<BookingSeries>> All = [.. List, Asker];
}

public sealed partial class RoomBooking
{
    /// <summary>The series of which it is one date; null: a meeting by itself.</summary>
    public Guid? SeriesId { get; private set; }
    /// <summary>Its place in the series: the day that the rule gave, wherever it was moved since.</summary>
    public DateOnly? SeriesDate { get; private set; }

    /// <summary>One more date of a series, asked for by whoever asked for the series.</summary>
    internal void Join(BookingSeries series, DateOnly date) => (SeriesId, SeriesDate, AskerPersonId, AskerPath, AskerName) = (series.Id, date, series.AskerPersonId, series.AskerPath, series.AskerName);
}
