using System.Net;
using System.Net.Http.Json;
using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using Guanjia.Conferences;
using Guanjia.Host;
using Guanjia.Platform;
using Guanjia.Web;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Guanjia.Tests;

/// <summary>What every page inherits, from its route and attributes alone: nobody, without permission, with it, with it elsewhere. A new page is in it by being there.</summary>
public sealed partial class EveryPage(EveryPage.Town town) : IClassFixture<EveryPage.Town>
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static IEnumerable<(string Route, Type Page)> Pages =>
        from assembly in new[] { typeof(Shell).Assembly, typeof(GuanjiaHost).Assembly }.Concat(AllModules.List.Select(m => m.GetType().Assembly)).Distinct()
        from page in assembly.GetTypes()
        from route in page.GetCustomAttributes<RouteAttribute>()
        where !route.Template.StartsWith("/gallery", StringComparison.Ordinal)   // in Development alone
        select (route.Template, page);

    public static TheoryData<string> Routes => [.. Pages.Select(p => p.Route).Order(StringComparer.Ordinal)];
    static Type PageOf(string route) => Pages.First(p => p.Route == route).Page;
    static bool IsPublic(string route) => PageOf(route).IsDefined(typeof(PublicAttribute));
    static IReadOnlyList<NeedsAttribute> Needs(string route) => [.. PageOf(route).GetCustomAttributes<NeedsAttribute>()];
    static bool OfOneRow(string route) => route.Contains(":guid", StringComparison.Ordinal);

    [Fact]
    public void Says_who_may_come_in() => Assert.Empty(Pages.Where(p => !p.Page.IsDefined(typeof(PublicAttribute)) && !p.Page.IsDefined(typeof(SignedInAttribute)) && !p.Page.IsDefined(typeof(NeedsAttribute))).Select(p => p.Route));

    [Fact]
    public void Needs_permissions_that_exist()
    {
        var known = AllModules.List.Permissions.Select(p => p.Key).ToHashSet();
        Assert.Superset(Pages.SelectMany(p => p.Page.GetCustomAttributes<NeedsAttribute>()).SelectMany(n => n.AnyOf).ToHashSet(), known);
    }

    [Theory, MemberData(nameof(Routes))]
    public async Task Sends_nobody_to_the_sign_in(string route)
    {
        var answer = await town.World.House.Nobody().Open(town.Fill(route), Ct);
        if (IsPublic(route)) Assert.True(answer.Status is HttpStatusCode.OK or HttpStatusCode.NotFound or HttpStatusCode.Gone, $"{route}: {answer.Status}");
        else
        {
            Assert.Equal(HttpStatusCode.Redirect, answer.Status);
            Assert.StartsWith("/sign-in?next=", answer.Next);
        }
    }

    [Theory, MemberData(nameof(Routes))]
    public async Task Refuses_someone_without_its_permission(string route)
    {
        if (Needs(route).Count == 0) return;
        // Of a row that a part may open, one without a part learns not even that it is there.
        Assert.Equal(Needs(route).Any(n => n.OrPart) ? HttpStatusCode.NotFound : HttpStatusCode.Forbidden, (await town.World.As("leader").Open(town.Fill(route), Ct)).Status);
    }

    [Theory, MemberData(nameof(Routes))]
    public async Task Opens_with_it(string route)
    {
        if (IsPublic(route)) return;
        var answer = await town.World.As(Holders.Of(Needs(route), "here")).Open(town.Fill(route), Ct);
        Assert.True(answer.Status == HttpStatusCode.OK, $"{route}: {answer.Status} {answer.Page.Body?.TextContent.Trim()[..Math.Min(300, answer.Page.Body.TextContent.Trim().Length)]}");
        Assert.NotEmpty(answer.Page.QuerySelectorAll("h1"));
        Assert.False(string.IsNullOrWhiteSpace(answer.Page.Title));
    }

    [Theory, MemberData(nameof(Routes))]
    public async Task Shows_nothing_of_ours_to_someone_who_has_it_elsewhere(string route)
    {
        if (Needs(route).Count == 0) return;
        var answer = await town.World.As(Holders.Of(Needs(route), "there")).Open(town.Fill(route), Ct);
        if (OfOneRow(route)) Assert.Equal(HttpStatusCode.NotFound, answer.Status);
        else
        {
            Assert.True(answer.Status is HttpStatusCode.OK or HttpStatusCode.NotFound or HttpStatusCode.Gone, $"{route}: {answer.Status}");
            var text = answer.Page.Body!.TextContent;
            Assert.DoesNotContain("预算审核座谈会", text);
            Assert.DoesNotContain("田小军", text);
        }
    }

    /// <summary>A world with a booking, and people who hold everything here, or in another city.</summary>
    public sealed class Town : IAsyncLifetime
    {
        public World World { get; private set; } = null!;
        readonly Dictionary<string, string> ids = [];

        public async ValueTask InitializeAsync()
        {
            World = await World.Make(CancellationToken.None);
            await Holders.Settle(World);
            var made = await World.Api("organiser").PostAsJsonAsync("/api/v1/conferences/bookings", World.Ask(), CancellationToken.None);
            foreach (var (sample, id) in await Samples.Lay(World)) ids[sample.Address] = id.ToString();
            ids["/conferences/bookings/"] = (await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;
            ids["/me/absences/"] = (await World.LayAbsence()).ToString();
            ids["/platform/flows/running/"] = (await World.LayFlow()).ToString();
            ids["/platform/people/"] = World.People["organiser"].Id.ToString();
            ids["/platform/organisations/"] = World.Organisations["finance"].Id.ToString();
            await World.House.In(async db =>
            {
                ids["/platform/accounts/"] = (await db.Set<Account>().Where(a => a.Login == "organiser").Select(a => a.Id).SingleAsync()).ToString();
                ids["/platform/grants/"] = (await db.Set<Grant>().Where(g => g.PersonId == World.People["organiser"].Id).Select(g => g.Id).SingleAsync()).ToString();
                // Offered to nobody: one on offer may well be seen from elsewhere.
                db.RemoveRange(await db.PartsOf<Offer>(World.Hall.Id).ToListAsync());
                Assert.Null(await db.Save(CancellationToken.None));
                ids["/conferences/rooms/"] = World.Hall.Id.ToString();
                ids["/conferences/buildings/"] = (await db.Set<Building>().Select(b => b.Id).FirstAsync()).ToString();
            });
        }

        public ValueTask DisposeAsync() => World.DisposeAsync();

        /// <summary>The page's address with the ids of this town in it. A route of a new kind of row wants an ISample in its module's tests.</summary>
        public string Fill(string route)
        {
            var filled = route.Replace("{Party}", "organiser", StringComparison.Ordinal);
            if (route.StartsWith("/platform/settings/{Key}", StringComparison.Ordinal)) filled = filled.Replace("{Key}", "conferences.request.holds", StringComparison.Ordinal);
            if (route.StartsWith("/platform/flows/{Key}", StringComparison.Ordinal)) filled = filled.Replace("{Key}", "conferences.booking", StringComparison.Ordinal);
            if (route.StartsWith("/standards/", StringComparison.Ordinal)) filled = "/standards/conf:C.1";
            if (route.StartsWith("/platform/imports/new/{Kind}", StringComparison.Ordinal)) filled = filled.Replace("{Kind}", "people", StringComparison.Ordinal);
            if (route == "/platform/exports/new") filled += "?list=/platform/people";
            if (route == "/platform/organisations/new") filled += "?under=" + World.Organisations["affairs"].Id;
            foreach (var (prefix, id) in ids)
                if (route.StartsWith(prefix + "{", StringComparison.Ordinal)) filled = Parameter().Replace(filled, id, 1);
            Assert.False(filled.Contains('{', StringComparison.Ordinal), $"no sample id for {route}");
            return filled;
        }
    }

    [GeneratedRegex(@"\{\w+:guid\}")]
    private static partial Regex Parameter();
}
