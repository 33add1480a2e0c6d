using System.Diagnostics;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Guanjia.BrowserTests;

/// <summary>An approval flow made in the browser by the one who keeps flows, with the picture growing beside it, and then tried.</summary>
public sealed class AFlow(RunningGuanjia guanjia)
{
    const string office = "640000-001";

    [Fact]
    public async Task Is_drawn_as_it_is_typed_laid_down_and_previewed_in_under_ten_minutes()
    {
        var name = guanjia.AccountOf("manager", office).Name;
        await using var owner = await guanjia.VisitAs("flow", "flow-owner", office);
        var watch = Stopwatch.StartNew();
        Assert.Equal(200, await owner.Open("/platform/flows"));
        await owner.Picture("flows");
        Assert.Equal(200, await owner.Open("/platform/flows/conferences.consent"));
        var page = owner.Page;
        await owner.Until("!!customElements.get('gj-look') && !!customElements.get('gj-chooser')");
        var picture = page.Locator("#picture");
        await page.FillAsync("[name='s0.name']", "处室审核");
        await page.FillAsync("[name='s0.hours']", "");
        await page.FillAsync("[name='s0.days']", "2");
        await page.SelectOptionAsync("[name='s0.overdue']", "Pass");
        await page.Keyboard.PressAsync("Tab");
        await Expect(picture).ToContainTextAsync("2 个工作日内，超时自动通过");
        await page.FillAsync("[name='s1.name']", "处室审核");
        await page.Keyboard.PressAsync("Tab");
        await Expect(picture).ToContainTextAsync("没有候选人规则");     // what could not be published is said while it is typed
        await page.ClickAsync("input[name='s1.mode'][value=All]");
        var chooser = page.Locator("[id='s1.people']");
        await chooser.FillAsync(name);
        await page.Locator("[role=option]").First.ClickAsync();
        await Expect(picture).ToContainTextAsync("成为循环");
        await page.FillAsync("[name='s1.name']", "分管领导审批");
        await page.SelectOptionAsync("[name='s1.fact']", "headcount");
        await page.SelectOptionAsync("[name='s1.is']", ">");
        await page.FillAsync("[name='s1.value']", "300");
        await page.Keyboard.PressAsync("Tab");
        await Expect(picture).ToContainTextAsync("参会人数 > 300");
        await Expect(picture).ToContainTextAsync(name);
        await owner.Picture("drawn");
        await page.ClickAsync("button[name=_act][value=more]");
        await Expect(page.Locator("[name='s2.name']")).ToHaveCountAsync(1);
        await page.ClickAsync("button[name=_act][value='up:1']");
        await Expect(page.Locator("[name='s0.name']")).ToHaveValueAsync("分管领导审批");
        await page.ClickAsync("button[name=_act][value='down:0']");
        await Expect(page.Locator("[name='s0.name']")).ToHaveValueAsync("处室审核");
        await page.ClickAsync("main .gj-acts button.btn-primary");
        await owner.At(url => url.EndsWith("/platform/flows", StringComparison.Ordinal));
        await Expect(page.Locator("main")).ToContainTextAsync("分管领导审批");
        Assert.True(watch.Elapsed < TimeSpan.FromMinutes(10));
        foreach (var at in new[] { "conferences.consent/preview?f.headcount=400", "conferences.consent/compare", "conferences.booking/trial", "running", "statistics" })
        {
            Assert.Equal(200, await owner.Open("/platform/flows/" + at));
            await owner.Picture(at.Split('?')[0].Replace('/', '-'));
            await owner.Accessible();
        }
    }

    /// <summary>The pages of approvals, for looking at.</summary>
    [Theory(Explicit = true), InlineData(1440), InlineData(390)]
    public async Task Pictures_of_its_pages(int width)
    {
        await using (var owner = await guanjia.VisitAs($"flows-{width}", "flow-owner", office, width))
        {
            foreach (var at in new[] { "", "/conferences.booking", "/conferences.booking/preview", "/conferences.booking/compare", "/conferences.booking/trial", "/running", "/statistics" })
                if (await owner.Open("/platform/flows" + at) < 400) await owner.Picture("flows" + at.Replace('/', '-'));
            await owner.Open("/platform/flows/running");
            if (await owner.Page.EvaluateAsync<string?>("document.querySelector('main a[href$=\"/reassign\"]')?.getAttribute('href') ?? null") is { } reassign)
                foreach (var act in new[] { reassign, reassign.Replace("reassign", "terminate", StringComparison.Ordinal), reassign.Replace("reassign", "urge", StringComparison.Ordinal) }) { await owner.Open(act); await owner.Picture(act.Split('/')[^1]); }
            // Several at once, where the definition lets them.
            await owner.Open("/platform/flows/conferences.booking");
            await owner.Page.CheckAsync("[name=batch]");
            await owner.Page.ClickAsync("main .gj-acts button.btn-primary");
            await owner.At(url => url.EndsWith("/platform/flows", StringComparison.Ordinal));
        }
        await using (var approver = await guanjia.VisitAs($"flows-{width}-approver", "approver", office, width))
        {
            await approver.Open("/tasks"); await approver.Picture("tasks");
            await approver.Open("/me/absences"); await approver.Picture("absences");
            await approver.Page.EvaluateAsync("id => document.querySelector('[name=Deputy]').value = id", guanjia.AccountOf("manager", office).Login);
            await approver.Page.FillAsync("[name=To]", RunningGuanjia.Day(3));
            await approver.Page.ClickAsync("main form .btn-primary"); await approver.Page.WaitForSelectorAsync("#refused"); await approver.Picture("absences-refused");
        }
        await using var clerk = await guanjia.VisitAs($"flows-{width}-clerk", "clerk", office, width);
        await clerk.Open("/conferences/bookings?list=own&State=Approved");
        if (await clerk.Page.EvaluateAsync<string?>("document.querySelector('main td.main a[href^=\"/\"]')?.getAttribute('href') ?? null") is { } detail) { await clerk.Open(detail); await clerk.Picture("approved-one"); }
    }
}
