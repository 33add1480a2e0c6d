namespace Guanjia.Vehicles;

/// <summary>车辆动态 (live state of a vehicle).</summary>
public enum LiveState
{
    [System.ComponentModel.Description("行驶"), Means(Meaning.Done, "steering-wheel")] Moving,
    [System.ComponentModel.Description("停驶"), Means(Meaning.Idle, "player-pause")] Standing,
    [System.ComponentModel.Description("离线"), Means(Meaning.Wait, "satellite-off")] Offline,
}

public static class LiveStates
{
    public static LiveState Of(Position p, DateTimeOffset now, Limits limits) =>
        now - p.At >= limits.Of(MovementStandard.LostAfter, p.OwnerPath) ? LiveState.Offline : p.Speed >= limits.Of(MovementStandard.MovingFrom, p.OwnerPath) * 10 ? LiveState.Moving : LiveState.Standing;

    /// <summary>How old a signal is: 3 秒前, 18 分前, 2 小时前, 5 天前.</summary>
    public static string Ago(TimeSpan t) => t.TotalSeconds < 0 ? "刚才" : t.TotalSeconds < 60 ? $"{t.TotalSeconds:0} 秒前" : t.TotalMinutes < 60 ? $"{Math.Floor(t.TotalMinutes):0} 分前" : t.TotalHours < 48 ? $"{Math.Floor(t.TotalHours):0} 小时前" : $"{Math.Floor(t.TotalDays):0} 天前";

    /// <summary>How long something lasted: 46 秒, 14 分钟, 1 小时 5 分钟.</summary>
    public static string Lasted(TimeSpan t) => t.TotalSeconds < 60 ? $"{Math.Max(0, t.TotalSeconds):0} 秒" : Limits.Say(TimeSpan.FromMinutes(Math.Round(t.TotalMinutes)));
}
