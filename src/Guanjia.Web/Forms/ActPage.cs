using Guanjia.Platform;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;

namespace Guanjia.Web;

/// <summary>A page that does one verb to one row: it shows the facts one needs, asks what the verb needs, and acts. <see cref="ActView{T}"/> draws it.</summary>
public abstract class ActPage<T> : FormPage<T> where T : class, IRow, IOwned
{
    [Parameter] public Guid Id { get; set; }
    public T? Row { get; private set; }
    public Refusal? NotAllowed { get; private set; }
    /// <summary>The row, where the act is not to be done now.</summary>
    public T? NotNow { get; private set; }
    /// <summary>The version that was shown; a decision on another one is not taken.</summary>
    public int Seen { get; private set; }
    public abstract Verb Verb { get; }
    public virtual string Title => Verb.Name;
    /// <summary>What the person is asked beside the act itself.</summary>
    public virtual IReadOnlyList<Field<T>> Asked => [];
    /// <summary>The row's own page.</summary>
    public abstract string Home { get; }
    /// <summary>Where one goes after the act.</summary>
    protected virtual string Next => Home;
    /// <summary>For acts that are one person's turn: who opens the page when it is not, or no longer, his is told so, instead of a button that would be refused.</summary>
    protected virtual bool OnlyWhenOffered => false;
    protected override (string Thing, Guid Row, string OwnerPath) Acted => (Things.Key<T>(), Id, Row?.OwnerPath ?? By.Org);

    protected abstract Task<Refusal?> Act(T row, Input<T> input);
    /// <summary>The verbs that the person may do now.</summary>
    protected abstract Task<IEnumerable<Verb>> Offered(T row);
    /// <summary>Why the verb is not to be done now.</summary>
    protected abstract Refusal Late(T row);
    /// <summary>What is to be read before the page is drawn, whether or not the act is offered.</summary>
    protected virtual Task Found(T row) => Task.CompletedTask;
    protected virtual Task Ready(T row) => Task.CompletedTask;
    protected virtual async Task<Refusal?> Save(T row) => await SaveAndGo(Next);

    protected override async Task OnInitializedAsync()
    {
        await base.OnInitializedAsync();
        (Row, NotAllowed) = await Db.Open<T>(Id, Verb, Stop);
        if (Row is null) { Http.Response.StatusCode = NotAllowed!.Status; return; }
        await Found(Row);
        Seen = Row.Version;
        if (OnlyWhenOffered && HttpMethods.IsGet(Http.Request.Method) && !(await Offered(Row)).Contains(Verb))
        {
            (NotAllowed, NotNow, Row) = (Late(Row), Row, null);
            return;
        }
        await Ready(Row);
    }

    protected override async Task<Refusal?> Post(Input<T> input)
    {
        if (Row is not { } row) return NotAllowed;
        if (input.Version is { } seen && seen != row.Version) return Refusal.WrongState("刚才有人改过，请看过现在的内容再决定");
        var no = await Act(row, input) ?? await Save(row);
        // What was half done is not shown as done.
        if (no is not null)
        {
            Db.Drop();
            Row = (await Db.Open<T>(Id, Verb, Stop)).Row ?? row;
        }
        return no;
    }
}
