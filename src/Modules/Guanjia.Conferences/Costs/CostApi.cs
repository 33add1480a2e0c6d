using System.Text.Json;
using Guanjia.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Guanjia.Conferences;

/// <summary>Sums for programs, in yuan.</summary>
public sealed record SumsView(decimal Lodging, decimal Food, decimal Other, decimal Total)
{
    public static SumsView Of(CostSums s) => new(s.Lodging, s.Food, s.Other, s.Total);
}

/// <summary>会议经费 as programs see it: <paramref name="Most"/> is what the quota allows, <paramref name="Over"/> what was paid beyond the plan (less than 0: saved).</summary>
public sealed record CostsView(Labelled Class, bool Transmission, int Days, int CheckInDays, int Delegates, int Staff, string? Funding, string? Approval, SumsView Planned, decimal Most, SumsView? Paid, decimal? Over)
{
    public static CostsView? Of(RoomBooking b, Acting by) => b.CostClass is not { } c ? null
        : new(Labelled.Of(c), b.Transmits, b.Days.Count, b.CheckInDays, b.Delegates ?? 0, b.CostStaff, b.Funding, b.CostApproval, SumsView.Of(b.Planned), b.CostMost(by), b.Paid is { } paid ? SumsView.Of(paid) : null, b.Paid?.Total - b.Planned.Total);
}

/// <summary>PUT …/bookings/{id}/costs: the plan before the meeting, what was paid after it; what is not sent stays.</summary>
static class CostApi
{
    static BodyPart Of(string name, Field<RoomBooking> f) => BodyPart.Of(name, f) with { Required = false };
    static BodyPart Sums(string name, string says, params Field<RoomBooking>[] f) => new(name, BodyKind.Object, says) { Parts = [Of("lodging", f[0]), Of("food", f[1]), Of("other", f[2])] };
    static readonly Body body = new("""{"class":"third","transmission":false,"checkInDays":1,"delegates":20,"staff":2,"funding":"本单位会议费预算","planned":{"lodging":12000.00,"food":5200.50,"other":1800}}""",
        Of("class", CostFields.Class), Of("transmission", CostFields.Transmits), Of("checkInDays", CostFields.CheckIn), Of("delegates", CostFields.Delegates), Of("staff", CostFields.Staff), Of("funding", CostFields.Funding), Of("approval", CostFields.Approval),
        Sums("planned", "计划，会议开始前填报", CostFields.PlannedLodging, CostFields.PlannedFood, CostFields.PlannedOther), Sums("paid", "实际支出，会议结束后填报", CostFields.PaidLodging, CostFields.PaidFood, CostFields.PaidOther));

    public static void Map(IEndpointRouteBuilder bookings) =>
        bookings.MapPut("/{id:guid}/costs", Put).Takes(body).Matches(must: true).WithSummary("会议经费：会前的计划，会后的实际支出；没有写的不变，需带 If-Match")
            .WithMetadata(new NeedsAttribute(ConferencePermissions.BookingsWrite, ConferencePermissions.BookingsAccept)).Produces<BookingView>();

    static async Task<IResult> Put(Guid id, HttpContext http, GuanjiaDb db, Bookings service, Acting by, CancellationToken ct)
    {
        var (json, bad) = await http.ReadJson(ct);
        if (bad is not null) return bad.Problem();
        var (booking, no) = await db.Open<RoomBooking>(id, BookingVerbs.Costs, ct);
        if (booking is null) return await Refused(no!);
        var room = (await db.Doored<Room>(booking.RoomId, id, ct))?.Name ?? "";
        if (http.MustMatch(booking, () => BookingView.Of(booking, room, by)) is { } precondition) return precondition;
        var input = Read(json, booking);
        if (!input.Ok) return input.Errors.Problem();
        if ((booking.EnterCosts(input, by) ?? await service.Save(booking, ct)) is { } refused) return await Refused(refused);
        http.ETag(booking);
        return Results.Json(BookingView.Of(booking, room, by));

        async Task<IResult> Refused(Refusal why)
        {
            await db.Refused(why, Things.Key<RoomBooking>(), id, booking?.OwnerPath ?? by.Org, ct);
            return (why with { Field = body.PathOf(why.Field) }).Problem();
        }
    }

    static Input<RoomBooking> Read(JsonElement json, RoomBooking present)
    {
        var (sent, wrong) = body.Read(json);
        foreach (var f in CostFields.All) sent.TryAdd(f.Name, f.Raw(f.Read(present)));
        var input = Input<RoomBooking>.From(sent.GetValueOrDefault, CostFields.All);
        for (var i = 0; i < input.Errors.Count; i++) input.Errors[i] = input.Errors[i] with { Field = body.PathOf(input.Errors[i].Field) };
        input.Errors.InsertRange(0, wrong);
        return input;
    }
}
