namespace Guanjia.Web;

/// <summary>One step of the path to a page.</summary>
public sealed record Crumb(string Text, string? Url = null);
