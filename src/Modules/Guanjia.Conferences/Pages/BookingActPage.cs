using Guanjia.Web;
using Microsoft.AspNetCore.Components;

namespace Guanjia.Conferences;

/// <summary>A page that does one verb to one booking: it shows the facts one needs, asks what the verb needs, and acts.</summary>
public abstract class BookingActPage : FormPage<RoomBooking>
{
    [Parameter] public Guid Id { get; set; }
    [Inject] public Bookings Bookings { get; set; } = default!;
    public RoomBooking? Booking { get; private set; }
    public Room? Room { get; private set; }
    public string Place { get; private set; } = "";
    public Refusal? NotAllowed { get; private set; }
    /// <summary>The booking, where the act is not to be done now.</summary>
    public RoomBooking? NotNow { get; private set; }
    /// <summary>The version that was shown; a decision on another one is not taken.</summary>
    public int Seen { get; private set; }
    public abstract Verb Verb { get; }
    public virtual string Title => Verb.Name;
    /// <summary>What the person is asked beside the act itself.</summary>
    public virtual IReadOnlyList<Field<RoomBooking>> Asked => [];
    /// <summary>What is looked at before deciding; empty where nothing is decided.</summary>
    public IReadOnlyList<BookingCheck> Checks { get; private set; } = [];
    protected virtual bool Examines => false;
    /// <summary>For acts that are one person's turn: who opens the page when it is not, or no longer, his is told so, instead of a button that would be refused.</summary>
    protected virtual bool OnlyWhenOffered => false;
    [Inject] public Flows Turns { get; set; } = default!;
    /// <summary>For acts that are not done without words.</summary>
    protected static readonly IReadOnlyDictionary<string, Ask> MustSay = new Dictionary<string, Ask> { [BookingFields.Opinion.Name] = new(Must: true), [BookingFields.ServicePlan.Name] = new(Must: true) };
    /// <summary>Where one goes after the act.</summary>
    protected virtual string Next => $"/conferences/bookings/{Id}";
    protected override (string Thing, Guid Row, string OwnerPath) Acted => (Things.Key<RoomBooking>(), Id, Booking?.OwnerPath ?? By.Org);

    protected abstract Task<Refusal?> Act(RoomBooking booking, Input<RoomBooking> input);

    protected override async Task OnInitializedAsync()
    {
        await base.OnInitializedAsync();
        (Booking, NotAllowed) = await Db.Open<RoomBooking>(Id, Verb, Stop);
        if (Booking is null) { Http.Response.StatusCode = NotAllowed!.Status; return; }
        Room = await Db.Doored<Room>(Booking.RoomId, Id, Stop);
        Place = await Bookings.Place(Db, Booking, Room, Stop);
        Seen = Booking.Version;
        if (OnlyWhenOffered && HttpMethods.IsGet(Http.Request.Method) && !(await BookingActions.For(Db, Turns, Booking, By, Stop)).Any(a => a.Verb == Verb))
        {
            NotAllowed = Refusal.WrongState(Verb.Decides && Booking.State == BookingState.Accepted ? "您不是这份预约现在的审批人，或者已经由他人办理" : $"会议预约{EnumNames.Of(Booking.State)}，现在不能办理“{Verb.Name}”");
            NotNow = Booking;
            Booking = null;
            return;
        }
        if (Examines) Checks = await BookingChecks.Of(Db, Booking, Room!, By, Stop);
        await Ready(Booking);
    }

    protected virtual Task Ready(RoomBooking booking) => Task.CompletedTask;

    protected override async Task<Refusal?> Post(Input<RoomBooking> input)
    {
        if (Booking is not { } booking) return NotAllowed;
        if (input.Version is { } seen && seen != booking.Version) return Refusal.WrongState("这份预约刚才有人改过，请看过现在的内容再决定");
        return await Act(booking, input) ?? await Save(booking);
    }

    protected async Task<Refusal?> Save(RoomBooking booking)
    {
        Db.OnceSays = () => (303, Next, null);
        return await Bookings.Save(booking, Stop) ?? GoTo(Next);
    }
}
