using Guanjia.Web;

namespace Guanjia.Vehicles;

public static class RequestFields
{
    static readonly IReadOnlyDictionary<string, string> divisions = Division.Ningxia.ToDictionary(d => d.Code, d => d.Level == DivisionLevel.County ? $"{Division.Of(d.ParentCode!)!.ShortName}{d.Name}" : d.Name);
    /// <summary>Where one may go: cities and counties, and beyond the region.</summary>
    public static readonly IReadOnlyList<Choice> Destinations = [.. Division.Ningxia.Where(d => d.Level != DivisionLevel.Region).Select(d => new Choice(d.Code, divisions[d.Code])), new(VehicleRequest.Outside, "宁夏区外")];
    internal static string SayDivision(object? v) => v as string == VehicleRequest.Outside ? "宁夏区外" : divisions.GetValueOrDefault(v as string ?? "") ?? "";

    public static readonly Field<VehicleRequest, Guid> Fleet = new(r => r.FleetId, "车队");
    public static readonly Field<VehicleRequest, string> Title = new Field<VehicleRequest, string>(r => r.Title, "用车事项").Required().Max(80).Filter().By("cons:8.2.2.1.a.1").Hints("如：赴西吉县核查淤地坝");
    public static readonly Field<VehicleRequest, UsePurpose> Purpose = new Field<VehicleRequest, UsePurpose>(r => r.Purpose, "用车事由").Filter();
    public static readonly Field<VehicleRequest, DateTimeOffset> StartsAt = new Field<VehicleRequest, DateTimeOffset>(r => r.StartsAt, "出发时间").Sort(), EndsAt = new(r => r.EndsAt, "返回时间");
    public static readonly Field<VehicleRequest, string> FromPlace = new Field<VehicleRequest, string>(r => r.FromPlace, "上车地点").Optional().Max(100).Hints("不填为车队停车地点");
    public static readonly Field<VehicleRequest, string> FromDivision = new Field<VehicleRequest, string>(r => r.FromDivision, "上车地点所在市县").Optional().Max(6).ShownBy(SayDivision).Hints("不选为车队所在地");
    public static readonly Field<VehicleRequest, bool> OneWay = new Field<VehicleRequest, bool>(r => r.OneWay, "单程，不用接回").Hints("如只送到车站；车辆送到后可以另派");
    public static readonly Field<VehicleRequest, string> ToDivision = new Field<VehicleRequest, string>(r => r.ToDivision, "目的地").Required().Max(6).ShownBy(SayDivision);
    public static readonly Field<VehicleRequest, string> ToPlace = new Field<VehicleRequest, string>(r => r.ToPlace, "到达地点").Required().Max(100);
    public static readonly Field<VehicleRequest, string?> FromSpot = new Field<VehicleRequest, string?>(r => r.FromSpot, "上车地点的位置").Max(24).Checked(MapSpots.Wrong).Hints("在地图上选，或填“经度,纬度”，如 106.2317,38.4872");
    public static readonly Field<VehicleRequest, string?> ToSpot = new Field<VehicleRequest, string?>(r => r.ToSpot, "到达地点的位置").Max(24).Checked(MapSpots.Wrong).Hints("在地图上选，或填“经度,纬度”；驾驶员按它导航");
    public static readonly Field<VehicleRequest, Guid?> Occasion = new Field<VehicleRequest, Guid?>(r => r.OccasionId, "关联会议或接待").Hints("为会议或接待用车的选上；它改了时间，这里会提示");
    public static readonly Field<VehicleRequest, string?> Via = new Field<VehicleRequest, string?>(r => r.Via, "途经").Max(300).Long().Hints("每行一处，按先后");
    public static readonly Field<VehicleRequest, int> Headcount = new Field<VehicleRequest, int>(r => r.Headcount, "乘车人数").Between(1, 500).In("人");
    public static readonly Field<VehicleRequest, string?> Passengers = new Field<VehicleRequest, string?>(r => r.Passengers, "乘车人").Max(200);
    public static readonly Field<VehicleRequest, WantedCar> Wanted = new(r => r.Wanted, "车型要求");
    public static readonly Field<VehicleRequest, int> Cars = new Field<VehicleRequest, int>(r => r.Cars, "用车数量").Between(1, 10).In("辆");
    public static readonly Field<VehicleRequest, bool> Shares = new Field<VehicleRequest, bool>(r => r.Shares, "愿意与同路的人合乘").Hints("有同路的车时由调度员安排同车；不选的不与别的单位同车");
    public static readonly Field<VehicleRequest, bool> Secret = new Field<VehicleRequest, bool>(r => r.Secret, "涉密，须派机要车").Hints("只派机要通信用车");
    public static readonly Field<VehicleRequest, bool> Urgent = new Field<VehicleRequest, bool>(r => r.Urgent, "紧急，先用后补").Says(UseStandard.PapersWithin);
    public static readonly Field<VehicleRequest, string?> Needs = new Field<VehicleRequest, string?>(r => r.Needs, "其他要求").Max(300).Long();
    public static readonly Field<VehicleRequest, string?> ContactName = new Field<VehicleRequest, string?>(r => r.ContactName, "联系人").Max(60), ContactPhone = new Field<VehicleRequest, string?>(r => r.ContactPhone, "联系电话").Max(40).Checked(TypedText.NoPhone);
    public static readonly Field<VehicleRequest, string?> ExceptionReason = new Field<VehicleRequest, string?>(r => r.ExceptionReason, "例外理由").Max(200).Long().Hints("有规定不允许而确需使用的才填写，将另行审批");
    public static readonly Field<VehicleRequest, int> Km = new Field<VehicleRequest, int>(r => r.Km, "往返里程").Optional().Between(0, 20000).In("km").Hints("区内自动估算；去区外的请填写");
    public static readonly Field<VehicleRequest, string?> Number = new Field<VehicleRequest, string?>(r => r.Number, "编号").Filter();
    public static readonly Field<VehicleRequest, RequestState> State = new Field<VehicleRequest, RequestState>(r => r.State, "状态").Filter();
    public static readonly Field<VehicleRequest, string> AskerName = new(r => r.AskerName, "申请单位");
    public static readonly Field<VehicleRequest, string?> Opinion = new Field<VehicleRequest, string?>(r => r.Opinion, "意见").Max(300).Long(), Remark = new Field<VehicleRequest, string?>(r => r.Remark, "评价说明").Max(300).Long(), FollowUpNote = new Field<VehicleRequest, string?>(r => r.FollowUpNote, "回访情况").Max(300).Long();
    static Field<VehicleRequest, int?> Mark(System.Linq.Expressions.Expression<Func<VehicleRequest, int?>> get, string label) => new Field<VehicleRequest, int?>(get, label).Between(1, 5).In("分");
    public static readonly Field<VehicleRequest, int?> Punctual = Mark(r => r.Punctual, "准时"), Driving = Mark(r => r.Driving, "驾驶"), Clean = Mark(r => r.Clean, "整洁"), Manner = Mark(r => r.Manner, "态度"), Route = Mark(r => r.Route, "路线");
    public static readonly IReadOnlyList<Field<VehicleRequest>> Marks = [Punctual, Driving, Clean, Manner, Route];

    public static readonly IReadOnlyList<Field<VehicleRequest>> Form = [Fleet, Title, Purpose, Occasion, Urgent, Secret, StartsAt, EndsAt, FromDivision, FromPlace, FromSpot, ToDivision, ToPlace, ToSpot, OneWay, Via, Km, Headcount, Passengers, Wanted, Cars, Shares, ContactName, ContactPhone, Needs, ExceptionReason];
    public static readonly IReadOnlyList<Field<VehicleRequest>> List = [Number, Title, State, StartsAt, EndsAt, ToDivision, Headcount, AskerName];
    public static readonly IReadOnlyList<Field<VehicleRequest>> MoreColumns = [Purpose, ToPlace, Cars, Wanted, Km];
    static readonly Field<VehicleRequest, string?> Exceptions = new Field<VehicleRequest, string?>(r => r.Exceptions, "例外事项").Max(1000), AcceptedBy = new Field<VehicleRequest, string?>(r => r.AcceptedBy, "受理人").Max(60);
    public static readonly IReadOnlyList<Field<VehicleRequest>> All = [.. Form.Where(f => f != Fleet && f != Occasion), Number, State, AskerName, Opinion, Exceptions, AcceptedBy, .. Marks, Remark, FollowUpNote, new Field<VehicleRequest, string?>(r => r.FollowedUpBy, "回访人").Max(60)];
}
