using Microsoft.Extensions.Hosting;
using System.Net.WebSockets;
using System.Text.Json;
using Guanjia.Web;
using Microsoft.EntityFrameworkCore;

namespace Guanjia.Vehicles;

/// <summary>The connection of an open map: who it is and what he may see is looked at when it opens and every ten seconds, as long as it lasts.</summary>
static class LiveFeed
{
    static readonly TimeSpan beat = TimeSpan.FromSeconds(1), again = TimeSpan.FromSeconds(10);
    const int mostNames = 500, longest = 4_096;

    public static async Task<IResult> Open(HttpContext http, GuanjiaDb db, IPositions positions, Acts acts, LiveCars cars, IServiceScopeFactory scopes, TimeProvider clock, IHostApplicationLifetime life)
    {
        if (!http.WebSockets.IsWebSocketRequest) return new Refusal("这是实时地图的连接，请用 WebSocket 打开").Problem();
        // A page of another place cannot look over somebody's shoulder by his cookie.
        if (http.Request.Headers.Origin.ToString() is { Length: > 0 } origin && !(Uri.TryCreate(origin, UriKind.Absolute, out var from) && from.Authority == http.Request.Host.Value)) return Refusal.Forbidden("这个连接只能由本系统的页面打开").Problem();
        var by = db.Scope.Required;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, life.ApplicationStopping);
        using var socket = await http.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext { DangerousEnableCompression = false });
        var viewer = new LiveViewer(by.Access.Of(MovementPermissions.LiveRead), by.Of(MovementStandard.MovingFrom));
        cars.Add(viewer);
        try
        {
            viewer.Renew(await positions.Latest(stop.Token), by.Access.Of(MovementPermissions.LiveRead));
            var listening = Listen(socket, viewer, stop);
            await Send(http, socket, viewer, acts, scopes, clock, stop.Token);
            await listening;
        }
        catch (Exception x) when (x is OperationCanceledException or WebSocketException) { }
        finally
        {
            cars.Remove(viewer);
            await stop.CancelAsync();
        }
        return Results.Empty;
    }

    static async Task Send(HttpContext http, WebSocket socket, LiveViewer viewer, Acts acts, IServiceScopeFactory scopes, TimeProvider clock, CancellationToken ct)
    {
        using var timer = new PeriodicTimer(beat);
        for (var turn = 0; socket.State == WebSocketState.Open; turn++)
        {
            if (viewer.Unnamed(mostNames) is { Count: > 0 } unnamed)
            {
                if (await Names(http, acts, scopes, unnamed, ct) is not { } names) { await socket.CloseAsync(WebSocketCloseStatus.PolicyViolation, "", ct); return; }
                await socket.SendAsync(names, WebSocketMessageType.Text, true, ct);
            }
            if (viewer.Frame(clock.GetUtcNow()) is { } frame) await socket.SendAsync(frame, WebSocketMessageType.Binary, true, ct);
            await timer.WaitForNextTickAsync(ct);
            if ((turn + 1) % (int)(again / beat) == 0 && !await LookAgain(http, viewer, acts, scopes, ct)) { await socket.CloseAsync(WebSocketCloseStatus.PolicyViolation, "", ct); return; }
        }
    }

    /// <summary>Who has left, or may no longer look, is shut out; what other servers stored, and cars that changed hands, are seen.</summary>
    static async Task<bool> LookAgain(HttpContext http, LiveViewer viewer, Acts acts, IServiceScopeFactory scopes, CancellationToken ct)
    {
        if (await Again(http, acts, ct) is not { } by) return false;
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Scope>().By = by;
        viewer.Renew(await scope.ServiceProvider.GetRequiredService<IPositions>().Latest(ct), by.Access.Of(MovementPermissions.LiveRead));
        return true;
    }

    static async Task<Acting?> Again(HttpContext http, Acts acts, CancellationToken ct)
    {
        http.Items.Remove(typeof(Acting));
        return await acts.Of(http, ct) is { } by && by.Has(MovementPermissions.LiveRead) ? by : null;
    }

    /// <summary>[[number, id, plate, unit]…]: cars as the viewer may read them.</summary>
    static async Task<byte[]?> Names(HttpContext http, Acts acts, IServiceScopeFactory scopes, IReadOnlyList<(Guid Id, int Number)> cars, CancellationToken ct)
    {
        if (await Again(http, acts, ct) is not { } by) return null;
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Scope>().By = by;
        var db = scope.ServiceProvider.GetRequiredService<GuanjiaDb>();
        var ids = cars.Select(c => c.Id).ToList();
        var known = await db.Set<Vehicle>().AsNoTracking().Where(v => ids.Contains(v.Id)).Select(v => new { v.Id, v.Plate, v.OwnerId }).ToDictionaryAsync(v => v.Id, ct);
        var units = await UnitNames.Of(db, known.Values.Select(v => v.OwnerId), ct);
        return JsonSerializer.SerializeToUtf8Bytes(cars.Select(c => known.GetValueOrDefault(c.Id) is { } v ? new object[] { c.Number, c.Id, Plates.Show(v.Plate), units.GetValueOrDefault(v.OwnerId, "") } : [c.Number, c.Id, "", ""]));
    }

    /// <summary>What the viewer says: the window he looks at as four numbers, or the cars of his list by their ids.</summary>
    static async Task Listen(WebSocket socket, LiveViewer viewer, CancellationTokenSource stop)
    {
        var buffer = new byte[longest];
        try
        {
            while (socket.State == WebSocketState.Open)
            {
                var got = await socket.ReceiveAsync(buffer, stop.Token);
                if (got.MessageType == WebSocketMessageType.Close || !got.EndOfMessage) break;
                Hear(viewer, buffer.AsSpan(0, got.Count));
            }
        }
        catch (Exception x) when (x is OperationCanceledException or WebSocketException) { }
        await stop.CancelAsync();
    }

    static void Hear(LiveViewer viewer, ReadOnlySpan<byte> json)
    {
        try
        {
            var said = JsonSerializer.Deserialize<JsonElement>(json);
            if (said.ValueKind != JsonValueKind.Array) return;
            var all = said.EnumerateArray().ToList();
            if (all.TrueForAll(v => v.ValueKind == JsonValueKind.String)) viewer.Watch(all.Select(v => v.TryGetGuid(out var id) ? id : Guid.Empty));
            else if (all.TrueForAll(v => v.ValueKind == JsonValueKind.Number) && all.ConvertAll(v => v.GetDouble()) is [var w, var s, var e, var n] && w <= e && s <= n) viewer.Look(new(w, s, e, n));
        }
        catch (JsonException) { /* what is no message says nothing */ }
    }
}
