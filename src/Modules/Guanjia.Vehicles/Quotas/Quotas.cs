using Microsoft.EntityFrameworkCore;

namespace Guanjia.Vehicles;

/// <summary>How many of a unit's quota of one class are taken.</summary>
public sealed record QuotaUse(VehicleQuota? Quota, int Registered)
{
    public int? Left => Quota is null ? null : Quota.Number - Registered;
}

/// <summary>Counts vehicles against the quotas of their units.</summary>
public sealed class Quotas(GuanjiaDb db)
{
    static readonly Verb counting = new("count", "占用编制", VehiclePermissions.VehiclesWrite);
    Acting By => db.Scope.Required;

    /// <summary>The quota in force today, and the vehicles that take it; those disposed of do not.</summary>
    public async Task<QuotaUse> Of(string unit, VehicleClass of, CancellationToken ct) => new(await InForce(unit, of, ct), await Registered(unit, of, Guid.Empty, ct));

    Task<VehicleQuota?> InForce(string unit, VehicleClass of, CancellationToken ct)
    {
        var today = By.Today;
        return db.Set<VehicleQuota>().AsNoTracking().Where(q => q.OwnerPath == unit && q.Class == of && q.From <= today).OrderByDescending(q => q.From).FirstOrDefaultAsync(ct);
    }

    Task<int> Registered(string unit, VehicleClass of, Guid without, CancellationToken ct) => db.Set<Vehicle>().CountAsync(v => v.OwnerPath == unit && v.Class == of && v.State != VehicleState.Disposed && v.State != VehicleState.Declined && v.Id != without, ct);

    /// <summary>Asked when a vehicle is registered, or changes its class: over the quota only by the paper that excepts it.</summary>
    /// <param name="beside">Vehicles of the unit and class that are made and not saved.</param>
    public async Task<Refusal?> Take(Vehicle v, CancellationToken ct, int beside = 0)
    {
        var entry = db.Entry(v);
        if (entry.State is not (EntityState.Detached or EntityState.Added) && entry.Property(x => x.Class).OriginalValue == v.Class && entry.Property(x => x.OwnerPath).OriginalValue == v.OwnerPath && !LostItsPaper(v) && v.State != VehicleState.Declined) return null;
        // Opened before anything is counted: whoever registers at the same moment meets the version that this one saw, and counts again.
        var quota = await InForce(v.OwnerPath, v.Class, ct) is { } there ? (await db.Open<VehicleQuota>(there.Id, counting, ct)).Row : null;
        if (quota is null) return v.CountedAs(By.Of(VehicleStandard.QuotaRequired, v.OwnerPath) ? VehicleStandard.QuotaRequired.No($"本单位还没有{EnumNames.Of(v.Class)}用车的编制，不能登记；请主管部门先核定编制，已经批准的填写批准文号、批准机关和批准日期", nameof(Vehicle.Class)) : null);
        var taken = await Registered(v.OwnerPath, v.Class, v.Id, ct) + beside;
        var over = taken < quota.Number ? null : new Refusal($"{EnumNames.Of(v.Class)}用车编制 {quota.Number} 辆（{quota.Document}），已有 {taken} 辆，再登记就超编；已经批准的，请填写批准文号、批准机关和批准日期", "cons:8.2.2.2.4", nameof(Vehicle.Class), Refusal.Codes.Limit);
        if (v.CountedAs(over) is { } no) return no;
        quota.Count();
        return null;
    }

    /// <summary>Sets a unit's quota from a day on, unsaved; what was set for that very day is put right.</summary>
    public async Task<(VehicleQuota? Quota, Refusal? No)> Set(Input<VehicleQuota> input, CancellationToken ct)
    {
        var (unit, of, from) = (input.Get(QuotaFields.Unit), input.Get(QuotaFields.Class), input.Get(QuotaFields.From));
        if (await db.Set<Organisation>().AsNoTracking().FirstOrDefaultAsync(o => o.Id == unit, ct) is not { } organisation) return (null, new("没有找到单位，请从列表中选择", Field: nameof(VehicleQuota.OwnerId)));
        if (VehicleQuota.Set(organisation, of, input.Get(QuotaFields.Number), from, input.Get(QuotaFields.Document), By, out var quota) is { } no) return (null, no);
        if (await db.Set<VehicleQuota>().FirstOrDefaultAsync(q => q.OwnerPath == organisation.Path && q.Class == of && q.From == from, ct) is { } there)
        {
            there.Correct(quota);
            return (there, null);
        }
        db.Add(quota);
        return (quota, null);
    }

    /// <summary>What was over the quota by a paper that has been taken away.</summary>
    static bool LostItsPaper(Vehicle v) => v.IsOverQuota && !v.IsExcepted;
}
