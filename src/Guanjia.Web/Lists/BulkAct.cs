namespace Guanjia.Web;

/// <summary>批量办理 (bulk act) on the ticked rows of a list: the page at this address gets their ids (id=…&amp;id=…), asks what it must know, and shows a result for each.</summary>
public sealed record BulkAct(string Text, string Icon, string Url)
{
    /// <summary>So many rows at once: a page of a list.</summary>
    public const int Most = 50;
}
