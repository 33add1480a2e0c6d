using Guanjia.Web;
using Microsoft.AspNetCore.Components;

namespace Guanjia.Conferences;

/// <summary>A page that does one verb to one booking.</summary>
public abstract class BookingActPage : ActPage<RoomBooking>
{
    [Inject] public Bookings Bookings { get; set; } = default!;
    [Inject] public Flows Turns { get; set; } = default!;
    public RoomBooking? Booking => Row;
    public Room? Room { get; private set; }
    public string Place { get; private set; } = "";
    /// <summary>What is looked at before deciding; empty where nothing is decided.</summary>
    public IReadOnlyList<BookingCheck> Checks { get; private set; } = [];
    protected virtual bool Examines => false;
    /// <summary>For acts that are not done without words.</summary>
    protected static readonly IReadOnlyDictionary<string, Ask> MustSay = new Dictionary<string, Ask> { [BookingFields.Opinion.Name] = new(Must: true), [BookingFields.ServicePlan.Name] = new(Must: true) };
    public override string Home => $"/conferences/bookings/{Id}";

    protected override async Task<IEnumerable<Verb>> Offered(RoomBooking row) => (await BookingActions.For(Db, Turns, row, By, Stop)).Select(a => a.Verb);
    protected override Refusal Late(RoomBooking row) => Refusal.WrongState(Verb.Decides && row.State == BookingState.Accepted ? "您不是这份预约现在的审批人，或者已经由他人办理" : $"会议预约{EnumNames.Of(row.State)}，现在不能办理“{Verb.Name}”");

    protected override async Task Found(RoomBooking row)
    {
        Room = await Db.Doored<Room>(row.RoomId, Id, Stop);
        Place = await Bookings.Place(Db, row, Room, Stop);
        if (Examines) Checks = await BookingChecks.Of(Db, row, Room!, By, Stop);
    }

    protected override async Task<Refusal?> Save(RoomBooking row)
    {
        Db.OnceSays = () => (303, Next, null);
        return await Bookings.Save(row, Stop) ?? GoTo(Next);
    }
}
