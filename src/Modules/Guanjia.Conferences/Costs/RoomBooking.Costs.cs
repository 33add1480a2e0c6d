namespace Guanjia.Conferences;

// Its costs: planned before the meeting within the caps of its class, paid after it.
public sealed partial class RoomBooking
{
    public MeetingClass? CostClass { get; private set; }
    /// <summary>传达、布置类会议 (transmission meeting).</summary>
    public bool Transmits { get; private set; }
    /// <summary>报到和离会天数 (check-in and leaving days), beside the days of the meeting.</summary>
    public int CheckInDays { get; private set; }
    /// <summary>会议代表 (delegates).</summary>
    public int? Delegates { get; private set; }
    /// <summary>工作人员 (staff of the meeting), whose share of the delegates is bounded.</summary>
    public int CostStaff { get; private set; }
    public decimal? PlannedLodging { get; private set; }
    public decimal? PlannedFood { get; private set; }
    public decimal? PlannedOther { get; private set; }
    /// <summary>经费来源 (funding source).</summary>
    public string? Funding { get; private set; }
    /// <summary>批准文件 (approval document), where the class or the number of people asks for it.</summary>
    public string? CostApproval { get; private set; }
    public decimal? PaidLodging { get; private set; }
    public decimal? PaidFood { get; private set; }
    public decimal? PaidOther { get; private set; }

    public bool HasCosts => CostClass is not null;
    public CostSums Planned => new(PlannedLodging ?? 0, PlannedFood ?? 0, PlannedOther ?? 0);
    public CostSums? Paid => PaidLodging is { } l && PaidFood is { } f && PaidOther is { } o ? new(l, f, o) : null;
    /// <summary>Whether the plan may still be written: until the meeting begins.</summary>
    public bool CostsOpen => !IsClassified && !IsOver && State != BookingState.InService;
    /// <summary>Whether what was paid may be entered.</summary>
    public bool CostsDue => HasCosts && !IsClassified && State is BookingState.Finished or BookingState.Archived;
    /// <summary>Days for which a person costs something: those of the meeting, and of coming and leaving.</summary>
    public int CostDays => Days.Count + CheckInDays;
    public int CostPeople => (Delegates ?? 0) + CostStaff;
    /// <summary>The values of costs are those of the unit that holds the meeting, on its first day.</summary>
    public T CostCap<T>(Limit<T> limit, Acting by) where T : notnull => by.Limits.On(FirstDay).Of(limit, OrganiserPaths.Split(' ')[0] is { Length: > 0 } organiser ? organiser : AskerPath);

    /// <summary>The most that may be spent: the quota of the class, for all people and days.</summary>
    public decimal CostMost(Acting by) => CostClass is { } c ? CostCap(CostStandard.Of(c).PerDay, by) * CostPeople * CostDays : 0;

    public IReadOnlyList<CostLine> CostLines(Acting by)
    {
        if (CostClass is not { } c) return [];
        var (limits, paid) = (CostStandard.Of(c), Paid);
        return [new("住宿费", CostCap(limits.Lodging, by), Planned.Lodging, paid?.Lodging), new("伙食费", CostCap(limits.Food, by), Planned.Food, paid?.Food), new("其他费用", CostCap(limits.Other, by), Planned.Other, paid?.Other), new("合计", CostCap(limits.PerDay, by), Planned.Total, paid?.Total)];
    }

    IReadOnlyList<object?> Said(IReadOnlyList<Field<RoomBooking>> fields) => [.. fields.Select(f => f.Read(this))];

    /// <summary>The plan before the meeting, what was paid after it. With everything left empty there is no plan any more.</summary>
    [Clause("conf:4.4")]
    public Refusal? EnterCosts(Input<RoomBooking> input, Acting by)
    {
        if (IsClassified) return BookingGuards.SecretField(nameof(CostClass), "会议经费");
        if (NotYours(by) is { } theirs) return theirs;
        var (plan, paid) = (Said(CostFields.Plan), Said(CostFields.Paid));
        var (open, due) = (CostsOpen, CostsDue);
        input.ApplyTo(this);
        if (!open && !Said(CostFields.Plan).SequenceEqual(plan)) return Refusal.WrongState(IsOver ? $"会议预约{EnumNames.Of(State)}，经费计划不再改动；会议结束后填报实际支出" : "会议已经开始，经费计划不再改动；结束后填报实际支出");
        if (!due && !Said(CostFields.Paid).SequenceEqual(paid)) return Refusal.WrongState(State is BookingState.Finished or BookingState.Archived ? "会前没有填报经费计划，不能填报实际支出；请按本单位的财务规定另行报批" : "会议结束后再填报实际支出");
        return open ? CostGuards.Plan(this, by) : due ? CostGuards.Payment(this) : Refusal.WrongState($"会议预约{EnumNames.Of(State)}，不能填报经费");
    }
}
