using System.ComponentModel;

namespace Guanjia.Platform;

public enum Sex { [Description("男")] Male, [Description("女")] Female, [Description("未说明")] Unknown }

/// <summary>人员 (person). What is private (telephone, identity number, mail address) stands in <see cref="PersonContact"/>.</summary>
public sealed class Person : IRow, IByStrokes
{
    Person() { }
    public Person(Guid id, string name, Sex sex, Guid organisationId, string? rank = null)
    {
        Id = id;
        OrganisationId = organisationId;
        Set(name, sex, rank);
    }

    public Guid Id { get; private set; }
    public int Version { get; private set; }
    public string Name { get; private set; } = "";
    public Sex Sex { get; private set; }
    /// <summary>人员编号 (number) in the office's own list of people: it tells one from all others, whatever the name.</summary>
    public string? Number { get; private set; }
    /// <summary>职级 (rank).</summary>
    public string? Rank { get; private set; }
    /// <summary>Home unit.</summary>
    public Guid OrganisationId { get; private set; }
    public Organisation Organisation { get; private set; } = null!;
    public string Search { get; private set; } = "";
    /// <summary>By 姓氏笔画.</summary>
    public string StrokeKey { get; private set; } = "";
    public void PutInto(StrokeOrder order) => StrokeKey = order.OfPerson(Name);
    /// <summary>Last day of service; from the day after, and at once when it is past, nothing is open to this person.</summary>
    public DateTimeOffset? LeftAt { get; private set; }

    public void Set(string name, Sex sex, string? rank)
    {
        Name = name;
        Sex = sex;
        Rank = rank;
        Search = $"{Pinyin.Full(name)} {Pinyin.Initials(name)}";
    }

    public void Numbered(string? number) => Number = number;

    /// <summary>His unit ended: he belongs to the one that goes on.</summary>
    internal void GoTo(Guid organisation) => OrganisationId = organisation;

    public Refusal? Leave(Acting by)
    {
        if (LeftAt is not null) return Refusal.WrongState("此人已经登记离职");
        if (Id == by.Person) return Refusal.Forbidden("不能为自己登记离职，请由本单位其他管理人员办理");
        LeftAt = by.Now;
        return null;
    }

    public Refusal? Return(Acting by)
    {
        if (LeftAt is null) return Refusal.WrongState("此人在职");
        LeftAt = null;
        return null;
    }
}

/// <summary>联系方式 (contact), apart from the person: shown masked to all who may not see it.</summary>
public sealed class PersonContact : IRow
{
    PersonContact() { }
    public PersonContact(Guid personId, string? phone, string? identityNumber = null) { Id = personId; Phone = phone; IdentityNumber = identityNumber; }
    /// <summary>The person's id.</summary>
    public Guid Id { get; private set; }
    public int Version { get; private set; }
    [Encrypted(found: true)] public string? Phone { get; private set; }
    /// <summary>公民身份号码 (identity number): 18 signs, the last one a check (GB 11643).</summary>
    [Encrypted(found: true)] public string? IdentityNumber { get; private set; }
    /// <summary>电子邮箱 (mail address), to which notices go.</summary>
    [Encrypted] public string? Mail { get; private set; }
    public void Set(string? phone) => Phone = phone;
    public void WriteTo(string? mail) => Mail = mail;
    public void Identify(string? number) => IdentityNumber = number;

    /// <summary>138****1234; short numbers keep their last two digits.</summary>
    [Clause("serv:5.3.a.3")]
    public static string Mask(string? phone) => phone switch
    {
        null or "" => "",
        { Length: >= 11 } => phone[..3] + "****" + phone[^4..],
        { Length: > 4 } => new string('*', phone.Length - 2) + phone[^2..],
        _ => "****",
    };

    /// <summary>t***@nx.gov.cn</summary>
    public static string MaskMail(string? mail) => mail?.IndexOf('@', StringComparison.Ordinal) is > 0 and var at ? mail[..1] + "***" + mail[at..] : mail is null or "" ? "" : "****";

    /// <summary>640***********1234: neither day of birth nor district is shown.</summary>
    [Clause("serv:5.3.a.3")]
    public static string MaskIdentity(string? number) => number is { Length: 18 } ? number[..3] + new string('*', 11) + number[^4..] : number is null or "" ? "" : "****";
}

/// <summary>任职 (post): a person holds several from day to day, and acts in one at a time.</summary>
public sealed class Post : IRow
{
    Post() { }
    public Post(Guid id, Guid personId, Guid organisationId, string title, bool isHead, DateOnly from, int order = 0)
    {
        Id = id;
        PersonId = personId;
        OrganisationId = organisationId;
        Title = title;
        IsHead = isHead;
        From = from;
        Order = order;
    }

    public Guid Id { get; private set; }
    public int Version { get; private set; }
    public Guid PersonId { get; private set; }
    public Person Person { get; private set; } = null!;
    public Guid OrganisationId { get; private set; }
    public Organisation Organisation { get; private set; } = null!;
    public string Title { get; private set; } = "";
    /// <summary>Head of the organisation; approvals by 'unit head' find him here.</summary>
    public bool IsHead { get; private set; }
    public int Order { get; private set; }
    public DateOnly From { get; private set; }
    public DateOnly? To { get; private set; }
    public bool IsOn(DateOnly day) => From <= day && (To is null || day <= To);

    /// <summary>Its organisation ended: it ends with it, and the same post follows where the organisation goes on. One that would begin later begins there.</summary>
    internal Post? GoTo(Guid organisation, DateOnly day, Acting by)
    {
        if (From >= day) { OrganisationId = organisation; return null; }
        var next = new Post(by.NewId(), PersonId, organisation, Title, IsHead, day, Order) { To = To };
        To = day.AddDays(-1);
        return next;
    }

    public Refusal? End(DateOnly last)
    {
        if (To is not null) return Refusal.WrongState("这一任职已经结束");
        if (last < From) return new("结束日期不能早于开始日期", Field: nameof(To));
        To = last;
        return null;
    }
}
