using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Guanjia.Platform;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Guanjia.Tests.Operations;

public sealed class ProgramsOfOthers : IAsyncLifetime
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;
    World world = null!;
    public async ValueTask InitializeAsync() => world = await World.Make(Ct);
    public ValueTask DisposeAsync() => world.DisposeAsync();

    async Task<T> Operate<T>(Func<Operators, Task<T>> act)
    {
        await using var scope = world.House.Services.CreateAsyncScope();
        return await act(scope.ServiceProvider.GetRequiredService<Operators>());
    }

    async Task<(string Id, string Secret)> Make(string organisation, params string[] permissions)
    {
        var (id, secret, no) = await Operate(o => o.CreateApplication("办公系统", organisation, permissions, Ct));
        Assert.Null(no);
        return (id!, secret!);
    }

    async Task<(HttpStatusCode Status, JsonElement Answer)> Ask(string id, string secret)
    {
        var answer = await world.House.CreateClient().PostAsync("/connect/token", new FormUrlEncodedContent(new Dictionary<string, string> { ["grant_type"] = "client_credentials", ["client_id"] = id, ["client_secret"] = secret }), Ct);
        return (answer.StatusCode, JsonElement.Parse(await answer.Content.ReadAsStringAsync(Ct)));
    }

    async Task<HttpClient> With(string id, string secret)
    {
        var (status, answer) = await Ask(id, secret);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.InRange(answer.GetProperty("expires_in").GetInt32(), 3590, 3600);
        var client = world.House.CreateClient(new() { AllowAutoRedirect = false });
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", answer.GetProperty("access_token").GetString());
        return client;
    }

    [Fact]
    public async Task An_application_sees_what_its_organisation_and_permissions_give()
    {
        var (id, secret) = await Make("64-01", "conferences.rooms.read");
        var api = await With(id, secret);
        Assert.Contains("大礼堂", await api.GetStringAsync("/api/v1/conferences/rooms", Ct));
        Assert.Equal(HttpStatusCode.Forbidden, (await api.GetAsync("/api/v1/conferences/bookings", Ct)).StatusCode);
        Assert.NotEqual(HttpStatusCode.OK, (await api.GetAsync("/conferences/rooms", Ct)).StatusCode);
        Assert.Equal(id, Assert.Single(await Operate(o => o.ListApplications(Ct))).ClientId);
    }

    [Fact]
    public async Task A_wrong_secret_and_a_forged_token_are_nobodys()
    {
        var (id, secret) = await Make("64-01", "conferences.rooms.read");
        Assert.Equal("invalid_client", (await Ask(id, secret + "x")).Answer.GetProperty("error").GetString());
        var forged = world.House.CreateClient();
        forged.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", new string('A', 43));
        Assert.Equal(HttpStatusCode.Unauthorized, (await forged.GetAsync("/api/v1/conferences/rooms", Ct)).StatusCode);
    }

    [Fact]
    public async Task A_removed_application_is_out_within_thirty_seconds()
    {
        var (id, secret) = await Make("64-01", "conferences.rooms.read");
        var api = await With(id, secret);
        Assert.Equal(HttpStatusCode.OK, (await api.GetAsync("/api/v1/conferences/rooms", Ct)).StatusCode);
        Assert.Null(await Operate(o => o.RemoveApplication(id, Ct)));
        world.House.Clock.Pass(TimeSpan.FromSeconds(30));
        Assert.Equal(HttpStatusCode.Unauthorized, (await api.GetAsync("/api/v1/conferences/rooms", Ct)).StatusCode);
        Assert.Equal("invalid_client", (await Ask(id, secret)).Answer.GetProperty("error").GetString());
    }

    [Fact]
    public async Task An_application_is_no_administrator_and_has_only_permissions_that_there_are()
    {
        Assert.Equal("serv:5.2.2.b.4", (await Operate(o => o.CreateApplication("x", "64-01", [PlatformPermissions.GrantsWrite], Ct))).No?.Clause);
        Assert.Equal("Permissions", (await Operate(o => o.CreateApplication("x", "64-01", ["conferences.rooms.paint"], Ct))).No?.Field);
        Assert.Equal("Organisation", (await Operate(o => o.CreateApplication("x", "99", ["conferences.rooms.read"], Ct))).No?.Field);
    }

    [Fact]
    public async Task A_person_s_token_is_had_on_demonstration_data_only_and_lasts_a_quarter_of_an_hour()
    {
        Assert.NotNull((await Operate(o => o.TokenOf("clerk", Ct))).No);
        await File.WriteAllTextAsync(world.House.Folder.In("demo-accounts.tsv"), "", Ct);
        var (token, no) = await Operate(o => o.TokenOf("clerk", Ct));
        Assert.Null(no);
        var api = world.House.CreateClient();
        api.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        Assert.Equal(HttpStatusCode.OK, (await api.GetAsync("/api/v1/conferences/bookings", Ct)).StatusCode);
        world.House.Clock.Pass(TimeSpan.FromMinutes(16));
        Assert.Equal(HttpStatusCode.Unauthorized, (await api.GetAsync("/api/v1/conferences/bookings", Ct)).StatusCode);
        Assert.True(await world.House.In(db => db.Set<AuditEntry>().AnyAsync(e => e.Kind == AuditKind.SignedIn && e.Origin == Origin.CommandLine, Ct)));
    }

    [Fact]
    public async Task A_reset_password_works_once_and_ends_what_was_open()
    {
        var (password, no) = await Operate(o => o.Reset("clerk", false, Ct));
        Assert.Null(no);
        Assert.Equal(HttpStatusCode.Unauthorized, (await world.Api("clerk").GetAsync("/api/v1/conferences/bookings", Ct)).StatusCode);
        var account = await world.House.In(db => db.Set<Account>().SingleAsync(a => a.Login == "clerk", Ct));
        Assert.True(account.MustChange);
        Assert.True(account.Matches(password!));
        Assert.Null(Passwords.Check(Operators.NewPassword(), account, "张岚", Acting.Machine("test", "a test", Clock.Eight)));
        Assert.NotNull(await Operate(o => o.Unlock("nobody", Ct)));
        Assert.Null(await Operate(o => o.Unlock("clerk", Ct)));
        var said = await world.House.In(db => db.Set<AuditEntry>().Where(e => e.Origin == Origin.CommandLine).Select(e => e.After ?? "").ToListAsync(Ct));
        Assert.DoesNotContain(said, s => s.Contains(password!, StringComparison.Ordinal));
    }
}
