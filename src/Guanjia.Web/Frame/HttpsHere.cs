using Guanjia.Platform;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Guanjia.Web;

/// <summary>Where phones reach this installation by HTTPS, which browsers ask for before they give a page the camera or work without network.</summary>
/// <param name="Port">0: HTTPS is not on.</param>
/// <param name="Addresses">https://192.168.1.5:5443 …, the likeliest first.</param>
/// <param name="Authority">The authority that phones install once, DER; null where the certificate is trusted already.</param>
public sealed record HttpsHere(int Port, IReadOnlyList<string> Addresses, byte[]? Authority)
{
    public static readonly HttpsHere Off = new(0, [], null);
    public bool On => Port != 0;
    public const string Page = "/install", File = "/install/guanjia-ca.crt";

    /// <summary>The authority as a phone takes it.</summary>
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet(File, (HttpsHere here) =>
        here.Authority is { } der ? Results.File(der, "application/x-x509-ca-cert", "guanjia-ca.crt") : Results.NotFound()).WithMetadata(new PublicAttribute()).ExcludeFromDescription();
}
