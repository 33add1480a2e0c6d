using System.Net.Http.Headers;
using Guanjia.Conferences;
using Guanjia.Platform;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Guanjia.Tests;

/// <summary>A small Ningxia in a house: the region with its affairs office and two departments, a city and a county beside. Made-up people, each with a role and a session.</summary>
public sealed class World : IAsyncDisposable
{
    public House House { get; }
    public Dictionary<string, Organisation> Organisations { get; } = [];
    public Dictionary<string, Person> People { get; } = [];
    readonly Dictionary<string, string> secrets = [];
    static readonly PerDatabase<Task<(string From, World Of)>> laid = new(async () =>
    {
        var world = new World(await House.Open(CancellationToken.None));
        await world.Lay(CancellationToken.None);
        return (await world.House.Freeze(), world);
    });
    public Room Hall { get; private set; } = null!;
    public Room Small { get; private set; } = null!;
    World(House house) => House = house;
    public ValueTask DisposeAsync() => House.DisposeAsync();

    public static readonly DateOnly Day = new(2026, 11, 26);

    /// <param name="now">The clock's time, where another program with the real clock works on the same data.</param>
    /// <param name="listening">On a port of this machine, for a browser.</param>
    public static async Task<World> Make(CancellationToken ct, DateTimeOffset? now = null, bool listening = false, bool terminals = false)
    {
        if (now is { } at)
        {
            var other = new World(await House.Open(ct));
            other.House.Clock.Now = at;
            await other.Lay(ct);
            return other;
        }
        // Laid once, copied for each test: ids and secrets are the same in all, the rows are each world's own.
        var (from, of) = await laid.Value;
        var world = new World(await House.Open(ct, from, listening, terminals));
        await world.House.In(async db =>
        {
            var organisations = await db.Set<Organisation>().AsNoTracking().ToDictionaryAsync(o => o.Id, ct);
            foreach (var (key, o) in of.Organisations) world.Organisations[key] = organisations[o.Id];
            var people = await db.Set<Person>().AsNoTracking().ToDictionaryAsync(p => p.Id, ct);
            foreach (var (key, p) in of.People) world.People[key] = people[p.Id];
            foreach (var (key, secret) in of.secrets) world.secrets[key] = secret;
            var rooms = await db.Set<Room>().AsNoTracking().ToListAsync(ct);
            (world.Hall, world.Small) = (rooms.Single(r => r.Id == of.Hall.Id), rooms.Single(r => r.Id == of.Small.Id));
        });
        return world;
    }

    async Task Lay(CancellationToken ct)
    {
        Building building = null!;
        await House.In(async db =>
        {
            var from = new DateOnly(2020, 1, 1);
            Organisation Add(string key, string? parent, string segment, string code, string name, OrganisationKind kind, UnitNature? nature = null)
            {
                var o = new Organisation(Guid.CreateVersion7(House.Clock.Now), parent is null ? null : Organisations[parent], segment, code, name, kind, 1, from);
                if (nature is { } n) o.As(n, bookingPhone: key.Contains("affairs", StringComparison.Ordinal) ? "0951-0000210" : null, affairsOffice: key.Contains("affairs", StringComparison.Ordinal));
                Organisations[key] = o;
                db.Add(o);
                return o;
            }
            Add("region", null, "64", "640000", "宁夏回族自治区", OrganisationKind.Region);
            Add("affairs", "region", "u01", "64-01", "自治区机关事务管理局", OrganisationKind.Unit, UnitNature.Administration);
            Add("finance", "region", "u02", "64-02", "自治区财政厅", OrganisationKind.Unit, UnitNature.Administration);
            Add("union", "region", "u03", "64-03", "自治区总工会", OrganisationKind.Unit, UnitNature.PeoplesOrganisation);
            Add("company", "region", "u04", "64-04", "宁夏某某公司", OrganisationKind.Unit, UnitNature.Other);
            Add("city", "region", "6401", "640100", "银川市", OrganisationKind.City);
            Add("city-affairs", "city", "u11", "6401-01", "银川市机关事务服务中心", OrganisationKind.Unit, UnitNature.Administration);
            Add("county", "city", "640104", "640104", "兴庆区", OrganisationKind.County);
            building = Building.Laid(Guid.CreateVersion7(House.Clock.Now), Organisations["affairs"].Path, "1号楼", "解放西街", 1, 38.47, 106.27);
            db.Add(building);
            Assert.Null(await db.Save(ct));
        });
        await Person("clerk", "张岚", "affairs", "clerk");
        await Person("approver", "李建国", "affairs", "approver", head: true);
        await Person("manager", "刘彦斌", "affairs", "manager");
        await Person("service", "丁志强", "affairs", "service");
        await Person("rooms", "白海霞", "affairs", "rooms");
        await Person("organiser", "田小军", "finance", "organiser");
        await Person("other", "纳文静", "union", "organiser");
        await Person("neighbour", "马小燕", "city-affairs", "clerk");
        await Person("leader", "赵国梁", "finance", null);
        await Person("system", "杨一", "region", "system-admin");
        await Person("security", "杨二", "region", "security-admin");
        await Person("audit", "杨三", "region", "audit-admin");
        await House.In(async db =>
        {
            Room Room(string name, int seats)
            {
                var room = Guanjia.Conferences.Room.New(Acting.Machine("test", "a room", House.Clock.Now) with { Org = Organisations["affairs"].Path });
                Assert.Null(room.Change(Input<Room>.From(n => n switch { "BuildingId" => building.Id.ToString(), "Name" => name, "Order" => "1", "SeatsClassroom" => $"{seats}", "SeatsHollow" => $"{seats / 2}", "OpensAt" => "8:00", "ClosesAt" => "2:00", "Equipment" => "投影,扩音", _ => null }, RoomFields.All), Acting.Machine("test", "a room", House.Clock.Now)));
                db.AddRange(room, new Offer(Guid.CreateVersion7(House.Clock.Now), Things.Key<Room>(), room.Id, room.OwnerPath, new PathRange("64/", true, true)));
                return room;
            }
            Hall = Room("大礼堂", 520);
            Small = Room("第三会议室", 60);
            Assert.Null(await db.Save(ct));
        });
    }

    /// <summary>Gives one more role, at the person's own organisation and below.</summary>
    public Task Give(string who, string role, CancellationToken ct) => House.In(async db =>
    {
        var person = People[who];
        var given = await db.Set<Role>().FirstAsync(r => r.Key == role, ct);
        db.Add(Grant.Laid(Guid.CreateVersion7(House.Clock.Now), person.Id, given.Id, person.OrganisationId, Reach.OwnAndBelow, [], null, new DateOnly(2020, 1, 1), Guid.Empty));
        Assert.Null(await db.Save(ct));
    });

    static readonly DateOnly since = new(2020, 1, 1);
    /// <summary>A person with account, post, role and session.</summary>
    public Task Person(string key, string name, string unit, string? role, Reach reach = Reach.OwnAndBelow, bool head = false) => House.In(async db =>
    {
        var person = new Person(Guid.CreateVersion7(House.Clock.Now), name, Sex.Female, Organisations[unit].Id);
        var account = new Account(Guid.CreateVersion7(House.Clock.Now), person.Id, key, House.Clock.Now);
        db.AddRange(person, account, new Post(Guid.CreateVersion7(House.Clock.Now), person.Id, Organisations[unit].Id, "工作人员", head, since));
        if (role is not null) db.Add(Grant.Laid(Guid.CreateVersion7(House.Clock.Now), person.Id, await db.Set<Role>().Where(r => r.Key == role).Select(r => r.Id).SingleAsync(), Organisations[unit].Id, reach, [], null, since, Guid.Empty));
        Assert.Null(await db.Save(CancellationToken.None));
        var (session, secret) = Session.Begin(Guid.CreateVersion7(House.Clock.Now), account, null, SessionKind.Token, "::1", "test", House.Clock.Now, TimeSpan.FromDays(30));
        db.Add(session);
        await db.SaveBookkeeping(CancellationToken.None);
        People[key] = person;
        secrets[key] = secret;
    });

    /// <summary>The person signs in again, by a new session.</summary>
    public Task SignInAgain(string key) => House.In(async db =>
    {
        var account = await db.Set<Account>().FirstAsync(a => a.Login == key);
        var (session, secret) = Session.Begin(Guid.CreateVersion7(House.Clock.Now), account, null, SessionKind.Token, "::1", "test", House.Clock.Now, TimeSpan.FromDays(30));
        db.Add(session);
        await db.SaveBookkeeping(CancellationToken.None);
        secrets[key] = secret;
    });

    /// <summary>A person's browser.</summary>
    public Browser As(string who)
    {
        var client = House.Client();
        client.DefaultRequestHeaders.Add("Cookie", $"guanjia={secrets[who]}");
        return new(client);
    }

    /// <summary>A person's program, with a bearer token.</summary>
    public HttpClient Api(string who)
    {
        var client = House.Client();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", secrets[who]);
        return client;
    }

    /// <summary>The secret of a person's session, for a program that runs beside this one.</summary>
    public string TokenOf(string who) => secrets[who];

    /// <summary>A booking as a program sends it; what differs is given.</summary>
    public Dictionary<string, object?> Ask(string from = "09:00", string to = "11:30", Room? room = null, DateOnly? day = null) => new()
    {
        ["roomId"] = (room ?? Small).Id, ["name"] = "预算审核座谈会", ["nature"] = "discussion", ["type"] = "work", ["days"] = new[] { new { date = (day ?? Day).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), spans = new[] { new { from, to } } } },
        ["organiserIds"] = new[] { Organisations["finance"].Id }, ["headcount"] = 20, ["layout"] = "classroom", ["secrecy"] = "open", ["contact"] = new { name = "田小军", phone = "13800001234" },
    };
}
