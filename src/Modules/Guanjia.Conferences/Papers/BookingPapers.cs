using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Guanjia.Conferences;

/// <summary>The papers of bookings: table C.1, and the day's list. Whoever may open the booking may print it.</summary>
static class BookingPapers
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        foreach (var pdf in new[] { true, false })
            routes.MapGet($"/conferences/bookings/{{id:guid}}/form.{(pdf ? "pdf" : "docx")}", (Guid id, GuanjiaDb db, Acting by, CancellationToken ct) => Form(id, pdf, db, by, ct)).WithMetadata(new NeedsAttribute(ConferencePermissions.BookingsRead)).ExcludeFromDescription();
        routes.MapGet("/conferences/board/day.pdf", (DateOnly date, GuanjiaDb db, ReadOnce once, Acting by, CancellationToken ct, Guid? building = null) => Day(date, building, pdf: true, db, once, by, ct)).WithMetadata(new NeedsAttribute(ConferencePermissions.RoomsRead)).ExcludeFromDescription();
        routes.MapGet("/conferences/board/day.xlsx", (DateOnly date, GuanjiaDb db, ReadOnce once, Acting by, CancellationToken ct, Guid? building = null) => Day(date, building, pdf: false, db, once, by, ct)).WithMetadata(new NeedsAttribute(ConferencePermissions.RoomsRead)).ExcludeFromDescription();
    }

    static async Task<IResult> Form(Guid id, bool pdf, GuanjiaDb db, Acting by, CancellationToken ct)
    {
        var (b, _) = await db.Open<RoomBooking>(id, BookingVerbs.Read, ct);
        if (b is null) return Results.NotFound();
        var room = await db.Doored<Room>(b.RoomId, id, ct);
        var manager = await db.Set<Organisation>().AsNoTracking().Where(o => o.Path == b.OwnerPath).Select(o => o.Name).FirstOrDefaultAsync(ct) ?? "";
        var responsible = b.ResponsibleId is { } r ? await db.Set<Person>().AsNoTracking().Where(p => p.Id == r).Select(p => p.Name).FirstOrDefaultAsync(ct) : null;
        FormTime? Time(MeetingDay d, DayPart part) => d.Spans.Cast<MeetingSpan?>().FirstOrDefault(s => s!.Value.Part == part) is { } s ? new(s.From, s.To) : null;
        FormSignature? Signed(SigningParty party, string unit) => b.SignatureOf(party) is { } s ? new(unit, s.Name, China.Local(s.At), EnumNames.Of(s.Way)) : null;
        var form = new BookingForm
        {
            Number = b.Number ?? "", Name = b.Name, Nature = b.IsClassified ? null : EnumNames.Of(b.Nature), Days = [.. b.Days.Select(d => new FormDay(d.Date, Time(d, DayPart.Morning), Time(d, DayPart.Afternoon), Time(d, DayPart.Evening)))],
            Place = await Bookings.Place(db, b, room, ct) + (b.Further.Count > 0 ? $"；{FurtherRoom.Say(b.Further)}" : ""), Organisers = b.OrganiserNames.Length == 0 ? [] : b.OrganiserNames.Split('、'), Leaders = b.LeaderNames.Length == 0 ? [] : b.LeaderNames.Split('、'), Headcount = b.Headcount,
            BannerText = b.BannerText ?? "", BannerKind = b.BannerKind is { } k ? EnumNames.Of(k) : null, Rostrum = b.Rostrum, Microphones = b.Microphones, Type = b.IsClassified ? null : EnumNames.Of(b.Type), OtherNeeds = b.OtherNeeds ?? "",
            SecondPart = [("承办单位", b.UndertakerName), ("会场布局", EnumNames.Of(b.Layout)), ("与会嘉宾", b.Guests), ("导引牌", b.Signs), ("移动设备", EquipmentNeed.Say(b.Equipment)), ("联系人", b.ContactName is null ? null : $"{b.ContactName} {b.PhoneFor(by, b.ContactPhone)}"), ("密级", b.Secrecy == MeetingSecrecy.Open ? null : EnumNames.Of(b.Secrecy)), ("保密责任人", responsible), ("服务人员", b.StaffNames.Length == 0 ? null : b.StaffNames), ("重要会议", b.Important ? "是" : null), ("加急原因", b.Urgent ? b.UrgentReason : null)],
            Organiser = Signed(SigningParty.Organiser, b.OrganiserNames), Manager = Signed(SigningParty.Manager, manager), Service = Signed(SigningParty.Service, manager), Mark = b.Urgent ? "加急" : "",
        };
        byte[] paper;
        if (!pdf) paper = BookingFormPaper.Docx(form);
        else if (BookingFormPaper.Print(form, by.Now, out paper) is { } no) return Results.Problem(no.Message, statusCode: 503);
        db.Record(AuditKind.Downloaded, Things.Key<RoomBooking>(), id, b.OwnerPath, AuditEntry.Say(pdf ? "会议预约登记表" : "会议预约登记表（docx）"));
        if (await db.Save(ct) is { } unsaved) return Results.Problem(unsaved.Message, statusCode: unsaved.Status);
        return pdf ? Results.File(paper, "application/pdf", $"会议预约登记表-{b.Number ?? "草稿"}.pdf")
            : Results.File(paper, "application/vnd.openxmlformats-officedocument.wordprocessingml.document", $"会议预约登记表-{b.Number ?? "草稿"}.docx");
    }

    static async Task<IResult> Day(DateOnly date, Guid? building, bool pdf, GuanjiaDb db, ReadOnce once, Acting by, CancellationToken ct)
    {
        if (!China.Knows(date)) return Results.NotFound();
        var board = await DayBoard.Of(db, once, date, building, by, ct);
        if (building is not null && board.BuildingId is null) return Results.NotFound();
        // Of those that the reader may open, what the board has no room for.
        var shown = board.Rows.SelectMany(r => r.Blocks).Select(x => x.BookingId).OfType<Guid>().Distinct().ToList();
        var more = (await db.Set<RoomBooking>().AsNoTracking().Where(x => shown.Contains(x.Id)).Select(x => new { x.Id, x.Type, x.ContactName, x.Secrecy }).ToListAsync(ct))
            .Concat(await db.Related<RoomBooking>().AsNoTracking().Where(x => shown.Contains(x.Id)).Select(x => new { x.Id, x.Type, x.ContactName, x.Secrecy }).ToListAsync(ct)).DistinctBy(x => x.Id).Where(x => x.Secrecy != MeetingSecrecy.Classified).ToDictionary(x => x.Id);
        var lines = board.Rows.SelectMany(r => r.Blocks.Where(x => x.Kind != BlockKind.Preparation).Select(x => (r.Room, Block: x))).OrderBy(x => x.Block.From).ThenBy(x => x.Room.Name, StringComparer.Ordinal).Select(x => new DayListLine
        {
            From = China.Local(x.Block.From).ToString("HH:mm", System.Globalization.CultureInfo.InvariantCulture), To = China.Local(x.Block.To).ToString("HH:mm", System.Globalization.CultureInfo.InvariantCulture),
            Room = x.Room.Name, Number = x.Block.Number ?? "", Name = x.Block.Title, Organiser = x.Block.Organisers ?? "", Headcount = x.Block.Headcount, Layout = x.Block.Layout is { } l ? EnumNames.Of(l) : "", Type = x.Block.BookingId is { } of && more.TryGetValue(of, out var told) ? EnumNames.Of(told.Type) : "", Contact = x.Block.BookingId is { } its && more.TryGetValue(its, out var known) ? known.ContactName ?? "" : "", State = x.Block.State is { } s ? EnumNames.Of(s) : "",
        }).ToList();
        var where = board.BuildingName;
        db.Record(AuditKind.Downloaded, Things.Key<Room>(), building ?? Guid.Empty, by.Org, AuditEntry.Say($"{date:yyyy-MM-dd} 会议安排"));
        if (await db.Save(ct) is { } unsaved) return Results.Problem(unsaved.Message, statusCode: unsaved.Status);
        if (!pdf) return Results.File(await DayList.Workbook(date, lines), Xlsx.Mime, $"会议安排-{date:yyyy-MM-dd}.xlsx");
        return DayList.Pdf(date, where, lines, by.Now, out var bytes) is { } no ? Results.Problem(no.Message, statusCode: 503) : Results.File(bytes, "application/pdf", $"会议安排-{date:yyyy-MM-dd}.pdf");
    }
}
