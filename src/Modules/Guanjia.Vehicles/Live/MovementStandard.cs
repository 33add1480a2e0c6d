namespace Guanjia.Vehicles;

/// <summary>行车监管的限值 (limits of movement): from when a car moves, stands, is silent; what raises an alarm. Each office sets its own, with a date.</summary>
public static class MovementStandard
{
    const string live = "cons:8.2.2.1.d.1", track = "cons:8.2.2.1.d.2";
    public static readonly Limit<int> Fixes = new("vehicles.alarms.fixes", 3, live, "连续 3 个定位点都异常才告警，一个漂移的点不告警", "告警须连续的定位点数", "个");
    public static readonly Limit<int> MovingFrom = new("vehicles.live.moving", 5, live, "车速达到 5 km/h 为行驶", "行驶的起算车速", "km/h");
    public static readonly Limit<TimeSpan> LostAfter = new("vehicles.live.lost", TimeSpan.FromMinutes(10), live, "10 分钟没有信号显示为离线", "显示离线的时间", "分钟");
    public static readonly Limit<int> SpeedMost = new("vehicles.alarms.speed", 120, live, "车速超过 120 km/h 为超速", "超速告警的车速", "km/h");
    public static readonly Limit<TimeSpan> Idling = new("vehicles.alarms.idling", TimeSpan.FromMinutes(15), live, "停车不熄火 15 分钟以上为长时间怠速", "怠速告警的时间", "分钟");
    public static readonly Limit<TimeSpan> SilentAfter = new("vehicles.alarms.silent", TimeSpan.FromMinutes(30), live, "没有熄火而 30 分钟没有信号为定位中断", "定位中断告警的时间", "分钟");
    public static readonly Limit<TimeSpan> SensitiveStop = new("vehicles.alarms.sensitive", TimeSpan.FromMinutes(10), live, "在敏感场所停留 10 分钟以上、派车单的目的地没有写明的告警", "敏感场所停留告警的时间", "分钟");
    public static readonly Limit<TimeSpan> SimOnTrip = new("vehicles.alarms.sim.trip", TimeSpan.FromMinutes(30), live, "出车期间终端 30 分钟没有任何消息（心跳也没有）为 SIM 卡失联", "出车期间 SIM 卡失联告警的时间", "分钟");
    public static readonly Limit<TimeSpan> SimSilent = new("vehicles.alarms.sim", TimeSpan.FromHours(72), live, "没有出车的，终端 72 小时没有任何消息为 SIM 卡失联", "SIM 卡失联告警的时间", "小时");
    public static readonly Limit<int> FuelDrop = new("vehicles.alarms.fuel", 10, live, "停车时油量减少 10 升以上为油量骤降", "油量骤降告警的升数", "升");
    public static readonly Limit<int> OffRoute = new("vehicles.alarms.route", 15, track, "离派车单路线 15 公里以上为偏离路线", "偏离路线告警的距离", "公里");
    public static readonly Limit<TimeSpan> TripGrace = new("vehicles.alarms.grace", TimeSpan.FromMinutes(60), live, "派车单时间前后各留 60 分钟", "派车单时间的宽限", "分钟");
    public static readonly Limit<TimeOnly> NightFrom = new("vehicles.alarms.night.from", new(22, 0), live, "22:00 到次日 5:00 为夜间", "夜间用车告警开始");
    public static readonly Limit<TimeOnly> NightTo = new("vehicles.alarms.night.to", new(5, 0), live, "22:00 到次日 5:00 为夜间", "夜间用车告警结束");
    public static readonly Limit<TimeSpan> StopAfter = new("vehicles.tracks.stop", TimeSpan.FromMinutes(3), track, "停留 3 分钟以上记为停车", "轨迹里记为停车的时间", "分钟");
    public static readonly Limit<TimeSpan> GapAfter = new("vehicles.tracks.gap", TimeSpan.FromMinutes(5), track, "5 分钟以上没有定位点为信号中断，其间不计里程", "轨迹里记为信号中断的时间", "分钟");
    /// <summary>Empty: none. The program fetches the tiles itself: desks need no internet, and a key stays here.</summary>
    public static readonly Limit<string> Tiles = new("vehicles.map.tiles", "", track, "地图底图的瓦片服务地址，含 {z}、{x}、{y}（如天地图，连同密钥）；不填只显示本系统自带的地名和界线", "底图瓦片服务地址");
    public static readonly IReadOnlyList<Limit> All = [Fixes, MovingFrom, LostAfter, SpeedMost, Idling, SilentAfter, SensitiveStop, SimOnTrip, SimSilent, FuelDrop, OffRoute, TripGrace, NightFrom, NightTo, StopAfter, GapAfter, Tiles];
}
