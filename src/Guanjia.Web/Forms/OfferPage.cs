using Guanjia.Platform;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;

namespace Guanjia.Web;

/// <summary>开放范围 (to whom a thing is offered): one of the organisations above its owner, and others by name. <see cref="OfferView"/> draws it.</summary>
public abstract class OfferPage<T> : PlainFormPage, IOfferPage where T : class, IRow, IOwned
{
    [Parameter] public Guid Id { get; set; }
    public T? Row { get; private set; }
    public IReadOnlyList<Choice> Levels { get; private set; } = [];
    public IReadOnlyList<Choice> Units { get; private set; } = [];
    public string Level => Text("Level") is { Length: > 0 } typed ? typed : now;
    List<Organisation> above = [];
    List<Offer> offers = [];
    string now = "none";

    protected abstract Verb Verb { get; }
    /// <summary>The thing's own page.</summary>
    public abstract string Home { get; }
    Refusal? IOfferPage.No(string field) => No(field);
    PlainFormPage IOfferPage.Page => this;

    protected override async Task OnInitializedAsync()
    {
        await base.OnInitializedAsync();
        (var found, _) = await Db.Open<T>(Id, Verb, Stop);
        if (found is null) { Http.Response.StatusCode = 404; return; }
        var paths = found.OwnerPath.Select((c, i) => (c, i)).Where(x => x.c == '/').Select(x => found.OwnerPath[..(x.i + 1)]).ToList();
        above = await Db.Set<Organisation>().AsNoTracking().Where(o => paths.Contains(o.Path) && o.Path != found.OwnerPath).OrderByDescending(o => o.Path).ToListAsync(Stop);
        Levels = [new("none", "仅本单位"), .. above.Select(o => new Choice(o.Id.ToString(), $"{o.Name}各单位"))];
        offers = await Db.PartsOf<Offer>(Id).ToListAsync(Stop);
        now = above.Find(o => offers.Exists(f => f.FromPath == o.Path))?.Id.ToString() ?? "none";
        var ids = Http.Request.HasFormContentType ? Text("Units").Split(',').Select(s => Guid.TryParse(s, out var g) ? g : Guid.Empty).ToList() : await Others();
        Units = await Db.Organisations(ids, Stop);
        Row = found;
    }

    async Task<List<Guid>> Others()
    {
        var from = offers.Select(o => o.FromPath).Where(p => !above.Exists(a => a.Path == p)).ToList();
        return from.Count == 0 ? [] : await Db.Set<Organisation>().Where(o => from.Contains(o.Path)).Select(o => o.Id).ToListAsync(Stop);
    }

    protected override async Task<Refusal?> Act()
    {
        if (Row is null) return NotFound();
        Db.RemoveRange(offers);
        var wanted = new List<PathRange>();
        if (Chosen("Level") is { } level && above.Find(o => o.Id == level) is { } at) wanted.Add(at.Range(below: true));
        else if (Text("Level") != "none") return new("请选择对谁开放", Field: "Level");
        var ids = Units.Select(u => Guid.Parse(u.Value)).ToList();
        foreach (var unit in await Db.Set<Organisation>().AsNoTracking().Where(o => ids.Contains(o.Id)).ToListAsync(Stop)) wanted.Add(unit.Range(below: true));
        foreach (var range in wanted) Db.Add(new Offer(By.NewId(), Things.Key<T>(), Id, Row.OwnerPath, range));
        return await SaveAndGo(Home);
    }
}

/// <summary>What the form of an offer shows, whatever is offered.</summary>
public interface IOfferPage
{
    PlainFormPage Page { get; }
    string Home { get; }
    IReadOnlyList<Choice> Levels { get; }
    IReadOnlyList<Choice> Units { get; }
    string Level { get; }
    Refusal? No(string field);
}
