using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Guanjia.Conferences;
using Guanjia.Platform;
using Microsoft.OpenApi;
using Microsoft.OpenApi.Reader;
using Xunit;

namespace Guanjia.Tests;

/// <summary>The OpenAPI document: every write is there with an example, and the examples are accepted as they stand.</summary>
public sealed class OpenApi : IAsyncLifetime
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;
    const string Bookings = "/api/v1/conferences/bookings";
    World world = null!;
    string text = "";
    public async ValueTask InitializeAsync() { world = await World.Make(Ct); text = await world.House.CreateClient().GetStringAsync("/openapi/v1.json", Ct); }
    public ValueTask DisposeAsync() => world.DisposeAsync();

    JsonElement Operation(string path, string method = "post") => JsonDocument.Parse(text).RootElement.GetProperty("paths").GetProperty(path).GetProperty(method);
    string Example(string path, string method = "post") => Operation(path, method).GetProperty("requestBody").GetProperty("content").GetProperty("application/json").GetProperty("example").GetRawText();

    // The ids of an example are nobody's: they are replaced by what there is. All else goes as it stands.
    async Task<JsonElement> Send(string who, string path, string example, HttpStatusCode expected, string method = "post", string? match = null)
    {
        example = example.Replace("01920000-0000-7000-8000-000000000001", world.Small.Id.ToString(), StringComparison.Ordinal).Replace("01920000-0000-7000-8000-000000000002", world.Organisations["finance"].Id.ToString(), StringComparison.Ordinal);
        using var request = new HttpRequestMessage(new HttpMethod(method.ToUpperInvariant()), path) { Content = new StringContent(example, Encoding.UTF8, "application/json") };
        if (match is not null) request.Headers.TryAddWithoutValidation("If-Match", match);
        var answer = await world.Api(who).SendAsync(request, Ct);
        var says = await answer.Content.ReadAsStringAsync(Ct);
        Assert.True(answer.StatusCode == expected, $"{method} {path} {example}: {(int)answer.StatusCode} {says}");
        return JsonDocument.Parse(says).RootElement;
    }

    [Fact]
    public void Is_read_without_complaint_and_shows_a_body_with_an_example_for_every_write()
    {
        var (document, diagnostic) = OpenApiDocument.Parse(text, "json");
        Assert.Empty(diagnostic!.Errors);
        var writes = document!.Paths.SelectMany(p => p.Value.Operations!.Select(o => (p.Key, o.Key.Method, Operation: o.Value))).Where(o => o.Method != "GET").ToList();
        Assert.True(writes.Count >= 15, $"{writes.Count} writes");
        foreach (var (path, method, operation) in writes)
        {
            var content = operation.RequestBody?.Content;
            Assert.True(content is { Count: > 0 }, $"{method} {path} shows no body");
            Assert.True(content.Values.All(c => c.Example is not null && c.Schema!.Properties!.Count > 0), $"{method} {path} shows no example");
            if (method == "POST") Assert.True(operation.Parameters?.Any(p => p.Name == "Idempotency-Key"), $"{method} {path} heeds no Idempotency-Key");
        }
        foreach (var (path, item) in document.Paths)
            foreach (var (method, operation) in item.Operations!)
                Assert.True(operation.Responses!.Any(r => r.Key is "401" && r.Value.Content!.ContainsKey("application/problem+json")) && operation.Summary?.Length > 0, $"{method} {path} does not say how a no looks");
    }

    [Fact]
    public async Task Its_examples_take_a_meeting_from_the_request_to_the_archive()
    {
        var made = await Send("organiser", Bookings, Example(Bookings), HttpStatusCode.Created);
        var id = made.GetProperty("id").GetGuid();
        var read = await world.Api("organiser").GetAsync($"{Bookings}/{id}", Ct);
        var row = await Send("organiser", $"{Bookings}/{id}", Example(Bookings + "/{id}", "patch"), HttpStatusCode.OK, "patch", match: read.Headers.ETag!.ToString());
        row = await Send("organiser", $"{Bookings}/{id}/costs", Example(Bookings + "/{id}/costs", "put"), HttpStatusCode.OK, "put", match: $"\"{row.GetProperty("version").GetInt32()}\"");
        async Task Do(string who, string verb, string? instead = null)
        {
            var example = instead ?? Example($"{Bookings}/{{id}}/{verb}");
            row = await Send(who, $"{Bookings}/{id}/{verb}", example, HttpStatusCode.OK);
        }
        await Do("organiser", "move");
        await Do("clerk", "accept");
        await Do("approver", "return");
        await Do("organiser", "submit");
        await Do("organiser", "take-back");
        await Do("organiser", "submit");
        await Do("clerk", "accept");
        await Do("approver", "approve");
        await Do("organiser", "confirm");
        await Do("manager", "confirm", Example(Bookings + "/{id}/confirm").Replace("organiser", "manager", StringComparison.Ordinal));
        await Do("service", "confirm", Example(Bookings + "/{id}/confirm").Replace("organiser", "service", StringComparison.Ordinal));
        world.House.Clock.Now = China.FromLocal(DateOnly.Parse(row.GetProperty("days")[0].GetProperty("date").GetString()!, System.Globalization.CultureInfo.InvariantCulture), new TimeOnly(14, 20));
        foreach (var who in new[] { "service", "organiser", "clerk", "approver" }) await world.SignInAgain(who);
        await Do("service", "start");
        world.House.Clock.Now += TimeSpan.FromHours(4);
        foreach (var who in new[] { "service", "organiser", "clerk", "approver" }) await world.SignInAgain(who);
        await Do("service", "finish");
        await Do("service", "archive");
        Assert.Equal("archived", row.GetProperty("state").GetProperty("value").GetString());

        foreach (var (who, verb) in new[] { ("organiser", "cancel"), ("approver", "refuse") })
        {
            text = await world.House.CreateClient().GetStringAsync("/openapi/v1.json", Ct);   // its days are of today
            row = await Send("organiser", Bookings, Example(Bookings), HttpStatusCode.Created);
            id = row.GetProperty("id").GetGuid();
            if (verb == "refuse") await Do("clerk", "accept");
            await Do(who, verb);
        }
    }

    [Theory, InlineData("name", "123"), InlineData("headcount", "true"), InlineData("organiserIds", "\"x\""), InlineData("days", "\"tomorrow\""), InlineData("days", "[1]"), InlineData("banner", "\"x\""), InlineData("contact", "{\"name\":5}"), InlineData("draft", "\"yes\""), InlineData("rostrum", "1"), InlineData("layout", "7")]
    public async Task A_member_of_the_wrong_kind_is_refused_by_name(string name, string value)
    {
        var ask = JsonSerializer.SerializeToNode(world.Ask())!;
        ask[name] = System.Text.Json.Nodes.JsonNode.Parse(value);
        var problem = await Send("organiser", Bookings, ask.ToJsonString(), HttpStatusCode.UnprocessableEntity);
        Assert.StartsWith(name, problem.GetProperty("field").GetString());
        Assert.Contains("应为", problem.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task An_inner_field_is_called_as_in_the_JSON()
    {
        var ask = world.Ask();
        ask["contact"] = new { name = new string('长', 90), phone = "13800001234" };
        Assert.Equal("contact.name", (await Send("organiser", Bookings, JsonSerializer.Serialize(ask), HttpStatusCode.UnprocessableEntity)).GetProperty("field").GetString());
    }
}
