using Microsoft.Playwright;
using Xunit;

namespace Guanjia.BrowserTests;

/// <summary>The program in Development, where the gallery of all parts is.</summary>
public sealed class GalleryGuanjia : RunningGuanjia
{
    protected override string Environment => "Development";
    /// <summary>Its pages show what they bring along.</summary>
    protected override bool Demo => false;
}

/// <summary>What the parts of a page do in a real browser.</summary>
public sealed class Islands(GalleryGuanjia guanjia) : IClassFixture<GalleryGuanjia>
{
    static ILocatorAssertions Expect(ILocator l) => Assertions.Expect(l);

    [Fact]
    public async Task A_refusal_takes_the_focus_and_its_lines_lead_to_the_fields()
    {
        await using var visit = await guanjia.Visit("island-refused");
        await visit.Open("/gallery/form");
        await Expect(visit.Page.Locator("#refused")).ToBeFocusedAsync();
        await visit.Page.Locator("#refused li:nth-child(2) > a:first-child").ClickAsync();
        await Expect(visit.Page.Locator("#Goods")).ToBeFocusedAsync();
        Assert.EndsWith("/gallery/form", visit.Page.Url, StringComparison.Ordinal);
        await visit.Picture("field");
    }

    [Fact]
    public async Task A_room_is_chosen_by_pinyin_initials_with_the_keyboard_alone()
    {
        await using var visit = await guanjia.Visit("island-chooser");
        await visit.Open("/gallery/form");
        var box = visit.Page.Locator("#Undertaker");
        await box.ClickAsync();
        await box.PressSequentiallyAsync("de");
        await Expect(visit.Page.Locator("[role=option]")).ToHaveCountAsync(1);
        await visit.Picture("list");
        await box.PressAsync("Enter");
        await Expect(visit.Page.Locator("input[name=Undertaker]")).ToHaveValueAsync("4");
        await Expect(visit.Page.Locator("gj-chooser:has(#Undertaker) .gj-chosen")).ToHaveTextAsync("第二会议室（1 号楼 3 层，60 座）");
        await Expect(visit.Page.Locator("input[name=_words_Undertaker]")).ToHaveValueAsync("第二会议室（1 号楼 3 层，60 座）");
        await box.PressAsync("Backspace");
        await Expect(visit.Page.Locator("input[name=Undertaker]")).ToHaveValueAsync("");

        // several: what is chosen already stays
        var many = visit.Page.Locator("#Organisers");
        await many.ClickAsync();
        await many.PressSequentiallyAsync("dlt");
        await Expect(visit.Page.Locator("[role=option]")).ToHaveCountAsync(1);
        await many.PressAsync("Enter");
        await Expect(visit.Page.Locator("input[name=Organisers]")).ToHaveValueAsync("2,3,6");
        await visit.Picture("chosen");
    }

    [Fact]
    public async Task A_file_is_sent_with_progress_and_a_program_is_refused_in_a_sentence()
    {
        await using var visit = await guanjia.Visit("island-upload");
        await visit.Open("/gallery/form");
        await visit.Until("!!customElements.get('gj-upload')");
        await visit.Page.SetInputFilesAsync("#Notice", new FilePayload[] { new() { Name = "通知.pdf", MimeType = "application/pdf", Buffer = new byte[300_000] }, new() { Name = "setup.exe", MimeType = "application/x-msdownload", Buffer = new byte[10] } });
        await Expect(visit.Page.Locator(".gj-files li")).ToHaveCountAsync(3);
        await Expect(visit.Page.Locator(".gj-files input[name=Notice]")).ToHaveCountAsync(2);
        await Expect(visit.Page.Locator(".gj-files .gj-error")).ToContainTextAsync("程序文件");
        await visit.Picture("files");
    }

    [Fact]
    public async Task What_was_typed_is_not_left_without_a_question()
    {
        await using var visit = await guanjia.Visit("island-leave");
        await visit.Open("/gallery/form");
        await visit.Until("!!customElements.get('gj-leave')");
        await visit.Page.FillAsync("#Contact", "马晓燕");
        var asked = new List<string>();
        visit.Page.Dialog += (_, d) => { asked.Add(d.Message); _ = d.DismissAsync(); };
        await visit.Page.ClickAsync(".gj-crumb a");
        await visit.Page.WaitForTimeoutAsync(200);
        Assert.Contains("离开后会丢失", Assert.Single(asked));
        Assert.EndsWith("/gallery/form", visit.Page.Url, StringComparison.Ordinal);
        await Expect(visit.Page.Locator("#Contact")).ToHaveValueAsync("马晓燕");
    }

    [Fact]
    public async Task Dark_and_large_letters_are_remembered_and_the_next_page_comes_with_them()
    {
        await using var visit = await guanjia.Visit("island-look");
        await visit.Open("/gallery");
        await visit.Page.ClickAsync("[name=theme]");
        await Expect(visit.Page.Locator("html")).ToHaveAttributeAsync("data-bs-theme", "dark");
        await visit.Page.ClickAsync("[name=elder]");
        await Expect(visit.Page.Locator("html")).ToHaveAttributeAsync("data-elder", "");
        await visit.Open("/gallery/list");
        await Expect(visit.Page.Locator("html[data-bs-theme=dark][data-elder]")).ToHaveCountAsync(1);
        Assert.Equal(18, await visit.Page.EvaluateAsync<double>("Math.round(parseFloat(getComputedStyle(document.body).fontSize) * 10) / 10"));
        await visit.Picture("dark-elder");
    }

    [Fact]
    public async Task The_look_can_be_changed_without_any_script()
    {
        await using var visit = await guanjia.Visit("island-noscript", script: false);
        await visit.Open("/gallery/list");
        await visit.Page.ClickAsync("[name=theme]");
        await Expect(visit.Page.Locator("html")).ToHaveAttributeAsync("data-bs-theme", "dark");
        Assert.EndsWith("/gallery/list", visit.Page.Url, StringComparison.Ordinal);
        await visit.Page.ClickAsync("summary:has-text('状态')");
        await visit.Page.ClickAsync(".gj-pop a:has-text('待审批')");
        Assert.EndsWith("/gallery/list?Status=Waiting", visit.Page.Url, StringComparison.Ordinal);
        await Expect(visit.Page.Locator(".gj-filter.on")).ToContainTextAsync("状态 待审批");
        await visit.Picture("filtered");
    }

    [Fact]
    public async Task G_and_a_letter_goes_to_a_module_and_the_phone_has_the_menu_behind_its_last_tab()
    {
        await using var desk = await guanjia.Visit("island-keys");
        await desk.Open("/gallery");
        await desk.Until("document.readyState === 'complete'");
        var key = await desk.Page.Locator(".gj-nav a[data-key]").Nth(1).GetAttributeAsync("data-key");
        var to = await desk.Page.Locator(".gj-nav a[data-key]").Nth(1).GetAttributeAsync("href");
        await desk.Page.EvaluateAsync("document.addEventListener('click', e => { window.went = e.target.closest('a')?.getAttribute('href'); e.preventDefault(); e.stopPropagation(); }, true)");
        await desk.Page.Keyboard.PressAsync("g");
        await desk.Page.Keyboard.PressAsync(key!);
        Assert.Equal(to, await desk.Page.EvaluateAsync<string>("window.went"));

        await using var phone = await guanjia.Visit("island-menu", 390);
        await phone.Open("/gallery");
        await Expect(phone.Page.Locator(".gj-nav")).ToBeHiddenAsync();
        await phone.Page.ClickAsync(".gj-tabbar a:last-child");
        await Expect(phone.Page.Locator(".gj-nav")).ToBeVisibleAsync();
        await phone.Picture("open");
        await phone.Page.Keyboard.PressAsync("Escape");
        await Expect(phone.Page.Locator(".gj-nav")).ToBeHiddenAsync();
    }

    [Theory]
    [InlineData("/gallery", 1440, "light dark elder"), InlineData("/gallery/form", 1440, "dark"), InlineData("/gallery/form", 390, "light elder"), InlineData("/gallery/list", 390, "light dark"), InlineData("/gallery/list", 320, "elder")]
    [InlineData("/gallery/detail", 390, "light elder"), InlineData("/gallery/history", 390, "light"), InlineData("/gallery/plain", 390, "light elder")]
    public async Task Every_part_fits_and_can_be_heard_and_seen(string path, int width, string looks)
    {
        foreach (var look in looks.Split(' '))
        {
            await using var visit = await guanjia.Visit($"gallery{path[8..].Replace('/', '-')}-{width}-{look}", width);
            if (look != "light") await visit.Page.Context.AddCookiesAsync([new() { Name = "gj-look", Value = look, Url = guanjia.Url }]);
            await visit.Open(path);
            await visit.Picture("page");
            Assert.Empty(await visit.Outside());
            await visit.Accessible();
        }
    }
}
