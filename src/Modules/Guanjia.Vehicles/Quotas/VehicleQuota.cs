namespace Guanjia.Vehicles;

/// <summary>车辆编制 (quota of vehicles): how many cars of a class a unit may have from a day on, by what document. The latest that has begun is in force.</summary>
[ReadBy(VehiclePermissions.VehiclesRead), WriteBy(VehiclePermissions.QuotasWrite)]
public sealed class VehicleQuota : IRow, IOwned
{
    public const int Most = 9999, LongestDocument = 100;
    VehicleQuota() { }
    public Guid Id { get; private set; }
    public int Version { get; private set; }
    /// <summary>The unit whose quota it is, by its path.</summary>
    public string OwnerPath { get; private set; } = "";
    public Guid OwnerId { get; private set; }
    public VehicleClass Class { get; private set; }
    public int Number { get; private set; }
    public DateOnly From { get; private set; }
    /// <summary>核定文号 (the document it comes from).</summary>
    public string Document { get; private set; } = "";
    public string SetBy { get; private set; } = "";
    public DateTimeOffset SetAt { get; private set; }
    /// <summary>Registrations counted against it: of two at one moment the second is told, and counts again.</summary>
    [Progress] public int Registrations { get; private set; }

    public static Refusal? Set(Organisation unit, VehicleClass of, int number, DateOnly from, string document, Acting by, out VehicleQuota quota)
    {
        quota = new() { Id = by.NewId(), OwnerPath = unit.Path, OwnerId = unit.Id, Class = of, Number = number, From = from, Document = document.Trim(), SetBy = by.Name, SetAt = by.Now };
        if (unit.Kind != OrganisationKind.Unit) return new("编制核定到单位，请选择单位", Field: nameof(OwnerId));
        if (unit.MustBeThere(by, nameof(OwnerId)) is { } gone) return gone;
        if (!by.May(VehiclePermissions.QuotasWrite, unit.Path)) return Refusal.Forbidden("您不能核定这个单位的编制") with { Field = nameof(OwnerId) };
        if (number is < 0 or > Most) return new($"编制为 0 到 {Most} 辆", Field: nameof(Number));
        return quota.Document.Length is 0 or > LongestDocument ? new($"请写明核定文号（{LongestDocument} 字以内）", Field: nameof(Document)) : null;
    }

    /// <summary>What was set for that day is put right; the history keeps both.</summary>
    public void Correct(VehicleQuota by) => (Number, Document, SetBy, SetAt) = (by.Number, by.Document, by.SetBy, by.SetAt);
    internal void Count() => Registrations++;
}

public static class QuotaFields
{
    const string clause = "cons:8.2.2.2.4";
    public static readonly Field<VehicleQuota, Guid> Unit = new Field<VehicleQuota, Guid>(q => q.OwnerId, "单位").By(clause);
    public static readonly Field<VehicleQuota, VehicleClass> Class = new Field<VehicleQuota, VehicleClass>(q => q.Class, "用车类别").Filter();
    public static readonly Field<VehicleQuota, int> Number = new Field<VehicleQuota, int>(q => q.Number, "编制").Between(0, VehicleQuota.Most).In("辆");
    public static readonly Field<VehicleQuota, DateOnly> From = new Field<VehicleQuota, DateOnly>(q => q.From, "生效日期").Hints("到下一次核定生效为止");
    public static readonly Field<VehicleQuota, string> Document = new Field<VehicleQuota, string>(q => q.Document, "核定文号").Required().Max(VehicleQuota.LongestDocument);
    public static readonly IReadOnlyList<Field<VehicleQuota>> All = [Unit, Class, Number, From, Document];
    public static readonly IReadOnlyList<Field<VehicleQuota>> List = [.. All, new Field<VehicleQuota, string>(q => q.SetBy, "登记人")];
}
