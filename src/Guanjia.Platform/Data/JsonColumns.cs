using System.Text.Json;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Guanjia.Platform;

public static class JsonColumns
{
    /// <summary>Kept as text: written whole and never searched.</summary>
    public static void AsJson<T>(this PropertyBuilder<T> property) where T : class => property.HasConversion(v => JsonSerializer.Serialize(v, FlowDefinition.Json), s => JsonSerializer.Deserialize<T>(s, FlowDefinition.Json)!,
        new ValueComparer<T>((a, b) => JsonSerializer.Serialize(a, FlowDefinition.Json) == JsonSerializer.Serialize(b, FlowDefinition.Json), v => JsonSerializer.Serialize(v, FlowDefinition.Json).GetHashCode(StringComparison.Ordinal), v => v));
}
