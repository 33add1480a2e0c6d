using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using AngleSharp.Html.Dom;
using Guanjia.Conferences;
using Guanjia.Host;
using Guanjia.Platform;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Guanjia.Tests;

/// <summary>A town in which everything there is belongs to the region's affairs office; one person holds every permission there, one holds the same in another city.</summary>
public sealed class ScopeTown : IAsyncLifetime
{
    public World World { get; private set; } = null!;
    public Dictionary<string, string> Ids { get; } = [];
    /// <summary>What the town's rows are called by; none of it may reach a stranger.</summary>
    public static readonly IReadOnlyList<string> Secrets = ["预算审核座谈会", "大礼堂", "第三会议室", "1号楼", "宁A·0X001", "宁A0X001", "何建军", "宁机管发〔2026〕1号", "宁A·0X005", "市区范围"];
    public IReadOnlyList<Place> Placed { get; private set; } = [];
    public IReadOnlyList<string> Lost { get; private set; } = [];
    static readonly byte[] notice = Encoding.ASCII.GetBytes("%PDF-1.4 a notice");

    public async ValueTask InitializeAsync()
    {
        World = await World.Make(CancellationToken.None);
        await Holders.Settle(World);
        var made = await World.Api("organiser").PostAsJsonAsync("/api/v1/conferences/bookings", World.Ask(), CancellationToken.None);
        var booking = (await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
        Ids["absence"] = (await World.LayAbsence()).ToString();
        Ids["flowinstance"] = (await World.LayFlow()).ToString();
        await World.House.In(async db =>
        {
            var files = new StoredFiles(db, World.House.Services.GetRequiredService<IFileStore>(), World.House.Services.GetServices<FileHolder>(), World.House.Folder);
            var (file, no, _) = await files.Receive(new MemoryStream(notice), "通知.pdf", "公开", CancellationToken.None);
            Assert.Null(no);
            Assert.Null(await files.Hang(file!.Id, (await db.Open<RoomBooking>(booking, BookingVerbs.Scan, CancellationToken.None)).Row!, "notice", CancellationToken.None));
            // Offered to nobody: what is on offer may well be seen from elsewhere.
            foreach (var room in new[] { World.Hall, World.Small }) db.RemoveRange(await db.PartsOf<Offer>(room.Id).ToListAsync());
            var account = await db.Set<Account>().FirstAsync(a => a.Login == "organiser");
            var (session, _) = Session.Begin(Guid.CreateVersion7(), await db.Set<Account>().FirstAsync(a => a.Login == "here"), null, SessionKind.Browser, "::1", "another", World.House.Clock.Now, TimeSpan.FromHours(1));
            db.Add(session);
            Assert.Null(await db.Save(CancellationToken.None));
            Ids["booking"] = booking.ToString();
            Ids["room"] = World.Hall.Id.ToString();
            Ids["building"] = (await db.Set<Building>().Select(b => b.Id).FirstAsync()).ToString();
            Ids["file"] = file.Id.ToString();
            Ids["person"] = World.People["organiser"].Id.ToString();
            Ids["organisation"] = World.Organisations["finance"].Id.ToString();
            Ids["account"] = account.Id.ToString();
            Ids["grant"] = (await db.Set<Grant>().Where(g => g.PersonId == World.People["organiser"].Id).Select(g => g.Id).SingleAsync()).ToString();
            Ids["session"] = session.Id.ToString();
        });
        foreach (var (sample, id) in await Samples.Lay(World)) Ids[sample.Row.Name.ToLowerInvariant()] = id.ToString();
        (Placed, Lost) = Places.Of(Endpoints, IdOf);
    }

    public IEnumerable<RouteEndpoint> Endpoints => World.House.Services.GetServices<EndpointDataSource>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>();

    public string? IdOf(string prefix) => Ids.GetValueOrDefault(Places.Rows[prefix][0].Name switch
    {
        nameof(RoomBooking) => "booking", nameof(StoredFile) => "file", var name => name.ToLowerInvariant(),
    });

    public string Holder(Place place, string where) => Holders.Of(place.Needs, where);

    /// <summary>The way in for this route: a program for the API, a browser for pages and files.</summary>
    public HttpClient Client(Place place, string who) => place.IsApi ? World.Api(who) : World.As(who).Http;

    /// <summary>Sends a form as a page of ours would: with the token that belongs to the person.</summary>
    public static async Task<HttpResponseMessage> Post(HttpClient browser, string url, string? token, CancellationToken ct) =>
        await browser.PostAsync(url, new FormUrlEncodedContent(new Dictionary<string, string> { ["__RequestVerificationToken"] = token ?? "", ["_handler"] = "page", ["_key"] = Guid.CreateVersion7().ToString("N") }), ct);

    public static async Task<string> Token(HttpClient browser, CancellationToken ct)
    {
        var page = await new AngleSharp.Html.Parser.HtmlParser().ParseDocumentAsync(await browser.GetStringAsync("/me", ct), ct);
        return ((IHtmlInputElement)page.QuerySelector("input[name=__RequestVerificationToken]")!).Value;
    }

    public ValueTask DisposeAsync() => World.DisposeAsync();
}
