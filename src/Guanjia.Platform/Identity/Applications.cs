using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Abstractions;
using OpenIddict.Core;
using OpenIddict.EntityFrameworkCore.Models;
using OpenIddict.Server;
using Microsoft.AspNetCore;
using OpenIddict.Validation.AspNetCore;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Guanjia.Platform;

/// <summary>应用 (application): a program of another system, with a secret of its own, one organisation and the permissions named; it is no person.</summary>
public static class Applications
{
    public const string OrganisationProperty = "organisation", PermissionsProperty = "permissions";
    const int secretBytes = 32;

    /// <summary>A new application and its secret, which is shown once and kept as a hash.</summary>
    public static (OpenIddictEntityFrameworkCoreApplication Application, string Secret) New(string name, Organisation organisation, IReadOnlyCollection<string> permissions, Acting by)
    {
        var id = by.NewId();
        var secret = Convert.ToBase64String(RandomNumberGenerator.GetBytes(secretBytes)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
        return (new()
        {
            Id = id.ToString(),
            ClientId = "app_" + id.ToString("N"),
            ClientSecret = Session.Hash(secret),
            ClientType = ClientTypes.Confidential,
            ConsentType = ConsentTypes.Systematic,
            DisplayName = name,
            Permissions = JsonSerializer.Serialize<string[]>([Permissions.Endpoints.Token, Permissions.GrantTypes.ClientCredentials]),
            Properties = JsonSerializer.Serialize(new Dictionary<string, object> { [OrganisationProperty] = organisation.Id, [PermissionsProperty] = permissions }),
            ConcurrencyToken = id.ToString(),
        }, secret);
    }

    /// <summary>POST /connect/token (client_credentials): an opaque token of an hour. Nothing is written for it: who asks for one a minute is no load, and whose
    /// application is removed has none from then on, since the application is looked up.</summary>
    public static IServiceCollection AddApplications(this IServiceCollection services)
    {
        services.AddSingleton<ApplicationTokens>();
        services.AddOpenIddict()
            .AddCore(o => o.UseEntityFrameworkCore().UseDbContext<GuanjiaDb>())
            .AddCore(o => o.ReplaceApplicationManager(typeof(ApplicationSecrets<>)))
            .AddServer(o =>
            {
                o.SetTokenEndpointUris("connect/token").AllowClientCredentialsFlow().SetAccessTokenLifetime(TimeSpan.FromHours(1)).DisableTokenStorage().DisableAuthorizationStorage();
                // Tokens are protected by the keys in the database, so that a restart or a second server reads them; these two are demanded and not used,
                // and a pair of RSA keys would cost seconds at every start.
                o.AddEncryptionKey(new SymmetricSecurityKey(RandomNumberGenerator.GetBytes(32))).AddEphemeralSigningKey(SecurityAlgorithms.EcdsaSha256);
                o.UseDataProtection();
                // The library's switch is for all addresses; Issue says where plain HTTP is good enough.
                o.UseAspNetCore().DisableTransportSecurityRequirement();
                o.AddEventHandler<OpenIddictServerEvents.HandleTokenRequestContext>(b => b.UseInlineHandler(Issue));
            })
            .AddValidation(o =>
            {
                o.UseLocalServer();
                o.UseDataProtection();
                o.UseAspNetCore();
            });
        return services;
    }

    static ValueTask Issue(OpenIddictServerEvents.HandleTokenRequestContext context)
    {
        var http = context.Transaction.GetHttpRequest()!.HttpContext;
        if (!http.Request.IsHttps && http.Connection.RemoteIpAddress is { } from && !System.Net.IPAddress.IsLoopback(from))
        {
            context.Reject(Errors.InvalidRequest, "令牌只能经 HTTPS 或在本机上获取");
            return default;
        }
        var identity = new System.Security.Claims.ClaimsIdentity("guanjia", Claims.Name, Claims.Role);
        identity.SetClaim(Claims.Subject, context.Request.ClientId);
        context.Principal = new(identity);
        return default;
    }
}

/// <summary>The secret is 256 random bits: one SHA-256 is as safe as a slow hash, and costs no 3 ms a token.</summary>
public sealed class ApplicationSecrets<T>(IOpenIddictApplicationCache<T> cache, ILogger<OpenIddictApplicationManager<T>> log, IOptionsMonitor<OpenIddictCoreOptions> options, IOpenIddictApplicationStore<T> store)
    : OpenIddictApplicationManager<T>(cache, log, options, store) where T : class
{
    protected override ValueTask<string> ObfuscateClientSecretAsync(string secret, CancellationToken ct = default) => new(Session.Hash(secret));
    protected override ValueTask<bool> ValidateClientSecretAsync(string secret, string comparand, CancellationToken ct = default) =>
        new(CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Session.Hash(secret)), Encoding.ASCII.GetBytes(comparand)));
}

/// <summary>Which application a bearer token belongs to, and what that may do; known for at most 20 s, then asked for again.</summary>
public sealed class ApplicationTokens(TimeProvider clock)
{
    static readonly TimeSpan fresh = TimeSpan.FromSeconds(20);
    readonly ConcurrentDictionary<string, Known> byToken = new(StringComparer.Ordinal);
    sealed record Known(Guid Id, string Name, Organisation Organisation, Access Access, DateTimeOffset ReadAt, DateTimeOffset ExpiresAt);

    public async ValueTask<Acting?> Of(string token, HttpContext http, Limits limits, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var hash = Session.Hash(token);
        if (!byToken.TryGetValue(hash, out var known) || now - known.ReadAt > fresh)
        {
            known = await Read(http, now, ct);
            if (known is null) { byToken.TryRemove(hash, out _); return null; }
            if (byToken.Count > 20_000) byToken.Clear();
            byToken[hash] = known;
        }
        if (now >= known.ExpiresAt) return null;
        return new Acting(known.Id, known.Name, known.Organisation.Id, known.Organisation.Path, now, limits, known.Access)
        {
            IsPerson = false, OrganisationName = known.Organisation.Name, Origin = Origin.Api,
            Address = http.Connection.RemoteIpAddress?.ToString() ?? "", RequestId = http.TraceIdentifier,
        };
    }

    public void ForgetAll() => byToken.Clear();

    static async Task<Known?> Read(HttpContext http, DateTimeOffset now, CancellationToken ct)
    {
        var found = await http.AuthenticateAsync(OpenIddictValidationAspNetCoreDefaults.AuthenticationScheme);
        if (!found.Succeeded || found.Principal.GetClaim(Claims.Subject) is not { } client) return null;
        var db = http.RequestServices.GetRequiredService<GuanjiaDb>();
        if (await db.Set<OpenIddictEntityFrameworkCoreApplication>().AsNoTracking().FirstOrDefaultAsync(a => a.ClientId == client, ct) is not { Id: { } id, Properties: { } stored } application) return null;
        using var properties = JsonDocument.Parse(stored);
        var at = properties.RootElement.GetProperty(Applications.OrganisationProperty).GetGuid();
        if (await db.Set<Organisation>().AsNoTracking().FirstOrDefaultAsync(o => o.Id == at, ct) is not { } organisation) return null;
        var bounds = new Bounds([organisation.Range(below: true)]);
        var permissions = properties.RootElement.GetProperty(Applications.PermissionsProperty).EnumerateArray().Select(p => p.GetString()!);
        return new(Guid.Parse(id), application.DisplayName ?? client, organisation, new Access(permissions.ToDictionary(p => p, _ => bounds, StringComparer.Ordinal)), now,
            found.Properties?.ExpiresUtc ?? now + fresh);
    }
}
