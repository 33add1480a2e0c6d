namespace Guanjia.Vehicles;

/// <summary>公务用车 (official vehicle): one file a car (一车一档). It belongs to the unit that keeps it; what it ran stands in its odometer readings, never in a copy here.</summary>
[ReadBy(VehiclePermissions.VehiclesRead), WriteBy(VehiclePermissions.VehiclesWrite)]
public sealed partial class Vehicle : IEditable<Vehicle>, IOwned, IPushes
{
    /// <summary>Of all cars and drivers together: a board keeps its rows until one of them changes.</summary>
    internal const string Stock = "vehicles/stock";
    public IEnumerable<string> Topics() => [Stock];

    public const int LongestReason = 200;
    Vehicle() { }
    public static Vehicle New(Acting by) => new() { Id = by.NewId(), OwnerPath = by.Org, OwnerId = by.Organisation, PlateSince = by.Today, StateSince = by.Now, isNew = true };

    public Guid Id { get; private set; }
    public int Version { get; private set; }
    /// <summary>产权单位 (owner unit), by its path.</summary>
    public string OwnerPath { get; private set; } = "";
    /// <summary>The same by its id, for lists that name it.</summary>
    public Guid OwnerId { get; private set; }
    public string Plate { get; private set; } = "";
    public DateOnly PlateSince { get; private set; }
    public IReadOnlyList<FormerPlate> FormerPlates { get; private set; } = [];
    public string Vin { get; private set; } = "";
    /// <summary>Why a VIN is kept whose check sign is not the one that belongs to it.</summary>
    public string? VinNote { get; private set; }
    public VehicleClass Class { get; private set; }
    /// <summary>用途 (purpose) within the class: 调研接待, 实物保障岗位.</summary>
    public string? Purpose { get; private set; }
    /// <summary>厂牌型号 (make and model).</summary>
    public string Model { get; private set; } = "";
    public VehicleBody Body { get; private set; }
    public EnergyKind Energy { get; private set; }
    public int Seats { get; private set; }
    /// <summary>Litres; null: no engine.</summary>
    public decimal? Displacement { get; private set; }
    /// <summary>自动挡 (automatic gearbox): all that a C2 licence may drive.</summary>
    public bool IsAutomatic { get; private set; }
    /// <summary>购置价格 (price), yuan.</summary>
    public decimal Price { get; private set; }
    /// <summary>The caps of this day bound it.</summary>
    public DateOnly BoughtOn { get; private set; }
    public VehicleGrade Grade { get; private set; }
    public string? GradeNote { get; private set; }
    /// <summary>使用单位 (using unit); null: whoever asks for it, as the cars of a pool.</summary>
    public Guid? UserId { get; private set; }
    /// <summary>固定驾驶员 (regular driver); each trip and reading keeps its own.</summary>
    public Guid? DriverId { get; private set; }
    public string? ParkingPlace { get; private set; }
    /// <summary>固定资产编号 (number in the register of assets).</summary>
    public string? AssetNumber { get; private set; }
    /// <summary>年检有效期至 (last day of the inspection).</summary>
    public DateOnly? InspectedUntil { get; private set; }
    /// <summary>交强险有效期至 (last day of the compulsory insurance).</summary>
    public DateOnly? InsuredUntil { get; private set; }
    /// <summary>商业险有效期至 (last day of the commercial insurance).</summary>
    public DateOnly? CommercialUntil { get; private set; }
    public string? Remark { get; private set; }

    /// <summary>Over its quota or cap: by what paper, of whom, when.</summary>
    public string? ExceptionPaper { get; private set; }
    public string? ExceptionBy { get; private set; }
    public DateOnly? ExceptionOn { get; private set; }
    /// <summary>超编 (over quota), by that paper.</summary>
    public bool IsOverQuota { get; private set; }
    /// <summary>超标准 (over cap), by that paper.</summary>
    public bool IsOverCap { get; private set; }

    public VehicleState State { get; private set; }
    public DateTimeOffset StateSince { get; private set; }
    public string? StateReason { get; private set; }
    public DisposalWay? DisposedBy { get; private set; }
    public DateOnly? DisposedOn { get; private set; }
    /// <summary>Why it was last moved to another unit, and by which paper.</summary>
    public string? TransferPaper { get; private set; }
    public DateOnly? TransferredOn { get; private set; }

    public bool IsExcepted => ExceptionPaper is not null;
    public string Name => Plates.Show(Plate);

    /// <summary>Its papers with the day on which each runs out.</summary>
    public IEnumerable<(VehiclePaper Paper, DateOnly Until)> Papers()
    {
        if (InspectedUntil is { } inspected) yield return (VehiclePaper.Inspection, inspected);
        if (InsuredUntil is { } insured) yield return (VehiclePaper.Insurance, insured);
        if (CommercialUntil is { } commercial) yield return (VehiclePaper.Commercial, commercial);
    }

    public Refusal? Change(Input<Vehicle> input, Acting by)
    {
        if (State == VehicleState.Disposed) return Refusal.WrongState("这辆车已经处置，档案不能再改");
        if (State == VehicleState.Proposed) return Refusal.WrongState("这辆车的登记正在审批，批准或退回以前不能修改");
        var before = Plate;
        input.ApplyTo(this);
        if (before.Length > 0 && Plate != before) return new($"号牌请用“换牌”修改，曾用号牌会留在档案里；现在登记的是 {Plates.Show(before)}", Field: nameof(Plate));
        return VehicleGuards.Plausible(this, by) ?? Bound(by);
    }

    /// <summary>Within the caps, or excepted by a paper.</summary>
    Refusal? Bound(Acting by)
    {
        var no = VehicleGuards.OverCap(this, by);
        (IsOverCap, overCap) = (no is not null, no?.Message);
        return Excused(no);
    }

    /// <summary>What its unit's quota says; over it a paper is needed.</summary>
    internal Refusal? CountedAs(Refusal? over)
    {
        (IsOverQuota, overQuota) = (over is not null, over?.Message);
        return Excused(over);
    }
}

/// <summary>车辆证照 (papers of a vehicle) that run out.</summary>
public enum VehiclePaper
{
    [System.ComponentModel.Description("年检")] Inspection, [System.ComponentModel.Description("交强险")] Insurance, [System.ComponentModel.Description("商业险")] Commercial,
}
