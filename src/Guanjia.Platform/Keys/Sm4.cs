using Org.BouncyCastle.Crypto.Engines;
using Org.BouncyCastle.Crypto.Modes;
using Org.BouncyCastle.Crypto.Parameters;

namespace Guanjia.Platform;

/// <summary>SM4 in Galois/Counter Mode (GB/T 32907): what is opened is what was sealed, or an exception.</summary>
static class Sm4
{
    public const int KeyBytes = 16, NonceBytes = 12;
    const int tagBits = 128;

    public static byte[] Seal(byte[] key, byte[] nonce, byte[] plain) => Run(true, key, nonce, plain);

    /// <exception cref="Org.BouncyCastle.Crypto.CryptoException">Another key, or not what was sealed.</exception>
    public static byte[] Open(byte[] key, byte[] nonce, byte[] text) => Run(false, key, nonce, text);

    static byte[] Run(bool seal, byte[] key, byte[] nonce, byte[] input)
    {
        var cipher = new GcmBlockCipher(new SM4Engine());
        cipher.Init(seal, new AeadParameters(new KeyParameter(key), tagBits, nonce));
        var output = new byte[cipher.GetOutputSize(input.Length)];
        cipher.DoFinal(output, cipher.ProcessBytes(input, 0, input.Length, output, 0));
        return output;
    }
}
