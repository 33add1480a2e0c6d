namespace Guanjia.Vehicles;

/// <summary>What happens to a vehicle, each with who, when and why in its history.</summary>
public sealed partial class Vehicle
{
    /// <summary>换牌 (another plate): the one it bore stays in its file.</summary>
    public Refusal? Replate(string typed, DateOnly from, string? reason, Acting by)
    {
        if (Gone() is { } gone) return gone;
        var (plain, error) = Plates.Read(typed);
        if (plain is null) return new(error!, Field: nameof(Plate));
        if (plain == Plate) return new("新号牌与现在的相同", Field: nameof(Plate));
        if (from <= PlateSince) return new($"现在的号牌从 {PlateSince:yyyy-MM-dd} 起使用，启用日期应晚于它", Field: nameof(PlateSince));
        if (from > by.Today) return new("启用日期不能晚于今天", Field: nameof(PlateSince));
        FormerPlates = [.. FormerPlates, new(Plate, PlateSince, from.AddDays(-1), Said(reason))];
        (Plate, PlateSince) = (plain, from);
        return VehicleGuards.PlateFits(this);
    }

    /// <summary>送修 (to the workshop): it cannot be dispatched until it is back.</summary>
    public Refusal? SendToRepair(string reason, Acting by) => State == VehicleState.InRepair ? Refusal.WrongState("这辆车已经在维修") : Gone() ?? Stands(VehicleState.InRepair, reason, by);

    /// <summary>停用 (suspension): laid up, sealed for a holiday, kept as evidence.</summary>
    public Refusal? Suspend(string reason, Acting by) => State == VehicleState.Suspended ? Refusal.WrongState("这辆车已经停用") : Gone() ?? Stands(VehicleState.Suspended, reason, by);

    /// <summary>恢复使用 (back in use).</summary>
    public Refusal? PutBack(string? note, Acting by)
    {
        if (Gone() is { } gone) return gone;
        if (State == VehicleState.InUse) return Refusal.WrongState("这辆车正在使用");
        (State, StateSince, StateReason) = (VehicleState.InUse, by.Now, Said(note));
        return null;
    }

    /// <summary>处置 (disposal): the file stays, the place in the quota is free again.</summary>
    public Refusal? Dispose(DisposalWay way, DateOnly on, string reason, Acting by)
    {
        if (State != VehicleState.Declined && Gone() is { } gone) return gone;
        if (on > by.Today) return new("处置日期不能晚于今天", Field: nameof(DisposedOn));
        if (on < BoughtOn) return new($"处置日期不能早于购置日期 {BoughtOn:yyyy-MM-dd}", Field: nameof(DisposedOn));
        if (Stands(VehicleState.Disposed, reason, by) is { } no) return no;
        (DisposedBy, DisposedOn) = (way, on);
        return null;
    }

    /// <summary>调拨 (transfer): another unit of the house keeps it from now on; its file goes along, its trips stay with whoever ran them.</summary>
    [Clause("cons:8.2.2.2.2")]
    public Refusal? Transfer(Organisation to, string paper, Acting by)
    {
        if (Gone() is { } gone) return gone;
        if (to.Path == OwnerPath) return new($"{Name} 已经属于{to.Short}", Field: nameof(OwnerId));
        if (paper.Trim().Length is 0 or > LongestReason) return new($"请写明调拨的原因和批准文件（{LongestReason} 字以内）", Field: nameof(TransferPaper));
        (OwnerId, OwnerPath, DriverId, TransferPaper, TransferredOn) = (to.Id, to.Path, null, paper.Trim(), by.Today);
        return null;
    }

    /// <summary>登记年检、保险 (a paper is renewed): until when it is valid now.</summary>
    public Refusal? Renew(VehiclePaper paper, DateOnly until, Acting by)
    {
        if (Gone() is { } gone) return gone;
        var (now, field) = paper switch { VehiclePaper.Inspection => (InspectedUntil, nameof(InspectedUntil)), VehiclePaper.Insurance => (InsuredUntil, nameof(InsuredUntil)), _ => (CommercialUntil, nameof(CommercialUntil)) };
        if (until <= now) return new($"{EnumNames.Of(paper)}已登记到 {now:yyyy-MM-dd}，新的有效期应晚于它；登记错了请用“修改”更正", Field: "Until");
        if (until < by.Today) return new("新的有效期已经过去", Field: "Until");
        if (until > by.Today.AddYears(VehicleGuards.LongestPaper)) return new($"有效期最长 {VehicleGuards.LongestPaper} 年，请核对年份", Field: "Until");
        if (field == nameof(InspectedUntil)) InspectedUntil = until;
        else if (field == nameof(InsuredUntil)) InsuredUntil = until;
        else CommercialUntil = until;
        return null;
    }

    /// <summary>Its unit ended: it belongs to the one that goes on.</summary>
    public void GoTo(Guid organisation, string path) => (OwnerId, OwnerPath) = (organisation, path);
    /// <summary>The unit that used it ended.</summary>
    public void UsedBy(Guid? organisation) => UserId = organisation;

    /// <summary>Another regular driver, or none.</summary>
    internal void DrivenBy(Guid? driver) => DriverId = driver;

    Refusal? Gone() => State switch
    {
        VehicleState.Disposed => Refusal.WrongState($"这辆车已于 {DisposedOn:yyyy-MM-dd} 处置"),
        VehicleState.Proposed => Refusal.WrongState("这辆车的登记正在审批，批准以后再办理"),
        VehicleState.Declined => Refusal.WrongState("这辆车的登记没有批准，请修改后重新提交"),
        _ => null,
    };

    Refusal? Stands(VehicleState state, string reason, Acting by)
    {
        if (reason.Trim().Length is 0 or > LongestReason) return new($"请写明原因（{LongestReason} 字以内）", Field: nameof(StateReason));
        (State, StateSince, StateReason) = (state, by.Now, reason.Trim());
        return null;
    }

    static string? Said(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
