using System.ComponentModel;

namespace Guanjia.Platform;

/// <summary>机构类别 (kind of organisation): where it stands in the tree.</summary>
public enum OrganisationKind
{
    [Description("自治区")] Region, [Description("地级市")] City, [Description("县（市、区）")] County, [Description("单位")] Unit, [Description("内设机构")] Department,
}

/// <summary>单位性质 (nature of a unit): the kinds of body that hold official meetings.</summary>
[Clause("conf:3.9")]
public enum UnitNature
{
    [Description("党的机关")] Party, [Description("人大机关")] Congress, [Description("行政机关")] Administration, [Description("政协机关")] Consultative,
    [Description("监察机关")] Supervision, [Description("审判机关")] Court, [Description("检察机关")] Procuratorate, [Description("民主党派、工商联")] DemocraticParty,
    [Description("人民团体")] PeoplesOrganisation, [Description("参公事业单位")] PublicInstitution, [Description("其他单位")] Other,
}

/// <summary>机构 (organisation): region, city, county, unit or department, one tree. Its path never changes; who moves ends and has successors.</summary>
public sealed class Organisation : IRow, IByStrokes
{
    Organisation() { }

    public Organisation(Guid id, Organisation? parent, string segment, string code, string name, OrganisationKind kind, int order, DateOnly from)
    {
        Id = id;
        ParentId = parent?.Id;
        Path = (parent?.Path ?? "") + segment + "/";
        Code = code;
        Name = name;
        Kind = kind;
        Order = order;
        From = from;
        SetSearch();
    }

    public Guid Id { get; private set; }
    public int Version { get; private set; }
    public Guid? ParentId { get; private set; }
    public string Path { get; private set; } = "";
    /// <summary>Division code for region, city and county (640000 …), the unit's own code below.</summary>
    public string Code { get; private set; } = "";
    public string Name { get; private set; } = "";
    public string? ShortName { get; private set; }
    public OrganisationKind Kind { get; private set; }
    public UnitNature? Nature { get; private set; }
    public int Order { get; private set; }
    public DateOnly From { get; private set; }
    /// <summary>Last day; null: still there.</summary>
    public DateOnly? To { get; private set; }
    /// <summary>承接机构 (successor): who goes on for it since it ended; of a split the main one. Its people read what stayed behind.</summary>
    public Guid? SuccessorId { get; private set; }
    /// <summary>Pinyin and initials, for finding by typing.</summary>
    public string Search { get; private set; } = "";
    /// <summary>By 单位笔画, of the full name.</summary>
    public string StrokeKey { get; private set; } = "";
    public void PutInto(StrokeOrder order) => StrokeKey = order.OfUnit(Name);
    /// <summary>会议预约联系电话 (booking telephone), made public.</summary>
    public string? BookingPhone { get; private set; }
    /// <summary>投诉渠道和方法 (how to complain), made public.</summary>
    public string? Complaints { get; private set; }
    public double? Latitude { get; private set; }
    public double? Longitude { get; private set; }
    /// <summary>Whether this is the affairs office that manages rooms and services of its level.</summary>
    public bool IsAffairsOffice { get; private set; }

    public string Short => ShortName ?? Name;
    /// <summary>Whether its rows are many (from county upwards) and are walked by a list's own index.</summary>
    public bool Wide => Kind is OrganisationKind.Region or OrganisationKind.City or OrganisationKind.County;
    public PathRange Range(bool below) => new(Path, below, below && Wide);
    public bool IsOn(DateOnly day) => From <= day && (To is null || day <= To);

    /// <summary>A path holds so many characters; a new organisation takes so many of them.</summary>
    public const int LongestPath = 64, SegmentLength = 10;
    public static string SegmentOf(Guid id) => "o" + id.ToString("N")[^8..];
    public static bool IsCode(string code) => code.Length is > 0 and <= 32 && code.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');

    public Organisation At(double latitude, double longitude) { Latitude = latitude; Longitude = longitude; return this; }
    public Organisation As(UnitNature nature, string? shortName = null, bool affairsOffice = false, string? bookingPhone = null, string? complaints = null)
    {
        Nature = nature;
        ShortName = shortName;
        IsAffairsOffice = affairsOffice;
        BookingPhone = bookingPhone;
        Complaints = complaints;
        return this;
    }

    public Refusal? Change(string name, string? shortName, int order, UnitNature? nature, string? bookingPhone, string? complaints)
    {
        if (To is not null) return Refusal.WrongState("这个机构已经撤销，不能再修改");
        Name = name;
        ShortName = shortName;
        Order = order;
        Nature = nature;
        BookingPhone = bookingPhone;
        Complaints = complaints;
        SetSearch();
        return null;
    }

    /// <summary>Nothing new belongs to one that has ended.</summary>
    public Refusal? MustBeThere(Acting by, string field) => To is { } to && to < by.Today ? new($"“{Short}”已于 {to:yyyy-MM-dd} 撤销，请选择在用的机构", Field: field) : null;

    public Refusal? End(DateOnly last, Acting by)
    {
        if (To is not null) return Refusal.WrongState("这个机构已经撤销");
        if (last < From) return new("撤销日期不能早于设立日期", Field: nameof(To));
        To = last;
        return null;
    }

    /// <summary>Ends it because another goes on for it.</summary>
    internal void Succeed(DateOnly last, Guid successor) => (To, SuccessorId) = (last, successor);

    /// <summary>Takes over what an organisation says of itself.</summary>
    /// <param name="whole">Its telephone, place and task as affairs office too: of several successors one has them.</param>
    internal Organisation Like(Organisation o, bool whole)
    {
        Nature = o.Nature;
        if (!whole) return this;
        (BookingPhone, Complaints, IsAffairsOffice, Latitude, Longitude) = (o.BookingPhone, o.Complaints, o.IsAffairsOffice, o.Latitude, o.Longitude);
        if (Name == o.Name) ShortName = o.ShortName;
        SetSearch();
        return this;
    }

    void SetSearch() => Search = $"{Pinyin.Full(Name)} {Pinyin.Initials(Name)} {Code.ToLowerInvariant()} {(ShortName is null ? "" : $"{ShortName} {Pinyin.Initials(ShortName)}")}".Trim();
}
