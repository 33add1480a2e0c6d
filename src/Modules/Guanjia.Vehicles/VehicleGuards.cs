namespace Guanjia.Vehicles;

/// <summary>What a vehicle's file must be like, and what keeps a vehicle from going out.</summary>
public static class VehicleGuards
{
    /// <summary>No paper is valid for so many years; a longer one is a slip of the pen.</summary>
    public const int LongestPaper = 6;
    const string caps = "cons:8.2.2.2.4", dispatch = "cons:8.2.2.1.c.4";

    public static Refusal? Plausible(Vehicle v, Acting by)
    {
        if (Plates.Read(v.Plate).Error is { } plateless) return new(plateless, "cons:8.2.2.1.d.3", nameof(v.Plate));
        if (!Vins.IsRight(v.Vin) && v.VinNote is null)
            return new($"车辆识别代号的校验位（第 9 位）按算法应为 {Vins.CheckOf(v.Vin)}，现为 {v.Vin[8]}，请对照行驶证核对；确实如此的，在“识别代号说明”里写明依据再登记", Field: nameof(v.Vin));
        if (PlateFits(v) is { } colour) return colour;
        if (v.Energy.HasEngine() && v.Displacement is null) return new($"{EnumNames.Of(v.Energy)}车请填写排气量", Field: nameof(v.Displacement));
        if (!v.Energy.HasEngine() && v.Displacement is not null) return new($"{EnumNames.Of(v.Energy)}车没有排气量，请不要填写", Field: nameof(v.Displacement));
        if (v.BoughtOn > by.Today) return new("购置日期不能晚于今天", Field: nameof(v.BoughtOn));
        if (v.Grade != VehicleGrade.Usual && v.Class != VehicleClass.LawEnforcement) return new("配备档次只用于执法执勤用车，其他类别请选“一般”", caps, nameof(v.Grade));
        if (v.Grade != VehicleGrade.Usual && v.GradeNote is null) return new("请写明需要较高配备档次的依据", caps, nameof(v.GradeNote));
        foreach (var (paper, until) in v.Papers())
            if (until > by.Today.AddYears(LongestPaper)) return new($"{EnumNames.Of(paper)}有效期最长 {LongestPaper} 年，请核对年份", Field: paper switch { VehiclePaper.Inspection => nameof(v.InspectedUntil), VehiclePaper.Insurance => nameof(v.InsuredUntil), _ => nameof(v.CommercialUntil) });
        return Excepted(v, by);
    }

    /// <summary>A green plate is of a new-energy car; those of before 2016 may still bear a blue one.</summary>
    public static Refusal? PlateFits(Vehicle v) => Plates.IsNewEnergy(v.Plate) && !v.Energy.IsNew() ? new($"{v.Name} 是新能源号牌，能源种类却是{EnumNames.Of(v.Energy)}，请核对", Field: nameof(v.Plate)) : null;

    static Refusal? Excepted(Vehicle v, Acting by)
    {
        if (v.ExceptionPaper is null && v.ExceptionBy is null && v.ExceptionOn is null) return null;
        if (v.ExceptionPaper is null) return new("经批准超编、超标准的，请填写批准文号", caps, nameof(v.ExceptionPaper));
        if (v.ExceptionBy is null) return new("经批准超编、超标准的，请填写批准机关或批准人", caps, nameof(v.ExceptionBy));
        if (v.ExceptionOn is null) return new("经批准超编、超标准的，请填写批准日期", caps, nameof(v.ExceptionOn));
        return v.ExceptionOn > by.Today ? new("批准日期不能晚于今天", caps, nameof(v.ExceptionOn)) : null;
    }

    /// <summary>Whether it is dearer, or its engine larger, than its class allowed on the day when it was bought.</summary>
    [Clause("cons:8.2.2.2.4")]
    public static Refusal? OverCap(Vehicle v, Acting by)
    {
        var limits = by.Limits.On(v.BoughtOn);
        if (VehicleStandard.CapOf(v, v.BoughtOn, limits) is not { } cap) return null;
        const string way = "已经批准的，请填写批准文号、批准机关和批准日期";
        if (limits.Of(cap.Price, v.OwnerPath) is var most && v.Price > most) return cap.Price.No($"{cap.Name}价格不超过 ¥{most:#,##0.00}，这辆车 ¥{v.Price:#,##0.00}，超过 ¥{v.Price - most:#,##0.00}；{way}", nameof(v.Price));
        if (cap.Displacement is { } engine && v.Displacement is { } litres && limits.Of(engine, v.OwnerPath) is var largest && litres > largest) return engine.No($"{cap.Name}排气量不超过 {largest:0.0#} 升，这辆车 {litres:0.0#} 升；{way}", nameof(v.Displacement));
        return null;
    }

    /// <summary>Why a vehicle cannot go out on a day; null: it can. Whether it is free at that time is asked of its trips.</summary>
    public static Refusal? CannotGo(Vehicle v, DateOnly on) => CannotGo(new VehicleFitness(v.Plate, v.State, v.StateReason, v.InspectedUntil, v.InsuredUntil), on);

    public static Refusal? CannotGo(VehicleFitness v, DateOnly on) =>
        v.State != VehicleState.InUse ? new($"{v.Name} {EnumNames.Of(v.State)}{(v.StateReason is null ? "" : $"（{v.StateReason}）")}，不能派车", dispatch, nameof(v.State), Refusal.Codes.WrongState)
        : v.InspectedUntil is not { } inspected ? new($"{v.Name} 没有登记年检有效期，不能派车；登记后自动恢复", dispatch, nameof(v.InspectedUntil))
        : inspected < on ? new($"{v.Name} 年检 {inspected:yyyy-MM-dd} 到期，不能派车；登记合格结果后自动恢复", dispatch, nameof(v.InspectedUntil))
        : v.InsuredUntil is not { } insured ? new($"{v.Name} 没有登记交强险有效期，不能派车；登记后自动恢复", dispatch, nameof(v.InsuredUntil))
        : insured < on ? new($"{v.Name} 交强险 {insured:yyyy-MM-dd} 到期，不能派车；登记新保单后自动恢复", dispatch, nameof(v.InsuredUntil))
        : null;
}

/// <summary>What says whether a vehicle may go out.</summary>
public readonly record struct VehicleFitness(string Plate, VehicleState State, string? StateReason, DateOnly? InspectedUntil, DateOnly? InsuredUntil)
{
    public string Name => Plates.Show(Plate);
}
