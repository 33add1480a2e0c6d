using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore;

namespace Guanjia.Platform;

/// <summary>审计检查点 (audit checkpoint): the chain up to a number, signed every hour with SM2. Whoever holds an exported one can prove later, with openssl alone, that the chain was not written anew.</summary>
[NotAudited("it signs the audit")]
public sealed class AuditCheckpoint
{
    AuditCheckpoint() { }
    public Guid Id { get; private set; }
    public DateTimeOffset At { get; private set; }
    /// <summary>The last entry it covers, and its link.</summary>
    public long Number { get; private set; }
    public string Link { get; private set; } = "";
    /// <summary>DER, as base64.</summary>
    public string Signature { get; private set; } = "";
    /// <summary>SubjectPublicKeyInfo, as base64.</summary>
    public string PublicKey { get; private set; } = "";

    internal static AuditCheckpoint Of(long number, string link, KeyRing keys, DateTimeOffset now)
    {
        var c = new AuditCheckpoint { Id = Guid.CreateVersion7(now), At = new(now.UtcTicks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, TimeSpan.Zero), Number = number, Link = link, PublicKey = Convert.ToBase64String(Sm2.PublicOf(keys.Signing)) };
        c.Signature = Convert.ToBase64String(Sm2.Sign(keys.Signing, c.Message));
        return c;
    }

    /// <summary>What is signed, byte for byte what is exported.</summary>
    public byte[] Message => Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"guanjia audit checkpoint 1\nnumber {Number}\nlink {Link}\nat {At.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}\n"));
    public bool IsGenuine => Sm2.Verify(Convert.FromBase64String(PublicKey), Message, Convert.FromBase64String(Signature));
}

/// <summary>Makes checkpoints, and writes them out for whoever keeps them elsewhere.</summary>
public static class AuditCheckpoints
{
    /// <summary>Signs the chain as it stands, if anything was sealed since the last one.</summary>
    public static async Task<AuditCheckpoint?> Make(GuanjiaDb db, DateTimeOffset now, CancellationToken ct)
    {
        var last = await db.Set<AuditEntry>().AsNoTracking().Where(e => e.Number != null).OrderByDescending(e => e.Number).Select(e => new { e.Number, e.Link }).FirstOrDefaultAsync(ct);
        if (last is null || await db.Set<AuditCheckpoint>().AnyAsync(c => c.Number >= last.Number, ct)) return null;
        var made = AuditCheckpoint.Of(last.Number!.Value, last.Link!, db.Keys, now);
        db.Add(made);
        await db.SaveBookkeeping(ct);
        return made;
    }

    /// <summary>Writes each checkpoint as text, signature and key, with the commands that verify them by openssl alone.</summary>
    public static async Task<int> Export(GuanjiaDb db, string folder, CancellationToken ct)
    {
        Directory.CreateDirectory(folder);
        var all = await db.Set<AuditCheckpoint>().AsNoTracking().OrderBy(c => c.Number).ToListAsync(ct);
        var keys = all.Select(c => c.PublicKey).Distinct().ToList();
        for (var i = 0; i < keys.Count; i++) await File.WriteAllTextAsync(Path.Combine(folder, Key(i)), Sm2.Pem(Convert.FromBase64String(keys[i])) + "\n", ct);
        foreach (var c in all)
        {
            var name = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"checkpoint-{c.Number}"));
            await File.WriteAllBytesAsync(name + ".txt", c.Message, ct);
            await File.WriteAllBytesAsync(name + ".sig", Convert.FromBase64String(c.Signature), ct);
        }
        await File.WriteAllTextAsync(Path.Combine(folder, "README.txt"), $"""
            审计检查点：checkpoint-N.txt 是被签名的原文（链上第 N 条记录的链值），checkpoint-N.sig 是 SM2 签名（DER），{Key(0)} 是公钥。
            核验，只需 OpenSSL 3：
            {string.Join('\n', all.Select(c => $"openssl pkeyutl -verify -rawin -digest sm3 -pkeyopt distid:1234567812345678 -pubin -inkey {Key(keys.IndexOf(c.PublicKey))} -in checkpoint-{c.Number.ToString(CultureInfo.InvariantCulture)}.txt -sigfile checkpoint-{c.Number.ToString(CultureInfo.InvariantCulture)}.sig"))}
            """ + "\n", ct);
        return all.Count;
        static string Key(int i) => i == 0 ? "public.pem" : string.Create(CultureInfo.InvariantCulture, $"public-{i + 1}.pem");
    }
}
