namespace Guanjia.Platform;

/// <summary>The region with its cities and counties as organisations: what every installation begins with.</summary>
public static class Ningxia
{
    public static readonly DateOnly Since = new(2020, 1, 1);

    /// <summary>Adds them, unsaved, in order of code.</summary>
    public static IReadOnlyDictionary<string, Organisation> Lay(GuanjiaDb db, Acting by)
    {
        var laid = new Dictionary<string, Organisation>(StringComparer.Ordinal);
        foreach (var (d, order) in Division.Ningxia.Select((d, i) => (d, i)))
        {
            var (kind, segment) = d.Level switch
            {
                DivisionLevel.Region => (OrganisationKind.Region, d.Code[..2]), DivisionLevel.City => (OrganisationKind.City, d.Code[..4]), _ => (OrganisationKind.County, d.Code),
            };
            var organisation = new Organisation(by.NewId(), d.ParentCode is { } above ? laid[above] : null, segment, d.Code, d.Name, kind, order, Since).At(d.Latitude, d.Longitude);
            laid[d.Code] = organisation;
            db.Add(organisation);
        }
        return laid;
    }
}
