using Guanjia.Platform;

namespace Guanjia.Web;

/// <summary>The fields of organisations and people as lists and history show them.</summary>
public static class OrganisationFields
{
    public static readonly Field<Organisation, string> Name = new Field<Organisation, string>(o => o.Name, "名称").Required().Max(100).Filter().Sort();
    public static readonly Field<Organisation, string?> ShortName = new Field<Organisation, string?>(o => o.ShortName, "简称").Max(40);
    public static readonly Field<Organisation, string> Code = new Field<Organisation, string>(o => o.Code, "代码").Max(32);
    public static readonly Field<Organisation, OrganisationKind> Kind = new Field<Organisation, OrganisationKind>(o => o.Kind, "类别").Filter();
    public static readonly Field<Organisation, UnitNature?> Nature = new(o => o.Nature, "单位性质");
    public static readonly Field<Organisation, int> Order = new Field<Organisation, int>(o => o.Order, "排序").Between(0, 9999);
    public static readonly Field<Organisation, DateOnly> From = new(o => o.From, "设立日期");
    public static readonly Field<Organisation, DateOnly?> To = new(o => o.To, "撤销日期");
    public static readonly Field<Organisation, string?> BookingPhone = new Field<Organisation, string?>(o => o.BookingPhone, "会议预约电话").Max(40);
    public static readonly Field<Organisation, string?> Complaints = new Field<Organisation, string?>(o => o.Complaints, "投诉渠道").Max(300);
    public static readonly Field<Organisation, Guid?> Successor = new(o => o.SuccessorId, "承接机构");
    public static readonly IReadOnlyList<Field<Organisation>> All = [Code, Name, ShortName, Kind, Nature, Order, From, To, BookingPhone, Complaints];
    public static readonly IReadOnlyList<Field<Organisation>> History = [.. All, Successor];
}

public static class ReorganisationFields
{
    public static readonly IReadOnlyList<Field<Reorganisation>> All =
        [new Field<Reorganisation, string>(r => r.Title, "调整"), new Field<Reorganisation, ReorganisationKind>(r => r.Kind, "方式"), new Field<Reorganisation, DateOnly>(r => r.Day, "生效日期"), new Field<Reorganisation, string>(r => r.Document, "依据文件"),
         new Field<Reorganisation, ReorganisationState>(r => r.State, "状态"), new Field<Reorganisation, string?>(r => r.Note, "没有办完的原因")];
}

public static class PersonFields
{
    public static readonly Field<Person, string> Name = new Field<Person, string>(p => p.Name, "姓名").Required().Max(60).Filter().Sort();
    public static readonly Field<Person, string> ByStrokes = new Field<Person, string>(p => p.StrokeKey, "姓氏笔画").Sort();
    public static readonly Field<Person, Sex> Sex = new(p => p.Sex, "性别");
    public static readonly Field<Person, string?> Rank = new Field<Person, string?>(p => p.Rank, "职级").Max(40);
    public static readonly Field<Person, DateTimeOffset?> LeftAt = new(p => p.LeftAt, "离职时间");
    public static readonly Field<Person, Guid> Organisation = new(p => p.OrganisationId, "单位");
    public static readonly Field<Person, string?> Number = new Field<Person, string?>(p => p.Number, "人员编号").Max(32);
    public static readonly IReadOnlyList<Field<Person>> All = [Name, Number, Sex, Rank, LeftAt];
    public static readonly IReadOnlyList<Field<Person>> List = [Name, Organisation, Sex, Rank, LeftAt];
    public static readonly IReadOnlyList<Field<Person>> History = [.. All, Organisation];
    public static readonly Field<PersonContact, string?> Phone = new(c => c.Phone, "电话"), IdentityNumber = new(c => c.IdentityNumber, "身份证号"), Mail = new(c => c.Mail, "电子邮箱");
    public static readonly Field<Post, Guid> PostOrganisation = new(p => p.OrganisationId, "单位");
    public static readonly IReadOnlyList<Field<Post>> Posts = [new Field<Post, string>(p => p.Title, "职务"), PostOrganisation, new Field<Post, bool>(p => p.IsHead, "主要负责人"), new Field<Post, DateOnly>(p => p.From, "起始日期"), new Field<Post, DateOnly?>(p => p.To, "截止日期")];
}
