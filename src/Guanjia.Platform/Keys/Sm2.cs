using Org.BouncyCastle.Asn1.GM;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Generators;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;
using Org.BouncyCastle.Pkcs;
using Org.BouncyCastle.Security;
using Org.BouncyCastle.X509;

namespace Guanjia.Platform;

/// <summary>SM2 signatures (GB/T 32918) over SM3, with the usual identity 1234567812345678; DER, as OpenSSL reads and writes them.</summary>
public static class Sm2
{
    /// <summary>A new private key, PKCS#8.</summary>
    public static byte[] NewKey()
    {
        var pairs = new ECKeyPairGenerator();
        pairs.Init(new ECKeyGenerationParameters(GMObjectIdentifiers.sm2p256v1, new SecureRandom()));
        return PrivateKeyInfoFactory.CreatePrivateKeyInfo(pairs.GenerateKeyPair().Private).GetDerEncoded();
    }

    public static byte[] Sign(byte[] key, byte[] message)
    {
        var signer = new SM2Signer();
        signer.Init(true, new ParametersWithRandom(PrivateKeyFactory.CreateKey(key), new SecureRandom()));
        signer.BlockUpdate(message, 0, message.Length);
        return signer.GenerateSignature();
    }

    public static bool Verify(byte[] publicKey, byte[] message, byte[] signature)
    {
        var signer = new SM2Signer();
        signer.Init(false, PublicKeyFactory.CreateKey(publicKey));
        signer.BlockUpdate(message, 0, message.Length);
        try { return signer.VerifySignature(signature); }
        catch (Exception x) when (x is CryptoException or IOException or ArgumentException) { return false; }
    }

    /// <summary>The public half, SubjectPublicKeyInfo.</summary>
    public static byte[] PublicOf(byte[] key)
    {
        var own = (ECPrivateKeyParameters)PrivateKeyFactory.CreateKey(key);
        return SubjectPublicKeyInfoFactory.CreateSubjectPublicKeyInfo(new ECPublicKeyParameters("EC", own.Parameters.G.Multiply(own.D).Normalize(), own.PublicKeyParamSet)).GetDerEncoded();
    }

    public static string Pem(byte[] publicKey) => new(System.Security.Cryptography.PemEncoding.Write("PUBLIC KEY", publicKey));
}
