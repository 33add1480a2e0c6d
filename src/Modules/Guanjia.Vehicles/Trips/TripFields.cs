namespace Guanjia.Vehicles;

public static class TripFields
{
    public static readonly Field<Trip, string?> Number = new Field<Trip, string?>(t => t.Number, "派车单号").Filter();
    public static readonly Field<Trip, TripState> State = new Field<Trip, TripState>(t => t.State, "状态").Filter();
    public static readonly Field<Trip, string> Plate = new Field<Trip, string>(t => t.Plate, "车牌").Max(12).Filter(), Car = new Field<Trip, string>(t => t.Car, "车辆").Max(80), DriverName = new Field<Trip, string>(t => t.DriverName, "驾驶员").Max(60).Filter(), Title = new Field<Trip, string>(t => t.Title, "用车事项").Max(600), FromPlace = new Field<Trip, string>(t => t.FromPlace, "上车地点").Max(100), Route = new Field<Trip, string>(t => t.Route, "目的地").Max(600), OrderedBy = new Field<Trip, string>(t => t.OrderedBy, "派车人").Max(60);
    public static readonly Field<Trip, DateTimeOffset> StartsAt = new Field<Trip, DateTimeOffset>(t => t.StartsAt, "出发时间").Sort(), EndsAt = new(t => t.EndsAt, "计划返回"), OrderedAt = new(t => t.OrderedAt, "派车时间");
    public static readonly Field<Trip, int> Headcount = new Field<Trip, int>(t => t.Headcount, "乘车人数").In("人"), Km = new Field<Trip, int>(t => t.Km, "估算里程").In("km");
    public static readonly Field<Trip, string?> Note = new Field<Trip, string?>(t => t.Note, "给驾驶员的说明").Max(200).Long(), Reason = new Field<Trip, string?>(t => t.Reason, "原因").Max(200).Long();
    public static readonly Field<Trip, int?> OutKm = new Field<Trip, int?>(t => t.OutKm, "出车时里程表读数").Between(0, 9_999_999).In("km"), BackKm = new Field<Trip, int?>(t => t.BackKm, "归队时里程表读数").Between(0, 9_999_999).In("km");
    public static readonly Field<Trip, decimal?> TrackKm = new Field<Trip, decimal?>(t => t.TrackKm, "轨迹里程").In("km");
    public static readonly Field<Trip, Guid?> OutPhoto = new(t => t.OutPhotoId, "出车时仪表照片"), BackPhoto = new(t => t.BackPhotoId, "归队时仪表照片");
    public static readonly Field<Trip, string?> KmReason = new Field<Trip, string?>(t => t.KmReason, "里程差异或晚归的原因").Max(200).Long(), Damage = new Field<Trip, string?>(t => t.Damage, "车辆损伤").Max(200).Long().Hints("没有就不填"), CostNote = new Field<Trip, string?>(t => t.CostNote, "费用说明").Max(200).Long(), CheckedBy = new Field<Trip, string?>(t => t.CheckedBy, "校核人").Max(60), CostsBy = new Field<Trip, string?>(t => t.CostsBy, "填报人").Max(60);
    static Field<Trip, decimal?> Cost(System.Linq.Expressions.Expression<Func<Trip, decimal?>> get, string label) => new Field<Trip, decimal?>(get, label).Between(0, 100_000).In("元").By("cons:8.2.2.1.a.9");
    public static readonly Field<Trip, decimal?> Fuel = Cost(t => t.Fuel, "油费或电费"), Toll = Cost(t => t.Toll, "过路过桥费"), Parking = Cost(t => t.Parking, "停车费"), Cleaning = Cost(t => t.Cleaning, "清洗费"), DriverCost = Cost(t => t.DriverCost, "驾驶员费用").Hints("出差补助、食宿");
    public static readonly Field<Trip, Guid?> Receipt = new(t => t.ReceiptId, "票据");
    public static readonly Field<Trip, DateTimeOffset?> OutAt = new(t => t.OutAt, "出车时间"), BackAt = new(t => t.BackAt, "归队时间");
    static readonly Field<Trip, bool> Late = new(t => t.Late, "晚归");
    public static readonly Field<Trip, string?> Company = new Field<Trip, string?>(t => t.Company, "租赁公司").Max(100);
    public static readonly Field<Trip, decimal?> Price = new Field<Trip, decimal?>(t => t.Price, "租车价").Between(0, 100_000).In("元").By("cons:8.2.2.1.a.9");
    public static readonly Field<Trip, string?> DriverPhone = new Field<Trip, string?>(t => t.DriverPhone, "驾驶员电话").Max(40).Checked(TypedText.NoPhone);
    static readonly Field<Trip, string?> ChangedBy = new Field<Trip, string?>(t => t.ChangedBy, "变更人").Max(60);
    static readonly Field<Trip, DateTimeOffset?> ChangedAt = new(t => t.ChangedAt, "变更时间");
    public static readonly IReadOnlyList<Field<Trip>> Costs = [Fuel, Toll, Parking, Cleaning, DriverCost, CostNote];
    public static readonly IReadOnlyList<Field<Trip>> List = [Number, Title, State, StartsAt, EndsAt, Plate, DriverName, Route];
    public static readonly IReadOnlyList<Field<Trip>> MoreColumns = [Headcount, Km, OutAt, BackAt, Fuel, Toll, Parking];
    public static readonly IReadOnlyList<Field<Trip>> All = [Number, State, Plate, Car, DriverName, Title, FromPlace, Route, StartsAt, EndsAt, Headcount, Km, Note, OrderedBy, OrderedAt, ChangedBy, ChangedAt, Company, Price, DriverPhone, Reason, OutAt, OutKm, OutPhoto, BackAt, BackKm, BackPhoto, TrackKm, KmReason, Damage, Late, .. Costs, Receipt, CostsBy, CheckedBy];
}
