using Guanjia.Conferences;
using Guanjia.Platform;
using Guanjia.Vehicles;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Routing;

namespace Guanjia.Tests;

/// <summary>What a route is about, for the walk over all of them.</summary>
public enum About
{
    /// <summary>No row of anyone: files of the program, sign-in, the standards.</summary>
    Nobody,
    /// <summary>Names of units and people, for everyone who is signed in.</summary>
    Directory,
    /// <summary>What belongs to the person who asks.</summary>
    Oneself,
    /// <summary>One row, named in the address.</summary>
    Row,
    /// <summary>The rows that one may read, or what is counted of them.</summary>
    List,
    /// <summary>Makes a row, or is the empty form for it.</summary>
    New,
}

/// <summary>One route in its place.</summary>
/// <param name="Route">GET /api/v1/conferences/bookings/{id:guid}</param>
/// <param name="Url">An address with the ids of the town in it.</param>
public sealed record Place(string Route, RouteEndpoint Endpoint, About About, string Url)
{
    public bool IsApi => Url.StartsWith("/api/", StringComparison.Ordinal);
    public IReadOnlyList<string> Methods => Endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? [];
    public bool IsPage => Endpoint.Metadata.GetMetadata<ComponentTypeMetadata>() is not null;
    public IReadOnlyList<NeedsAttribute> Needs => [.. Endpoint.Metadata.GetOrderedMetadata<NeedsAttribute>()];
    public bool IsPublic => Endpoint.Metadata.GetMetadata<PublicAttribute>() is not null;
}

/// <summary>Puts every route in its place. What is named neither by the kind of its row nor here by itself has none, and the walk says so.</summary>
public static class Places
{
    const string Api = "/api/v1/", When = "date=2026-11-26";

    /// <summary>Addresses that name one row: what stands before its id, and the kinds of row it is read from.</summary>
    public static readonly IReadOnlyDictionary<string, Type[]> Rows = new Dictionary<string, Type[]>(Samples.All.Select(x => KeyValuePair.Create(x.Address, new[] { x.Row })))
    {
        [Api + "conferences/bookings/"] = [typeof(RoomBooking)], ["/conferences/bookings/"] = [typeof(RoomBooking)],
        [Api + "conferences/series/"] = [typeof(BookingSeries)],
        [Api + "conferences/equipment/"] = [typeof(EquipmentPool)],
        [Api + "conferences/rooms/"] = [typeof(Room)], ["/conferences/rooms/"] = [typeof(Room)],
        [Api + "conferences/buildings/"] = [typeof(Building)], ["/conferences/buildings/"] = [typeof(Building)],
        [Api + "vehicles/requests/"] = [typeof(VehicleRequest)], [Api + "vehicles/trips/"] = [typeof(Trip)],
        [Api + "vehicles/vehicles/"] = [typeof(Vehicle)], [Api + "vehicles/terminals/"] = [typeof(Terminal)], [Api + "vehicles/drivers/"] = [typeof(Driver)],
        [Api + "vehicles/tracks/"] = [typeof(Vehicle)], [Api + "vehicles/fences/"] = [typeof(Fence)], [Api + "vehicles/alarms/"] = [typeof(MovementAlarm)],
        [Api + "files/"] = [typeof(StoredFile)], ["/files/"] = [typeof(StoredFile)],
        ["/platform/people/"] = [typeof(Person)], ["/platform/organisations/"] = [typeof(Organisation)],
        ["/platform/accounts/"] = [typeof(Account)], ["/platform/grants/"] = [typeof(Grant)], ["/me/sessions/"] = [typeof(Session)],
        ["/me/absences/"] = [typeof(Absence)], [Api + "approvals/absences/"] = [typeof(Absence)], ["/platform/flows/running/"] = [typeof(FlowInstance)], [Api + "approvals/running/"] = [typeof(FlowInstance)],
    };

    /// <summary>Pages for who holds a secret link to one row: without its key they show nothing.</summary>
    public static readonly IReadOnlySet<string> ByLink = new HashSet<string> { "/conferences/sign", "/vehicles/ride" };

    /// <summary>All others, each by itself.</summary>
    public static readonly IReadOnlyDictionary<string, (About About, string? Url)> Others = new Dictionary<string, (About, string?)>
    {
        ["GET " + Api + "conferences/bookings/"] = (About.List, Api + "conferences/bookings?list=own"),
        ["POST " + Api + "conferences/bookings/"] = (About.New, null),
        ["GET " + Api + "conferences/series/"] = (About.List, Api + "conferences/series?list=own"),
        ["POST " + Api + "conferences/series/"] = (About.New, null),
        ["GET /conferences/series"] = (About.List, "/conferences/series?list=own"),
        ["GET " + Api + "conferences/equipment/"] = (About.List, Api + "conferences/equipment?from=2026-11-26T14:00&to=2026-11-26T15:00"),
        ["POST " + Api + "conferences/equipment/"] = (About.New, null),
        ["GET " + Api + "vehicles/requests/"] = (About.List, Api + "vehicles/requests?list=own"),
        ["POST " + Api + "vehicles/requests/"] = (About.New, null),
        ["GET " + Api + "vehicles/trips/"] = (About.List, Api + "vehicles/trips?list=own"),
        ["POST " + Api + "vehicles/trips/"] = (About.New, null),
        ["POST " + Api + "vehicles/dispatch/proposal"] = (About.New, null),
        ["POST " + Api + "vehicles/dispatch/"] = (About.New, null),
        ["POST " + Api + "vehicles/requests/series"] = (About.New, null),
        ["GET /vehicles/requests/series"] = (About.New, null),
        ["GET /vehicles/requests"] = (About.List, "/vehicles/requests?list=own"),
        ["GET /vehicles/trips"] = (About.List, "/vehicles/trips?list=own"),
        ["GET /vehicles/dispatch"] = (About.List, "/vehicles/dispatch?day=2026-12-01"),
        ["GET /vehicles/requests/export.xlsx"] = (About.List, "/vehicles/requests/export.xlsx?list=own"),
        ["GET /vehicles/requests/export.csv"] = (About.List, "/vehicles/requests/export.csv?list=own"),
        ["GET /vehicles/trips/export.xlsx"] = (About.List, "/vehicles/trips/export.xlsx?list=own"),
        ["GET /vehicles/trips/export.csv"] = (About.List, "/vehicles/trips/export.csv?list=own"),
        ["GET " + Api + "vehicles/vehicles/"] = (About.List, null),
        ["POST " + Api + "vehicles/vehicles/"] = (About.New, null),
        ["GET " + Api + "vehicles/drivers/"] = (About.List, null),
        ["POST " + Api + "vehicles/drivers/"] = (About.New, null),
        ["GET " + Api + "vehicles/quotas/"] = (About.List, null),
        ["POST " + Api + "vehicles/quotas/"] = (About.New, null),
        ["GET " + Api + "vehicles/terminals/"] = (About.List, null),
        ["POST " + Api + "vehicles/terminals/"] = (About.New, null),
        ["GET " + Api + "vehicles/positions/"] = (About.List, null),
        ["POST " + Api + "vehicles/positions/"] = (About.New, null),
        ["GET /vehicles/terminals/export.xlsx"] = (About.List, null),
        ["GET /vehicles/terminals/export.csv"] = (About.List, null),
        ["GET " + Api + "vehicles/fences/"] = (About.List, null),
        ["POST " + Api + "vehicles/fences/"] = (About.New, null),
        ["GET " + Api + "vehicles/alarms/"] = (About.List, Api + "vehicles/alarms?list=all"),
        ["GET /vehicles/alarms"] = (About.List, "/vehicles/alarms?list=all"),
        ["GET /vehicles/alarms/mine"] = (About.Oneself, null), ["GET " + Api + "vehicles/alarms/mine"] = (About.Oneself, null), ["GET /vehicles/ride-links"] = (About.List, null),
        ["GET /vehicles/alarms/export.xlsx"] = (About.List, "/vehicles/alarms/export.xlsx?list=all"),
        ["GET /vehicles/alarms/export.csv"] = (About.List, "/vehicles/alarms/export.csv?list=all"),
        ["GET /vehicles/live/feed"] = (About.List, null),   // without a WebSocket it says only that it wants one; LiveMap looks at its frames
        ["GET /vehicles/live/base.json"] = (About.Directory, null),
        ["GET /vehicles/live/tiles/{z:int}/{x:int}/{y:int}"] = (About.Directory, "/vehicles/live/tiles/7/101/49"),
        ["GET /choose/vehicles"] = (About.List, null),
        ["GET /choose/drivers"] = (About.List, null),
        ["GET /vehicles/vehicles/export.xlsx"] = (About.List, null),
        ["GET /vehicles/vehicles/export.csv"] = (About.List, null),
        ["GET /vehicles/drivers/export.xlsx"] = (About.List, null),
        ["GET /vehicles/drivers/export.csv"] = (About.List, null),
        ["GET /vehicles/quotas/export.xlsx"] = (About.List, null),
        ["GET /vehicles/quotas/export.csv"] = (About.List, null),
        ["GET " + Api + "conferences/rooms/"] = (About.List, null),
        ["GET " + Api + "conferences/rooms/available"] = (About.List, Api + "conferences/rooms/available?from=2026-11-26T14:00&to=2026-11-26T15:00&headcount=5"),
        ["POST " + Api + "files/"] = (About.Oneself, null),
        ["GET /conferences/board/day.pdf"] = (About.List, "/conferences/board/day.pdf?" + When),
        ["GET /conferences/board/day.xlsx"] = (About.List, "/conferences/board/day.xlsx?" + When),
        ["GET /conferences/board"] = (About.List, "/conferences/board?" + When),
        ["GET /conferences/bookings"] = (About.List, "/conferences/bookings?list=own"),
        ["GET /conferences/sign"] = (About.Nobody, null),   // what a one-time link opens: without its key nothing
        ["GET /vehicles/ride"] = (About.Nobody, null),
        ["GET /conferences/public"] = (About.Nobody, null),   // what offices made public
        ["GET /conferences/use"] = (About.List, null),
        ["GET /choose/organisations"] = (About.Directory, null),
        ["GET /choose/people"] = (About.Directory, null),
        ["GET /choose/occasions"] = (About.List, null),
        ["GET /choose/rooms"] = (About.List, null),
        ["GET /search"] = (About.List, "/search?q=%E9%A2%84%E7%AE%97%E5%AE%A1%E6%A0%B8"),
        ["GET " + Api + "search"] = (About.List, Api + "search?q=%E9%A2%84%E7%AE%97%E5%AE%A1%E6%A0%B8"),
        ["POST /lists/views"] = (About.Oneself, null),
        ["POST /lists/views/remove"] = (About.Oneself, null),
        ["POST /lists/columns"] = (About.Oneself, null),
        ["GET /"] = (About.List, null),
        ["GET /tasks"] = (About.List, null),
        ["GET /notices"] = (About.Oneself, null),
        ["POST /notices/open"] = (About.Oneself, null),
        ["POST /notices/read"] = (About.Oneself, null),
        ["GET /me/absences"] = (About.Oneself, null),
        ["GET /platform/exports"] = (About.Oneself, null),
        ["GET /platform/exports/new"] = (About.Oneself, "/platform/exports/new?list=/platform/people"),
        ["GET /me/secretaries"] = (About.Oneself, null),
        ["GET /week"] = (About.List, null),
        ["GET " + Api + "approvals/tasks"] = (About.Oneself, null),
        ["POST " + Api + "approvals/tasks/batch"] = (About.Oneself, null),
        ["GET " + Api + "approvals/absences"] = (About.Oneself, null),
        ["POST " + Api + "approvals/absences"] = (About.Oneself, null),
        ["GET " + Api + "approvals/running"] = (About.List, null),
        ["GET /me"] = (About.Oneself, null),
        ["GET /me/notices"] = (About.Oneself, null),
        ["POST /me/push"] = (About.Oneself, null),
        ["POST /me/push/remove"] = (About.Oneself, null),
        ["GET /me/password"] = (About.Oneself, null),
        ["GET /me/prove"] = (About.Oneself, null),
        ["GET /me/second-factor"] = (About.Oneself, null),
        ["GET /me/second-factor/authenticator"] = (About.Oneself, null),
        ["GET /me/second-factor/passkey"] = (About.Oneself, null),
        ["GET /me/second-factor/recovery"] = (About.Oneself, null),
        ["POST /me/post"] = (About.Oneself, null),
        ["POST /sign-out"] = (About.Oneself, null),
        ["GET /platform/organisations/new"] = (About.New, "/platform/organisations/new?under={organisation}"),
        ["GET /platform/people"] = (About.Directory, null),
        ["GET /platform/roles"] = (About.Directory, null),
        ["GET /platform/jobs"] = (About.Directory, null),
        ["GET /platform/imports"] = (About.Oneself, null),
        ["GET /platform/imports/new/{Kind}"] = (About.New, "/platform/imports/new/people"),
        ["GET /platform/imports/template/{kind}.xlsx"] = (About.Directory, "/platform/imports/template/people.xlsx"),
        ["GET /platform/people/export.xlsx"] = (About.Directory, null),
        ["GET /platform/people/export.csv"] = (About.Directory, null),
        ["GET /platform/organisations/export.xlsx"] = (About.Directory, null),
        ["GET /platform/organisations/export.csv"] = (About.Directory, null),
        ["GET /conferences/bookings/export.xlsx"] = (About.List, "/conferences/bookings/export.xlsx?list=own"),
        ["GET /conferences/bookings/export.csv"] = (About.List, "/conferences/bookings/export.csv?list=own"),
        ["GET /conferences/series/export.xlsx"] = (About.List, "/conferences/series/export.xlsx?list=own"),
        ["GET /conferences/series/export.csv"] = (About.List, "/conferences/series/export.csv?list=own"),
        ["GET /conferences/rooms/export.xlsx"] = (About.List, null),
        ["GET /conferences/rooms/export.csv"] = (About.List, null),
        ["GET /platform/audit/export.xlsx"] = (About.List, null),
        ["GET /platform/audit/cases"] = (About.List, null),
        ["GET /platform/audit/cases/new"] = (About.New, null),
        ["GET /platform/settings"] = (About.Directory, null),
        ["GET /platform/settings/{Key}"] = (About.Directory, "/platform/settings/conferences.request.holds"),
        ["GET /platform/settings/{Key}/history"] = (About.Directory, "/platform/settings/conferences.request.holds/history"),
        ["GET /platform/flows"] = (About.Directory, null),
        ["GET /platform/flows/{Key}"] = (About.Directory, "/platform/flows/conferences.booking"),
        ["GET /platform/flows/{Key}/preview"] = (About.Directory, "/platform/flows/conferences.booking/preview"),
        ["GET /platform/flows/{Key}/compare"] = (About.Directory, "/platform/flows/conferences.booking/compare"),
        ["GET /platform/flows/{Key}/trial"] = (About.List, "/platform/flows/conferences.booking/trial"),
        ["GET /platform/flows/{Key}/history"] = (About.Directory, "/platform/flows/conferences.booking/history"),
        ["GET /standards"] = (About.Nobody, null),
        ["GET /standards/{Id}"] = (About.Nobody, "/standards/conf:C.1"),
        ["GET /standards/export"] = (About.Nobody, null),
        ["GET /sign-in"] = (About.Nobody, null),
        ["GET /sign-in/second"] = (About.Nobody, null),   // without a right password before it nothing
        ["GET /reset"] = (About.Nobody, null),
        ["GET /set-up"] = (About.Nobody, null),
        ["GET /not-found"] = (About.Nobody, null),
        ["GET /install"] = (About.Nobody, null),
        ["GET /install/guanjia-ca.crt"] = (About.Nobody, null),
        ["GET /offline"] = (About.Nobody, null),
        ["POST /look"] = (About.Nobody, null),
        ["GET /api"] = (About.Nobody, null),
        ["GET /api/scalar.js"] = (About.Nobody, null),
        ["GET /openapi/{documentName}.json"] = (About.Nobody, "/openapi/v1.json"),
        ["* /live"] = (About.Nobody, null),               // the hub asks who it is itself, and for each topic
        ["* /live/negotiate"] = (About.Nobody, null),
    };

    /// <summary>The way of calling a route here: its first method (a page is named by GET alone) and its pattern.</summary>
    public static string Name(RouteEndpoint e) => $"{(e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods is [var first, ..] ? first : "*")} {e.RoutePattern.RawText}";

    /// <summary>Files that the program is delivered with (its scripts, styles, pictures), and the gallery of parts, which is there in development alone.</summary>
    public static bool IsDelivered(RouteEndpoint e) => e.RoutePattern.RawText is var route && (e.Metadata.Any(m => m.GetType().Name is "StaticAssetDescriptor" or "FallbackMetadata") || route!.StartsWith("/gallery", StringComparison.Ordinal) || route.StartsWith("/_framework/", StringComparison.Ordinal));

    /// <returns>The places, and a sentence for each route that has none.</returns>
    public static (IReadOnlyList<Place> Placed, IReadOnlyList<string> Lost) Of(IEnumerable<RouteEndpoint> endpoints, Func<string, string?> idOf)
    {
        var (placed, lost) = (new List<Place>(), new List<string>());
        foreach (var e in endpoints.Where(e => !IsDelivered(e)))
        {
            var (name, route) = (Name(e), e.RoutePattern.RawText!);
            var prefix = Rows.Keys.FirstOrDefault(p => route.StartsWith(p + "{", StringComparison.Ordinal));
            if (prefix is not null && idOf(prefix) is { } id)
            {
                var url = string.Concat(prefix, id, route.AsSpan(route.IndexOf('}', StringComparison.Ordinal) + 1)).Replace("{Party}", "organiser", StringComparison.Ordinal);
                if (url.Contains('{', StringComparison.Ordinal)) lost.Add($"{name} has more in its address than the id of a row: say in Places what it is about");
                else placed.Add(new(name, e, About.Row, url));
            }
            else if (Others.TryGetValue(name, out var other)) placed.Add(new(name, e, other.About, (other.Url ?? route.TrimEnd('/') switch { "" => "/", var u => u }).Replace("{organisation}", idOf("/platform/organisations/"), StringComparison.Ordinal)));
            // A page of no single row that wants a permission lists what one may read: the strictest place there is.
            else if (e.Metadata.GetMetadata<ComponentTypeMetadata>() is not null && e.Metadata.GetMetadata<NeedsAttribute>() is not null && !route.Contains('{', StringComparison.Ordinal)) placed.Add(new(name, e, About.List, route));
            else lost.Add($"{name} has no place: say in Places what it reads or changes");
        }
        return (placed, lost);
    }
}
