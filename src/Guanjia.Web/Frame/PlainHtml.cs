using System.Net;

namespace Guanjia.Web;

/// <summary>A page that needs nothing but text: for faults, when components may be what failed.</summary>
public static class PlainHtml
{
    public static string Page(string title, string says, string url = "/", string way = "回到工作台") => $"""
        <!DOCTYPE html>
        <html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{WebUtility.HtmlEncode(title)} · 机关事务信息化系统</title><link rel="stylesheet" href="/dist/guanjia.css"></head>
        <body><div class="gj-plain"><header><a class="gj-brand" href="/"><span>Guanjia</span>机关事务信息化系统</a></header>
        <main class="one"><div class="card gj-pane"><h1>{WebUtility.HtmlEncode(title)}</h1><p>{WebUtility.HtmlEncode(says)}</p><a class="btn btn-primary" href="{WebUtility.HtmlEncode(url)}">{WebUtility.HtmlEncode(way)}</a></div></main><footer></footer></div></body></html>
        """;
}
