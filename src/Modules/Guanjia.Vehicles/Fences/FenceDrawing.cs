using System.Globalization;
using System.Text.Json;

namespace Guanjia.Vehicles;

/// <summary>A fence for the island that draws it.</summary>
static class FenceDrawing
{
    /// <summary>{"shape":"circle","metres":500,"parts":[[[[106.23,38.49]]]]}; null: nothing to draw.</summary>
    public static string? Of(Fence fence, CountyShapes counties) => fence.Area(counties) is not { } area ? null
        : JsonSerializer.Serialize(new { shape = fence.Shape.ToString().ToLower(CultureInfo.InvariantCulture), metres = area.Metres, parts = area.Parts.Select(p => p.Select(r => r.Select(c => new[] { c.Longitude, c.Latitude }))) });
}
