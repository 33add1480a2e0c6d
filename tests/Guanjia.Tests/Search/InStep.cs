using Guanjia.Conferences;
using Guanjia.Platform;
using Microsoft.EntityFrameworkCore;
using Xunit;
using static Guanjia.Tests.Search.Found;

namespace Guanjia.Tests.Search;

/// <summary>The index stands in the transaction of the row it describes: never behind it, never ahead.</summary>
public sealed class InStep
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    static Task<int> Rows(World world) => world.House.In(async db => (await db.Database.SqlQueryRaw<int>("SELECT CAST(count(*) AS integer) AS \"Value\" FROM platform_search").ToListAsync(Ct))[0]);
    static Task Tell(World world, string sql) => world.House.In(db => db.Database.ExecuteSqlRawAsync(sql, Ct));

    static Task Rename(World world, string to) => world.House.In(async db =>
    {
        var room = await db.Set<Room>().SingleAsync(r => r.Id == world.Small.Id, Ct);
        var before = Input<Room>.From(room, room.Version, RoomFields.All);
        Assert.Null(room.Change(Input<Room>.From(n => n == "Name" ? to : RoomFields.All.FirstOrDefault(f => f.Name == n) is { } f ? before.Raw(f) : null, RoomFields.All), db.Scope.Required));
        Assert.Null(await db.Save(Ct));
    });

    [Fact]
    public async Task A_new_name_is_found_at_once_and_the_old_one_no_more()
    {
        await using var world = await World.Make(Ct);
        await Rename(world, "贺兰山厅");
        Assert.Equal(["贺兰山厅"], await Titles(world, "organiser", "贺兰山"));
        Assert.Equal(["贺兰山厅"], await Titles(world, "organiser", "hlst"));
        Assert.Empty(await Titles(world, "organiser", "第三会议室"));
        Assert.Empty(await Titles(world, "organiser", "dshys"));
        await world.House.In(async db =>
        {
            var person = await db.Set<Person>().SingleAsync(p => p.Id == world.People["clerk"].Id, Ct);
            person.Set("章蓝", person.Sex, person.Rank);
            Assert.Null(await db.Save(Ct));
        });
        Assert.Equal((1, 0), ((await Titles(world, "manager", "章蓝")).Count, (await Titles(world, "manager", "张岚")).Count));
    }

    [Fact]
    public async Task What_the_database_refused_or_a_kill_undid_is_not_in_the_index()
    {
        await using var world = await World.Make(Ct);
        var before = await Rows(world);
        await world.House.In(async db =>
        {
            // The second code is another's already: nothing of the save remains.
            var region = await db.Set<Organisation>().SingleAsync(o => o.Path == "64/", Ct);
            db.Add(new Organisation(db.Scope.Required.NewId(), region, "u71", "64-71", "自治区林业和草原局", OrganisationKind.Unit, 1, new(2020, 1, 1)));
            db.Add(new Organisation(db.Scope.Required.NewId(), region, "u72", "64-02", "自治区水利厅", OrganisationKind.Unit, 1, new(2020, 1, 1)));
            Assert.NotNull(await db.Save(Ct));
        });
        Assert.Equal(before, await Rows(world));
        Assert.Empty(await Titles(world, "system", "林业和草原"));
        await world.House.In(async db =>
        {
            // And what is removed leaves nothing behind.
            var room = await db.Set<Room>().SingleAsync(r => r.Id == world.Hall.Id, Ct);
            db.RemoveRange(await db.PartsOf<Offer>(room.Id).ToListAsync(Ct));
            db.Remove(room);
            Assert.Null(await db.Save(Ct));
        });
        Assert.Equal(before - 1, await Rows(world));
        Assert.Empty(await Titles(world, "rooms", "大礼堂"));
    }

    [Fact]
    public async Task A_rebuild_that_was_stopped_goes_on_and_finds_all_again()
    {
        await using var world = await World.Make(Ct);
        await world.House.In(async db =>
        {
            for (var i = 0; i < 1_200; i++) db.Add(new Person(db.Scope.Required.NewId(), "纳建军", Sex.Male, world.Organisations["finance"].Id));
            Assert.Null(await db.Save(Ct));
        });
        var before = await Rows(world);
        await Tell(world, "DELETE FROM platform_search WHERE kind = 'platform.person'");
        if (!House.OnPostgres) await Tell(world, "DELETE FROM platform_search_keys WHERE rowid NOT IN (SELECT seq FROM platform_search)");
        Assert.Empty(await Titles(world, "system", "张岚"));
        // It ends among the people, as if killed.
        using var kill = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => world.House.In(db => db.FillSearch(anew: true, kill.Token, (kind, _) => { if (kind.Key == "platform.person") kill.Cancel(); })));
        Assert.InRange(await Rows(world), before - 1_300, before - 600);
        var filled = await world.House.In(db => db.FillSearch(anew: false, Ct));
        Assert.InRange(filled, 1, before - 1);
        Assert.Equal(before, await Rows(world));
        Assert.Equal(["张岚"], await Titles(world, "system", "张岚"));
        // Done again, nothing is there twice.
        Assert.Equal(before, await world.House.In(db => db.FillSearch(anew: true, Ct)));
        Assert.Equal(before, await Rows(world));
    }
}
