namespace Guanjia.Vehicles;

/// <summary>Where somebody gets in, where he goes, and when.</summary>
/// <param name="Back">When he is brought back; null: he stays there.</param>
public readonly record struct Leg(string From, string To, DateTimeOffset At, DateTimeOffset? Back = null)
{
    public static Leg Of(VehicleRequest r) => new(r.FromDivision, r.ToDivision, r.StartsAt, r.OneWay ? null : r.EndsAt);
}

/// <summary>合乘 (sharing a car): who goes the same way at nearly the same time.</summary>
public static class SharedWay
{
    /// <summary>Why these cannot go in one car; null: they can.</summary>
    [Clause("cons:8.2.2.1.a.4")]
    public static Refusal? Against(IReadOnlyList<VehicleRequest> requests, RoadTable roads, Acting by)
    {
        if (requests.Count < 2) return null;
        if (requests.FirstOrDefault(r => r.Secret) is { } secret) return new($"{secret.Number} 涉密，不与别的申请合乘", "cons:8.2.2.1.a.i", "Requests");
        if (requests.FirstOrDefault(r => r.Purpose == UsePurpose.Courier) is { } courier) return new($"{courier.Number} 是机要通信，不与别的申请合乘", "cons:8.2.2.1.a.i", "Requests");
        // Those of one unit go together as it is arranged; with strangers only whoever said so.
        if (requests.DistinctBy(r => r.AskerOrganisationId).Count() > 1 && requests.FirstOrDefault(r => !r.Shares) is { } alone) return new($"{alone.Number}（{alone.AskerName}）没有选“愿意与同路的人合乘”，不与别的单位合乘", "cons:8.2.2.1.a.4", "Requests");
        if (requests.FirstOrDefault(r => r.Cars > 1) is { } many) return new($"{many.Number} 要 {many.Cars} 辆车，不与别的申请合乘", "cons:8.2.2.1.a.4", "Requests");
        return Apart([.. requests.Select(Leg.Of)], roads, by, requests[0].OwnerPath) is { } apart ? apart with { Message = $"{string.Join("、", requests.Select(r => r.Number))} {apart.Message}" } : null;
    }

    /// <summary>Why these legs are not one way; null: they are.</summary>
    public static Refusal? Apart(IReadOnlyList<Leg> legs, RoadTable roads, Acting by, string path)
    {
        var most = by.Of(UseStandard.SharedApart, path);
        if (legs.Max(l => l.At) - legs.Min(l => l.At) is var apart && apart > most) return UseStandard.SharedApart.No($"出发时间相差 {Limits.Say(apart)}，超过 {Limits.Say(most)}，不能合乘", "Requests");
        var back = legs.Select(l => l.Back).OfType<DateTimeOffset>().ToList();
        if (back.Count > 1 && back.Max() - back.Min() is var later && later > most) return UseStandard.SharedApart.No($"返回时间相差 {Limits.Say(later)}，超过 {Limits.Say(most)}，不能合乘", "Requests");
        if (legs.Any(l => l.To == VehicleRequest.Outside))
            return legs.All(l => l.To == VehicleRequest.Outside) ? null : UseStandard.SharedDetour.No("有的去区外，有的在区内，不同路，不能合乘", "Requests");
        var (alone, together) = (legs.Max(l => roads.Km(l.From, l.To)), Together(legs, roads));
        var (share, near) = (by.Of(UseStandard.SharedDetour, path), by.Of(UseStandard.WithinKm, path));
        return together <= Math.Max(alone * (100 + share) / 100, alone + near) ? null
            : UseStandard.SharedDetour.No($"不同路：最远的一份单程 {alone} km，合乘要走 {together} km，多出 {share}% 以上；请分开派车", "Requests");
    }

    /// <summary>Kilometres of the way on which all get in, in the order of their times, and then out, the nearest first.</summary>
    static int Together(IReadOnlyList<Leg> legs, RoadTable roads)
    {
        var (km, at) = (0, "");
        void Go(string to) { if (at.Length > 0) km += roads.Km(at, to); at = to; }
        foreach (var leg in legs.OrderBy(l => l.At)) Go(leg.From);
        for (var left = legs.Select(l => l.To).ToHashSet(); left.Count > 0; left.Remove(at)) Go(left.MinBy(to => roads.Km(at, to))!);
        return km;
    }
}
