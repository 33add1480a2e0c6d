using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Org.BouncyCastle.Crypto.Digests;
using Org.BouncyCastle.Crypto.Macs;
using Org.BouncyCastle.Crypto.Parameters;

namespace Guanjia.Platform;

/// <summary>密钥 (the keys of an installation), in a folder apart from its data: data keys for what is encrypted at rest (SM4-GCM; the latest seals, all of them open), the key of the blind indexes (HMAC-SM3), the key that signs audit checkpoints (SM2).
/// Whoever has the database or a backup of it without this folder cannot read a telephone number.</summary>
[Clause("serv:5.3.a.2"), Clause("serv:5.4.1.5")]
public sealed class KeyRing
{
    /// <summary>What stands where a value was sealed by a key that is not here.</summary>
    public const string Unreadable = "（缺少密钥，无法读取）";
    const string prefix = "s4.";
    const long looksAgain = 5000;   // milliseconds
    static readonly JsonSerializerOptions indented = new() { WriteIndented = true };
    static readonly ConcurrentDictionary<string, KeyRing> open = new(StringComparer.Ordinal);

    sealed record Stored(string Id, int Current, SortedDictionary<int, byte[]> Data, byte[] Index, byte[] Signing);

    readonly string? file;
    readonly Lock gate = new();
    volatile Stored stored;
    long readAt;
    DateTime changedAt;

    KeyRing(string? file, Stored stored) { this.file = file; this.stored = stored; }

    /// <summary>Told to no one but the operator: which keys these are, without giving any of them away.</summary>
    public string Id => stored.Id;
    /// <summary>The number of the data key that seals now.</summary>
    public int Current => Fresh().Current;
    public IReadOnlyCollection<int> Numbers => Fresh().Data.Keys;
    /// <summary>The SM2 key that signs checkpoints, PKCS#8.</summary>
    internal byte[] Signing => stored.Signing;

    /// <summary>Keys of this process alone, where nothing is kept.</summary>
    public static KeyRing Passing() => new(null, New());

    /// <summary>The keys of an installation; made at its first need. One object a folder and process.</summary>
    /// <exception cref="KeysMissingException">The installation has keys, and they are not there.</exception>
    public static KeyRing Of(DataFolder folder) => open.GetOrAdd(folder.KeyFile, file =>
    {
        if (!File.Exists(file))
        {
            if (folder.Ring is { } known) throw new KeysMissingException($"The keys of this installation ({known}) are not in {Path.GetDirectoryName(file)}. Bring that folder back, name it by --keys DIR, or restore a backup with its passphrase; --new-keys begins anew, and what was encrypted before stays unreadable.");
            Write(file, New(), fresh: true);
        }
        var ring = new KeyRing(file, Read(file));
        if (folder.Ring is { } own && own != ring.Id) throw new KeysMissingException($"{Path.GetDirectoryName(file)} holds the keys of another installation ({ring.Id}, not {own}); name the right folder by --keys DIR.");
        folder.RememberRing(ring.Id);
        return ring;
    });

    /// <summary>The files of a key folder as a restore finds them.</summary>
    internal static string IdIn(byte[] keysJson) => JsonSerializer.Deserialize<Stored>(keysJson)!.Id;

    /// <summary>A further data key; from now on it seals. What older keys sealed stays readable, and is sealed anew by a job.</summary>
    public int Rotate()
    {
        lock (gate)
        {
            var now = Read(file!);
            var next = now.Data.Keys.Max() + 1;
            Write(file!, now with { Current = next, Data = new(now.Data) { [next] = RandomNumberGenerator.GetBytes(Sm4.KeyBytes) } }, fresh: false);
            Look();
            return next;
        }
    }

    public string Seal(string plain)
    {
        var keys = Fresh();
        var nonce = RandomNumberGenerator.GetBytes(Sm4.NonceBytes);
        var sealedText = Sm4.Seal(keys.Data[keys.Current], nonce, Encoding.UTF8.GetBytes(plain));
        return string.Create(CultureInfo.InvariantCulture, $"{prefix}{keys.Current}.{Base64Url.EncodeToString([.. nonce, .. sealedText])}");
    }

    /// <summary>What was sealed; a text that never was comes back as it is.</summary>
    public string Open(string text)
    {
        if (!IsSealed(text, out var number, out var rest)) return text;
        if (!stored.Data.TryGetValue(number, out var key) && !(Look() && stored.Data.TryGetValue(number, out key))) return Unreadable;
        try
        {
            var bytes = Base64Url.DecodeFromChars(rest);
            return Encoding.UTF8.GetString(Sm4.Open(key, bytes[..Sm4.NonceBytes], bytes[Sm4.NonceBytes..]));
        }
        catch (Exception x) when (x is FormatException or Org.BouncyCastle.Crypto.CryptoException or ArgumentException) { return Unreadable; }
    }

    /// <summary>Whether a text is one that a key of this kind sealed.</summary>
    public static bool IsSealed(string text) => IsSealed(text, out _, out _);

    static bool IsSealed(string text, out int number, out ReadOnlySpan<char> rest)
    {
        number = 0;
        rest = default;
        if (!text.StartsWith(prefix, StringComparison.Ordinal)) return false;
        var dot = text.IndexOf('.', prefix.Length);
        if (dot < 0 || !int.TryParse(text.AsSpan(prefix.Length, dot - prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out number)) return false;
        rest = text.AsSpan(dot + 1);
        return true;
    }

    /// <summary>How texts begin that a given key sealed.</summary>
    public static string PrefixOf(int number) => string.Create(CultureInfo.InvariantCulture, $"{prefix}{number}.");

    /// <summary>Blind index (盲索引): the same for the same number, telling nothing of it.</summary>
    public string? Index(string? number) => Digits(Main(number)) is { Length: > 0 } digits ? Mac("whole:" + digits) : null;
    /// <summary>Blind index of the last four digits.</summary>
    public string? Tail(string? number) => Digits(Main(number)) is { Length: >= 4 } digits ? Mac("tail:" + digits[^4..]) : null;
    /// <summary>Without its extension (转): nobody who looks for a number knows that.</summary>
    static string? Main(string? number) => number?.IndexOf('转', StringComparison.Ordinal) is > 0 and var at ? number[..at] : number;

    /// <summary>The digits of a telephone or identity number, without the country's code; the last sign of an identity number may be X.</summary>
    public static string Digits(string? number)
    {
        var text = string.Concat((number ?? "").Normalize(NormalizationForm.FormKC).Where(c => char.IsAsciiDigit(c) || c is 'x' or 'X')).ToUpperInvariant();
        return text.StartsWith("0086", StringComparison.Ordinal) && text.Length > 8 ? text[4..] : text.StartsWith("86", StringComparison.Ordinal) && text.Length == 13 ? text[2..] : text;
    }

    string Mac(string text)
    {
        var mac = new HMac(new SM3Digest());
        mac.Init(new KeyParameter(stored.Index));
        var bytes = Encoding.UTF8.GetBytes(text);
        mac.BlockUpdate(bytes, 0, bytes.Length);
        var hash = new byte[mac.GetMacSize()];
        mac.DoFinal(hash, 0);
        return Convert.ToHexStringLower(hash.AsSpan(0, 16));
    }

    // A key made by another process is used once this one has looked again.
    Stored Fresh()
    {
        if (file is not null && Environment.TickCount64 - readAt > looksAgain) Look();
        return stored;
    }

    bool Look()
    {
        if (file is null) return false;
        lock (gate)
        {
            readAt = Environment.TickCount64;
            var changed = File.GetLastWriteTimeUtc(file);
            if (changed == changedAt || !File.Exists(file)) return false;
            stored = Read(file);
            changedAt = changed;
            return true;
        }
    }

    static Stored New() => new(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4)), 1, new() { [1] = RandomNumberGenerator.GetBytes(Sm4.KeyBytes) }, RandomNumberGenerator.GetBytes(32), Sm2.NewKey());

    static Stored Read(string file)
    {
        try { return JsonSerializer.Deserialize<Stored>(File.ReadAllBytes(file)) ?? throw new JsonException("empty"); }
        catch (JsonException x) { throw new KeysMissingException($"{file} cannot be read: {x.Message}"); }
    }

    // Of two that begin at once one wins, and both read the same.
    static void Write(string file, Stored keys, bool fresh) => OwnersOnly.Write(file, JsonSerializer.SerializeToUtf8Bytes(keys, indented), overwrite: !fresh);
}

/// <summary>The keys are not where they should be; the sentence says what to do.</summary>
public sealed class KeysMissingException(string message) : Exception(message);

/// <summary>A text that lies encrypted in the database and in the audit (SM4): read and written in plain by whoever may, never compared by a query.</summary>
/// <param name="found">Whether it is found by the whole number or its last four digits, through blind indexes.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class EncryptedAttribute(bool found = false) : Attribute
{
    public bool Found => found;
    internal const string IndexSuffix = "Index", TailSuffix = "Tail";
}
