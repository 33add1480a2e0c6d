using System.Security.Cryptography;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;
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
        return new(new XElement("wrapped", new XAttribute("by", OwnKeys.NameOf(folder)), Convert.ToBase64String([.. nonce, .. tag, .. sealedBytes])), typeof(UnwrapKeys));
    }
}

/// <summary>Only the keys that this folder's key has wrapped: after a restore elsewhere the old ones stay closed, and new ones are made without a word of it.</summary>
public sealed class OwnKeys(IXmlRepository all, DataFolder folder) : IXmlRepository
{
    /// <summary>What a folder's key is called by; it gives nothing of the key away.</summary>
    public static string NameOf(DataFolder folder) => Convert.ToHexStringLower(SHA256.HashData(folder.WrapKey()))[..16];
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        var mine = NameOf(folder);
        return [.. all.GetAllElements().Where(e => e.Descendants("wrapped").All(w => w.Attribute("by") is not { } by || by.Value == mine))];
    }
    public void StoreElement(XElement element, string friendlyName) => all.StoreElement(element, friendlyName);
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
