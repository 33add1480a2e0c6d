using System.ComponentModel;

namespace Guanjia.Vehicles;

/// <summary>用车类别 (class of official vehicles): the five of 党政机关公务用车管理办法, article 3.</summary>
public enum VehicleClass
{
    [Description("机要通信")] Confidential, [Description("应急保障")] Emergency, [Description("执法执勤")] LawEnforcement, [Description("特种专业技术")] Special, [Description("其他")] Other,
}

/// <summary>能源种类 (kind of energy).</summary>
public enum EnergyKind
{
    [Description("汽油")] Petrol, [Description("柴油")] Diesel, [Description("油电混合")] Hybrid, [Description("燃气")] Gas,
    [Description("纯电动")] Electric, [Description("插电式混合动力")] PlugInHybrid, [Description("燃料电池")] FuelCell,
}

/// <summary>车型 (body).</summary>
public enum VehicleBody
{
    [Description("轿车")] Sedan, [Description("越野车")] OffRoad, [Description("商务车")] Multipurpose, [Description("小型客车")] SmallBus, [Description("中型客车")] MiddleBus, [Description("大型客车")] Coach,
    [Description("货车、皮卡")] Truck, [Description("专用作业车")] Purpose,
}

/// <summary>配备档次 (grade) of a car of law enforcement: the document allows more where the work needs it.</summary>
public enum VehicleGrade
{
    [Description("一般")] Usual, [Description("因工作需要")] Needed, [Description("特殊情况")] Exceptional,
}

/// <summary>车辆状态 (state of a vehicle).</summary>
public enum VehicleState
{
    [Description("在用"), Means(Meaning.Done)] InUse,
    [Description("维修"), Means(Meaning.Wait, "tool")] InRepair,
    [Description("停用"), Means(Meaning.Stop, "player-pause")] Suspended,
    [Description("已处置"), Means(Meaning.Idle, "archive")] Disposed,
    [Description("待批准"), Means(Meaning.Wait, "clock")] Proposed,
    [Description("登记未批准"), Means(Meaning.Stop)] Declined,
}

/// <summary>处置方式 (way of disposal).</summary>
public enum DisposalWay
{
    [Description("拍卖")] Auction, [Description("报废")] Scrap, [Description("调拨")] Allocation, [Description("其他")] Other,
}

public static class VehicleTerms
{
    /// <summary>新能源汽车 (new-energy vehicle): the kinds that bear a green plate.</summary>
    public static bool IsNew(this EnergyKind energy) => energy is EnergyKind.Electric or EnergyKind.PlugInHybrid or EnergyKind.FuelCell;
    /// <summary>Without an engine there is no displacement.</summary>
    public static bool HasEngine(this EnergyKind energy) => energy is not (EnergyKind.Electric or EnergyKind.FuelCell);
}
