namespace Guanjia.Vehicles;

/// <summary>What of a use becomes another; null: it stays.</summary>
public sealed record MovedUse(DateTimeOffset? StartsAt = null, DateTimeOffset? EndsAt = null, string? FromPlace = null, string? ToDivision = null, string? ToPlace = null, int? Headcount = null, string? Passengers = null)
{
    public bool MovesTime => StartsAt is not null || EndsAt is not null;
    public bool MovesMore => FromPlace is not null || ToDivision is not null || ToPlace is not null || Headcount is not null || Passengers is not null;
}

public sealed partial class VehicleRequest
{
    /// <summary>A draft for a unit, to one fleet.</summary>
    public static Refusal? Draft(Fleet fleet, Input<VehicleRequest> input, Organisation asker, Acting by, out VehicleRequest request)
    {
        request = new()
        {
            Id = by.NewId(), OwnerPath = fleet.OwnerPath, FleetId = fleet.Id, State = RequestState.Draft, AskedAt = by.Now,
            AskerOrganisationId = asker.Id, AskerPath = asker.Path, AskerName = asker.Short, AskerPersonId = by.IsPerson ? by.Person : Guid.Empty,
        };
        return request.Take(input, fleet, by);
    }

    /// <summary>What the answers given so far would make, for showing what follows from them; never saved.</summary>
    public static VehicleRequest Sketch(Fleet? fleet, Input<VehicleRequest> input, Organisation asker, Acting by)
    {
        var r = new VehicleRequest { Id = by.NewId(), AskedAt = by.Now, AskerOrganisationId = asker.Id, AskerPath = asker.Path, AskerName = asker.Short, AskerPersonId = by.IsPerson ? by.Person : Guid.Empty, OwnerPath = fleet?.OwnerPath ?? "", FleetId = fleet?.Id ?? Guid.Empty };
        input.ApplyTo(r);
        if (fleet is not null) r.Reckon(fleet, by);
        return r;
    }

    public Refusal? Change(Input<VehicleRequest> input, Fleet fleet, Acting by)
    {
        if (State is not (RequestState.Draft or RequestState.Returned)) return Refusal.WrongState($"用车申请{EnumNames.Of(State)}，不能再修改；请先撤回，或取消后重新申请");
        return Take(input, fleet, by);
    }

    Refusal? Take(Input<VehicleRequest> input, Fleet fleet, Acting by)
    {
        input.ApplyTo(this);
        (FleetId, OwnerPath) = (fleet.Id, fleet.OwnerPath);
        if (FromPlace.Trim().Length == 0) FromPlace = fleet.Place;
        Reckon(fleet, by);
        return UseRules.IsWhole(this);
    }

    /// <summary>It is for this meeting or reception, as it stands now; null: for none.</summary>
    internal void For(Occasion? occasion) => (OccasionId, OccasionFrom, OccasionTo) = (occasion?.Id, occasion?.From, occasion?.To);

    void Reckon(Fleet fleet, Acting by)
    {
        if (FromDivision.Length == 0) FromDivision = fleet.DivisionCode;
        if (OutOfRegion) return;
        var (there, home) = (Roads.There(FromDivision, ToDivision, by, OwnerPath), FromDivision == fleet.DivisionCode ? 0 : Roads.There(fleet.DivisionCode, FromDivision, by, OwnerPath));
        Km = OneWay ? home + there + Roads.There(ToDivision, fleet.DivisionCode, by, OwnerPath) : (home + there) * 2;
    }

    /// <summary>Sends the request. What a rule speaks against goes the way of an exception, with its reason.</summary>
    /// <param name="used">How many the unit has asked of the fleet for that month.</param>
    public Refusal? Submit(int used, Acting by)
    {
        if (State is not (RequestState.Draft or RequestState.Returned)) return Refusal.WrongState($"用车申请{EnumNames.Of(State)}，不能再提交");
        if ((UseRules.InTime(this, by) ?? UseRules.CanBeDriven(this, by)) is { } late) return late;
        var against = UseRules.Against(this, used, by);
        if (against.FirstOrDefault(r => !r.MayExcept) is { } never) return never.No;
        if (against.Count > 0 && string.IsNullOrWhiteSpace(ExceptionReason)) return against[0].No with { Message = $"{against[0].No.Message}；确需使用的，请填写例外理由，经审批后可以派车" , Field = nameof(ExceptionReason) };
        Exceptions = against.Count == 0 ? null : string.Join("；", against.Select(r => r.No.Message));
        SubmittedAt ??= by.Now;
        Opinion = null;
        ApprovedAt = null;
        // 先用后补: the fleet may begin at once, the approval runs beside it.
        State = Urgent ? RequestState.Approved : RequestState.Submitted;
        ToldPapers = false;
        PapersDueAt = Urgent ? by.Now + by.Of(UseStandard.PapersWithin, OwnerPath) : null;
        Due(Urgent ? UseStandard.AcceptWithin : null, by);
        return null;
    }

    void Due(Limit<TimeSpan>? within, Acting by) => (DueAt, ToldLate) = (within is null ? null : by.Now + by.Of(within, OwnerPath), false);
    /// <summary>The present step is late, and that has been told.</summary>
    internal void TellLate() => ToldLate = true;
    internal void TellPapers() => ToldPapers = true;
    /// <summary>One of the days that were asked for together.</summary>
    internal void Join(Guid series) => SeriesId = series;
    internal void AskMarks() => AskedMarks = true;

    /// <summary>The last step of the approval has passed.</summary>
    public Refusal? Approve(Acting by)
    {
        ApprovedAt = by.Now;
        PapersDueAt = null;
        if (State != RequestState.Submitted && Urgent) Close(by);
        if (State != RequestState.Submitted) return Urgent ? null : Refusal.WrongState($"用车申请{EnumNames.Of(State)}，不是待审核");
        State = RequestState.Approved;
        Due(UseStandard.AcceptWithin, by);
        return null;
    }

    [Clause("cons:8.2.2.1.a.2")]
    public Refusal? Refuse(string opinion, Acting by)
    {
        if (State is not (RequestState.Submitted or RequestState.Approved or RequestState.Accepted)) return Urgent && !IsOver ? Afterwards(opinion, by) : Refusal.WrongState($"用车申请{EnumNames.Of(State)}，不能再作决定");
        if (opinion.Trim().Length == 0) return new("请写明不批准的原因", Field: nameof(Opinion));
        (State, Opinion, DueAt) = (RequestState.Refused, opinion.Trim(), null);
        return null;
    }

    public Refusal? Return(string opinion, Acting by)
    {
        if (State is not (RequestState.Submitted or RequestState.Approved or RequestState.Accepted)) return Urgent && !IsOver ? Afterwards(opinion, by) : Refusal.WrongState($"用车申请{EnumNames.Of(State)}，不能退回");
        if (opinion.Trim().Length == 0) return new("请写明退回的原因，申请人照此修改", Field: nameof(Opinion));
        (State, Opinion, DueAt) = (RequestState.Returned, opinion.Trim(), null);
        return null;
    }

    // The car has gone already: what was decided stands beside it and is looked into.
    Refusal? Afterwards(string opinion, Acting by)
    {
        (Opinion, PapersDueAt, FollowUp) = (opinion.Trim(), null, true);
        Close(by);
        return null;
    }

    public Refusal? TakeBack(Acting by)
    {
        if (State != RequestState.Submitted) return Refusal.WrongState($"用车申请{EnumNames.Of(State)}，不能撤回；请取消后重新申请");
        (State, DueAt) = (RequestState.Draft, null);
        return null;
    }

    /// <summary>Until someone has set out.</summary>
    public Refusal? Cancel(string reason, Acting by)
    {
        if (!BeforeStart) return Refusal.WrongState(IsOver ? $"用车申请{EnumNames.Of(State)}，不能取消" : "已经出车，不能取消；请与驾驶员或车队联系");
        if (State is RequestState.Ordered or RequestState.Taken && reason.Trim().Length == 0) return new("已经派车，请写明取消的原因，将通知车队和驾驶员", Field: nameof(Opinion));
        (State, Opinion, DueAt) = (RequestState.Cancelled, reason.Trim(), null);
        return null;
    }

    [Clause("cons:8.2.2.1.a.3")]
    public Refusal? Accept(Acting by)
    {
        if (State != RequestState.Approved) return Refusal.WrongState($"用车申请{EnumNames.Of(State)}，不是待受理");
        State = RequestState.Accepted;
        (AcceptedBy, AcceptedAt) = (by.Name, by.Now);
        Due(UseStandard.DispatchWithin, by);
        return null;
    }

    /// <summary>How far it is follows from its trips: the one that is least far, and how many cars are still missing.</summary>
    /// <param name="all">How far each of its trips is, those that do not count included.</param>
    /// <param name="moved">The trip by which it moves.</param>
    public void Follow(IReadOnlyCollection<TripState> all, Trip moved, Acting by)
    {
        if (State is RequestState.Draft or RequestState.Returned or RequestState.Submitted or RequestState.Approved || IsOver) return;
        if (moved.DriverPersonId is { } driver) DriverPersonIds = moved.Counts ? [.. DriverPersonIds.Union([driver])] : [.. DriverPersonIds.Where(d => d != driver)];
        var goes = all.Where(s => s <= TripState.Closed).ToList();
        var before = State;
        // One that broke down and was not replaced hinders nobody from closing: the others are back.
        State = goes.Count < Cars && !(goes.Count > 0 && goes.Min() >= TripState.Back) ? goes.Contains(TripState.Out) ? RequestState.Out : RequestState.Accepted : goes.Min() switch
        {
            TripState.Ordered => RequestState.Ordered, TripState.Taken => RequestState.Taken, TripState.Out => RequestState.Out, TripState.Back or TripState.CostsEntered => RequestState.Back, _ => RequestState.Checked,
        };
        if (State != before) Due(State == RequestState.Accepted ? UseStandard.DispatchWithin : null, by);
    }

    /// <summary>What it would be with other times, places or people; nothing of it is saved before <see cref="Become"/>. What a rule speaks against newly has to be approved anew.</summary>
    [Clause("cons:8.2.2.1.a.5"), Clause("cons:8.2.2.1.a.ii")]
    internal (VehicleRequest Like, Refusal? No) Like(MovedUse to, Fleet fleet, Acting by)
    {
        var like = (VehicleRequest)MemberwiseClone();
        (like.StartsAt, like.EndsAt, like.FromPlace, like.ToDivision, like.ToPlace, like.Headcount, like.Passengers) = (to.StartsAt ?? StartsAt, to.EndsAt ?? EndsAt, to.FromPlace ?? FromPlace, to.ToDivision ?? ToDivision, to.ToPlace ?? ToPlace, to.Headcount ?? Headcount, to.Passengers ?? Passengers);
        // A place on the map belongs to the place that was named with it.
        if (like.FromPlace != FromPlace) like.FromSpot = null;
        if (like.ToPlace != ToPlace || like.ToDivision != ToDivision) like.ToSpot = null;
        if (like.StartsAt == StartsAt && like.EndsAt == EndsAt && like.ToDivision == ToDivision && !(OutOfRegion && like.ToPlace != ToPlace)) return (like, like.Headcount is < 1 or > 500 ? new("乘车人数应在 1 到 500 之间", "cons:8.2.2.1.a.1", nameof(Headcount)) : null);
        like.Reckon(fleet, by);
        if (UseRules.IsWhole(like) is { } no) return (like, no);
        if (like.OutOfRegion && (!OutOfRegion || like.ToPlace != ToPlace)) return (like, new("区外目的地有变须重新审批，请取消后重新申请", "cons:8.2.2.2.3", nameof(ToDivision)));
        if (like.StartsAt != StartsAt && UseRules.InTime(like, by) is { } late) return (like, late);
        var known = UseRules.Against(this, 0, by).Select(r => (r.No.Clause, r.No.Field)).ToList();
        return UseRules.Against(like, 0, by).FirstOrDefault(r => !known.Contains((r.No.Clause, r.No.Field))) is { } against ? (like, against.No with { Message = $"{against.No.Message}；须重新审批，请取消后重新申请" }) : (like, null);
    }

    /// <summary>The same, back later.</summary>
    internal VehicleRequest Until(DateTimeOffset until)
    {
        var like = (VehicleRequest)MemberwiseClone();
        if (like.EndsAt < until) like.EndsAt = until;
        return like;
    }

    /// <summary>Takes the times, places and people of what was looked at.</summary>
    internal void Become(VehicleRequest like) => (StartsAt, EndsAt, FromPlace, FromSpot, ToDivision, ToPlace, ToSpot, Headcount, Passengers, Km) = (like.StartsAt, like.EndsAt, like.FromPlace, like.FromSpot, like.ToDivision, like.ToPlace, like.ToSpot, like.Headcount, like.Passengers, like.Km);

    /// <summary>Another drives it from now on.</summary>
    internal void DrivenBy(Guid? before, Guid? now) => DriverPersonIds = [.. DriverPersonIds.Where(d => d != before).Concat(now is { } who ? [who] : Array.Empty<Guid>()).Distinct()];

    [Clause("cons:8.2.2.1.a.10")]
    public Refusal? Evaluate(int punctual, int driving, int clean, int manner, int route, string? remark, Acting by)
    {
        if (by.MustBePerson() is { } nobody) return nobody;
        if (State is not (RequestState.Back or RequestState.Checked)) return Refusal.WrongState(EvaluatedAt is not null ? "已经评价过" : $"用车申请{EnumNames.Of(State)}，归队后才能评价");
        if (EvaluatedAt is not null) return Refusal.WrongState("已经评价过，谢谢");
        int[] marks = [punctual, driving, clean, manner, route];
        if (marks.Any(m => m is < 1 or > 5)) return new("每一项请选 1 到 5 分", "cons:8.2.2.1.a.10", nameof(Punctual));
        var low = marks.Min() <= by.Of(UseStandard.LowScore, OwnerPath);
        if (low && string.IsNullOrWhiteSpace(remark)) return new($"有一项在 {by.Of(UseStandard.LowScore, OwnerPath)} 分及以下，请写明情况，车队将回访", "cons:8.2.2.1.a.10", nameof(Remark));
        (Punctual, Driving, Clean, Manner, Route, Remark, EvaluatedAt, FollowUp) = (punctual, driving, clean, manner, route, string.IsNullOrWhiteSpace(remark) ? null : remark.Trim(), by.Now, low);
        Close(by);
        return null;
    }

    /// <summary>What a low mark, or an approval refused afterwards, led to.</summary>
    [Clause("cons:8.2.2.1.a.10")]
    public Refusal? FollowUpOn(string note, Acting by)
    {
        if (!FollowUp) return Refusal.WrongState(FollowedUpAt is null ? "这份申请不用回访" : "已经回访过");
        if (note.Trim().Length is < 5 or > 300) return new("请写明回访的情况和处理结果（5 到 300 字）", "cons:8.2.2.1.a.10", nameof(FollowUpNote));
        (FollowUp, FollowUpNote, FollowedUpBy, FollowedUpAt) = (false, note.Trim(), by.Name, by.Now);
        return null;
    }

    /// <summary>Done with once its costs are checked, it was evaluated, and what was used first is approved afterwards, or looked into.</summary>
    public void Close(Acting by) { if (State == RequestState.Checked && EvaluatedAt is not null && PapersDueAt is null) (State, DueAt) = (RequestState.Closed, null); }

    /// <summary>Units ended that run its fleet or asked for it: those that go on take their places.</summary>
    /// <param name="home">Where the asker belongs now; of several successors his own.</param>
    public void Follow(Inheritance heirs, string? home)
    {
        if (heirs.Ended(OwnerPath)) OwnerPath = heirs.OfKind(OwnerPath, VehicleHandovers.Vehicles).Path;
        if (heirs.Ended(AskerPath)) (AskerOrganisationId, AskerPath) = heirs.Of(AskerPath, home) is var asker ? (asker.Id, asker.Path) : default;
    }

    /// <summary>离岗交接: another asks on for one who leaves. Whoever has still to decide on it cannot ask as well.</summary>
    [Clause("serv:5.2.2.b.4")]
    public Refusal? AskedBy(Passing p)
    {
        if (p.Decides.Contains(Id)) return Refusal.WrongState($"“{Title}”等{p.To.Name}审批，不能同时由他申请；请另选接手人");
        AskerPersonId = p.To.Id;
        return null;
    }
}
