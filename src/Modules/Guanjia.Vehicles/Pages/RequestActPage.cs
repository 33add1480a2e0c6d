using Guanjia.Web;
using Microsoft.AspNetCore.Components;

namespace Guanjia.Vehicles;

/// <summary>A page that does one verb to one request.</summary>
public abstract class RequestActPage : ActPage<VehicleRequest>
{
    [Inject] public Requests Requests { get; set; } = default!;
    [Inject] public Flows Flows { get; set; } = default!;
    protected override bool OnlyWhenOffered => true;
    protected static readonly IReadOnlyDictionary<string, Ask> MustSay = new Dictionary<string, Ask> { [RequestFields.Opinion.Name] = new(Must: true) };
    public override string Home => $"/vehicles/requests/{Id}";
    protected override async Task<IEnumerable<Verb>> Offered(VehicleRequest row) => (await RequestActions.For(Db, Flows, row, By, Stop)).Select(a => a.Verb);
    protected override Refusal Late(VehicleRequest row) => Refusal.WrongState(Verb.Decides && row.State == RequestState.Submitted ? "您不是这份申请现在的审批人，或者已经由他人办理" : $"用车申请{EnumNames.Of(row.State)}，现在不能办理“{Verb.Name}”");

    protected override async Task<Refusal?> Save(VehicleRequest row)
    {
        Db.OnceSays = () => (303, Next, null);
        return await Requests.Save(row, Stop) ?? GoTo(Next);
    }
}

/// <summary>A page that does one verb to one trip.</summary>
public abstract class TripActPage : ActPage<Trip>
{
    [Inject] public Trips Trips { get; set; } = default!;
    protected override bool OnlyWhenOffered => true;
    public override string Home => $"/vehicles/trips/{Id}";
    /// <summary>Its driver goes on where he drives.</summary>
    protected override string Next => Row?.DriverPersonId is { } driver && driver == By.Person && (Row.Holds || Row.State is TripState.Back) ? Home + "/drive" : Home;
    /// <summary>How long it waited on his telephone, and where he was.</summary>
    protected OnTheWay Way => Http.Request.HasFormContentType ? OnTheWay.Of(PhoneTime.Of(Http), Http.Request.Form[PhoneTime.LatitudeField], Http.Request.Form[PhoneTime.LongitudeField]) : OnTheWay.Here;
    protected override async Task<IEnumerable<Verb>> Offered(Trip row) => (await TripActions.For(Db, row, By, Stop)).Select(a => a.Verb);
    protected override Refusal Late(Trip row) => Refusal.WrongState($"派车单{EnumNames.Of(row.State)}，现在不能办理“{Verb.Name}”");
}
