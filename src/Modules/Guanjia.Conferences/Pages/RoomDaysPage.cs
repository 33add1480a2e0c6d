using System.Globalization;
using Guanjia.Web;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;

namespace Guanjia.Conferences;

/// <summary>What the week and the month of a room share: which days, the room and its building, what is taken.</summary>
public abstract class RoomDaysPage : ComponentBase
{
    [CascadingParameter] public HttpContext Http { get; set; } = default!;
    [Parameter] public Guid Id { get; set; }
    [Inject] public GuanjiaDb Db { get; set; } = default!;
    [Inject] public Acting By { get; set; } = default!;
    protected BoardRow? Row { get; private set; }
    protected Guid Building { get; private set; }
    protected string BuildingName { get; private set; } = "";
    protected DateOnly Date { get; private set; }
    protected DateOnly First { get; private set; }
    protected int Count { get; private set; }
    /// <summary>A day in the address that is none.</summary>
    protected string? Unread { get; private set; }
    protected bool MayAsk { get; private set; }
    protected abstract (DateOnly First, int Days) Span(DateOnly date);

    protected override async Task OnInitializedAsync()
    {
        var (typed, ct) = (Http.Request.Query["date"].ToString(), Http.RequestAborted);
        var read = DateOnly.TryParseExact(typed, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && China.Knows(day);
        (Date, Unread) = (read ? day : By.Today, read || typed.Length == 0 ? null : typed);
        (First, Count) = Span(Date);
        var place = await Db.OnOffer<Room>().AsNoTracking().Where(r => r.Id == Id).Select(r => new { r.BuildingId, r.Building.Name, r.IsActive }).FirstOrDefaultAsync(ct);
        var row = place is null ? null : await DayBoard.OfRoom(Db, Id, First, Count, By, ct);
        if (row is null) { Http.Response.StatusCode = 404; return; }
        (Building, BuildingName, MayAsk) = (place!.BuildingId, place.Name, place.IsActive && By.Has(ConferencePermissions.BookingsWrite));
        Row = row;
    }

    protected static string Iso(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
    protected Crumb[] Crumbs => [new("会议服务", "/conferences/board"), new("会议室", "/conferences/rooms"), new(Row!.Room.Name, $"/conferences/rooms/{Id}")];
}
