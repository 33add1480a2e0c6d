using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Guanjia.Conferences;
using Guanjia.Platform;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Guanjia.Tests;

/// <summary>A walk over every route of the running program: nobody, someone without permission, someone with the same permission elsewhere, someone with it here.
/// A new route is in it by being there; one that has no place makes it fail.</summary>
public sealed class ScopeWalk(ScopeTown town) : IClassFixture<ScopeTown>
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;
    World World => town.World;

    [Fact]
    public void Every_route_has_a_place() => Assert.Equal([], town.Lost);

    [Fact]
    public void No_place_is_kept_for_a_route_that_is_gone() => Assert.Equal([], Places.Others.Keys.Except(town.Endpoints.Select(Places.Name)));

    [Fact]
    public async Task Nobody_is_sent_to_the_sign_in_or_gets_401() => Assert.Equal([], await Each(town.Placed.Where(p => !p.IsPublic), p => Nobody(p, p.IsApi ? World.House.CreateClient(new() { AllowAutoRedirect = false }) : World.House.Nobody().Http)));

    [Fact]
    public async Task What_everyone_may_open_without_signing_in_is_about_nobody() => Assert.Equal([], await Each(town.Placed.Where(p => p.IsPublic), p => Task.FromResult(p.About == About.Nobody ? null : "is public")));

    [Fact]
    public async Task Without_permission_it_stays_shut() => Assert.Equal([], await Each(town.Placed.Where(p => p.Needs.Count > 0 || p.About == About.Row), async p =>
    {
        foreach (var answer in await Call(p, town.Client(p, "leader")))
            if (!Shut(p, answer)) return $"answers {(int)answer.StatusCode} to someone without permission";
        return null;
    }));

    [Fact]
    public async Task With_the_same_permission_elsewhere_a_row_is_not_there() => Assert.Equal([], await Each(town.Placed.Where(p => p.About == About.Row), p => Elsewhere(p, town.Client(p, town.Holder(p, "there")))));

    [Fact]
    public async Task With_the_same_permission_elsewhere_nothing_of_ours_is_listed() => Assert.Equal([], await Each(town.Placed.Where(p => p.About is About.List or About.New or About.Oneself), p => Elsewhere(p, town.Client(p, town.Holder(p, "there")))));

    [Fact]
    public async Task With_permission_here_it_opens() => Assert.Equal([], await Each(town.Placed.Where(p => !p.IsPublic), async p =>
    {
        // A row's verbs are called on a version that it does not have: who gets as far as being told so was let in, and nothing changes.
        foreach (var answer in await Call(p, town.Client(p, town.Holder(p, "here")), stale: true))
            if (answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.NotFound or >= HttpStatusCode.InternalServerError) return $"{answer.RequestMessage!.Method} answers {(int)answer.StatusCode} to its own people";
        return null;
    }));

    [Fact]
    public async Task Nothing_is_done_for_a_browser_without_the_token_of_its_form() => Assert.Equal([], await Each(town.Placed.Where(p => !p.IsPublic && p.Methods.Contains("POST")), async p =>
    {
        var answer = await ScopeTown.Post(World.As(town.Holder(p, "here")).Http, p.Url, null, Ct);
        return answer.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.Forbidden or HttpStatusCode.UnsupportedMediaType ? null : $"answers {(int)answer.StatusCode} without a token";
    }));

    [Fact]
    public async Task What_the_code_touches_fits_the_place() => Assert.Equal([], await Each(town.Placed, p => Task.FromResult(Misplaced(p, CompiledCode.Touched(p.Endpoint)))));

    [Fact]
    public async Task And_that_can_go_red()
    {
        var row = town.Placed.First(p => p.Route == "GET /api/v1/conferences/bookings/{id:guid}");
        string? Says(string handler, Place place) => Misplaced(place, CompiledCode.Touched(typeof(Breach).GetMethod(handler)!));
        Assert.Null(Says(nameof(Breach.ByTheDoor), row));
        Assert.Contains("past the filter", Says(nameof(Breach.PastTheFilter), row));
        Assert.Contains("does not read it", Says(nameof(Breach.ReadsNothing), row));
        Assert.Contains("is not about", Says(nameof(Breach.ByTheDoor), town.Placed.First(p => p.About == About.Nobody && p.IsPage)));
        // And the answers: one who may see it stands in for a stranger who does.
        Assert.Contains("to a stranger", await Elsewhere(row, town.Client(row, "here")));
        var list = town.Placed.First(p => p is { About: About.List, Url: "/conferences/bookings?list=own" });
        Assert.Contains("tells a stranger", await Elsewhere(list, town.Client(list, "here")));
        Assert.Contains("to nobody", await Nobody(row, town.Client(row, "here")));
        Assert.Contains(Places.Of([new Microsoft.AspNetCore.Routing.RouteEndpoint(_ => Task.CompletedTask, Microsoft.AspNetCore.Routing.Patterns.RoutePatternFactory.Parse("/api/v1/secret/{id}"), 0, null, null)], town.IdOf).Lost, l => l.Contains("has no place", StringComparison.Ordinal));
    }

    /// <summary>Handlers as they should not be, and one as it should.</summary>
    static class Breach
    {
        public static Task<(RoomBooking? Row, Refusal? No)> ByTheDoor(GuanjiaDb db, Guid id, CancellationToken ct) => db.Open<RoomBooking>(id, BookingVerbs.Read, ct);
        public static Task<RoomBooking?> PastTheFilter(GuanjiaDb db, Guid id, CancellationToken ct) => db.Set<RoomBooking>().IgnoreQueryFilters(["scope"]).FirstOrDefaultAsync(b => b.Id == id, ct);
        public static Guid ReadsNothing(Guid id) => id;
    }

    /// <summary>Owned rows are read under the filter or by a door; past the filter only where the platform itself holds the door.</summary>
    static string? Misplaced(Place p, IReadOnlySet<Touch> touched)
    {
        var owned = touched.Where(t => Owned.Contains(t.Row)).ToList();
        if (PastTheDoors(touched) is { } leak) return leak;
        // What its owner made public is for everybody.
        var secret = owned.FindAll(t => t.Way != nameof(Doors.Published));
        if (p.About is About.Nobody or About.Directory && !Places.ByLink.Contains(p.Url) && secret.Count > 0) return $"is not about {string.Join(", ", secret.Select(t => t.Row).Distinct())}, yet touches it";
        if (p.About == About.Row && Places.Rows.First(r => p.Url.StartsWith(r.Key, StringComparison.Ordinal)).Value is var of && !touched.Any(t => of.Any(o => o.FullName == t.Row))) return $"is about {of[0].Name}, yet does not read it";
        return null;
    }

    /// <summary>What is read past the filter elsewhere than in the platform's own doors, or null.</summary>
    public static string? PastTheDoors(IReadOnlySet<Touch> touched) =>
        touched.FirstOrDefault(t => Owned.Contains(t.Row) && t.Way == CompiledCode.PastTheFilter && !PlatformDoors.Contains(t.In)) is { } leak ? $"reads {leak.Row} past the filter in {leak.In}" : null;

    static readonly HashSet<string> Owned = [.. Guanjia.Host.AllModules.List.Select(m => m.GetType().Assembly).Prepend(typeof(GuanjiaDb).Assembly).Distinct().SelectMany(a => a.GetTypes()).Where(t => t is { IsClass: true, IsAbstract: false } && typeof(IOwned).IsAssignableFrom(t)).Select(t => t.FullName!)];
    /// <summary>Tasks of approvals (the person's own, or those of a subject that was opened) and files (by the door of what they hang on).</summary>
    static readonly HashSet<string> PlatformDoors = [typeof(Flows).FullName!, typeof(FlowKind).FullName!, typeof(StoredFiles).FullName!];

    // What each check says of one answer.

    /// <summary>A page without its row has no form, and answers a form with 400.</summary>
    static bool Shut(Place p, HttpResponseMessage answer) => answer.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.NotFound || p.IsPage && answer.RequestMessage!.Method == HttpMethod.Post && answer.StatusCode == HttpStatusCode.BadRequest;

    static async Task<string?> Nobody(Place p, HttpClient nobody)
    {
        foreach (var answer in await Call(p, nobody))
        {
            if (p.IsApi && answer.StatusCode != HttpStatusCode.Unauthorized) return $"answers {(int)answer.StatusCode} to nobody";
            if (!p.IsApi && (answer.StatusCode != HttpStatusCode.Redirect || !answer.Headers.Location!.ToString().StartsWith("/sign-in", StringComparison.Ordinal))) return $"answers {(int)answer.StatusCode} to nobody";
        }
        return null;
    }

    static async Task<string?> Elsewhere(Place p, HttpClient stranger)
    {
        foreach (var answer in await Call(p, stranger))
        {
            if (p.About == About.Row && (answer.StatusCode == HttpStatusCode.Forbidden || !Shut(p, answer))) return $"{answer.RequestMessage!.Method} answers {(int)answer.StatusCode} to a stranger";
            if (answer.StatusCode >= HttpStatusCode.InternalServerError) return $"answers {(int)answer.StatusCode}";
            var text = await Text(answer);
            if (ScopeTown.Secrets.FirstOrDefault(s => text.Contains(s, StringComparison.Ordinal)) is { } told) return $"tells a stranger “{told}”";
            if (p is { IsApi: true, About: About.List } && answer.IsSuccessStatusCode && JsonDocument.Parse(text).RootElement.GetProperty("items").GetArrayLength() > 0) return "lists something to a stranger";
        }
        return null;
    }

    /// <summary>Calls a route by every method it has; a page is posted to as by its own form.</summary>
    static async Task<List<HttpResponseMessage>> Call(Place p, HttpClient client, bool stale = false)
    {
        var answers = new List<HttpResponseMessage>();
        var signedIn = client.DefaultRequestHeaders.Contains("Cookie");
        foreach (var method in p.Methods)
        {
            if (!p.IsApi && method == "POST")
            {
                // What a page's own verb is not done by those who may: their GET has shown that they are let in. And nobody signs out who is needed again.
                if (stale && p.IsPage || p.Url == "/sign-out" && signedIn) continue;
                answers.Add(await ScopeTown.Post(client, p.Url, signedIn ? await ScopeTown.Token(client, Ct) : null, Ct));
                continue;
            }
            using var request = new HttpRequestMessage(new(method), p.Url);
            if (method is not "GET") request.Content = p.Url.StartsWith("/api/v1/files", StringComparison.Ordinal) ? new MultipartFormDataContent { { new StringContent("x"), "other" } } : JsonContent.Create(new { });
            if (stale || method == "PATCH") request.Headers.TryAddWithoutValidation("If-Match", "\"999\"");
            answers.Add(await client.SendAsync(request, Ct));
        }
        return answers;
    }

    static async Task<List<string>> Each(IEnumerable<Place> places, Func<Place, Task<string?>> check)
    {
        var bad = new List<string>();
        foreach (var p in places) if (await check(p) is { } why) bad.Add($"{p.Route} {why}");
        return bad;
    }

    /// <summary>An answer as text: of a workbook and a printed page what stands in them.</summary>
    internal static async Task<string> Text(HttpResponseMessage answer)
    {
        var bytes = await answer.Content.ReadAsByteArrayAsync(Ct);
        switch (answer.Content.Headers.ContentType?.MediaType)
        {
            case "application/pdf" when bytes.Length > 200:
                using (var pdf = UglyToad.PdfPig.PdfDocument.Open(bytes)) return string.Concat(pdf.GetPages().Select(page => page.Text));
            case "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet":
                await using (var zip = new ZipArchive(new MemoryStream(bytes)))
                    return string.Concat(zip.Entries.Where(e => e.FullName.EndsWith(".xml", StringComparison.Ordinal)).Select(e => new StreamReader(e.Open()).ReadToEnd()));
            default: return System.Text.Encoding.UTF8.GetString(bytes);
        }
    }
}
