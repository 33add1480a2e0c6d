using Microsoft.EntityFrameworkCore;

namespace Guanjia.Vehicles;

/// <summary>What a form's answers lead to.</summary>
public sealed record UseOutlook(VehicleRequest Sketch, Fleet? Fleet, IReadOnlyList<UseRule> Against, IReadOnlyList<FlowForecast> Ahead, decimal Cost, TimeSpan OnTheRoad, bool Timed = false)
{
    /// <summary>同路的车 with free seats for all of them.</summary>
    public IReadOnlyList<TripSeats> SameWay { get; init; } = [];
}

/// <summary>The acts on a request that touch more than its own row: its approval, its trips, the people told. Page, API and jobs all come this way.</summary>
public sealed partial class Requests(GuanjiaDb db, Flows flows, Occasions occasions)
{
    Acting By => db.Scope.Required;

    /// <summary>Makes a request, unsaved: a draft, or sent at once. Its fleet must be the actor's own or on offer to him.</summary>
    public async Task<(VehicleRequest? Request, Refusal? No)> Ask(Input<VehicleRequest> input, bool draft, CancellationToken ct)
    {
        if (await FleetOf(input.Get(RequestFields.Fleet), ct) is not { } fleet) return (null, NoFleet());
        var asker = await db.Set<Organisation>().FirstAsync(o => o.Id == By.Organisation, ct);
        if ((VehicleRequest.Draft(fleet, input, asker, By, out var request) ?? await Linked(request, null, ct)) is { } no) return (request, no);
        if (await db.AddUnder<Fleet>(fleet.Id, request, ct) is { } closed) return (request, closed);
        return (request, draft ? null : await Submit(request, ct));
    }

    public async Task<Refusal?> Change(VehicleRequest request, Input<VehicleRequest> input, CancellationToken ct)
    {
        var fleetId = input.Get(RequestFields.Fleet);
        var fleet = await FleetOf(fleetId, ct) ?? (fleetId == request.FleetId ? await db.Doored<Fleet>(fleetId, request.Id, ct) : null);
        var linked = request.OccasionId;
        return fleet is null ? NoFleet() : fleet.OwnerPath != request.OwnerPath && request.SubmittedAt is not null ? new("已经提交过的申请不能改到别的管理单位的车队；请取消后重新申请", Field: RequestFields.Fleet.Name) : request.Change(input, fleet, By) ?? await Linked(request, linked, ct);
    }

    /// <summary>The meeting or reception for which it is asked: one that the asker may read, with the time that it has now.</summary>
    async Task<Refusal?> Linked(VehicleRequest request, Guid? before, CancellationToken ct)
    {
        if (request.OccasionId is not { } id) { request.For(null); return null; }
        if (await occasions.Of(id, ct) is { } found) { if (id != before) request.For(found); return null; }
        return id == before ? null : new("没有找到这场会议或接待，或者您无权查看；请从列表中选择", "cons:8.2.2.1.a.1", RequestFields.Occasion.Name);
    }

    Task<Fleet?> FleetOf(Guid id, CancellationToken ct) => db.OnOffer<Fleet>().FirstOrDefaultAsync(f => f.Id == id && f.IsActive, ct);
    static Refusal NoFleet() => new("没有这个车队，或者它不对您的单位开放", "cons:8.2.2.1.a.i", RequestFields.Fleet.Name);

    public async Task<Refusal?> Submit(VehicleRequest request, CancellationToken ct)
    {
        if ((request.Submit(await Used(request, ct), By) ?? await flows.Send(request, ct)) is { } no) return no;
        Tell(request, "submitted", $"“{request.Title}”已提交");
        return null;
    }

    /// <summary>How many its unit has asked of the fleet for that month, others than this.</summary>
    async Task<int> Used(VehicleRequest r, CancellationToken ct)
    {
        if (By.Of(UseStandard.MonthQuota, r.OwnerPath) <= 0) return 0;
        var first = new DateOnly(China.Day(r.StartsAt).Year, China.Day(r.StartsAt).Month, 1);
        var (thing, unit, from, to) = (Things.Key<VehicleRequest>(), r.AskerPath, China.FromLocal(first, TimeOnly.MinValue), China.FromLocal(first.AddMonths(1), TimeOnly.MinValue));
        return await db.Related<VehicleRequest>().CountAsync(o => o.Id != r.Id && o.FleetId == r.FleetId && o.AskerPath == unit && o.StartsAt >= from && o.StartsAt < to && o.SubmittedAt != null && o.State != RequestState.Cancelled && o.State != RequestState.Refused && o.State != RequestState.Returned, ct);
    }

    /// <summary>A decision of whoever has the task; it names the version he saw.</summary>
    public async Task<Refusal?> Approve(VehicleRequest request, int seen, string opinion, CancellationToken ct)
    {
        var (task, no) = await Turn(request, ct);
        return no ?? Settle(request, await flows.Approve(request, task!.Id, seen, task.Version, opinion, ct), request.State == RequestState.Approved ? "approved" : null);
    }

    public async Task<Refusal?> Refuse(VehicleRequest request, int seen, string opinion, CancellationToken ct)
    {
        var (task, no) = await Turn(request, ct);
        return no ?? Settle(request, await flows.Refuse(request, task!.Id, seen, task.Version, opinion, ct), "refused");
    }

    /// <summary>Back to the asker: by the approver, or afterwards by the fleet.</summary>
    public async Task<Refusal?> Return(VehicleRequest request, int seen, string opinion, CancellationToken ct)
    {
        if (By.MustBePerson() is { } nobody) return nobody;
        if (await flows.MyTask(request.Id, ct) is { } task) return Settle(request, await flows.Return(request, task.Id, null, seen, task.Version, opinion, ct), "returned");
        if (seen != request.Version) return Refusal.WrongState("这份申请刚才有人改过，请看过现在的内容再决定");
        if (!By.May(UsePermissions.RequestsAccept, request.OwnerPath)) return Refusal.Forbidden("您不是这份申请现在的审批人");
        return Settle(request, request.Return(opinion, By) ?? await flows.Cancel(request, opinion, ct) ?? await GiveUp(request, opinion, ct), "returned");
    }

    async Task<(FlowTask? Task, Refusal? No)> Turn(VehicleRequest request, CancellationToken ct)
    {
        if (By.MustBePerson() is { } no) return (null, no);
        return await flows.MyTask(request.Id, ct) is { } task ? (task, null) : (null, await flows.Missed(request.Id, ct) ?? Refusal.Forbidden("您不是这份申请现在的审批人，或者已经由他人办理"));
    }

    public async Task<Refusal?> TakeBack(VehicleRequest request, CancellationToken ct) => Settle(request, request.TakeBack(By) ?? await flows.Cancel(request, "申请人撤回", ct), null);

    /// <summary>Until someone has set out; what was ordered for it is given up, and the driver told.</summary>
    public async Task<Refusal?> Cancel(VehicleRequest request, string reason, CancellationToken ct)
    {
        if ((request.Cancel(reason, By) ?? await flows.Cancel(request, reason, ct)) is { } no) return no;
        if (await GiveUp(request, reason, ct) is { } stays) return stays;
        Tell(request, "cancelled", $"“{request.Title}”已取消");
        return null;
    }

    /// <summary>No car drives for nobody: what was ordered for a request that ends is withdrawn, of several cars those that were there already.</summary>
    async Task<Refusal?> GiveUp(VehicleRequest request, string reason, CancellationToken ct)
    {
        if (!(await Trips.StepsOf(db, request.Id, Guid.Empty, ct)).Exists(s => s is TripState.Ordered or TripState.Taken)) return null;
        var trips = await Trips.Of(db, request.Id, TripVerbs.GiveUp, ct);
        // Whoever may not give up what was ordered does not leave a car standing for nobody.
        if (!trips.Exists(t => t.Holds)) return Refusal.Forbidden("已经派车，取消由申请人本人或车队办理，请与车队联系");
        foreach (var trip in trips)
            if (trip.Holds && await Trips.Without(db, trip, request, reason, ct) is { } stays) return stays;
        return null;
    }

    public Refusal? Accept(VehicleRequest request) => Settle(request, request.Accept(By), "accepted");

    /// <summary>After an approval was moved elsewhere than on the request's own pages (many at once, by time, by the flow's owner).</summary>
    public static Task<Refusal?> FlowSettled(GuanjiaDb db, Flows flows, VehicleRequest request, CancellationToken ct) => Task.FromResult(Settle(db, request, null, request.State switch
    {
        RequestState.Approved => "approved", RequestState.Refused => "refused", RequestState.Returned => "returned", _ => null,
    }));

    Refusal? Settle(VehicleRequest request, Refusal? no, string? kind) => Settle(db, request, no, kind);
    static Refusal? Settle(GuanjiaDb db, VehicleRequest request, Refusal? no, string? kind)
    {
        if (no is null && kind is not null) Tell(db, request, kind, $"“{request.Title}”{EnumNames.Of(request.State)}");
        return no;
    }

    void Tell(VehicleRequest r, string kind, string says) => Tell(db, r, kind, says);
    internal static void Tell(GuanjiaDb db, VehicleRequest r, string kind, string says)
    {
        db.Emit($"vehicles.request.{kind}", r, r.OwnerPath, new { r.Number, r.State, r.StartsAt, r.EndsAt });
        if (r.AskerPersonId != Guid.Empty) db.Notify(r.AskerPersonId, $"vehicles.request.{kind}", says + (r.Opinion is { Length: > 0 } why && kind is "returned" or "refused" ? $"：{r.Opinion}" : ""), $"/vehicles/requests/{r.Id}");
    }

    /// <summary>Saves; of two who decided at the same moment the later one is told what the other did.</summary>
    public async Task<Refusal?> Save(VehicleRequest request, CancellationToken ct) =>
        await flows.Save(request.Id, ct) is not { } no ? null : no.Code == Refusal.Codes.Stale ? no with { Code = Refusal.Codes.WrongState, Field = null } : no;

    /// <summary>What the answers given so far lead to: what speaks against it, how far it is, who will decide.</summary>
    public async Task<UseOutlook> Look(Input<VehicleRequest> input, CancellationToken ct)
    {
        Guid? id = Guid.TryParse(input.Raw(RequestFields.Fleet), out var given) ? given : null;
        var fleet = id is null ? null : await db.OnOffer<Fleet>().AsNoTracking().FirstOrDefaultAsync(f => f.Id == id, ct);
        var asker = await db.Set<Organisation>().AsNoTracking().FirstAsync(o => o.Id == By.Organisation, ct);
        var sketch = VehicleRequest.Sketch(fleet, input, asker, By);
        if (fleet is null) return new(sketch, null, [], [], 0, TimeSpan.Zero);
        var timed = sketch.StartsAt > DateTimeOffset.MinValue && sketch.EndsAt > sketch.StartsAt;
        var against = timed ? UseRules.Against(sketch, await Used(sketch, ct), By) : [];
        return new(sketch, fleet, against, await flows.Forecast(sketch, ct), sketch.Km * sketch.Cars * By.Of(UseStandard.FenPerKm, fleet.OwnerPath) / 100m, Roads.Time(sketch.Km / 2, By, fleet.OwnerPath), timed) { SameWay = timed && sketch.ToDivision.Length > 0 ? await TripSeats.For(db, sketch, ct) : [] };
    }
}
