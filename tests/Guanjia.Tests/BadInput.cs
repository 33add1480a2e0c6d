using System.Net;
using System.Text;
using System.Text.Json;
using Xunit;

namespace Guanjia.Tests;

/// <summary>What a stranger's program may send: every answer is a sentence with a code, never a fault.</summary>
public sealed class BadInput(SharedWorld shared) : IClassFixture<SharedWorld>
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;
    const string Url = "/api/v1/conferences/bookings";

    async Task<JsonElement> Answer(HttpRequestMessage request, HttpStatusCode expected)
    {
        var answer = await shared.World.Api("organiser").SendAsync(request, Ct);
        var text = await answer.Content.ReadAsStringAsync(Ct);
        Assert.True(answer.StatusCode == expected, $"{(int)answer.StatusCode} {text}");
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var problem = JsonDocument.Parse(text).RootElement;
        Assert.NotEmpty(problem.GetProperty("code").GetString()!);
        Assert.Matches(@"\p{IsCJKUnifiedIdeographs}", problem.GetProperty("detail").GetString()!);
        return problem;
    }

    [Theory]
    [InlineData("?from=0001-01-01", 422), InlineData("?to=9999-12-31", 422), InlineData("?from=2027-02-30", 422), InlineData("?size=x", 400), InlineData("?room=1", 422), InlineData("?cursor=x", 400), InlineData("?list=all", 422), InlineData("?state=x", 422)]
    public async Task A_list_asked_for_wrongly(string query, int status) => await Answer(new(HttpMethod.Get, Url + query), (HttpStatusCode)status);

    [Theory]
    [InlineData("?from=0001-01-01T00:00&to=2026-11-26T10:00"), InlineData("?from=2026-11-26T09:00&to=9999-12-31T23:59:59%2B00:00"), InlineData("?from=x&to=y"), InlineData("?from=2026-11-26T09:00&to=2026-11-26T10:00&headcount=0")]
    public async Task Free_rooms_asked_for_wrongly(string query) => await Answer(new(HttpMethod.Get, "/api/v1/conferences/rooms/available" + query), HttpStatusCode.UnprocessableEntity);

    [Theory]
    [InlineData("{"), InlineData("[]"), InlineData("\"x\""), InlineData("null"), InlineData("""{"name":"\ud800"}"""), InlineData("""{"\udc00":1}"""), InlineData("""{"name":null}"""), InlineData("""{"days":"tomorrow"}"""), InlineData("""{"days":[{"date":"2027-02-30","spans":[]}]}"""), InlineData("""{"nonsense":1}""")]
    public async Task A_booking_sent_wrongly(string body) => await Answer(new(HttpMethod.Post, Url) { Content = new StringContent(body, Encoding.UTF8, "application/json") }, HttpStatusCode.UnprocessableEntity);

    [Fact]
    public async Task An_unknown_field_is_named() =>
        Assert.Contains("nonsense", (await Answer(new(HttpMethod.Post, Url) { Content = new StringContent("""{"nonsense":1}""", Encoding.UTF8, "application/json") }, HttpStatusCode.UnprocessableEntity)).ToString(), StringComparison.Ordinal);

    [Theory, InlineData("0001-01-01"), InlineData("9999-12-31")]
    public async Task A_day_that_no_calendar_of_ours_has_is_not_printed(string day) => Assert.Equal(HttpStatusCode.NotFound, (await shared.World.As("clerk").Http.GetAsync($"/conferences/board/day.xlsx?date={day}", Ct)).StatusCode);

    [Fact]
    public async Task Of_a_list_without_end_nothing_is_looked_up()
    {
        var ask = shared.World.Ask();
        ask["leaderIds"] = Enumerable.Range(0, 50_000).Select(_ => Guid.CreateVersion7()).ToArray();
        await Answer(new(HttpMethod.Post, Url) { Content = new StringContent(JsonSerializer.Serialize(ask), Encoding.UTF8, "application/json") }, HttpStatusCode.UnprocessableEntity);
    }
}
