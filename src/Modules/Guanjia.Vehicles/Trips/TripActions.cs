namespace Guanjia.Vehicles;

/// <summary>What the viewer may do with a trip now: the guards that refuse also hide the button.</summary>
public static class TripActions
{
    static readonly HashSet<Verb> aside = [TripVerbs.Decline, TripVerbs.Withdraw, TripVerbs.Break, TripVerbs.SendBack, TripVerbs.Note, TripVerbs.Share, TripVerbs.Change];
    public static bool GoesOn(Verb verb) => !aside.Contains(verb);

    public static async Task<IReadOnlyList<(Verb Verb, string Url)>> For(GuanjiaDb db, Trip t, Acting by, CancellationToken ct)
    {
        var hasPart = await db.PartsIn<Trip>(t.Id, ct);
        var can = new List<(Verb, string)>();
        void Add(bool now, Verb verb) { if (now && (by.May(verb.Permission, t.OwnerPath) || hasPart(verb))) can.Add((verb, $"/vehicles/trips/{t.Id}/{verb.Key}")); }
        Add(t.State is TripState.Out || !t.IsOutside && (t.State is TripState.Ordered or TripState.Taken), TripVerbs.Change);
        Add(t.State is TripState.Ordered or TripState.Taken, TripVerbs.Withdraw);
        Add(t.State is TripState.Ordered or TripState.Taken, TripVerbs.Decline);
        Add(t.State is TripState.Taken or TripState.Out, TripVerbs.Break);
        Add(t.State is TripState.Out, TripVerbs.Note);
        Add(t.Holds, TripVerbs.Share);
        Add(t.CostsWait && t.CostsPersonId != by.Person, TripVerbs.SendBack);
        Add(t.State is TripState.Ordered, TripVerbs.Take);
        Add(t.State is TripState.Taken && t.MayDepart(by), TripVerbs.Depart);
        Add(t.State is TripState.Out, TripVerbs.Arrive);
        Add(t.TakesCosts, TripVerbs.Enter);
        Add(t.CostsWait && t.CostsPersonId != by.Person, TripVerbs.Check);
        return can;
    }
}
