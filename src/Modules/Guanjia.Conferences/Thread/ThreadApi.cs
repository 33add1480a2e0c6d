using Guanjia.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Guanjia.Conferences;

/// <summary>A message for programs, with who confirmed it.</summary>
public sealed record MessageView(Guid Id, string Person, string Unit, DateTimeOffset At, string Text, IReadOnlyList<string> ConfirmedBy)
{
    public static MessageView Of(BookingMessage m) => new(m.Id, m.PersonName, m.UnitName, China.WithOffset(m.At), m.Text, [.. m.Confirmations.Select(c => c.Name)]);
}

/// <summary>GET and POST …/bookings/{id}/messages, POST …/messages/confirm.</summary>
static class ThreadApi
{
    static readonly Body body = new("""{"text":"茶歇改到 15:30，请确认"}""", new BodyPart("text", BodyKind.Text, "要说的话") { Field = nameof(BookingMessage.Text), Required = true, MaxLength = BookingMessage.LongestText, Clause = "conf:5.2.1.4" });
    static readonly Body confirms = new("""{"message":"01920000-0000-7000-8000-000000000005"}""", new BodyPart("message", BodyKind.Id, "哪一句，沟通记录的编号") { Field = "Message", Required = true });

    public static void Map(IEndpointRouteBuilder bookings)
    {
        var reads = new NeedsAttribute(ConferencePermissions.BookingsRead) { OrPart = true };
        bookings.MapGet("/{id:guid}/messages", List).WithSummary("沟通记录，先说的在前").WithMetadata(reads).Produces<ListOf<MessageView>>();
        bookings.MapPost("/{id:guid}/messages", Say).Once().Takes(body).WithSummary("在沟通记录里说一句，其他各方会收到通知").WithMetadata(reads).Produces<MessageView>(201);
        bookings.MapPost("/{id:guid}/messages/confirm", Confirm).Once().Takes(confirms).WithSummary("确认对方说的").WithMetadata(reads).Produces<ListOf<MessageView>>();
    }

    static async Task<IResult> List(Guid id, GuanjiaDb db, BookingThread thread, CancellationToken ct) =>
        await db.Open<RoomBooking>(id, BookingVerbs.Read, ct) is (null, { } no) ? no.Problem() : Results.Json(new ListOf<MessageView>([.. (await thread.Of(id, ct)).Select(MessageView.Of)], null));

    static async Task<IResult> Say(Guid id, HttpContext http, GuanjiaDb db, BookingThread thread, CancellationToken ct)
    {
        var (json, bad) = await http.ReadJson(ct);
        if (bad is not null) return bad.Problem();
        var (booking, no) = await db.Open<RoomBooking>(id, BookingVerbs.Read, ct);
        if (booking is null) return no!.Problem();
        var (sent, wrong) = body.Read(json);
        if (wrong.Count > 0) return wrong.Problem();
        var (said, refused) = await thread.Say(booking, sent.GetValueOrDefault(nameof(BookingMessage.Text)) ?? "", ct);
        if (said is null) return (refused! with { Field = "text" }).Problem();
        return await db.Save(ct) is { } unsaved ? unsaved.Problem() : Results.Json(MessageView.Of(said), statusCode: 201);
    }

    static async Task<IResult> Confirm(Guid id, HttpContext http, GuanjiaDb db, BookingThread thread, CancellationToken ct)
    {
        var (json, bad) = await http.ReadJson(ct);
        if (bad is not null) return bad.Problem();
        var (booking, no) = await db.Open<RoomBooking>(id, BookingVerbs.Read, ct);
        if (booking is null) return no!.Problem();
        var (sent, wrong) = confirms.Read(json);
        if (wrong.Count > 0) return wrong.Problem();
        if (!Guid.TryParse(sent.GetValueOrDefault("Message"), out var message)) return new Refusal("请写明确认哪一句", Field: "message").Problem();
        if ((await thread.Confirm(booking, message, ct) ?? await db.Save(ct)) is { } refused) return refused.Problem();
        return Results.Json(new ListOf<MessageView>([.. (await thread.Of(id, ct)).Select(MessageView.Of)], null));
    }
}
