using System.Net;
using System.Net.Http.Json;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Guanjia.Platform;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Guanjia.Tests.Search;

/// <summary>Lists as a person looks at them: views under a name, and his own columns; all without script.</summary>
public sealed class Views
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;
    const string List = "/conferences/bookings";

    static IEnumerable<string> Heads(IHtmlDocument page) => page.QuerySelectorAll("table.list th").Where(h => h.QuerySelector(".visually-hidden") is null).Select(h => h.TextContent.Trim());
    static IEnumerable<string> Chips(IHtmlDocument page) => page.QuerySelectorAll(".gj-views a").Select(a => a.TextContent.Trim());

    /// <summary>Fills one of the two forms of a list as a browser does: boxes by their value.</summary>
    static async Task<string> Tell(World world, string who, string url, string form, Action<List<KeyValuePair<string, string>>> change)
    {
        var browser = world.As(who);
        var (_, page, _) = await browser.Open(url, Ct);
        var found = page.QuerySelector<IHtmlFormElement>(form)!;
        var sent = found.QuerySelectorAll<IHtmlInputElement>("input[name]").Where(i => i.Type != "checkbox" || i.IsChecked && !i.IsDisabled).Select(i => KeyValuePair.Create(i.Name!, i.Value)).ToList();
        change(sent);
        var answer = await browser.Http.PostAsync(found.GetAttribute("action"), new FormUrlEncodedContent(sent), Ct);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        return answer.Headers.Location!.ToString();
    }

    static async Task<HttpResponseMessage> Remove(World world, string who, string id)
    {
        var browser = world.As(who);
        var (_, page, _) = await browser.Open("/conferences/rooms", Ct);
        return await browser.Http.PostAsync("/lists/views/remove", new FormUrlEncodedContent([new("__RequestVerificationToken", page.QuerySelector<IHtmlInputElement>("#gj-view input[name=__RequestVerificationToken]")!.Value), new("id", id)]), Ct);
    }

    [Fact]
    public async Task A_view_keeps_filters_and_columns_opens_first_and_is_shared_with_the_unit_alone()
    {
        await using var world = await World.Make(Ct);
        await world.Api("organiser").PostAsJsonAsync("/api/v1/conferences/bookings", world.Ask(), Ct);
        await world.Person("colleague", "周明远", "affairs", "clerk");
        var at = await Tell(world, "clerk", List + "?list=own&State=Submitted&when=all", "#gj-view", f => { f.Add(new("name", "待受理的")); f.Add(new("first", "true")); f.Add(new("shared", "true")); f.RemoveAll(x => x is { Key: "column", Value: "Number" or "Channel" }); });
        Assert.Contains("State=Submitted", at);
        // Nothing in the address: the list opens with it.
        var (status, _, next) = await world.As("clerk").Open(List, Ct);
        Assert.Equal((HttpStatusCode.Redirect, true), (status, next!.EndsWith(at, StringComparison.Ordinal)));
        var (_, page, _) = await world.As("clerk").Open(at, Ct);
        Assert.Equal(["会议名称", "开始时间", "会议室", "主办单位", "参会人数", "状态"], Heads(page));
        Assert.Equal(["全部", "待受理的"], Chips(page));
        Assert.Contains("预算审核座谈会", page.QuerySelector("#rows")!.TextContent);
        Assert.Contains("1号楼 第三会议室", page.QuerySelector("#rows")!.TextContent);
        // The unit has it, and is not led to it; nobody else has it, and nobody else may take it away.
        (status, page, _) = await world.As("colleague").Open(List, Ct);
        Assert.Equal((HttpStatusCode.OK, "待受理的（单位）"), (status, Assert.Single(Chips(page))));
        (_, page, _) = await world.As("organiser").Open(List, Ct);
        Assert.Empty(Chips(page));
        var id = at[(at.IndexOf("view=", StringComparison.Ordinal) + 5)..];
        await Tell(world, "colleague", List, "#gj-view", f => f.Add(new("name", "我的")));
        Assert.Equal(HttpStatusCode.NotFound, (await Remove(world, "colleague", id)).StatusCode);
        // Saved again under its name it is replaced, and removed it is gone.
        await Tell(world, "clerk", at, "#gj-view", f => { });
        Assert.Equal(1, await world.House.In(db => db.Set<ListView>().CountAsync(v => v.Name == "待受理的", Ct)));
        Assert.Equal(List, (await Remove(world, "clerk", id)).Headers.Location!.ToString());
        Assert.Equal(HttpStatusCode.OK, (await world.As("clerk").Open(List, Ct)).Status);
    }

    [Fact]
    public async Task Columns_are_chosen_for_oneself_and_the_name_of_a_row_always_stays()
    {
        await using var world = await World.Make(Ct);
        await Tell(world, "rooms", "/conferences/rooms", "#gj-columns", f => { f.RemoveAll(x => x.Key == "column" && x.Value is not ("Name" or "BuildingId")); f.RemoveAll(x => x is { Key: "column", Value: "Name" }); f.Add(new("column", "SeatsTheatre")); f.Add(new("column", "nothing of the kind")); });
        var (_, page, _) = await world.As("rooms").Open("/conferences/rooms", Ct);
        Assert.Equal(["名称", "楼宇", "剧院式座位"], Heads(page));
        Assert.Equal(["大礼堂", "1号楼", "—"], page.QuerySelectorAll("table.list tbody tr").First(r => r.TextContent.Contains("大礼堂", StringComparison.Ordinal)).QuerySelectorAll("td:not(.tick)").Select(d => d.TextContent.Trim()));
        (_, page, _) = await world.As("clerk").Open("/conferences/rooms", Ct);
        Assert.Equal(10, Heads(page).Count());
        await Tell(world, "rooms", "/conferences/rooms", "#gj-columns", f => f.Add(new("usual", "true")));
        (_, page, _) = await world.As("rooms").Open("/conferences/rooms", Ct);
        Assert.Equal(10, Heads(page).Count());
    }

    [Fact]
    public async Task A_view_without_a_name_with_a_strange_one_or_one_too_many_is_refused_in_a_sentence()
    {
        await using var world = await World.Make(Ct);
        foreach (var (name, says) in new[] { ("", "名称"), (new string('长', 31), "30"), ("a\u202Eb", "U+202E") })
            Assert.Contains(says, Uri.UnescapeDataString(await Tell(world, "clerk", List + "?list=own", "#gj-view", f => f.Add(new("name", name)))));
        for (var i = 0; i < ListView.Most; i++) await Tell(world, "clerk", List + "?list=own", "#gj-view", f => f.Add(new("name", $"视图{i}")));
        var back = await Tell(world, "clerk", List + "?list=own", "#gj-view", f => f.Add(new("name", "再一个")));
        var (_, page, _) = await world.As("clerk").Open(back, Ct);
        Assert.Contains($"{ListView.Most}", page.QuerySelector(".gj-note")!.TextContent);
    }

    [Fact]
    public async Task A_file_of_a_list_has_the_columns_and_rows_of_its_view()
    {
        await using var world = await World.Make(Ct);
        await world.Api("organiser").PostAsJsonAsync("/api/v1/conferences/bookings", world.Ask(), Ct);
        var at = await Tell(world, "clerk", List + "?list=own&when=all", "#gj-view", f => { f.Add(new("name", "少几列")); f.RemoveAll(x => x is { Key: "column", Value: "Number" or "Channel" }); });
        var (_, page, _) = await world.As("clerk").Open(at, Ct);
        var file = page.QuerySelector("a[href*='export.csv']")!.GetAttribute("href")!;
        var lines = (await (await world.As("clerk").Http.GetAsync(file, Ct)).Content.ReadAsStringAsync(Ct)).TrimStart('\uFEFF').Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(Heads(page).Select(h => h == "参会人数" ? "参会人数（人）" : h), lines[0].Split(','));
        Assert.Contains("1号楼 第三会议室", Assert.Single(lines.Skip(1)), StringComparison.Ordinal);
    }
}
