using System.Security.Cryptography;
using System.Text;

namespace Guanjia.Jt808;

/// <summary>鉴权码 (authentication code): random; whoever keeps it keeps its hash.</summary>
public static class AuthenticationCode
{
    // Without letters that look alike; 20 of 32 are 100 bits, and there are terminals that keep no more than 20.
    const string letters = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

    /// <summary>A new code, 20 letters and digits.</summary>
    public static string New() => RandomNumberGenerator.GetString(letters, 20);

    /// <summary>SHA-256 of a code: it is random and long, so nothing slower is needed.</summary>
    public static byte[] Hash(string code) => SHA256.HashData(Encoding.UTF8.GetBytes(code));

    /// <summary>Whether the code is the one that was hashed; takes as long whatever it is.</summary>
    public static bool Matches(string code, ReadOnlySpan<byte> hash) => CryptographicOperations.FixedTimeEquals(Hash(code), hash);
}
