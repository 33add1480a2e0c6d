namespace Guanjia.Vehicles;

/// <summary>An alarm rises or falls.</summary>
/// <param name="At">When its cause began, or ended, by the device's clock.</param>
public sealed record AlarmChange(MovementAlarmKind Kind, string Of, bool Rises, DateTimeOffset At, Coordinate Place, decimal Value, string Says);

/// <summary>Watches one car point by point: what N points in a row say rises once, and falls when as many say the contrary. Points that are not live (backfilled, ahead, jumped, without a fix) or older than the last one say nothing.</summary>
public sealed class CarWatch
{
    sealed class Rung
    {
        public int Hits, Clears;
        public bool Up;
        public DateTimeOffset Since, ClearSince;
        public Coordinate Place;
        public decimal Peak;
        public string Says = "";
    }

    readonly Dictionary<(MovementAlarmKind Kind, string Of), Rung> rungs = [];
    readonly HashSet<(MovementAlarmKind, string)> judged = [];
    readonly CarMemory memory = new();
    public DateTimeOffset LastAt { get; private set; } = DateTimeOffset.MinValue;
    public bool IsUp(MovementAlarmKind kind, string of = "") => rungs.GetValueOrDefault((kind, of))?.Up == true;

    /// <summary>A case that is open already, as after a restart: it is not opened again, and can fall.</summary>
    public void Continue(MovementAlarmKind kind, string of, decimal peak, string says) => rungs[(kind, of)] = new() { Up = true, Peak = peak, Says = says };

    public IReadOnlyList<AlarmChange> Step(Position p, CarFacts car, TripFacts? trip, IReadOnlyList<TerminalAlarm>? bits = null)
    {
        if (!p.IsLive || p.At <= LastAt) return [];
        LastAt = p.At;
        var changes = new List<AlarmChange>();
        judged.Clear();
        foreach (var v in MovementRules.Judge(p, car, trip, memory)) Hear(v);
        foreach (var b in bits ?? []) Hear(new(b.Kind, b.Of, true, 0, b.Says, AtOnce: true));
        // What no rule speaks of any more (a fence that was taken away, a trip that ended, a bit that is clear) has ended.
        foreach (var (key, rung) in rungs)
            if (!judged.Contains(key)) Weigh(new(key.Kind, key.Of, false, 0, rung.Says, AtOnce: key.Kind is MovementAlarmKind.Terminal or MovementAlarmKind.Unplugged or MovementAlarmKind.Silent), p, car.Limits.Fixes, changes);
        return changes;

        void Hear(in Verdict v)
        {
            if (rungs.Count == 0 && !v.Hit) return;
            judged.Add((v.Kind, v.Of));
            Weigh(v, p, car.Limits.Fixes, changes);
        }
    }

    /// <summary>What could not be kept has not been said: the points that follow say it again.</summary>
    public void Undo(AlarmChange change)
    {
        if (rungs.GetValueOrDefault((change.Kind, change.Of)) is not { } rung) return;
        (rung.Up, rung.Hits, rung.Clears, rung.Peak) = (!change.Rises, 0, 0, change.Rises ? 0 : change.Value);
    }

    void Weigh(in Verdict v, Position p, int fixes, List<AlarmChange> changes)
    {
        if (!rungs.TryGetValue((v.Kind, v.Of), out var rung))
        {
            if (!v.Hit) return;
            rungs[(v.Kind, v.Of)] = rung = new();
        }
        var needed = v.AtOnce ? 1 : Math.Max(1, fixes);
        if (v.Hit)
        {
            rung.Clears = 0;
            if (rung.Hits++ == 0 && !rung.Up) (rung.Since, rung.Place, rung.Peak, rung.Says) = (p.At, Coordinate.Of(p), v.Value, v.Says);
            if (v.Value > rung.Peak) (rung.Peak, rung.Says) = (v.Value, v.Says);
            if (rung.Up || rung.Hits < needed) return;
            rung.Up = true;
            changes.Add(new(v.Kind, v.Of, true, rung.Since, rung.Place, rung.Peak, rung.Says));
            return;
        }
        rung.Hits = 0;
        if (!rung.Up) return;
        if (rung.Clears++ == 0) rung.ClearSince = p.At;
        if (rung.Clears < needed) return;
        (rung.Up, rung.Clears) = (false, 0);
        changes.Add(new(v.Kind, v.Of, false, rung.ClearSince, Coordinate.Of(p), rung.Peak, rung.Says));
        rung.Peak = 0;
    }
}
