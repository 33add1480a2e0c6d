using System.Security.Cryptography;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;

namespace Guanjia.Platform;

/// <summary>The keys of cookies and forms lie in the database, wrapped by a key of the data folder: whoever reads the database alone cannot use them, and a second server with the folder's key joins.</summary>
public sealed class WrapKeys(DataFolder folder) : IXmlEncryptor
{
    public EncryptedXmlInfo Encrypt(XElement plaintextElement)
    {
        var nonce = RandomNumberGenerator.GetBytes(12);
        var plain = System.Text.Encoding.UTF8.GetBytes(plaintextElement.ToString(SaveOptions.DisableFormatting));
        var (sealedBytes, tag) = (new byte[plain.Length], new byte[16]);
        using var aes = new AesGcm(folder.WrapKey(), 16);
        aes.Encrypt(nonce, plain, sealedBytes, tag);
        return new(new XElement("wrapped", Convert.ToBase64String([.. nonce, .. tag, .. sealedBytes])), typeof(UnwrapKeys));
    }
}

/// <inheritdoc cref="WrapKeys"/>
public sealed class UnwrapKeys(IServiceProvider services) : IXmlDecryptor
{
    public XElement Decrypt(XElement encryptedElement)
    {
        var bytes = Convert.FromBase64String(encryptedElement.Value);
        var plain = new byte[bytes.Length - 28];
        using var aes = new AesGcm(services.GetRequiredService<DataFolder>().WrapKey(), 16);
        aes.Decrypt(bytes.AsSpan(0, 12), bytes.AsSpan(28), bytes.AsSpan(12, 16), plain);
        return XElement.Parse(System.Text.Encoding.UTF8.GetString(plain));
    }
}
