using Guanjia.Web;
using Microsoft.AspNetCore.Components;

namespace Guanjia.Conferences;

/// <summary>A page that does one verb to all or chosen dates of a series, with a result for each.</summary>
public abstract class SeriesActPage : PlainFormPage
{
    [Parameter] public Guid Id { get; set; }
    [Inject] public Bookings Bookings { get; set; } = default!;
    public BookingSeries? Series { get; private set; }
    /// <summary>The dates with which it can be done now.</summary>
    public IReadOnlyList<RoomBooking> Dates { get; private set; } = [];
    public abstract Verb Verb { get; }
    /// <summary>Whether it is not done without words.</summary>
    public virtual bool MustSay => false;
    public virtual bool AsksImportant => false;
    public bool Important => Text("Important") == "true";
    public string Words => Text("Opinion");
    protected override (string Thing, Guid Row, string OwnerPath) Acted => (Things.Key<BookingSeries>(), Id, Series?.OwnerPath ?? By.Org);

    protected override async Task OnInitializedAsync()
    {
        await base.OnInitializedAsync();
        (Series, _) = await Db.Open<BookingSeries>(Id, BookingVerbs.Read, Stop);
        if (Series is null) { Http.Response.StatusCode = 404; return; }
        Dates = await Bookings.Ready(await Bookings.DatesOf(Id, Stop), Verb, Stop);
    }

    /// <summary>Those that are ticked: as sent; at first all, or from a date on.</summary>
    public bool IsTicked(RoomBooking b) => Http.Request.HasFormContentType ? Chosen().ContainsKey(b.Id)
        : !DateOnly.TryParseExact(Http.Request.Query["from"], "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.None, out var from) || b.SeriesDate >= from;

    /// <summary>The ids ticked, with the version of each that was shown.</summary>
    Dictionary<Guid, int> Chosen() => Http.Request.Form["Date"].Select(v => v?.Split(':')).Where(v => v is [var id, var version] && Guid.TryParse(id, out _) && int.TryParse(version, System.Globalization.CultureInfo.InvariantCulture, out _)).GroupBy(v => v![0]).ToDictionary(g => Guid.Parse(g.Key), g => int.Parse(g.First()![1], System.Globalization.CultureInfo.InvariantCulture));

    protected override async Task<Refusal?> Act()
    {
        if (Series is null) return NotFound();
        if (MustSay && Words.Length == 0 && !Dates.Any(d => d.IsClassified)) return new("请写明原因", Field: "Opinion");
        if (Check("Opinion", "意见", 300, required: false) is { } bad) return bad;
        var seen = Chosen();
        var chosen = (await Bookings.DatesOf(Id, Stop)).Where(b => seen.ContainsKey(b.Id)).ToList();
        if (chosen.Count == 0) return new("请至少选择一次", Field: "Dates");
        Db.OnceSays = () => (303, $"/conferences/series/{Id}", null);
        var outcomes = await Bookings.Each(Id, chosen, Verb, Bookings.ActOf(Verb, Words, Important, Stop, seen), Stop);
        var failed = outcomes.Where(o => o.No is not null).ToList();
        if (failed.Count == 0) return GoTo($"/conferences/series/{Id}");
        // What was done is done; the rest is shown again, under a key of its own.
        if (failed.Count < outcomes.Count) FormKey = Guid.CreateVersion7().ToString("N");
        Dates = await Bookings.Ready(await Bookings.DatesOf(Id, Stop), Verb, Stop);
        return Refusal.WrongState($"{outcomes.Count - failed.Count} 次已办理；{failed.Count} 次没有办成：{string.Join("；", failed.Take(10).Select(o => $"{China.SayShort(o.Date)}，{o.No!.Message}"))}{(failed.Count > 10 ? "……" : "")}");
    }
}
