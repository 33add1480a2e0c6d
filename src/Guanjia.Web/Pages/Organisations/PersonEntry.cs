using Guanjia.Platform;

namespace Guanjia.Web;

/// <summary>人员登记 (entry of a person), as form and import take it: himself, how he is reached, his first post.</summary>
public sealed class PersonEntry
{
    public string? Number { get; private set; }
    public string Name { get; private set; } = "";
    public Sex Sex { get; private set; }
    public string? Rank { get; private set; }
    public string? Phone { get; private set; }
    /// <summary>身份证号 (identity number).</summary>
    public string? Identity { get; private set; }
    public string? Mail { get; private set; }
    public string? Post { get; private set; }
    public bool Head { get; private set; }

    public static class Fields
    {
        public static readonly Field<PersonEntry, string> Name = new Field<PersonEntry, string>(e => e.Name, "姓名").Required().Max(60);
        public static readonly Field<PersonEntry, Sex> Sex = new(e => e.Sex, "性别");
        public static readonly Field<PersonEntry, string?> Number = new Field<PersonEntry, string?>(e => e.Number, "人员编号").Max(32).Hints("本单位人事名册里的编号，同名的人靠它区分").Checked(text => Organisation.IsCode(text) ? null : "人员编号为 32 位以内的数字、字母或短横");
        public static readonly Field<PersonEntry, string?> Rank = new Field<PersonEntry, string?>(e => e.Rank, "职级").Max(40);
        public static readonly Field<PersonEntry, string?> Phone = new Field<PersonEntry, string?>(e => e.Phone, "电话").Max(40).By("serv:5.3.a.3").Checked(TypedText.NoPhone);
        public static readonly Field<PersonEntry, string?> Identity = new Field<PersonEntry, string?>(e => e.Identity, "身份证号").Max(30).By("serv:5.3.a.3").ParsedBy(text => TypedText.NoIdentity(text) is { } no ? (null, no) : (TypedText.Identity(text), null), v => v as string ?? "");
        public static readonly Field<PersonEntry, string?> Mail = new Field<PersonEntry, string?>(e => e.Mail, "电子邮箱").Max(254).Checked(TypedText.NoMail);
        public static readonly Field<PersonEntry, string?> Post = new Field<PersonEntry, string?>(e => e.Post, "职务").Required().Max(60);
        public static readonly Field<PersonEntry, bool> Head = new(e => e.Head, "主要负责人");
        /// <summary>Of someone who is registered already.</summary>
        public static readonly IReadOnlyList<Field<PersonEntry>> Own = [Name, Sex, Number, Rank, Phone, Identity, Mail];
        public static readonly IReadOnlyList<Field<PersonEntry>> New = [.. Own, Post, Head];
    }

    /// <summary>Whether the acting person may register someone there.</summary>
    public static Refusal? MayJoin(Organisation unit, Acting by) =>
        !by.May(PlatformPermissions.PeopleWrite, unit.Path) ? new("这个单位不在您的管辖范围", Field: "Unit", Code: Refusal.Codes.Forbidden) : unit.MustBeThere(by, "Unit");

    /// <summary>The rows of someone who was not there.</summary>
    public object[] Register(Organisation unit, Acting by, out Person person)
    {
        person = new Person(by.NewId(), Name, Sex, unit.Id, Rank);
        person.Numbered(Number);
        var contact = new PersonContact(person.Id, Phone, Identity);
        contact.WriteTo(Mail);
        return [person, contact, new Post(by.NewId(), person.Id, unit.Id, Post!, Head, by.Today)];
    }
}
