using Microsoft.Playwright;
using Xunit;

namespace Guanjia.BrowserTests;

/// <summary>接口文档 in a real browser: drawn under its policy of contents, with nothing from elsewhere.</summary>
public sealed class ApiReference(RunningGuanjia guanjia)
{
    [Fact]
    public async Task Shows_an_operation_and_asks_nobody_but_this_program()
    {
        await using var visit = await guanjia.Visit("api");
        var elsewhere = new List<string>();
        visit.Page.Request += (_, r) => { if (!r.Url.StartsWith(guanjia.Url, StringComparison.Ordinal) && !r.Url.StartsWith("data:", StringComparison.Ordinal) && !r.Url.StartsWith("blob:", StringComparison.Ordinal)) elsewhere.Add(r.Url); };
        Assert.Equal(200, await visit.Open("/api"));
        await visit.Page.GetByText("文件", new() { Exact = true }).First.WaitForAsync(new() { Timeout = 30_000 });
        await visit.Page.GetByText("会议预约", new() { Exact = true }).First.ClickAsync();
        await visit.Page.GetByText("新建并提交会议预约").First.WaitForAsync(new() { Timeout = 30_000 });
        await visit.Page.GetByText("/api/v1/conferences/bookings").First.WaitForAsync();
        await visit.Picture("operation");   // fails where the policy of contents forbade something
        Assert.Empty(elsewhere);
    }
}
