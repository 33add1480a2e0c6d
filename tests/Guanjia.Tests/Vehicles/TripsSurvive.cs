using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Guanjia.Platform;
using Guanjia.Tests.Operations;
using Guanjia.Vehicles;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Guanjia.Tests.Vehicles;

/// <summary>The program is killed while a dispatcher sends cars.</summary>
public sealed class TripsSurvive
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task After_a_kill_every_answered_order_is_there_with_what_it_holds_and_no_half_one()
    {
        const int many = 24, enough = 8;
        await using var town = new FleetTown { Now = TimeProvider.System.GetUtcNow() };
        await town.InitializeAsync();
        var today = China.Day(town.World.House.Clock.Now);
        var asked = new ConcurrentQueue<Guid>();
        for (var n = 1; n <= many; n++) asked.Enqueue(await town.Accepted(town.Ask(Workdays.Published.After(today, n))));
        var answered = new ConcurrentBag<Guid>();
        await using (var server = await ServerProcess.Start(town.World.House))
        {
            var api = server.As(town.World.TokenOf("dispatcher"));
            var sending = Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
            {
                while (asked.TryDequeue(out var request))
                    try
                    {
                        using var answer = await api.PostAsJsonAsync("/api/v1/vehicles/trips", town.Order(request), Ct);
                        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
                        answered.Add((await answer.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("id").GetGuid());
                    }
                    catch (HttpRequestException) { return; }   // the server is gone
                    catch (IOException) { return; }
            }));
            while (answered.Count < enough && !sending.IsCompleted) await Task.Delay(1, Ct);
            await server.Kill();
            await sending;
        }
        Assert.InRange(answered.Count, enough, many - 1);
        await town.World.House.In(async db =>
        {
            var trips = await db.Set<Trip>().AsNoTracking().ToListAsync(Ct);
            Assert.Subset(trips.Select(t => t.Id).ToHashSet(), answered.ToHashSet());
            Assert.DoesNotContain(trips, t => t.Number is null);
            Assert.Equal(trips.Select(t => t.Id).Order(), (await db.Set<TripLeg>().Select(l => l.WholeId).ToListAsync(Ct)).Order());
            Assert.All(await db.Set<TripHold>().GroupBy(h => h.WholeId).Select(g => g.Count()).ToListAsync(Ct), holds => Assert.Equal(2, holds));   // the car and its driver
            Assert.Equal(trips.Count, await db.Set<VehicleRequest>().CountAsync(r => r.State == RequestState.Ordered, Ct));
            Assert.Equal(trips.Select(t => t.Id).Order(), (await db.Set<AuditEntry>().Where(e => e.Kind == AuditKind.Created && e.Thing == "vehicles.trip").Select(e => e.RowId).ToListAsync(Ct)).Order());
            return 0;
        });
    }
}
