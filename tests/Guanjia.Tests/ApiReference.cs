using System.Net;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using Xunit;

namespace Guanjia.Tests;

/// <summary>接口文档 at /api: for everybody, from this program alone, without inline script.</summary>
public sealed partial class ApiReference
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Is_public_runs_no_inline_script_and_asks_nobody_else()
    {
        await using var house = await House.Open(Ct);
        using var client = house.CreateClient();
        var answer = await client.GetAsync("/api", Ct);
        Assert.Equal((HttpStatusCode.OK, "text/html"), (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType));
        var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("script-src 'self';", policy);
        Assert.DoesNotContain("unsafe-eval", policy);
        Assert.DoesNotContain("http", policy);
        Assert.Equal(["style-src-attr 'unsafe-inline'"], policy.Split(';', StringSplitOptions.TrimEntries).Where(d => d.Contains("unsafe", StringComparison.Ordinal)));
        var page = await new AngleSharp.Html.Parser.HtmlParser().ParseDocumentAsync(await answer.Content.ReadAsStringAsync(Ct), Ct);
        Assert.All(page.QuerySelectorAll("script"), s => Assert.True(s.TextContent.Trim().Length == 0, s.OuterHtml));
        Assert.All(page.QuerySelectorAll("[src],[href]"), e => Assert.StartsWith("/", e.GetAttribute("src") ?? e.GetAttribute("href")));
        // A nonce is used once.
        Assert.NotEqual(Nonce().Match(policy).Value, Nonce().Match((await client.GetAsync("/api", Ct)).Headers.GetValues("Content-Security-Policy").Single()).Value);
        // All others keep the policy of the house.
        Assert.DoesNotContain("nonce", (await client.GetAsync("/sign-in", Ct)).Headers.GetValues("Content-Security-Policy").Single());
        Assert.DoesNotContain("nonce", (await client.GetAsync("/openapi/v1.json", Ct)).Headers.GetValues("Content-Security-Policy").Single());
    }

    [Theory, InlineData("gzip"), InlineData("")]
    public async Task Its_script_comes_from_the_package_squeezed_for_who_takes_it(string takes)
    {
        await using var house = await House.Open(Ct);
        using var client = house.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/scalar.js");
        if (takes.Length > 0) request.Headers.TryAddWithoutValidation("Accept-Encoding", takes);
        var answer = await client.SendAsync(request, Ct);
        var bytes = await answer.Content.ReadAsByteArrayAsync(Ct);
        Assert.Equal(("text/javascript", takes), (answer.Content.Headers.ContentType!.MediaType, string.Join(',', answer.Content.Headers.ContentEncoding)));
        Assert.Equal(takes.Length > 0 ? 0x1f : (byte)'(', bytes[0]);
        Assert.True(bytes.Length > (takes.Length > 0 ? 500_000 : 3_000_000), $"{bytes.Length}");
    }

    [Fact]
    public async Task The_page_of_the_standards_leads_there()
    {
        await using var world = await World.Make(Ct);
        var (_, page, _) = await world.As("leader").Open("/standards", Ct);
        Assert.NotNull(page.QuerySelector("main a[href='/api']"));
    }

    [GeneratedRegex("'nonce-[^']+'")] private static partial Regex Nonce();
}
