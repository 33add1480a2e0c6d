using System.ComponentModel;

namespace Guanjia.Conferences;

/// <summary>会议性质 (nature of a meeting), table C.1.</summary>
[Clause("conf:C.1.2")]
public enum MeetingNature
{
    [Description("报告会")] Report, [Description("座谈会")] Discussion, [Description("沙发座谈会")] SofaDiscussion, [Description("授聘或表彰仪式")] Award, [Description("宣誓仪式")] Oath, [Description("其他")] Other,
}

/// <summary>会议类型 (meeting type), table C.1: decides the signal.</summary>
[Clause("conf:C.1.13")]
public enum MeetingType
{
    [Description("工作会议")] Work, [Description("电视电话会议（电信信号）")] Teleconference, [Description("视频会议（视频信号）")] Video, [Description("视联网会议（视联网信号）")] Visionet,
}

/// <summary>会标 (banner kind), table C.1.</summary>
[Clause("conf:C.1.10")]
public enum BannerKind { [Description("布标")] Cloth, [Description("电子会标")] Electronic }

/// <summary>会场布局 (layout), table 3 item 1.</summary>
public enum RoomLayout { [Description("课桌式")] Classroom, [Description("中空型")] Hollow, [Description("U型沙发")] USofa, [Description("圆桌")] RoundTable, [Description("剧院式")] Theatre }

/// <summary>密级 (secrecy of a meeting). Of a classified one the system holds code name, times, room, headcount, staff and the person responsible only.</summary>
public enum MeetingSecrecy { [Description("非涉密")] Open, [Description("工作秘密")] WorkSecret, [Description("涉密"), Means(Meaning.Urgent, "lock")] Classified }

/// <summary>预约方式 (booking channel), clause 6.1.2.</summary>
public enum BookingChannel
{
    [Description("网上预约")] Online, [Description("电话预约")] Telephone, [Description("现场预约")] OnSite, [Description("盖章登记表扫描件")] Scan, [Description("OA 或小程序接口")] Api, [Description("原有台账接管")] TakenOver,
}

/// <summary>会议规模 (size), by headcount (decisions.md).</summary>
public enum MeetingSize { [Description("小型")] Small, [Description("中型")] Middle, [Description("大型")] Large }

/// <summary>时段 (part of a day), table C.1.</summary>
[Clause("conf:C.1.6")]
public enum DayPart { [Description("上午")] Morning, [Description("下午")] Afternoon, [Description("晚上")] Evening }

/// <summary>预约状态 (booking state).</summary>
public enum BookingState
{
    [Description("草稿"), Means(Meaning.Idle)] Draft, [Description("待受理"), Means(Meaning.Wait)] Submitted, [Description("待审批"), Means(Meaning.Wait)] Accepted, [Description("待签字确认"), Means(Meaning.Wait)] Approved, [Description("已确认"), Means(Meaning.Run)] Confirmed, [Description("服务中"), Means(Meaning.Run)] InService,
    [Description("已结束"), Means(Meaning.Done)] Finished, [Description("已归档"), Means(Meaning.Idle)] Archived, [Description("已退回"), Means(Meaning.Stop)] Returned, [Description("未批准"), Means(Meaning.Stop)] Refused, [Description("已取消"), Means(Meaning.Idle)] Cancelled, [Description("已过期"), Means(Meaning.Stop)] Expired,
}

/// <summary>签字方 (signing party), table C.1.</summary>
[Clause("conf:C.1.15")]
public enum SigningParty { [Description("会议主办单位")] Organiser, [Description("会议管理单位")] Manager, [Description("会议服务单位")] Service }

/// <summary>签字方式 (how it was signed).</summary>
public enum SigningWay { [Description("本人登录签字")] Account, [Description("一次性链接签字")] Link, [Description("纸质签字扫描件")] Paper }

/// <summary>确认签字 (signature): who, when, how; and the facts as they were signed.</summary>
public sealed record Signature(SigningParty Party, string Name, Guid? Person, DateTimeOffset At, SigningWay Way, string Facts);
