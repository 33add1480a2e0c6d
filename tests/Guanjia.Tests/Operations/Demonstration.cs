using Guanjia.Conferences;
using Guanjia.Host;
using Guanjia.Platform;
using Guanjia.Vehicles;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Guanjia.Tests.Operations;

public sealed class Demonstration
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;
    static readonly string[] roleKeys = ["organiser", "clerk", "approver", "manager", "service", "rooms", "flow-owner", "system-admin", "security-admin", "audit-admin", "auditor", "fleet", "dispatcher", "driver", "passenger", "vehicle-quotas", "vehicle-supervisor"];

    /// <summary>In the evening, soon after midnight, in the dead of night; GUANJIA_DEMO_HOURS=all takes every half-hour of the day.</summary>
    public static TheoryData<int, int> Hours() => Environment.GetEnvironmentVariable("GUANJIA_DEMO_HOURS") == "all"
        ? [.. Enumerable.Range(0, 48).Select(half => (half / 2, half % 2 * 30 + 7))] : House.OnPostgres ? [(3, 20)] : [(18, 5), (0, 40)];

    [Theory, MemberData(nameof(Hours), DisableDiscoveryEnumeration = true)]
    public async Task A_believable_Ningxia_is_there_with_bookings_in_every_state_at_any_hour(int hour, int minute)
    {
        await using var house = await House.Open(Ct);
        house.Clock.Now = China.FromLocal(China.Day(Clock.Eight), new TimeOnly(hour, minute));
        Assert.Null(await DemoLand.Make(house.Services, house.Folder, AllModules.List, house.Clock, Ct));

        var kinds = await house.In(db => db.Set<Organisation>().GroupBy(o => o.Kind).ToDictionaryAsync(g => g.Key, g => g.Count(), Ct));
        Assert.Equal((1, 5, 22, 60), (kinds[OrganisationKind.Region], kinds[OrganisationKind.City], kinds[OrganisationKind.County], kinds[OrganisationKind.Unit]));
        Assert.Equal((400, 8, 60), await house.In(async db => (await db.Set<Person>().CountAsync(Ct), await db.Set<Building>().CountAsync(Ct), await db.Set<Room>().CountAsync(Ct))));
        var states = await house.In(db => db.Set<RoomBooking>().GroupBy(b => b.State).ToDictionaryAsync(g => g.Key, g => g.Count(), Ct));
        Assert.Equal(400, states.Values.Sum());
        Assert.Empty(Enum.GetValues<BookingState>().Except(states.Keys));
        Assert.Equal(0, await house.In(db => db.Set<RoomBooking>().CountAsync(b => b.HoldUntil != null && b.HoldUntil < house.Clock.Now, Ct)));

        // Eighty cars over region, cities and counties; a few in the workshop, a few whose papers run out.
        var today = China.Day(house.Clock.Now);
        Assert.Equal((80, 60), await house.In(async db => (await db.Set<Vehicle>().CountAsync(Ct), await db.Set<Driver>().CountAsync(Ct))));
        Assert.InRange(await house.In(db => db.Set<Vehicle>().CountAsync(v => v.State == VehicleState.InRepair, Ct)), 3, 8);
        Assert.InRange(await house.In(db => db.Set<Vehicle>().CountAsync(v => v.InspectedUntil < today, Ct)), 2, 8);
        Assert.True(await house.In(async db => (await db.Set<Vehicle>().Select(v => v.OwnerPath).Distinct().ToListAsync(Ct)).Count) > 20);
        Assert.Equal(0, await house.In(db => db.Set<Vehicle>().CountAsync(v => v.IsOverCap || v.IsOverQuota, Ct)));

        var thing = Things.Key<RoomBooking>();
        Assert.Equal(0, await house.In(db => db.Set<AuditEntry>().CountAsync(e => e.Thing == thing && e.At > house.Clock.Now, Ct)));

        var lines = (await File.ReadAllLinesAsync(house.Folder.In(DemoLand.AccountsFile), Ct)).Select(l => l.Split('\t')).ToList();
        Assert.InRange(lines.Count, 40, 44);   // and the heads who approve what passengers ask for
        Assert.Empty(roleKeys.Except(lines.SelectMany(l => l[2].Split(','))));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(house.Folder.In(DemoLand.AccountsFile)));
        var account = await house.In(db => db.Set<Account>().Include(a => a.Person).SingleAsync(a => a.Login == lines[0][0], Ct));
        Assert.True(account.Matches(lines[0][1]));
        Assert.False(account.MustChange);
        Assert.Equal(lines[0][4], account.Person.Name);
        Assert.All(lines, l => Assert.Contains(l[3], lines.Select(o => o[3])));
        // The password from the list is enough here, for the three administrators too; the page of the settings says so.
        Assert.Equal(nameof(SecondFactorFor.Nobody), (await house.In(db => db.Set<Setting>().SingleAsync(Ct))).Text);

        Assert.Null(await DemoLand.Make(house.Services, house.Folder, AllModules.List, house.Clock, Ct));
        File.Delete(house.Folder.In(DemoLand.AccountsFile));
        Assert.Contains("needs an empty data folder", await DemoLand.Make(house.Services, house.Folder, AllModules.List, house.Clock, Ct));
    }
}
