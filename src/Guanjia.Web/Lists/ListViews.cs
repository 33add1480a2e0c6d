using Guanjia.Platform;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;

namespace Guanjia.Web;

/// <summary>The views of a list that stand before a person: his own, and those shared with his unit.</summary>
public sealed class ListViews
{
    /// <summary>The parameter of the address that names the view; <see cref="Plain"/> is the list as it is for everybody.</summary>
    public const string Name = "view", Plain = "all";
    static readonly string[] passing = [Name, "after", "saved", "no", "kept"];
    readonly List<ListView> all;
    readonly Guid me;
    ListViews(List<ListView> all, Guid me, string? chosen)
    {
        (this.all, this.me) = (all, me);
        Current = Guid.TryParse(chosen, out var id) ? all.Find(v => v.Id == id && v.Name.Length > 0) : null;
    }

    /// <summary>Before they are read.</summary>
    public static readonly ListViews None = new([], Guid.Empty, null);

    public static async Task<ListViews> Of(GuanjiaDb db, Acting by, string list, string? chosen, CancellationToken ct)
    {
        var (me, paths) = (by.Person, by.Org.Select((c, i) => c == '/' ? by.Org[..(i + 1)] : null).OfType<string>().ToList());
        return new(await db.Set<ListView>().AsNoTracking().Where(v => v.List == list && (v.PersonId == me || v.SharedPath != null && paths.Contains(v.SharedPath) && v.Name != "")).OrderBy(v => v.Name).ThenBy(v => v.Id).Take(100).ToListAsync(ct), me, chosen);
    }

    public IEnumerable<ListView> Named => all.Where(v => v.Name.Length > 0);
    public ListView? Current { get; }
    public bool IsMine(ListView view) => view.PersonId == me;
    /// <summary>With which the list opens, when nothing is said in the address.</summary>
    public ListView? First => Named.FirstOrDefault(v => v.IsDefault && IsMine(v));
    ListView? Usual => all.Find(v => v.Name.Length == 0 && IsMine(v));

    public static string Url(ListView view) => $"{view.List}?{(view.Query.Length > 0 ? view.Query + "&" : "")}{Name}={view.Id}";

    /// <summary>The columns that are shown, in the order of the list; the one by which a row is known is always among them. What is exported of a list has the same.</summary>
    public IReadOnlyList<Field<T>> Columns<T>(IReadOnlyList<Field<T>> usual, IReadOnlyList<Field<T>> more, Field<T>? main)
    {
        var chosen = Current is { Columns.Count: > 0 } view ? view.Columns : Usual?.Columns;
        if (chosen is null or []) return usual;
        var columns = usual.Concat(more).Where(f => f == main || chosen.Contains(f.Name)).ToList();
        return columns.Count > 0 ? columns : usual;
    }

    /// <summary>The filters and the order of an address, without what belongs to the moment.</summary>
    public static string QueryOf(HttpRequest request) => QueryString.Create(request.Query.Where(q => !passing.Contains(q.Key)).SelectMany(q => q.Value.Where(v => !string.IsNullOrEmpty(v)).Select(v => KeyValuePair.Create(q.Key, v)))).ToString().TrimStart('?');

    public static void Map(IEndpointRouteBuilder routes)
    {
        var lists = routes.MapGroup("/lists").WithMetadata(new SignedInAttribute()).ExcludeFromDescription();
        lists.MapPost("/views", Save);
        lists.MapPost("/views/remove", Remove);
        lists.MapPost("/columns", Choose);
    }

    static string Text(IFormCollection form, string name) => form[name].ToString().Trim();
    static IResult Back(IFormCollection form, Refusal? no = null) => Results.Redirect(no is null ? SignInOut.Local(Text(form, "back")) : QueryHelpers.AddQueryString(SignInOut.Local(Text(form, "back")), "no", no.Message));

    /// <summary>The status for who has no lists, or names none of ours.</summary>
    static int? Wrong(string list, Acting by) => by.MustBePerson()?.Status ?? (list.Length is 0 or > 100 || SignInOut.Local(list) != list ? StatusCodes.Status400BadRequest : null);

    static async Task<IResult> Save(HttpContext http, GuanjiaDb db, Acting by, CancellationToken ct)
    {
        var form = await http.Request.ReadFormAsync(ct);
        var (list, name, me) = (Text(form, "list"), Text(form, "name"), by.Person);
        if (Wrong(list, by) is { } wrong) return Results.StatusCode(wrong);
        if (name.Length == 0) return Back(form, new("请给视图起个名称"));
        if (TypedText.Forbidden(name, lines: false) is { } bad) return Back(form, new($"视图名称里有看不见的控制字符（{bad}），请删去后再存"));
        if (TypedText.Length(name) > ListView.LongestName) return Back(form, new($"视图名称不超过 {ListView.LongestName} 个字"));
        var mine = await db.Set<ListView>().Where(v => v.PersonId == me && v.List == list).ToListAsync(ct);
        var view = mine.Find(v => v.Name == name);
        if (view is null)
        {
            if (mine.Count(v => v.Name.Length > 0) >= ListView.Most) return Back(form, new($"一个列表最多存 {ListView.Most} 个视图，请先删去不用的"));
            db.Add(view = new(by.NewId(), me, list, name));
        }
        if (view.Show(Text(form, "query"), [.. form["column"].OfType<string>().Where(c => c.Length is > 0 and <= 60).Take(60)]) is { } no) return Back(form, no);
        view.Share(form["shared"] == "true", by);
        view.Open(form["first"] == "true");
        if (view.IsDefault) foreach (var other in mine.Where(v => v != view)) other.Open(false);
        return await db.Save(ct) is { } refused ? Back(form, refused) : Results.Redirect(Url(view));
    }

    static async Task<IResult> Remove(HttpContext http, GuanjiaDb db, Acting by, CancellationToken ct)
    {
        var form = await http.Request.ReadFormAsync(ct);
        var me = by.Person;
        if (!Guid.TryParse(form["id"], out var id)) return Results.StatusCode(StatusCodes.Status400BadRequest);
        if (await db.Set<ListView>().FirstOrDefaultAsync(v => v.Id == id && v.PersonId == me, ct) is not { } view) return Results.NotFound();
        db.Remove(view);
        return await db.Save(ct) is { } no ? Back(form, no) : Results.Redirect(view.List);
    }

    /// <summary>The columns of the view that is open, when it is one's own; else of the list as it usually stands before the person.</summary>
    static async Task<IResult> Choose(HttpContext http, GuanjiaDb db, Acting by, CancellationToken ct)
    {
        var form = await http.Request.ReadFormAsync(ct);
        var (list, me) = (Text(form, "list"), by.Person);
        if (Wrong(list, by) is { } wrong) return Results.StatusCode(wrong);
        var mine = await db.Set<ListView>().Where(v => v.PersonId == me && v.List == list).ToListAsync(ct);
        var view = Guid.TryParse(form["view"], out var id) && mine.Find(v => v.Id == id) is { } open ? open : mine.Find(v => v.Name.Length == 0);
        if (view is null) db.Add(view = new(by.NewId(), me, list, ""));
        List<string> columns = form["usual"] == "true" ? [] : [.. form["column"].OfType<string>().Where(c => c.Length is > 0 and <= 60).Take(60)];
        if (view.Show(view.Query, columns) is { } no) return Back(form, no);
        return Back(form, await db.Save(ct));
    }
}
