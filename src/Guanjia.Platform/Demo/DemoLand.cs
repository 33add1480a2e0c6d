using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore;

namespace Guanjia.Platform;

/// <summary>演示数据 (demonstration data): a believable Ningxia of made-up people. The platform lays down organisations, people and accounts; each module adds its own.</summary>
public sealed class DemoLand(IServiceProvider services, DateTimeOffset now)
{
    public const string AccountsFile = "demo-accounts.tsv";
    const string AffairsName = "机关事务管理局";

    readonly Dictionary<string, Organisation> organisations = [];
    readonly Dictionary<Guid, List<Person>> people = [];
    readonly Dictionary<(string Role, Guid Unit), List<Person>> holders = [];
    readonly HashSet<string> names = [];

    public DateTimeOffset Now => now;
    /// <summary>Always the same dice: two demonstrations differ in their days and passwords only.</summary>
    public Random Dice { get; } = new(640000);
    public Organisation Organisation(string code) => organisations[code];
    public IEnumerable<Organisation> Units => organisations.Values.Where(o => o.Kind == OrganisationKind.Unit);
    public IReadOnlyList<Person> PeopleOf(Organisation unit) => people.GetValueOrDefault(unit.Id) ?? [];
    public IReadOnlyList<Person> With(string role, Organisation unit) => holders.GetValueOrDefault((role, unit.Id)) ?? [];
    public T Pick<T>(IReadOnlyList<T> from) => from[Dice.Next(from.Count)];

    /// <summary>A person acting at a time; what he may do is not asked, since the past is being told.</summary>
    public Acting As(Person person, DateTimeOffset at)
    {
        var unit = organisations.Values.First(o => o.Id == person.OrganisationId);
        return new(person.Id, person.Name, unit.Id, unit.Path, at, Limits.Published, Access.Everything) { OrganisationName = unit.Name };
    }

    /// <summary>Works with a database of its own, as someone.</summary>
    public async Task<T> In<T>(Acting by, Func<IServiceProvider, Task<T>> work)
    {
        await using var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Scope>().By = by;
        return await work(scope.ServiceProvider);
    }

    /// <summary>Makes all of it in an empty database, and at last the list of accounts, which marks the folder as a demonstration.</summary>
    /// <returns>Null, or the sentence that says why not.</returns>
    public static async Task<string?> Make(IServiceProvider services, DataFolder folder, ModuleList modules, TimeProvider clock, CancellationToken ct)
    {
        if (folder.IsDemo) return null;
        var land = new DemoLand(services, clock.GetUtcNow());
        var machine = Acting.Machine("demo", "演示数据", land.Now.AddDays(-30));
        if (await land.In(machine, p => p.GetRequiredService<GuanjiaDb>().Set<Organisation>().AnyAsync(ct)))
            return $"--demo needs an empty data folder; {folder.Path} holds data already. Name another by --data.";
        var accounts = await land.In(machine, p => land.LayPeople(p.GetRequiredService<GuanjiaDb>(), machine, ct));
        foreach (var module in modules) await module.Demo(land, ct);
        await land.In(machine, p => land.Read(p.GetRequiredService<GuanjiaDb>(), ct));
        WriteAccounts(folder, accounts);
        return null;
    }

    /// <summary>What was told until yesterday has been read.</summary>
    async Task<int> Read(GuanjiaDb db, CancellationToken ct)
    {
        var before = now.AddHours(-24);
        foreach (var notice in await db.Set<Notice>().Where(n => n.At < before).ToListAsync(ct)) notice.Read(notice.At.AddHours(1));
        await db.SaveBookkeeping(ct);
        return 0;
    }

    /// <summary>Passwords stand here and nowhere else: readable by the owner of the folder alone.</summary>
    static void WriteAccounts(DataFolder folder, IEnumerable<string> lines) => OwnersOnly.Write(folder.In(AccountsFile), Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n"), overwrite: true);

    async Task<IReadOnlyList<string>> LayPeople(GuanjiaDb db, Acting by, CancellationToken ct)
    {
        foreach (var (code, organisation) in Guanjia.Platform.Ningxia.Lay(db, by)) organisations[code] = organisation;
        foreach (var (under, units) in DemoWords.Units)
            foreach (var (unit, i) in units.Select((u, i) => (u, i + 1)))
                Add(db, by, organisations[under], unit, i);
        // Each office of affairs has the desks that a meeting passes.
        foreach (var office in Units.Where(u => u.IsAffairsOffice).ToList())
            foreach (var (desk, i) in DemoWords.Desks.Select((d, i) => (d, i + 1)))
                organisations[$"{office.Code}-{i:00}"] = Track(db, new Organisation(by.NewId(), office, $"d{i:00}", $"{office.Code}-{i:00}", desk, OrganisationKind.Department, i, Guanjia.Platform.Ningxia.Since));
        await Save(db, ct);

        var roles = await db.Set<Role>().ToDictionaryAsync(r => r.Key, ct);
        var places = Units.ToList();
        foreach (var unit in places)
            for (var n = 0; n < 2; n++) Newcomer(db, by, unit);
        await Save(db, ct);

        // Whoever has a desk has a role; one in each unit asks for rooms.
        foreach (var unit in places)
        {
            var free = new Queue<Person>(PeopleOf(unit).Skip(1));
            if (unit.IsAffairsOffice)
            {
                var region = unit.Path.Count(c => c == '/') == 2;
                foreach (var (role, count) in DemoWords.OfficeRoles)
                    for (var n = region ? count : 1; n > 0; n--)
                        if (role == "approver" && n == 1) Give(db, by, roles[role], unit, PeopleOf(unit)[0]);
                        else Give(db, by, roles[role], unit, free.Count > 0 ? free.Dequeue() : Newcomer(db, by, unit));
            }
            else Give(db, by, roles["organiser"], unit, free.Count > 0 ? free.Dequeue() : PeopleOf(unit)[0]);
        }
        foreach (var office in places.Where(u => u.IsAffairsOffice))
            foreach (var (role, of, count) in DemoWords.Besides)
                foreach (var person in With(of, office).TakeLast(count)) Give(db, by, roles[role], office, person);
        foreach (var (role, of) in DemoWords.BesidesInRegion) Give(db, by, roles[role], organisations["640000"], With(of, places.First(u => u.IsAffairsOffice))[^1]);
        foreach (var (unit, i) in places.Where(u => !u.IsAffairsOffice).Select((u, i) => (u, i)))
            if (i % 3 == 1) Give(db, by, roles["passenger"], unit, With("organiser", unit)[0]);
        foreach (var code in DemoWords.Administered)
            foreach (var role in new[] { "system-admin", "security-admin", "audit-admin" })
                Give(db, by, roles[role], organisations[code], Newcomer(db, by, organisations[code]));
        // Whoever tries the demonstration signs in with the password from the list alone, the three administrators too.
        db.Add(Setting.Laid(IdentityStandard.SecondFactor, organisations["640000"], nameof(SecondFactorFor.Nobody), "演示环境，仅此不要求", by));
        // The larger units come first, and have more people.
        while (names.Count < DemoWords.People) Newcomer(db, by, places[(int)(Dice.NextDouble() * Dice.NextDouble() * places.Count)]);
        await Save(db, ct);

        // Whoever asks for rooms does so for the head of the unit as well.
        foreach (var unit in places)
            if (With("organiser", unit) is [var helper, ..] && PeopleOf(unit)[0] is var head && head.Id != helper.Id)
                db.Add(new Secretary(head, helper, unit.Path, books: true, answers: true, told: true, China.Day(now).AddDays(-90), null, by));

        var logins = new HashSet<string>(StringComparer.Ordinal);
        var made = Chosen().Select(c => (c.Person, c.Roles, c.Unit, Account: Track(db, new Account(by.NewId(), c.Person.Id, Login(logins, c.Person.Name), by.Now)), Password: Operators.NewPassword())).ToList();
        await Parallel.ForEachAsync(made, ct, (m, _) => { m.Account.SetPassword(m.Password, now, mustChange: false); return default; });
        await Save(db, ct);
        return [.. made.Select(m => string.Join('\t', m.Account.Login, m.Password, string.Join(',', m.Roles), m.Unit.Code, m.Person.Name))];
    }

    /// <summary>Some forty people: everyone at the region's and the capital's office, the three administrators at each level, and askers.</summary>
    IEnumerable<(Person Person, IReadOnlyList<string> Roles, Organisation Unit)> Chosen()
    {
        var offices = Units.Where(u => u.IsAffairsOffice).Take(2).ToList();
        var administered = DemoWords.Administered.Select(Organisation).ToList();
        var first = holders.Where(h => offices.Concat(administered).Any(o => o.Id == h.Key.Unit)).SelectMany(h => h.Value.Select(p => (Person: p, h.Key.Role, h.Key.Unit)));
        var askers = Units.Where(u => !u.IsAffairsOffice).ToList();
        var some = askers.Where(u => u.Code.StartsWith("640000", StringComparison.Ordinal)).Take(7).Concat(askers.Where(u => u.Code.StartsWith("6401", StringComparison.Ordinal)));
        var all = first.Concat(some.SelectMany(u => holders.Where(h => h.Key.Unit == u.Id).SelectMany(h => h.Value.Select(p => (Person: p, h.Key.Role, h.Key.Unit)))));
        // And the heads of those who ask for cars, who approve.
        var chosen = all.GroupBy(a => a.Person.Id).Take(DemoWords.Accounts).ToList();
        var heads = chosen.Where(g => g.Any(a => a.Role == "passenger")).Select(g => Units.First(u => u.Id == g.First().Unit)).Select(u => (Person: PeopleOf(u)[0], Role: "head", Unit: u.Id)).GroupBy(a => a.Person.Id).Where(h => chosen.TrueForAll(g => g.Key != h.Key));
        return chosen.Concat(heads).Select(g => (g.First().Person, (IReadOnlyList<string>)[.. g.Select(a => a.Role).Distinct()], organisations.Values.First(o => o.Id == g.First().Unit)));
    }

    void Add(GuanjiaDb db, Acting by, Organisation under, DemoUnit unit, int order)
    {
        var code = string.Create(CultureInfo.InvariantCulture, $"{under.Code}-{order:000}");
        var affairs = unit.Name.EndsWith(AffairsName, StringComparison.Ordinal);
        var o = Track(db, new Organisation(by.NewId(), under, string.Create(CultureInfo.InvariantCulture, $"u{order:00}"), code, unit.Name, OrganisationKind.Unit, order, Guanjia.Platform.Ningxia.Since))
            .As(unit.Nature, unit.Short, affairs, affairs ? string.Create(CultureInfo.InvariantCulture, $"{DemoWords.AreaCode(under.Code)}-50{order:00}{under.Order:00}0") : null,
                affairs ? string.Create(CultureInfo.InvariantCulture, $"投诉电话 {DemoWords.AreaCode(under.Code)}-50{order:00}{under.Order:00}9，或向本单位办公室当面、书面提出；5 个工作日内答复") : null);
        if (under is { Latitude: { } lat, Longitude: { } lon }) o.At(Math.Round(lat + (Dice.NextDouble() - 0.5) / 50, 4), Math.Round(lon + (Dice.NextDouble() - 0.5) / 50, 4));
        organisations[code] = o;
    }

    /// <summary>The first of a unit is its head.</summary>
    Person Newcomer(GuanjiaDb db, Acting by, Organisation at)
    {
        var mine = people.TryGetValue(at.Id, out var there) ? there : people[at.Id] = [];
        var head = mine.Count == 0 && at.Kind == OrganisationKind.Unit;
        var sex = Dice.Next(100) < 45 ? Sex.Female : Sex.Male;
        var person = Track(db, new Person(by.NewId(), Name(sex), sex, at.Id, head ? "正处长级" : Pick(DemoWords.Ranks)));
        db.Add(new Post(by.NewId(), person.Id, at.Id, head ? "主要负责人" : Pick(DemoWords.Titles), head, Guanjia.Platform.Ningxia.Since));
        db.Add(new PersonContact(person.Id, string.Create(CultureInfo.InvariantCulture, $"199{50_000_000 + names.Count * 7919 % 49_999_999:00000000}")));
        mine.Add(person);
        return person;
    }

    void Give(GuanjiaDb db, Acting by, Role role, Organisation at, Person to)
    {
        db.Add(Grant.Laid(by.NewId(), to.Id, role.Id, at.Id, Reach.OwnAndBelow, [], null, Guanjia.Platform.Ningxia.Since, Guid.Empty));
        (holders.TryGetValue((role.Key, at.Id), out var there) ? there : holders[(role.Key, at.Id)] = []).Add(to);
    }

    string Name(Sex sex)
    {
        while (true)
        {
            var given = Pick(sex == Sex.Female ? DemoWords.Women : DemoWords.Men);
            var name = Pick(DemoWords.Surnames) + (Dice.Next(4) == 0 ? given[..1] : given);
            if (names.Add(name)) return name;
        }
    }

    static string Login(HashSet<string> taken, string name)
    {
        var login = Pinyin.Full(name);
        for (var n = 2; !taken.Add(login); n++) login = Pinyin.Full(name) + n.ToString(CultureInfo.InvariantCulture);
        return login;
    }

    static T Track<T>(GuanjiaDb db, T row) where T : class { db.Add(row); return row; }

    static async Task Save(GuanjiaDb db, CancellationToken ct)
    {
        if (await db.Save(ct) is { } no) throw new InvalidOperationException(no.Message);
    }
}
