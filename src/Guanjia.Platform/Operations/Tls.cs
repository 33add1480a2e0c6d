using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Guanjia.Platform;

/// <summary>HTTPS of this installation: by a certificate that is given, or by one of an authority of its own, made at first start, which phones have to install once.</summary>
/// <param name="Server">What the server shows.</param>
/// <param name="Authority">The authority to install, DER; null where a certificate was given, which browsers trust already.</param>
public sealed record Tls(X509Certificate2 Server, byte[]? Authority)
{
    const int authorityYears = 10, serverDays = 397, renewDays = 30;

    /// <summary>The certificate in a PEM file, with its chain, and its key.</summary>
    /// <exception cref="CryptographicException">They do not belong together, or are none.</exception>
    public static Tls Given(string certificate, string? key) => new(Usable(X509Certificate2.CreateFromPemFile(certificate, key)), null);

    /// <summary>Of the authority in the key folder; the server's own certificate is made anew when it ends soon or the machine has other names.</summary>
    public static Tls Own(DataFolder folder, TimeProvider time)
    {
        var (now, place) = (time.GetUtcNow(), Path.Combine(folder.Keys, "tls"));
        string authorityFile = Path.Combine(place, "authority.pem"), serverFile = Path.Combine(place, "server.pem");
        using var authority = Kept(authorityFile) ?? Make(authorityFile, MakeAuthority(folder, now));
        var names = Names();
        var server = Kept(serverFile);
        if (server is null || server.NotAfter < now.AddDays(renewDays) || server.Extensions.OfType<X509SubjectAlternativeNameExtension>().SelectMany(n => n.EnumerateDnsNames().Concat(n.EnumerateIPAddresses().Select(a => a.ToString()))).Order(StringComparer.Ordinal).SequenceEqual(names.Order(StringComparer.Ordinal)) is false)
        {
            server?.Dispose();
            server = Make(serverFile, MakeServer(authority, names, now));
        }
        return new(Usable(server), authority.Export(X509ContentType.Cert));
    }

    /// <summary>By what others may call this machine: localhost, its name, its addresses.</summary>
    public static IReadOnlyList<string> Names() =>
        [.. new[] { "localhost", Dns.GetHostName().ToLowerInvariant(), "127.0.0.1", "::1" }.Concat(Addresses().Select(a => a.ToString())).Distinct()];

    /// <summary>The addresses at which others reach this machine, IPv4 first.</summary>
    public static IReadOnlyList<IPAddress> Addresses() =>
        [.. NetworkInterface.GetAllNetworkInterfaces().Where(n => n.OperationalStatus == OperationalStatus.Up && n.NetworkInterfaceType != NetworkInterfaceType.Loopback).SelectMany(n => n.GetIPProperties().UnicastAddresses).Select(a => a.Address)
            .Where(a => !a.IsIPv6LinkLocal && !IPAddress.IsLoopback(a)).OrderBy(a => a.AddressFamily != AddressFamily.InterNetwork)];

    static X509Certificate2 MakeAuthority(DataFolder folder, DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN=机关事务信息化系统 {folder.Instance[..6]}, O=Guanjia", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        return request.CreateSelfSigned(now.AddDays(-1), now.AddYears(authorityYears));
    }

    static X509Certificate2 MakeServer(X509Certificate2 authority, IReadOnlyList<string> names, DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Guanjia", key, HashAlgorithmName.SHA256);
        var san = new SubjectAlternativeNameBuilder();
        foreach (var name in names) if (IPAddress.TryParse(name, out var address)) san.AddIpAddress(address); else san.AddDnsName(name);
        request.CertificateExtensions.Add(san.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new("1.3.6.1.5.5.7.3.1")], false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(authority, true, false));
        var ends = now.AddDays(serverDays) is var wished && wished < authority.NotAfter ? wished : authority.NotAfter;
        using var made = request.Create(authority, now.AddDays(-1), ends, RandomNumberGenerator.GetBytes(16));
        return made.CopyWithPrivateKey(key);
    }

    static X509Certificate2? Kept(string file) => File.Exists(file) ? X509Certificate2.CreateFromPemFile(file) : null;

    static X509Certificate2 Make(string file, X509Certificate2 made)
    {
        using var key = made.GetECDsaPrivateKey()!;
        OwnersOnly.Write(file, System.Text.Encoding.ASCII.GetBytes($"{made.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}\n"), overwrite: true);
        return made;
    }

    // What was read from PEM has a key that some systems cannot use for TLS until it went through PKCS#12.
    static X509Certificate2 Usable(X509Certificate2 pem) => X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null);
}
