using Guanjia.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Guanjia.Vehicles;

/// <summary>Routes of maps and tracks outside the API.</summary>
static class MovementRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/vehicles/live/feed", LiveFeed.Open).WithMetadata(new NeedsAttribute(MovementPermissions.LiveRead)).ExcludeFromDescription();
        routes.MapGet("/vehicles/live/base.json", MapBase.Read).WithMetadata(new SignedInAttribute()).ExcludeFromDescription();
        routes.MapGet("/vehicles/live/tiles/{z:int}/{x:int}/{y:int}", MapTiles.Read).WithMetadata(new SignedInAttribute()).ExcludeFromDescription();
        routes.MapGet("/vehicles/vehicles/{id:guid}/track.csv", Tracks.Csv).WithMetadata(new NeedsAttribute(MovementPermissions.TracksRead)).ExcludeFromDescription();
    }
}
