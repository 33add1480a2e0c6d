using System.ComponentModel;
using System.Globalization;
using System.Text;
using Org.BouncyCastle.Crypto.Digests;

namespace Guanjia.Platform;

public enum AuditKind
{
    [Description("新建")] Created, [Description("修改")] Changed, [Description("删除")] Deleted, [Description("被拒绝")] Refused,
    [Description("登录")] SignedIn, [Description("查看")] Viewed, [Description("下载")] Downloaded, [Description("操作")] Done,
}

/// <summary>审计记录 (audit entry): who, in which post, when, from where, what before, what after. Written in the transaction it describes; numbered and linked by the sealer.</summary>
[NotAudited("it is the audit")]
public sealed class AuditEntry
{
    AuditEntry() { }
    public Guid Id { get; private set; }
    public DateTimeOffset At { get; private set; }
    public Guid PersonId { get; private set; }
    public string Name { get; private set; } = "";
    public string PostTitle { get; private set; } = "";
    public string Org { get; private set; } = "";
    public Origin Origin { get; private set; }
    public string Address { get; private set; } = "";
    public string RequestId { get; private set; } = "";
    public AuditKind Kind { get; private set; }
    /// <summary>What it is of: the key of the kind of row.</summary>
    public string Thing { get; private set; } = "";
    public Guid RowId { get; private set; }
    public int RowVersion { get; private set; }
    public string OwnerPath { get; private set; } = "";
    /// <summary>Fields before and after as JSON, written once as text (jsonb would change the bytes the hash covers).</summary>
    public string? Before { get; private set; }
    public string? After { get; private set; }
    public string? Reason { get; private set; }
    /// <summary>SM3 over all the above.</summary>
    public string Hash { get; private set; } = "";
    /// <summary>Given by the sealer: place in the chain, and SM3(previous link, number, hash).</summary>
    public long? Number { get; private set; }
    public string? Link { get; private set; }

    /// <summary>The field in which an act that changes no row says in Chinese what it was: 给马小燕发签字链接.</summary>
    public const string Act = "Act";
    public static string Say(string act) => new System.Text.Json.Nodes.JsonObject { [Act] = act }.ToJsonString(readable);
    static readonly System.Text.Json.JsonSerializerOptions readable = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.Create(System.Text.Unicode.UnicodeRanges.All) };

    public static AuditEntry Of(AuditKind kind, string thing, Guid row, int version, string ownerPath, string? before, string? after, Acting by)
    {
        var e = new AuditEntry
        {
            Id = by.NewId(), At = Micro(by.Now), PersonId = by.Person, Name = by.Name, PostTitle = by.PostTitle, Org = by.Org, Origin = by.Origin, Address = by.Address, RequestId = by.RequestId,
            Kind = kind, Thing = thing, RowId = row, RowVersion = version, OwnerPath = ownerPath, Before = before, After = after, Reason = by.Reason,
        };
        e.Hash = e.HashOfContent();
        return e;
    }

    public void Seal(long number, string previousLink)
    {
        Number = number;
        Link = LinkOf(previousLink, number, Hash);
    }

    /// <summary>PostgreSQL keeps microseconds: what is hashed must be what is stored.</summary>
    static DateTimeOffset Micro(DateTimeOffset at) => new(at.UtcTicks / 10 * 10, TimeSpan.Zero);

    public string HashOfContent()
    {
        var text = new StringBuilder(256);
        void Add(string? part) => text.Append((part?.Length ?? -1).ToString(CultureInfo.InvariantCulture)).Append(':').Append(part).Append('\n');
        Add(Id.ToString("N"));
        Add((At.UtcTicks / 10).ToString(CultureInfo.InvariantCulture));
        Add(PersonId.ToString("N"));
        Add(Name);
        Add(PostTitle);
        Add(Org);
        Add(Origin.ToString());
        Add(Address);
        Add(RequestId);
        Add(Kind.ToString());
        Add(Thing);
        Add(RowId.ToString("N"));
        Add(RowVersion.ToString(CultureInfo.InvariantCulture));
        Add(OwnerPath);
        Add(Before);
        Add(After);
        Add(Reason);
        return Sm3(text.ToString());
    }

    public static string LinkOf(string previousLink, long number, string hash) => Sm3($"{previousLink}|{number.ToString(CultureInfo.InvariantCulture)}|{hash}");

    public static string Sm3(string text)
    {
        var digest = new SM3Digest();
        var bytes = Encoding.UTF8.GetBytes(text);
        digest.BlockUpdate(bytes, 0, bytes.Length);
        Span<byte> hash = stackalloc byte[32];
        digest.DoFinal(hash);
        return Convert.ToHexStringLower(hash);
    }
}
