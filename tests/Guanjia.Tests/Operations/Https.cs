using System.Diagnostics;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Guanjia.Platform;
using Xunit;

namespace Guanjia.Tests.Operations;

/// <summary>HTTPS by an authority of the installation's own, or by a certificate that is given.</summary>
public sealed class Https : IDisposable
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;
    readonly string root = Directory.CreateTempSubdirectory("guanjia-tls-").FullName;
    public void Dispose() => Directory.Delete(root, recursive: true);
    string In(string name) => Path.Combine(root, name);

    static string Thumb(byte[] der) { using var c = X509CertificateLoader.LoadCertificate(der); return c.Thumbprint; }

    [Fact]
    public void The_authority_stays_and_the_servers_certificate_is_made_anew_before_it_ends()
    {
        var folder = DataFolder.OpenOrMake(In("data"), null, In("keys"));
        var clock = new Clock { Now = TimeProvider.System.GetUtcNow() };
        var first = Tls.Own(folder, clock);
        Assert.Equal(first.Server.Thumbprint, Tls.Own(folder, clock).Server.Thumbprint);
        Assert.All(new[] { "localhost", "127.0.0.1" }.Concat(Tls.Addresses().Select(a => a.ToString())), name => Assert.Contains(name, Tls.Names()));
        Assert.True(first.Server.MatchesHostname("localhost") && first.Server.MatchesHostname("127.0.0.1"));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(In("keys/tls/authority.pem")));
        clock.Now += TimeSpan.FromDays(370);
        var later = Tls.Own(folder, clock);
        Assert.NotEqual(first.Server.Thumbprint, later.Server.Thumbprint);
        Assert.Equal(Thumb(first.Authority!), Thumb(later.Authority!));
        // Whoever trusts the authority alone trusts both.
        using var chain = new X509Chain { ChainPolicy = { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, VerificationTime = clock.Now.DateTime } };
        chain.ChainPolicy.CustomTrustStore.Add(X509CertificateLoader.LoadCertificate(later.Authority!));
        Assert.True(chain.Build(later.Server));
    }

    [Fact]
    public async Task A_given_certificate_is_served_and_a_wrong_one_is_refused_in_a_sentence()
    {
        var own = DataFolder.OpenOrMake(In("made"), null, In("made-keys"));
        Tls.Own(own, TimeProvider.System);
        var given = Tls.Given(In("made-keys/tls/server.pem"), null);
        Assert.Null(given.Authority);
        await File.WriteAllTextAsync(In("wrong.pem"), "no certificate", Ct);
        using var guanjia = Process.Start(ServerProcess.Program("serve", "--data", In("data"), "--port", "0", "--certificate", In("wrong.pem")))!;
        var said = await guanjia.StandardError.ReadToEndAsync(Ct);
        await guanjia.WaitForExitAsync(Ct);
        Assert.Contains("the certificate cannot be used", said, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_https_the_page_for_phones_says_how_it_is_had()
    {
        await using var world = await World.Make(Ct);
        var (status, page, _) = await world.House.Nobody().Open("/install", Ct);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("./run --tls", page.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await world.House.Nobody().Http.GetAsync("/install/guanjia-ca.crt", Ct)).StatusCode);
    }
}
