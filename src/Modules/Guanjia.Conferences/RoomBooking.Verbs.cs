namespace Guanjia.Conferences;

/// <summary>Names and paths that belong to the ids of a booking, read once before a verb.</summary>
public sealed record BookingPeople(IReadOnlyList<Organisation> Organisers, Organisation? Undertaker, IReadOnlyList<Person> Leaders, Person? Responsible, IReadOnlyList<Person> Staff)
{
    /// <summary>The movable equipment that is asked for.</summary>
    public IReadOnlyList<EquipmentPool> Pools { get; init; } = [];
    /// <summary>The rooms beside the main one.</summary>
    public IReadOnlyList<Room> Rooms { get; init; } = [];
}

public sealed partial class RoomBooking
{
    /// <summary>A draft for a unit; <paramref name="asker"/> is the unit asking: where a clerk writes for a caller or visitor it is the clerk's, and they are the contact.</summary>
    public static Refusal? Draft(Room room, Input<RoomBooking> input, BookingPeople people, Organisation asker, BookingChannel channel, Acting by, out RoomBooking booking)
    {
        booking = new()
        {
            Id = by.NewId(), OwnerPath = room.OwnerPath, RoomId = room.Id, BuildingId = room.BuildingId, State = BookingState.Draft, Channel = channel, AskedAt = by.Now,
            AskerOrganisationId = asker.Id, AskerPath = asker.Path, AskerName = asker.Short, AskerPersonId = by.IsPerson ? by.Person : Guid.Empty,
        };
        return booking.Take(input, people, room, by);
    }

    /// <summary>What a secretary writes down is asked for by the leader.</summary>
    internal void AskInTheNameOf(Guid leader) => AskerPersonId = leader;

    /// <summary>离岗交接: another asks on for one who leaves. Whoever has still to decide on it cannot ask as well.</summary>
    [Clause("serv:5.2.2.b.4")]
    public Refusal? AskedBy(Passing p)
    {
        if (p.Decides.Contains(Id)) return Refusal.WrongState($"“{(IsClassified ? "涉密会议" : Name)}”等{p.To.Name}审批，不能同时由他申请；请另选接手人");
        AskerPersonId = p.To.Id;
        return null;
    }

    /// <summary>离岗交接: another serves, or is responsible, in his place.</summary>
    public Refusal? ServedBy(Passing p)
    {
        if (ResponsibleId == p.From) ResponsibleId = p.To.Id;
        if (!StaffIds.Contains(p.From)) return null;
        var names = StaffNames.Split('、', StringSplitOptions.RemoveEmptyEntries);
        var now = StaffIds.Select((id, n) => (Id: id == p.From ? p.To.Id : id, Name: id == p.From ? p.To.Name : names.ElementAtOrDefault(n) ?? "")).DistinctBy(s => s.Id).ToList();
        (StaffIds, StaffNames) = ([.. now.Select(s => s.Id)], string.Join("、", now.Select(s => s.Name)));
        return null;
    }

    /// <summary>What the answers given so far would make, for showing what follows from them; never saved.</summary>
    public static RoomBooking Sketch(Room? room, Input<RoomBooking> input, BookingPeople people, Organisation asker, BookingChannel channel, RoomBooking? changes, Acting by)
    {
        var b = new RoomBooking
        {
            Id = changes?.Id ?? by.NewId(), State = BookingState.Draft, AskedAt = by.Now, AskerOrganisationId = changes?.AskerOrganisationId ?? asker.Id, AskerPath = changes?.AskerPath ?? asker.Path, AskerName = changes?.AskerName ?? asker.Short,
            AskerPersonId = changes?.AskerPersonId ?? (by.IsPerson ? by.Person : Guid.Empty), Important = changes?.Important ?? false, ScanFileId = changes?.ScanFileId, PlanConfirmedAt = changes?.PlanConfirmedAt,
        };
        input.ApplyTo(b);
        (b.Name, b.Days, b.Channel, b.OrganiserIds, b.LeaderIds, b.StaffIds) = (b.Name ?? "", b.Days ?? MeetingDays.None, channel, b.OrganiserIds ?? [], b.LeaderIds ?? [], b.StaffIds ?? []);   // what could not be read is not there
        if (room is not null) (b.RoomId, b.BuildingId, b.OwnerPath) = (room.Id, room.BuildingId, room.OwnerPath);
        if (b.Days.Count > 0)
        {
            (b.StartsAt, b.EndsAt) = (b.Days.StartsAt, b.Days.EndsAt);
            b.Urgent = BookingGuards.CutsIntoSetUp(b, by);
        }
        b.Further = [.. (b.Further ?? []).Where(f => people.Rooms.Any(r => r.Id == f.Room)).Select(f => people.Rooms.First(r => r.Id == f.Room) is var other ? f with { Name = other.Name, Building = other.BuildingId } : f)];
        b.Equipment = [.. (b.Equipment ?? []).Where(n => people.Pools.Any(p => p.Id == n.Pool)).Select(n => people.Pools.First(p => p.Id == n.Pool) is var pool ? n with { Name = pool.Name, Measure = pool.Measure } : n)];
        b.OrganiserNames = string.Join("、", people.Organisers.Select(o => o.Short));
        b.OrganiserPaths = string.Join(' ', people.Organisers.Select(o => o.Path));
        b.LeaderNames = string.Join("、", people.Leaders.Select(l => l.Name));
        return b;
    }

    /// <summary>Changes what is asked for. After approval only the asker's own words may change here; time and room move by <see cref="Move"/>.</summary>
    public Refusal? Change(Input<RoomBooking> input, BookingPeople people, Room room, Acting by)
    {
        if (IsOver || State is BookingState.InService) return Refusal.WrongState($"会议预约{EnumNames.Of(State)}，不能再修改");
        if (NotYours(by) is { } theirs) return theirs;
        var (before, words, over) = (SignedFacts(), Words(), CostGuards.Over(this, by).ToList());
        if ((Take(input, people, room, by) ?? CostGuards.Keeps(this, over, by)) is { } no) return no;
        AskSignersAgain(before, words, room, by);
        return null;
    }

    Refusal? Take(Input<RoomBooking> input, BookingPeople people, Room room, Acting by)
    {
        var (room0, days0, equipment0, further0) = (RoomId, Days, Equipment, Further);
        input.ApplyTo(this);
        if (room0 != room.Id || !days0.Equals(Days)) { LosePlace(); Contend(room); }
        // Of a classified meeting not even the kind is kept; why it is urgent is told where it may be.
        if (IsClassified) (Nature, Type) = (MeetingNature.Other, MeetingType.Work);
        if (IsClassified && room.Seats(Layout) is not > 0) Layout = room.Layouts.MaxBy(l => room.Seats(l));
        RoomId = room.Id;
        (left, BuildingId) = (BuildingId, room.BuildingId);
        if (Days.Count > 0) (StartsAt, EndsAt) = (Days.StartsAt, Days.EndsAt);
        OrganiserNames = string.Join("、", people.Organisers.Select(o => o.Short));
        OrganiserPaths = string.Join(' ', people.Organisers.Select(o => o.Path));
        (UndertakerPath, UndertakerName) = (people.Undertaker?.Path, people.Undertaker?.Short);
        LeaderNames = string.Join("、", people.Leaders.Select(l => l.Name));
        StaffNames = string.Join("、", people.Staff.Select(s => s.Name));
        if ((TakeEquipment(equipment0, people.Pools, room) ?? TakeFurther(further0, people.Rooms, room)) is { } none) return none;
        return BookingGuards.Named(this, people) ?? BookingGuards.KeepsSecrets(this) ?? BookingGuards.Fits(this, room);
    }

    /// <summary>The contact's telephone, whole for whoever has to call him (who takes requests, who serves, the unit that asks), masked for all others; the same on page, paper, history and by API.</summary>
    public string? PhoneFor(Acting by, string? phone) => by.Has(PlatformPermissions.PhonesRead) || by.May(ConferencePermissions.BookingsAccept, OwnerPath) || by.May(ConferencePermissions.Serve, OwnerPath)
        || by.ActsFor(AskerPersonId) || by.Org == AskerPath || OrganiserPaths.Split(' ').Contains(by.Org) ? phone : PersonContact.Mask(phone);

    /// <summary>Units ended that own it or have a part in it: those that go on take their places. Names and number stay as they were written, signed and told.</summary>
    /// <param name="home">Where the asker belongs now; of several successors his own.</param>
    public void Follow(Inheritance heirs, string? home)
    {
        if (heirs.Ended(OwnerPath)) OwnerPath = heirs.Now(Room.OwnerPath, heirs.OfKind(OwnerPath, ConferenceHandovers.Rooms).Path);
        if (heirs.Ended(AskerPath)) (AskerOrganisationId, AskerPath) = heirs.Of(AskerPath, home) is var asker ? (asker.Id, asker.Path) : default;
        OrganiserPaths = string.Join(' ', OrganiserPaths.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(p => heirs.Now(p, home)).Distinct());
        OrganiserIds = [.. OrganiserIds.Select(id => heirs.Ids.Contains(id) ? heirs.Of(id, home).Id : id).Distinct()];
        if (UndertakerPath is { } undertaker && heirs.Ended(undertaker)) (UndertakerId, UndertakerPath) = heirs.Of(undertaker, home) is var next ? (next.Id, next.Path) : default;
    }

    /// <summary>A draft is still a matter of those who write it, not of the office to which it will be sent.</summary>
    public bool IsYours(Acting by) => State != BookingState.Draft || by.ActsFor(AskerPersonId) || by.Org == AskerPath || OrganiserPaths.Split(' ').Contains(by.Org) || by.Org == UndertakerPath;
    Refusal? NotYours(Acting by) => IsYours(by) ? null : Refusal.Forbidden($"这是{AskerName}还没有提交的草稿，由申请单位修改和提交");

    /// <summary>Sends the request: from now on it holds its room until the deadline.</summary>
    public Refusal? Submit(Room room, Acting by)
    {
        if (State is not (BookingState.Draft or BookingState.Returned)) return Refusal.WrongState($"会议预约{EnumNames.Of(State)}，不能再提交");
        if (NotYours(by) is { } theirs) return theirs;
        if ((BookingGuards.InTime(this, by) ?? BookingGuards.NotTooMany(this, by) ?? BookingGuards.IsOpen(this, room, by) ?? BookingGuards.CanBeSetUp(this, by) ?? BookingGuards.ChannelFits(this)) is { } no) return no;
        var offered = IsOffered;
        State = BookingState.Submitted;
        Contend(room, offered);
        SubmittedAt ??= by.Now;
        WaitsSince = null;
        ConsentAsked = WantsConsent(this, by);
        (ConsentedAt, ConsenterIds) = (null, []);
        Opinion = null;
        Warned = 0;
        Urgent = BookingGuards.CutsIntoSetUp(this, by);
        var until = by.Now + by.Of(ConferenceStandard.RequestHolds, OwnerPath);
        HoldUntil = until < StartsAt ? until : StartsAt;
        return null;
    }

    /// <summary>Whether the asker's unit wants to be asked itself. A stamped form, a paper notice or a visit carries the unit's consent with it.</summary>
    public static bool WantsConsent(RoomBooking b, Acting by) => b.Channel is BookingChannel.Online or BookingChannel.Api && by.Of(ConferenceStandard.OwnUnitConsents, b.AskerPath);

    /// <summary>The asker's own unit consents; the request goes on to the clerk.</summary>
    public Refusal? Consent(Acting by)
    {
        if (!AwaitsConsent) return Refusal.WrongState($"会议预约{EnumNames.Of(State)}，不在等本单位同意");
        ConsentedAt = by.Now;
        return null;
    }

    /// <summary>The clerk has checked the request and fixed the room; the mark 'important' is set here.</summary>
    public Refusal? Accept(bool important, Acting by)
    {
        if (State != BookingState.Submitted) return Refusal.WrongState($"会议预约{EnumNames.Of(State)}，不是待受理");
        if (AwaitsConsent) return Refusal.WrongState($"{AskerName}还没有同意这场会议，同意后才能受理");
        if (BookingGuards.CanBeSetUp(this, by, important) is { } no) return no;
        State = BookingState.Accepted;
        Important = important;
        Urgent = BookingGuards.CutsIntoSetUp(this, by);
        (AcceptedBy, AcceptedAt) = (by.Name, by.Now);
        return null;
    }

    /// <summary>The last step of the approval has passed.</summary>
    public Refusal? Approve(Acting by)
    {
        if (State != BookingState.Accepted) return Refusal.WrongState($"会议预约{EnumNames.Of(State)}，不是待审批");
        State = BookingState.Approved;
        ApprovedAt = by.Now;
        Settled();
        return null;
    }

    /// <summary>What is said to a decision; of a classified meeting nothing is written down.</summary>
    Refusal? Say(string opinion, string why)
    {
        if (IsClassified && opinion.Trim().Length > 0) return BookingGuards.SecretField(nameof(Opinion), "意见");
        if (!IsClassified && opinion.Trim().Length == 0) return new(why, Field: nameof(Opinion));
        Opinion = IsClassified ? "涉密会议，原因当面说明" : opinion.Trim();
        return null;
    }

    public Refusal? Return(string opinion, Acting by)
    {
        if (State is not (BookingState.Submitted or BookingState.Accepted)) return Refusal.WrongState($"会议预约{EnumNames.Of(State)}，不能退回");
        if (Say(opinion, "请写明退回的原因，申请人照此修改") is { } no) return no;
        State = BookingState.Returned;
        Settled();
        return null;
    }

    public Refusal? Refuse(string opinion, Acting by)
    {
        if (State is not (BookingState.Submitted or BookingState.Accepted)) return Refusal.WrongState($"会议预约{EnumNames.Of(State)}，不能再作决定");
        if (Say(opinion, "请写明不批准的原因") is { } no) return no;
        State = BookingState.Refused;
        Settled();
        return null;
    }

    public Refusal? TakeBack(Acting by)
    {
        if (State != BookingState.Submitted) return Refusal.WrongState(State == BookingState.Accepted ? "已经受理，不能撤回；请联系会议管理单位退回，或取消预约" : $"会议预约{EnumNames.Of(State)}，不能撤回");
        State = BookingState.Draft;
        Settled();
        return null;
    }

    public Refusal? Cancel(string reason, Acting by)
    {
        if (IsOver) return Refusal.WrongState($"会议预约{EnumNames.Of(State)}，不能取消");
        if (NotYours(by) is { } theirs) return theirs;
        if (State == BookingState.InService || by.Now >= StartsAt && Holds) return Refusal.WrongState("会议已经开始，不能取消；请改为结束");
        if (IsClassified && reason.Trim().Length > 0) return BookingGuards.SecretField(nameof(Opinion), "取消原因");
        if (!IsClassified && State is BookingState.Approved or BookingState.Confirmed && reason.Trim().Length == 0) return new("会议已经批准，请写明取消的原因，将通知服务单位", Field: nameof(Opinion));
        State = BookingState.Cancelled;
        Opinion = reason.Trim();
        Settled();
        return null;
    }

    /// <summary>A request whose hold ran out before it was decided.</summary>
    public Refusal? Expire(Acting by)
    {
        if (HoldUntil is not { } until || until > by.Now) return Refusal.WrongState("还没有到期");
        if (IsOffered) { Lapse(); return null; }
        State = BookingState.Expired;
        Settled();
        return null;
    }

    public void Warn(int times) => Warned = times;

    /// <summary>The reason with which a move inside the set-up time is let in.</summary>
    public void ExplainUrgency(string? reason) { if (!string.IsNullOrWhiteSpace(reason)) UrgentReason = reason.Trim(); }

    /// <summary>Another time or room. After approval it goes back to no one, but all three sign again.</summary>
    public Refusal? Move(Room room, MeetingDays days, Acting by)
    {
        if (IsOver || State == BookingState.InService) return Refusal.WrongState($"会议预约{EnumNames.Of(State)}，不能再改时间或会议室");
        if (room.OwnerPath != OwnerPath && SubmittedAt is not null) return new("不能改到别的管理单位的会议室；请取消后重新预约", Field: nameof(RoomId));
        if (room.OwnerPath != OwnerPath && Equipment.Count > 0) return new($"{EquipmentNeed.Say(Equipment)}由原来的管理单位提供，不能带到{room.Name}；请先在“修改”里去掉", "conf:4.5", nameof(RoomId));
        if (room.OwnerPath != OwnerPath && Further.Count > 0) return new($"{FurtherRoom.Say(Further)}属于原来的管理单位，不能与{room.Name}一起用；请先在“修改”里去掉", "conf:C.1.4", nameof(RoomId));
        if (Further.FirstOrDefault(f => f.Room == room.Id) is { } used) return new($"{room.Name}已是这场会议的{EnumNames.Of(used.Role)}，请先在“修改”里去掉，或换一间", "conf:C.1.4", nameof(RoomId));
        var (before, words, over) = (SignedFacts(), Words(), CostGuards.Over(this, by).ToList());
        if (RoomId != room.Id || !Days.Equals(days)) { LosePlace(); Contend(room); }
        RoomId = room.Id;
        (left, BuildingId) = (BuildingId, room.BuildingId);
        OwnerPath = room.OwnerPath;
        Days = days;
        (StartsAt, EndsAt) = (days.StartsAt, days.EndsAt);
        if ((BookingGuards.Fits(this, room) ?? BookingGuards.InTime(this, by) ?? BookingGuards.IsOpen(this, room, by) ?? BookingGuards.CanBeSetUp(this, by) ?? CostGuards.Keeps(this, over, by)) is { } no) return no;
        Urgent = BookingGuards.CutsIntoSetUp(this, by);
        AskSignersAgain(before, words, room, by);
        return null;
    }

    /// <summary>Its first day has come; before one soon after midnight, the late evening too: the room is made ready an hour before.</summary>
    public bool IsToday(Acting by) => China.Day(StartsAt.AddHours(-1)) <= by.Today;

    public Refusal? Start(Acting by)
    {
        if (State != BookingState.Confirmed) return Refusal.WrongState($"会议预约{EnumNames.Of(State)}，三方签字确认后才能开始服务");
        if (!IsToday(by)) return Refusal.WrongState($"会议 {China.SayShort(StartsAt)} 开始，当天才能开始服务");
        if (NeedsPlan(by) && PlanConfirmedAt is null && !IsClassified) return new("重要会议、大型会议的服务实施方案还没有经主办单位确认，不能开始服务", "conf:6.1.2.2.2", nameof(ServicePlan), Refusal.Codes.WrongState);
        State = BookingState.InService;
        StartedAt = by.Now;
        return null;
    }

    public Refusal? Finish(Acting by)
    {
        if (State != BookingState.InService) return Refusal.WrongState($"会议预约{EnumNames.Of(State)}，没有在服务中");
        if (by.Now < StartsAt) return Refusal.WrongState($"会议 {China.SayShort(StartsAt)} 才开始，还不能结束");
        State = BookingState.Finished;
        FinishedAt = by.Now;
        return null;
    }

    public Refusal? Archive(Acting by)
    {
        if (State != BookingState.Finished) return Refusal.WrongState($"会议预约{EnumNames.Of(State)}，结束后才能归档");
        State = BookingState.Archived;
        return null;
    }

    /// <summary>What the clerk read back to the caller, each fact ticked.</summary>
    [Clause("conf:6.1.2.1.2.3")]
    public Refusal? RecordReadBack(IReadOnlyCollection<string> ticked, Acting by)
    {
        if (Channel != BookingChannel.Telephone) return Refusal.WrongState("只有电话预约需要复述确认");
        var missing = BookingGuards.ReadBackFacts.Where(f => !ticked.Contains(f)).ToList();
        if (missing.Count > 0) return new($"还没有向来电人复述：{string.Join("、", missing)}", "conf:6.1.2.1.2.3", nameof(ReadBack));
        ReadBack = $"{by.Name} {China.SayShort(by.Now)} 已复述确认：{string.Join("、", BookingGuards.ReadBackFacts)}";
        return null;
    }

    public Refusal? AttachScan(Guid file, Acting by)
    {
        if (IsClassified) return BookingGuards.SecretField(nameof(ScanFileId), "扫描件");
        if (IsOver) return Refusal.WrongState($"会议预约{EnumNames.Of(State)}，不能再补交");
        ScanFileId = file;
        return null;
    }

    public bool NeedsPlan(Acting by) => Important || ConferenceStandard.Size(Headcount, by, OwnerPath) == MeetingSize.Large;

    /// <param name="file">The plan as a document, beside the words; null: none, or the one that is there stays.</param>
    [Clause("conf:6.1.2.2.2")]
    public Refusal? WritePlan(string text, Guid? file, Acting by)
    {
        if (IsOver || State is BookingState.Draft or BookingState.InService) return Refusal.WrongState($"会议预约{EnumNames.Of(State)}，不能制定服务方案");
        if (IsClassified) return Refusal.WrongState("涉密会议的服务方案按保密规定当面交接，不在本系统登记");
        if (text.Trim().Length is < 10 or > 4000) return new("服务方案应为 10 到 4000 字", "conf:6.1.2.2.2", nameof(ServicePlan));
        ServicePlan = text.Trim();
        PlanFileId = file ?? PlanFileId;
        (PlanConfirmedAt, PlanConfirmedBy) = (null, null);
        // Who signed had confirmed another plan.
        if (NeedsPlan(by) && SignatureOf(SigningParty.Organiser) is { } signed)
        {
            Signatures = [.. Signatures.Where(s => s != signed)];
            ChangeNote = $"{by.Name} {China.SayShort(by.Now)} 改动：服务方案已修改。请主办单位确认新方案后重新签字";
            if (State == BookingState.Confirmed) State = BookingState.Approved;
        }
        return null;
    }

    [Clause("conf:6.1.2.2.2")]
    public Refusal? ConfirmPlan(Acting by)
    {
        if (by.MustBePerson() is { } no) return no;
        if (ServicePlan is null) return Refusal.WrongState("服务单位还没有提交服务方案");
        if (PlanConfirmedAt is not null) return Refusal.WrongState("服务方案已经确认");
        (PlanConfirmedAt, PlanConfirmedBy) = (by.Now, by.Name);
        return null;
    }
}
