using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Guanjia.Conferences;
using Guanjia.Platform;
using Guanjia.Web;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Guanjia.Tests;

/// <summary>The audit is read by people: every thing and every field in it has a Chinese name, from one register.</summary>
public sealed partial class AuditInChinese
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Names_every_audited_thing_and_every_field_of_it()
    {
        await using var world = await World.Make(Ct);
        var labels = world.House.Services.GetRequiredService<AuditLabels>();
        List<string> nameless = [], stale = [];
        var audited = 0;
        await world.House.In(db =>
        {
            foreach (var type in db.Model.GetEntityTypes().Where(t => GuanjiaDb.IsAudited(t.ClrType)))
            {
                audited++;
                var thing = Things.Key(type.ClrType);
                if (!IsChinese(labels.Thing(thing))) nameless.Add(thing);
                var own = labels.All.FirstOrDefault(l => l.Key == thing)?.Fields ?? new Dictionary<string, string>();
                var properties = type.GetProperties().Where(p => !GuanjiaDb.IsQuiet(p)).Select(p => p.Name).ToList();
                nameless.AddRange(properties.Where(p => !IsChinese(own.GetValueOrDefault(p))).Select(p => $"{thing}.{p}"));
                stale.AddRange(own.Keys.Where(k => type.FindProperty(k) is null).Select(k => $"{thing}.{k}"));
            }
            return Task.CompletedTask;
        });
        Assert.True(audited > 15, $"only {audited} kinds of row are audited");
        Assert.Empty(nameless);
        Assert.Empty(stale);
    }

    [Fact]
    public async Task The_audit_page_shows_names_and_no_keys_and_no_values()
    {
        await using var world = await World.Make(Ct);
        await world.House.In(async db =>
        {
            foreach (var n in Enumerable.Range(2, 60)) db.Add(Building.Laid(Guid.CreateVersion7(world.House.Clock.Now), world.Organisations["affairs"].Path, $"{n}号楼", "解放西街", n, 38.47, 106.27));
            Assert.Null(await db.Save(Ct));
        });
        (await world.Api("organiser").PostAsJsonAsync("/api/v1/conferences/bookings", world.Ask(), Ct)).EnsureSuccessStatusCode();
        var rows = new List<(string Object, string Fields)>();
        for (var next = $"/platform/audit?day={China.Local(world.House.Clock.Now):yyyy-MM-dd}"; next is not null;)
        {
            var (_, shown, _) = await world.As("audit").Open(next, Ct);
            rows.AddRange(shown.QuerySelectorAll(".gj-table tbody tr").Select(r => (r.Children[4].TextContent.Trim(), r.Children[5].TextContent.Trim())));
            next = shown.QuerySelector(".gj-pager a[rel=next]")?.GetAttribute("href");
        }
        Assert.Equal(61, rows.Where(r => r.Object.StartsWith("楼宇 ", StringComparison.Ordinal)).Select(r => r.Object).Distinct().Count());   // all of one moment, over two pages
        Assert.Contains(rows, r => r.Object.StartsWith("会议室 ", StringComparison.Ordinal) && r.Fields.Contains("课桌式座位", StringComparison.Ordinal));
        Assert.Contains(rows, r => r.Object.StartsWith("会议预约 ", StringComparison.Ordinal) && r.Fields.Contains("预约方式", StringComparison.Ordinal));
        Assert.All(rows, r => Assert.False(Latin().IsMatch(r.Fields), r.Fields));
        Assert.DoesNotContain(rows, r => r.Object.Contains('.', StringComparison.Ordinal));
        Assert.DoesNotContain(rows, r => r.Fields.Contains("大礼堂", StringComparison.Ordinal) || r.Fields.Contains("预算审核座谈会", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_room_tells_who_changed_closed_and_offered_it_to_its_own_people_alone()
    {
        await using var world = await World.Make(Ct);
        var (now, owner) = (world.House.Clock.Now, world.Organisations["affairs"].Path);
        await world.House.In(async db =>
        {
            var by = Acting.Machine("test", "a closure", now);
            var room = await db.Set<Room>().IgnoreQueryFilters().SingleAsync(r => r.Id == world.Small.Id, Ct);
            Assert.Null(RoomClosure.Close(room, now.AddDays(1), now.AddDays(2), "空调检修", by, out var closure));
            db.Add(closure);
            Assert.Null(await db.Save(Ct));
        });
        var (_, shown, _) = await world.As("rooms").Open($"/conferences/rooms/{world.Small.Id}/history", Ct);
        var text = shown.QuerySelector(".gj-table")!.TextContent;
        Assert.Contains("新建停用", text);
        Assert.Contains("空调检修", text);
        Assert.Contains("新建开放范围", text);
        Assert.Contains("宁夏回族自治区及下级", text);
        Assert.Contains("课桌式座位", text);
        Assert.Contains("1号楼", text);
        Assert.DoesNotContain(owner, text);
        // Offered to it, so it may book; the history is not part of the offer.
        Assert.Equal(HttpStatusCode.OK, (await world.As("organiser").Open($"/conferences/rooms/{world.Small.Id}", Ct)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await world.As("organiser").Open($"/conferences/rooms/{world.Small.Id}/history", Ct)).Status);
    }

    [Fact]
    public async Task A_person_tells_of_posts_and_masks_the_telephone_as_the_page_does()
    {
        await using var world = await World.Make(Ct);
        var person = world.People["organiser"];
        await world.House.In(async db =>
        {
            db.Add(new PersonContact(person.Id, "13800001234"));
            Assert.Null(await db.Save(Ct));
        });
        var (_, shown, _) = await world.As("system").Open($"/platform/people/{person.Id}/history", Ct);
        var text = shown.QuerySelector(".gj-table")!.TextContent;
        Assert.Contains("新建任职", text);
        Assert.Contains("自治区财政厅", text);
        Assert.Contains("新建联系方式", text);
        Assert.Contains("138****1234", text);
        Assert.DoesNotContain("13800001234", text);
    }

    static bool IsChinese(string? label) => label is not null && Han().IsMatch(label) && !Latin().IsMatch(label);
    [GeneratedRegex(@"\p{IsCJKUnifiedIdeographs}")] private static partial Regex Han();
    // U型沙发 is what the standard calls it.
    [GeneratedRegex("[A-TV-Za-z]|U(?!型)")] private static partial Regex Latin();
}
