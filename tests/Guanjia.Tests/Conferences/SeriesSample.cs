using Guanjia.Conferences;
using Guanjia.Platform;
using Xunit;

namespace Guanjia.Tests;

/// <summary>A series none of whose dates is held, for the walks over pages and routes.</summary>
public sealed class SeriesSample : ISample
{
    public string Address => "/conferences/series/";
    public Type Row => typeof(BookingSeries);
    public object Make(Acting by)
    {
        var (rule, error) = TypedRecurrence.Parse("每周一 900-1030 共4次", by.Today);
        Assert.Null(error);
        var room = Room.New(by);
        Assert.Null(room.Change(Input<Room>.From(n => n switch { "BuildingId" => by.NewId().ToString(), "Name" => "某会议室", "Order" => "1", "SeatsClassroom" => "30", "OpensAt" => "8:00", "ClosesAt" => "22:00", _ => null }, RoomFields.All), by));
        var like = RoomBooking.Sketch(room, Input<RoomBooking>.From(n => n == "Name" ? "周例会" : null, [BookingFields.Name]), new([], null, [], null, []), Organisation(by), BookingChannel.Online, null, by);
        return BookingSeries.Of(rule!, room, like, by.Now.AddDays(7), by.Now.AddDays(28), [new(by.Today.AddDays(7), "选择不开")], by);
    }
    static Organisation Organisation(Acting by) => new(by.NewId(), null, "64", "64", "某单位", OrganisationKind.Unit, 1, new(2020, 1, 1));
}
