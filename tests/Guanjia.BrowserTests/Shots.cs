using Microsoft.Playwright;
using Xunit;

namespace Guanjia.BrowserTests;

/// <summary>Pictures of the pages for looking at, wide and narrow; run by bin/shots, not with the tests.</summary>
public sealed class Shots(RunningGuanjia guanjia)
{
    /// <summary>Whose menu is walked, and what is opened beside it.</summary>
    static readonly (string Role, string? Organisation, string[] More)[] people =
    [
        ("clerk", "640000-001", ["/conferences/bookings/new", "/conferences/bookings/telephone", "/me"]), ("organiser", "640000-002", ["/conferences/bookings/new"]), ("rooms", "640000-001", ["/conferences/rooms/new"]),
        ("approver", "640000-001", []), ("flow-owner", "640000-001", []), ("system-admin", "640000", []), ("security-admin", "640000", []), ("audit-admin", "640000", []),
    ];

    [Theory(Explicit = true), InlineData(1440), InlineData(390)]
    public async Task Of_every_page_in_the_menus(int width)
    {
        await using (var stranger = await guanjia.Visit($"shot-{width}-stranger", width))
        {
            await stranger.Open("/sign-in");
            await stranger.Picture("sign-in");
        }
        foreach (var (role, organisation, more) in people)
        {
            await using var visit = await guanjia.VisitAs($"shot-{width}-{role}", role, organisation, width);
            // Not the link that closes the menu: it leads to the page itself.
            var menu = await visit.Page.EvaluateAsync<string[]>("[...new Set([...document.querySelectorAll('.gj-nav a[href^=\"/\"]')].map(a => a.getAttribute('href')).filter(h => !h.includes('#')))]");
            foreach (var address in menu.Concat(more))
            {
                if (await visit.Open(address) >= 400) continue;
                await visit.Picture(Name(address));
                // The first row of a list stands for its details; from there, or from the list itself, what is done to it.
                var beside = await Links(visit);
                if (await visit.Page.EvaluateAsync<string?>("document.querySelector('main td.main a[href^=\"/\"]')?.getAttribute('href') ?? null") is { } detail && await visit.Open(detail) < 400)
                {
                    await visit.Picture(Name(address) + "-one");
                    beside = [.. beside, .. await Links(visit)];
                }
                foreach (var act in beside.DistinctBy(Kind).Take(8))
                    if (await visit.Open(act) < 400) await visit.Picture($"{Name(address)}-{Kind(act)}");
            }
        }
    }

    static readonly string[] states = ["Draft", "Submitted", "Accepted", "Approved", "Confirmed", "InService", "Finished", "Returned", "Refused", "Cancelled"];

    /// <summary>A booking in each state, as those see it who have something to do there, and every page of what they may do.</summary>
    [Theory(Explicit = true), InlineData(1440), InlineData(390)]
    public async Task Of_what_is_done_to_a_booking(int width)
    {
        foreach (var (role, organisation) in new[] { ("clerk", "640000-001"), ("approver", "640000-001"), ("service", "640000-001"), ("manager", "640000-001"), ("organiser", "640000-002") })
        {
            await using var visit = await guanjia.VisitAs($"act-{width}-{role}", role, organisation, width);
            var taken = new HashSet<string>();
            foreach (var state in states)
            {
                if (await visit.Open($"/conferences/bookings?list={(role == "organiser" ? "related" : "own")}&State={state}") >= 400) continue;
                if (await visit.Page.EvaluateAsync<string?>("document.querySelector('main td.main a[href^=\"/\"]')?.getAttribute('href') ?? null") is not { } detail || await visit.Open(detail) >= 400) continue;
                await visit.Picture("state-" + state);
                foreach (var act in await visit.Page.EvaluateAsync<string[]>("[...document.querySelectorAll('main a')].map(a => a.getAttribute('href') ?? '').filter(h => /^\\/conferences\\/bookings\\/[0-9a-f-]{36}\\/[a-z-]+(\\/[a-z]+)*(\\?|$)/.test(h) && !/history|\\.pdf/.test(h))"))
                    if (taken.Add(System.Text.RegularExpressions.Regex.Replace(act, "[0-9a-f-]{36}|\\?.*", "")) && await visit.Open(act) < 400) await visit.Picture(act.Split('/', 5)[^1].Replace('/', '-'));
            }
        }
    }

    /// <summary>深色 and 适老 of the pages that people have before them all day, and of those of the platform.</summary>
    [Theory(Explicit = true), InlineData("dark"), InlineData("elder")]
    public async Task In_another_look(string look)
    {
        foreach (var (role, organisation, pages) in new[]
        {
            ("clerk", "640000-001", new[] { "/", "/conferences/board", "/conferences/bookings", "/conferences/bookings/telephone", "/notices" }), ("approver", "640000-001", ["/tasks"]),
            ("system-admin", "640000", ["/platform/organisations", "/platform/people", "/platform/accounts", "/platform/settings", "/platform/jobs"]), ("security-admin", "640000", ["/platform/roles", "/platform/grants", "/platform/grants/new"]), ("audit-admin", "640000", ["/platform/audit"]),
        })
        {
            await using var visit = await guanjia.VisitAs($"{look}-{role}", role, organisation);
            await visit.Page.Context.AddCookiesAsync([new() { Name = "gj-look", Value = look, Url = guanjia.Url }]);
            foreach (var page in pages) if (await visit.Open(page) < 400) await visit.Picture(Name(page));
        }
    }

    static string Name(string address) => address == "/" ? "home" : address.Trim('/').Replace('/', '-');
    static string Kind(string address) => new Uri(new Uri("http://x"), address).AbsolutePath.Split('/')[^1];
    static Task<string[]> Links(Visit visit) => visit.Page.EvaluateAsync<string[]>("[...document.querySelectorAll('main a')].map(a => a.getAttribute('href') ?? '').filter(h => /^\\/.*\\/(new|edit|history|leave|offer|close|photo|accept|move|cancel|plan|paper|link)(\\?|$)/.test(h))");
}
