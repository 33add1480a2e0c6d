namespace Guanjia.Vehicles;

/// <summary>Limits of terminals and of the positions that they report.</summary>
[Clause("cons:8.2.2.1.d.1")]
public static class TerminalStandard
{
    const string felt = "cons:8.2.2.1.d.1", track = "cons:8.2.2.1.d.2";
    public static readonly Limit<TimeSpan> AheadAtMost = new("vehicles.positions.ahead", TimeSpan.FromMinutes(10), felt, "终端时间超前服务器 10 分钟以上的定位点只保存，不作为实时位置", "定位时间超前上限", "分钟");
    public static readonly Limit<int> MostSpeed = new("vehicles.positions.most-speed", 200, track, "按前后两点推算的速度超过每小时 200 公里的，作为位置跳变标出，不计里程", "位置跳变的推算速度", "公里/小时");
    public static readonly Limit<int> RawDays = new("vehicles.positions.raw-days", 60, track, "定位点原样保存 60 天，此后每车每天打包成一行", "定位点原样保存天数", "天");
    public static readonly Limit<int> PackedYears = new("vehicles.positions.packed-years", 5, track, "打包的轨迹保存 5 年", "轨迹保存年数", "年");
    public static readonly Limit<int> UnreadDays = new("vehicles.terminals.unread-days", 30, felt, "未能解析的报文和透传数据原样保存 30 天", "未能解析的报文和透传数据保存天数", "天");
    public static readonly Limit<int> UnreadMost = new("vehicles.terminals.unread-most", 20_000, felt, "未能解析的报文、透传数据各最多保存 20000 条，多出的从最早的删起", "未能解析的报文、透传数据各保存条数", "条");
    public static readonly Limit<TimeSpan> CommandWithin = new("vehicles.terminals.command", TimeSpan.FromMinutes(5), felt, "指令 5 分钟内没有送达的，作为没有送达", "指令等待终端上线", "分钟");
    public static readonly Limit<TimeSpan> OfflineAfter = new("vehicles.terminals.offline", TimeSpan.FromMinutes(30), felt, "30 分钟没有消息的终端作为离线", "终端离线时限", "分钟");

    public static readonly IReadOnlyList<Limit> All = [AheadAtMost, MostSpeed, RawDays, PackedYears, UnreadDays, UnreadMost, CommandWithin, OfflineAfter];
}
