using Guanjia.Platform;

namespace Guanjia.Web;

/// <summary>机构登记 (entry of an organisation), as form and import take it.</summary>
public sealed class OrganisationEntry
{
    public OrganisationKind Kind { get; private set; }
    public string Code { get; private set; } = "";
    public DateOnly From { get; private set; }
    public string Name { get; private set; } = "";
    public string? ShortName { get; private set; }
    public UnitNature? Nature { get; private set; }
    public int Order { get; private set; }
    public string? BookingPhone { get; private set; }
    public string? Complaints { get; private set; }

    public static class Fields
    {
        public static readonly Field<OrganisationEntry, OrganisationKind> Kind = new(e => e.Kind, "类别");
        public static readonly Field<OrganisationEntry, string> Code = new Field<OrganisationEntry, string>(e => e.Code, "代码").Required().Hints("行政区划用区划代码（如 640104），单位用统一编制的代码").Checked(text => Organisation.IsCode(text) ? null : "代码为 32 位以内的数字、字母或短横");
        public static readonly Field<OrganisationEntry, DateOnly> From = new(e => e.From, "设立日期");
        public static readonly Field<OrganisationEntry, string> Name = new Field<OrganisationEntry, string>(e => e.Name, "名称").Required().Max(100);
        public static readonly Field<OrganisationEntry, string?> ShortName = new Field<OrganisationEntry, string?>(e => e.ShortName, "简称").Max(40);
        public static readonly Field<OrganisationEntry, UnitNature?> Nature = new Field<OrganisationEntry, UnitNature?>(e => e.Nature, "单位性质").By("conf:3.9").Hints("只有党政机关会议的主办单位范围内的单位可以主办会议");
        public static readonly Field<OrganisationEntry, int> Order = new Field<OrganisationEntry, int>(e => e.Order, "排序").Between(0, 9999);
        public static readonly Field<OrganisationEntry, string?> BookingPhone = new Field<OrganisationEntry, string?>(e => e.BookingPhone, "会议预约电话").Max(40).By("conf:6.1.2.1.1").Hints("机关事务管理部门填写，对本级各单位公示");
        public static readonly Field<OrganisationEntry, string?> Complaints = new Field<OrganisationEntry, string?>(e => e.Complaints, "投诉渠道").Max(300).By("conf:10.1.1.2").Hints("电话、邮箱、地址和办理时限，对外公示");
        /// <summary>What may be changed later.</summary>
        public static readonly IReadOnlyList<Field<OrganisationEntry>> Own = [Name, ShortName, Nature, Order, BookingPhone, Complaints];
        public static readonly IReadOnlyList<Field<OrganisationEntry>> New = [Kind, Code, From, .. Own];
    }

    public Refusal? ApplyTo(Organisation organisation) => organisation.Change(Name, ShortName, Order, Nature, BookingPhone, Complaints);

    /// <summary>A new one under a parent. Whether its code is free the database says.</summary>
    public Refusal? Open(Organisation parent, Acting by, out Organisation? made)
    {
        made = null;
        if (!by.May(PlatformPermissions.OrganisationsWrite, parent.Path)) return new("上级机构不在您的管辖范围", Field: nameof(Kind), Code: Refusal.Codes.Forbidden);
        if (Kind <= parent.Kind && Kind != OrganisationKind.Department) return new($"{EnumNames.Of(parent.Kind)}下不能设{EnumNames.Of(Kind)}", Field: nameof(Kind));
        if (parent.MustBeThere(by, nameof(Kind)) is { } ended) return ended;
        if (parent.Path.Length + Organisation.SegmentLength > Organisation.LongestPath) return new("机构层级太深", Field: nameof(Kind));
        var id = by.NewId();
        made = new Organisation(id, parent, Organisation.SegmentOf(id), Code, Name, Kind, Order, From);
        return ApplyTo(made);
    }
}
