using System.Security.Cryptography;
using System.Text.Json;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Generators;

namespace Guanjia.Platform;

/// <summary>The files of a key folder under a passphrase (scrypt, SM4-GCM), as a backup holds them.</summary>
static class KeyParcel
{
    public const string PushKeys = "push.key";
    const int cost = 1 << 15, blocks = 8;
    sealed record Parcel(byte[] Salt, byte[] Nonce, byte[] Sealed);

    public static byte[] Wrap(DataFolder folder, string passphrase)
    {
        var files = Directory.EnumerateFiles(folder.Keys).Where(f => Path.GetFileName(f) is "keys.json" or "wrap.key" or PushKeys).ToDictionary(f => Path.GetFileName(f), File.ReadAllBytes);
        var (salt, nonce) = (RandomNumberGenerator.GetBytes(16), RandomNumberGenerator.GetBytes(Sm4.NonceBytes));
        return JsonSerializer.SerializeToUtf8Bytes(new Parcel(salt, nonce, Sm4.Seal(Key(passphrase, salt), nonce, JsonSerializer.SerializeToUtf8Bytes(files))));
    }

    /// <exception cref="BackupException">The passphrase is another one.</exception>
    public static IReadOnlyDictionary<string, byte[]> Open(byte[] parcel, string passphrase)
    {
        try
        {
            var p = JsonSerializer.Deserialize<Parcel>(parcel)!;
            return JsonSerializer.Deserialize<Dictionary<string, byte[]>>(Sm4.Open(Key(passphrase, p.Salt), p.Nonce, p.Sealed))!;
        }
        catch (Exception x) when (x is CryptoException or JsonException or NullReferenceException or FormatException) { throw new BackupException("the passphrase does not open the keys of this backup; nothing was touched."); }
    }

    static byte[] Key(string passphrase, byte[] salt) => SCrypt.Generate(System.Text.Encoding.UTF8.GetBytes(passphrase), salt, cost, blocks, 1, Sm4.KeyBytes);
}
