namespace Guanjia.Web;

/// <summary>One line of a history, as people read it.</summary>
/// <param name="Number">Its place in the chain; null until the sealer has come by.</param>
/// <param name="When">As shown.</param>
/// <param name="What">保存草稿, 改会议室被拒 …</param>
/// <param name="From">页面，10.12.*.37</param>
/// <param name="Hash">SM3 in hex; shown short.</param>
/// <param name="Refused">Why it was refused, where it was.</param>
/// <param name="Object">The thing it was done to, and where it opens.</param>
public sealed record HistoryEntry(long? Number, string When, string Who, string What, IReadOnlyList<Change> Changes, string From, string? Hash = null, string? Post = null, string? Note = null, string? Refused = null, string? Object = null, string? Url = null, DateTimeOffset At = default);
