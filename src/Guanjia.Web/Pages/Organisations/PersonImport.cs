using Guanjia.Platform;
using Microsoft.EntityFrameworkCore;

namespace Guanjia.Web;

/// <summary>Import of people: known by their number, else by their identity number, else by unit and name. Who is there is corrected; who is not is registered with his first post.</summary>
public sealed class PersonImport(GuanjiaDb db) : ImportKind
{
    static readonly ImportColumn unit = new("Unit", "单位", true, "单位代码（如 64-02）或单位全称", "64-02");
    static readonly IReadOnlyList<ImportColumn> columns =
    [
        ImportColumn.Of(PersonEntry.Fields.Number, "NX0001"), ImportColumn.Of(PersonEntry.Fields.Name, "马晓东"), ImportColumn.Of(PersonEntry.Fields.Sex, "男"), unit,
        ImportColumn.Of(PersonEntry.Fields.Post, "科长", "登记新人时必填；已经登记的人，任职变动请在人员页面办理", required: false), ImportColumn.Of(PersonEntry.Fields.Head, "否", "是不是本单位主要负责人；不填为否"),
        ImportColumn.Of(PersonEntry.Fields.Rank, "一级主任科员"), ImportColumn.Of(PersonEntry.Fields.Phone, "0951-0000001"),
        ImportColumn.Of(PersonEntry.Fields.Identity, "", "18 位，先把这一列设为“文本”格式再填；加密保存"), ImportColumn.Of(PersonEntry.Fields.Mail, "maxd@nx.gov.cn", "接收通知用，加密保存"),
    ];

    public override string Key => "people";
    public override string Name => "人员";
    public override string Unit => "人";
    public override string Permission => PlatformPermissions.PeopleWrite;
    public override string Home => "/platform/people";
    public override string Says => "按人员编号认人；没有编号的按身份证号，再没有的按单位和姓名。认得的人只改填了的内容，不认得的登记为新人。账号在登记后另行开通。";
    public override IReadOnlyList<ImportColumn> Columns => columns;
    public override int BatchSize => 500;
    Acting By => db.Scope.Required;

    public override string? KeyOf(ImportRow row) => row.Has("Number") ? "number " + row["Number"] : row.Has("Identity") ? "identity " + TypedText.Identity(row["Identity"]) : $"name {row[unit]} {row["Name"]}";

    /// <summary>All that these rows may be about, looked up at once.</summary>
    sealed record Known(ILookup<string, Organisation> Units, Dictionary<string, Person> ByNumber, ILookup<string, Person> ByIdentity, ILookup<(Guid, string), Person> ByName, Dictionary<Guid, PersonContact> Contacts, ILookup<Guid, Post> Posts);

    public override async Task Take(IReadOnlyList<ImportRow> rows, ImportMade made, CancellationToken ct)
    {
        var known = await Look(rows, ct);
        foreach (var row in rows)
        {
            var units = known.Units[row[unit]].ToList();
            if (units.Count != 1) { row.Refuse(units.Count == 0 ? $"没有代码或全称是“{row[unit]}”的单位，请核对" : $"有 {units.Count} 个机构叫“{row[unit]}”，请改填代码", unit.Name); continue; }
            if (PersonEntry.MayJoin(units[0], By) is { } elsewhere) { row.Refuse(elsewhere); continue; }
            var (person, unclear) = Find(row, units[0], known);
            if (unclear is not null) { row.Refuse(unclear); continue; }
            var fields = person is null ? PersonEntry.Fields.New : PersonEntry.Fields.Own;
            var input = Input<PersonEntry>.From(name => fields.FirstOrDefault(f => f.Name == name) is { } f ? row.Raw(f) : null, fields);
            if (input.Errors.FirstOrDefault() is { } wrong) { row.Refuse(wrong); continue; }
            var entry = new PersonEntry();
            input.ApplyTo(entry);
            if (person is not null) { Change(row, person, entry, units[0], known); continue; }
            // Under one name, with the number here and without it there, it may be the same person twice.
            if (made.Find<Person>($"{units[0].Id} {entry.Name}") is { } same && (entry.Number is null && entry.Identity is null || same.Number is null)) { row.Refuse($"前面已有{units[0].Short}的{entry.Name}；确是同名的两个人，请都填人员编号", "Number"); continue; }
            db.AddRange(entry.Register(units[0], By, out var fresh));
            made.Put($"{units[0].Id} {entry.Name}", fresh);
            row.Is(ImportOutcome.New);
        }
    }

    async Task<Known> Look(IReadOnlyList<ImportRow> rows, CancellationToken ct)
    {
        List<string> All(string column, Func<string, string>? like = null) => [.. rows.Select(r => r[column]).Where(t => t.Length > 0).Select(t => like?.Invoke(t) ?? t).Distinct()];
        var (named, numbers, identities, names) = (All(unit.Name), All("Number"), All("Identity", TypedText.Identity), All("Name"));
        var units = await db.Set<Organisation>().AsNoTracking().Where(o => o.To == null && (named.Contains(o.Code) || named.Contains(o.Name))).ToListAsync(ct);
        var ids = units.ConvertAll(o => o.Id);
        var contacts = identities.Count == 0 ? [] : await db.Set<PersonContact>().WithNumbers(db.Keys, c => c.IdentityNumber, identities).ToListAsync(ct);
        var identified = contacts.ConvertAll(c => c.Id);
        var all = db.Set<Person>().Include(p => p.Organisation);
        // Three questions, each by an index of its own.
        var people = await all.Where(p => p.LeftAt == null && names.Contains(p.Name) && ids.Contains(p.OrganisationId)).ToListAsync(ct);
        if (numbers.Count > 0) people.AddRange(await all.Where(p => p.Number != null && numbers.Contains(p.Number)).ToListAsync(ct));
        if (identified.Count > 0) people.AddRange(await all.Where(p => identified.Contains(p.Id)).ToListAsync(ct));
        people = [.. people.Distinct()];
        var found = people.ConvertAll(p => p.Id);
        var rest = found.Except(identified).ToList();
        if (rest.Count > 0) contacts.AddRange(await db.Set<PersonContact>().Where(c => rest.Contains(c.Id)).ToListAsync(ct));
        var posts = found.Count == 0 ? [] : await db.Set<Post>().AsNoTracking().Where(p => found.Contains(p.PersonId) && p.To == null).ToListAsync(ct);
        var byId = contacts.ToDictionary(c => c.Id);
        return new(units.SelectMany(o => new[] { (Said: o.Code, o), (Said: o.Name, o) }).Distinct().ToLookup(x => x.Said, x => x.o, StringComparer.Ordinal),
            people.Where(p => p.Number is not null).ToDictionary(p => p.Number!, StringComparer.Ordinal),
            people.Where(p => byId.GetValueOrDefault(p.Id)?.IdentityNumber is not null).ToLookup(p => byId[p.Id].IdentityNumber!, StringComparer.Ordinal),
            people.Where(p => p.LeftAt is null).ToLookup(p => (p.OrganisationId, p.Name)), byId, posts.ToLookup(p => p.PersonId));
    }

    /// <summary>Whom a row means: null, someone new; or why it cannot be told.</summary>
    static (Person? Person, Refusal? No) Find(ImportRow row, Organisation at, Known known)
    {
        Refusal No(string says, string field) => new(says, Field: field);
        var identity = row.Has("Identity") ? TypedText.Identity(row["Identity"]) : null;
        var numbered = row.Has("Number") ? known.ByNumber.GetValueOrDefault(row["Number"]) : null;
        var identified = identity is null ? [] : known.ByIdentity[identity].ToList();
        if (identified.Count > 1) return (null, No("这个身份证号登记在多个人名下，请先在人员页面核对", "Identity"));
        if (numbered is not null && identified.Count == 1 && identified[0] != numbered) return (null, No($"人员编号是{numbered.Name}的，身份证号是{identified[0].Name}的，请核对", "Number"));
        if ((numbered ?? identified.FirstOrDefault()) is { } certain) return (certain, null);
        // By name alone: whoever bears another number or identity number is another person.
        var alike = known.ByName[(at.Id, row["Name"])].Where(p => !(row.Has("Number") && p.Number is not null) && !(identity is not null && known.Contacts.GetValueOrDefault(p.Id)?.IdentityNumber is { Length: > 0 })).ToList();
        return alike.Count switch { 0 => (null, null), 1 => (alike[0], null), var n => (null, No($"{at.Short}有 {n} 个{row["Name"]}，请填人员编号或身份证号", "Number")) };
    }

    void Change(ImportRow row, Person person, PersonEntry entry, Organisation at, Known known)
    {
        var posts = known.Posts[person.Id].ToList();
        if (!By.May(PlatformPermissions.PeopleWrite, person.Organisation.Path)) { row.Refuse(new Refusal("此人登记在别的单位，不在您的管辖范围", Field: unit.Name, Code: Refusal.Codes.Forbidden)); return; }
        if (person.LeftAt is not null) { row.Refuse($"{person.Name}已登记离职；确已回来的，请先在人员页面恢复在职", "Name"); return; }
        if (person.OrganisationId != at.Id && !posts.Exists(p => p.OrganisationId == at.Id)) { row.Refuse($"{person.Name}登记在{person.Organisation.Short}；调动请在人员页面增加任职", unit.Name); return; }
        if (row["Post"] is { Length: > 0 } title && !posts.Exists(p => p.Title == title)) { row.Refuse($"{person.Name}现任职务是“{string.Join("”“", posts.Select(p => p.Title))}”；任职变动请在人员页面办理，这里的“职务”留空或填现任职务", "Post"); return; }
        var contact = known.Contacts.GetValueOrDefault(person.Id);
        // What is left empty stays.
        var (rank, number) = (entry.Rank ?? person.Rank, entry.Number ?? person.Number);
        var (phone, identity, mail) = (Other(entry.Phone, contact?.Phone), Other(entry.Identity, contact?.IdentityNumber), Other(entry.Mail, contact?.Mail));
        var changes = person.Name != entry.Name || person.Sex != entry.Sex || person.Rank != rank || person.Number != number;
        if (!changes && !phone && !identity && !mail) { row.Is(ImportOutcome.Same); return; }
        if (changes)
        {
            person.Set(entry.Name, entry.Sex, rank);
            person.Numbered(number);
        }
        if (contact is null && (phone || identity || mail)) db.Add(contact = new(person.Id, null));
        if (phone) contact!.Set(entry.Phone);
        if (identity) contact!.Identify(entry.Identity);
        if (mail) contact!.WriteTo(entry.Mail);
        row.Is(ImportOutcome.Changed);

        static bool Other(string? typed, string? there) => typed is not null && typed != there;
    }
}
