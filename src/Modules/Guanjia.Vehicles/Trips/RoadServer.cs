using System.Globalization;
using System.Text.Json;

namespace Guanjia.Vehicles;

/// <summary>路线服务 (road server): another's reckoning of the ways between divisions, by the table service of OSRM. Only hosts of the settings' list are called; where it fails the road table stands, and that is said.</summary>
public sealed class RoadServer : IDisposable
{
    readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) }) { Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = 1 << 20 };
    public void Dispose() => http.Dispose();

    public static string? Wrong(string text) => text.Length == 0 || Uri.TryCreate(text, UriKind.Absolute, out var to) && to.Scheme is "http" or "https" && to is { UserInfo: "", Query: "", Fragment: "" } ? null : "网址应以 https:// 或 http:// 开头，如 http://10.1.2.3:5000";

    /// <summary>The ways between these divisions, and where they come from in words.</summary>
    public async Task<(RoadTable Roads, string Says)> Ask(IReadOnlyCollection<string> divisions, Acting by, string path, CancellationToken ct)
    {
        var table = RoadTable.Of(by, path);
        var places = divisions.Distinct().Order(StringComparer.Ordinal).Select(Division.Of).OfType<Division>().ToList();
        if (by.Of(UseStandard.RoadServer, path) is not { Length: > 0 } server) return (table, "行车时间按路程表估算");
        if (places.Count < 2) return (table, "行车时间按路程表估算");
        if (!Uri.TryCreate(server.TrimEnd('/'), UriKind.Absolute, out var at) || !new AllowedHosts(by.Of(UseStandard.RoadHosts, path)).Allows(at)) return (table, "路线服务不在允许连接的主机名单里，行车时间按路程表估算");
        try
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
            patience.CancelAfter(TimeSpan.FromSeconds(by.Of(UseStandard.RoadPatience, path)));
            var where = string.Join(';', places.Select(d => string.Create(CultureInfo.InvariantCulture, $"{d.Longitude},{d.Latitude}")));
            using var answer = await http.GetAsync($"{at.AbsoluteUri.TrimEnd('/')}/table/v1/driving/{where}?annotations=duration,distance", patience.Token);
            answer.EnsureSuccessStatusCode();
            using var json = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(patience.Token));
            for (var a = 0; a < places.Count; a++)
                for (var b = 0; b < places.Count; b++)
                    table.Take(places[a].Code, places[b].Code, At("distances", a, b) is { } metres ? (int)Math.Round(metres / 1000) : null, At("durations", a, b) is { } seconds ? (int)Math.Ceiling(seconds / 60) : null);
            return (table, "行车时间由路线服务计算");

            double? At(string name, int a, int b) => json.RootElement.TryGetProperty(name, out var rows) && rows[a][b] is { ValueKind: JsonValueKind.Number } n && n.TryGetDouble(out var v) && v is >= 0 and < 1e7 ? v : null;
        }
        catch (Exception e) when (e is HttpRequestException or JsonException or InvalidOperationException or IndexOutOfRangeException or OperationCanceledException && !ct.IsCancellationRequested)
        {
            return (RoadTable.Of(by, path), "路线服务没有应答，行车时间按路程表估算");
        }
    }
}
