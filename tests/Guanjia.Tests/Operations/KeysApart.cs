using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Guanjia.Conferences;
using Guanjia.Host;
using Guanjia.Host.Commands;
using Guanjia.Platform;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static Guanjia.Tests.Conferences.BookingActs;

namespace Guanjia.Tests.Operations;

/// <summary>What is private lies encrypted, is found all the same, and its keys lie elsewhere.</summary>
public sealed class KeysApart : IDisposable
{
    const string number = "13800001234";
    static CancellationToken Ct => TestContext.Current.CancellationToken;
    readonly string root = Directory.CreateTempSubdirectory("guanjia-keysapart-").FullName;
    public void Dispose() => Directory.Delete(root, recursive: true);
    string In(string name) => Path.Combine(root, name);

    [Fact, Clause("serv:5.3.a.2"), Clause("serv:5.4.1.5")]
    public async Task A_telephone_number_is_nowhere_in_the_database_and_is_read_by_whoever_may()
    {
        await using var world = await World.Make(Ct);
        using var keyed = new HttpRequestMessage(HttpMethod.Post, Api) { Content = JsonContent.Create(world.Ask()) };
        keyed.Headers.Add("Idempotency-Key", "a-call-of-today");
        var id = (await (await world.Api("organiser").SendAsync(keyed, Ct)).Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("id").GetGuid();
        await world.House.In(async db => { db.Add(new PersonContact(world.People["leader"].Id, number)); Assert.Null(await db.Save(Ct)); });
        // All texts of all tables, as whoever steals the database reads them.
        var stolen = await world.House.In(async db =>
        {
            var texts = new List<string>();
            foreach (var type in db.Model.GetEntityTypes().Where(t => t.GetTableName() is not null))
                foreach (var p in type.GetProperties().Where(p => p.ClrType == typeof(string)))
#pragma warning disable EF1002 // Names of tables and columns come from the model.
                    texts.AddRange((await db.Database.SqlQueryRaw<string?>($"SELECT \"{p.GetColumnName()}\" AS \"Value\" FROM \"{type.GetTableName()}\"").ToListAsync(Ct)).OfType<string>());
#pragma warning restore EF1002
            return texts;
        });
        Assert.True(stolen.Count > 100);
        Assert.DoesNotContain(stolen, t => t.Contains("00001234", StringComparison.Ordinal));
        Assert.Contains(number, await Seen(world, "clerk", $"/conferences/bookings/{id}"));
        Assert.Contains(number, await Seen(world, "clerk", $"/conferences/bookings/{id}/history"));
    }

    [Theory, InlineData("13800001234", true), InlineData("+86 138-0000-1234", true), InlineData("１３８００００１２３４", true), InlineData("1234", true), InlineData("1235", false), InlineData("13800001235", false), InlineData("0000", false), InlineData("138", false), InlineData("电话", false)]
    public async Task It_is_found_by_the_whole_number_or_its_last_four_digits(string typed, bool found)
    {
        await using var world = await World.Make(Ct);
        await Ask(world, world.Ask());
        await world.House.In(async db => { db.Add(new PersonContact(world.People["leader"].Id, number)); Assert.Null(await db.Save(Ct)); });
        Assert.Equal(found, (await Seen(world, "clerk", $"/conferences/bookings?phone={Uri.EscapeDataString(typed)}")).Contains("预算审核座谈会", StringComparison.Ordinal));
        Assert.Equal(found, (await Seen(world, "system", $"/platform/people?phone={Uri.EscapeDataString(typed)}")).Contains("赵国梁", StringComparison.Ordinal));
        // A changed number is found by its new digits.
        await world.House.In(async db => { (await db.Set<PersonContact>().SingleAsync(c => c.Id == world.People["leader"].Id, Ct)).Set("0951-5000001"); Assert.Null(await db.Save(Ct)); });
        Assert.DoesNotContain("赵国梁", await Seen(world, "system", $"/platform/people?phone={Uri.EscapeDataString(typed)}"));
        Assert.Contains("赵国梁", await Seen(world, "system", "/platform/people?phone=0001"));
    }

    [Fact]
    public async Task A_number_with_an_extension_is_found_without_it_and_a_number_can_be_removed()
    {
        await using var world = await World.Make(Ct);
        var leader = world.People["leader"].Id;
        await world.House.In(async db => { db.Add(new PersonContact(leader, "0951-5051234转8001")); Assert.Null(await db.Save(Ct)); });
        foreach (var typed in new[] { "09515051234", "0951-5051234转8001", "0951-5051234", "1234" })
            Assert.Contains("赵国梁", await Seen(world, "system", $"/platform/people?phone={Uri.EscapeDataString(typed)}"));
        var edit = $"/platform/people/{leader}/edit";
        Assert.NotNull((await world.As("system").Send(edit, new { Phone = "" }, Ct)).Next);
        Assert.NotNull((await world.House.In(db => db.Set<PersonContact>().SingleAsync(c => c.Id == leader, Ct))).Phone);
        Assert.NotNull((await world.As("system").Send(edit, new { NoPhone = "true" }, Ct)).Next);
        Assert.Null((await world.House.In(db => db.Set<PersonContact>().SingleAsync(c => c.Id == leader, Ct))).Phone);
        Assert.DoesNotContain("赵国梁", await Seen(world, "system", "/platform/people?phone=1234"));
    }

    // Made up; its check sign is right.
    const string identity = "64010219800101007X";

    [Fact, Clause("serv:5.3.a.2"), Clause("serv:5.3.a.3")]
    public async Task An_identity_number_is_encrypted_masked_and_found_by_the_whole_or_its_last_four_signs()
    {
        await using var world = await World.Make(Ct);
        var leader = world.People["leader"].Id;
        var edit = $"/platform/people/{leader}/edit";
        foreach (var (wrong, says) in new[] { ("640102198001010071", "校验位"), ("64010219801301007X", "出生日期"), ("6401021980", "18 位"), ("六四", "18 位") })
            Assert.Contains(says, (await world.As("system").Send(edit, new { Identity = wrong }, Ct)).Page.Body!.TextContent);
        Assert.NotNull((await world.As("system").Send(edit, new { Identity = "640102 19800101 007x" }, Ct)).Next);
        Assert.Equal(identity, (await world.House.In(db => db.Set<PersonContact>().SingleAsync(c => c.Id == leader, Ct))).IdentityNumber);
        Assert.NotEqual(identity, await world.House.In(db => db.Database.SqlQuery<string>($"SELECT identity_number AS \"Value\" FROM platform_person_contact").SingleAsync(Ct)));
        foreach (var page in new[] { $"/platform/people/{leader}", $"/platform/people/{leader}/history", edit })
            Assert.DoesNotContain(identity, await Seen(world, "system", page));
        Assert.Contains("640***********007X", await Seen(world, "system", $"/platform/people/{leader}"));
        foreach (var (typed, found) in new[] { (identity, true), ("64010219800101007x", true), ("007X", true), ("0071", false) })
            Assert.Equal(found, (await Seen(world, "system", $"/platform/people?phone={typed}")).Contains("赵国梁", StringComparison.Ordinal));
        Assert.NotNull((await world.As("system").Send(edit, new { NoIdentity = "true" }, Ct)).Next);
        Assert.DoesNotContain("007X", await Seen(world, "system", $"/platform/people/{leader}"));
    }

    [Theory, InlineData("0951-5000001转8012", null), InlineData("(0951) 500 0001", null), InlineData("abc12345", "contact.phone"), InlineData("--", "contact.phone")]
    public async Task A_number_with_letters_is_refused(string phone, string? field)
    {
        await using var world = await World.Make(Ct);
        var answer = await Ask(world, new(world.Ask()) { ["contact"] = new { name = "马小燕", phone } }, expected: field is null ? HttpStatusCode.Created : HttpStatusCode.UnprocessableEntity);
        if (field is not null) Assert.Equal(field, answer.GetProperty("field").GetString());
    }

    async Task<DataFolder> Installation(string? keys = null)
    {
        var folder = await House.Installation(In("a"), keys, Ct);
        await Work(folder, async db =>
        {
            var region = new Organisation(Guid.CreateVersion7(), null, "64", "640000", "宁夏回族自治区", OrganisationKind.Region, 1, new(2020, 1, 1));
            var person = new Person(Guid.CreateVersion7(), "赵国梁", Sex.Male, region.Id);
            db.AddRange(region, person, new PersonContact(person.Id, number));
            Assert.Null(await db.Save(Ct));
            return 0;
        });
        return folder;
    }

    static async Task<T> Work<T>(DataFolder folder, Func<GuanjiaDb, Task<T>> work)
    {
        using var host = GuanjiaHost.Build(folder).Build();
        await using var scope = host.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Scope>().By = Acting.Machine("test", "a test", TimeProvider.System.GetUtcNow());
        return await work(scope.ServiceProvider.GetRequiredService<GuanjiaDb>());
    }

    static Task<string?> Phone(DataFolder folder) => Work(folder, db => db.Set<PersonContact>().Select(c => c.Phone).SingleAsync(Ct));
    static Task<string> Raw(DataFolder folder) => Work(folder, async db => (await db.Database.SqlQuery<string>($"SELECT phone AS \"Value\" FROM platform_person_contact").ToListAsync(Ct)).Single());

    [Fact]
    public async Task A_new_data_key_seals_from_now_on_and_seals_anew_what_was_there_while_another_process_reads_on()
    {
        var folder = await Installation(In("keys"));
        Assert.StartsWith("s4.1.", await Raw(folder), StringComparison.Ordinal);
        using var rotate = Process.Start(ServerProcess.Program("keys", "rotate", "--data", folder.Path))!;
        Assert.Contains("1 values sealed anew", await rotate.StandardOutput.ReadToEndAsync(Ct), StringComparison.Ordinal);
        Assert.StartsWith("s4.2.", await Raw(folder), StringComparison.Ordinal);
        Assert.Equal((number, 0), (await Phone(folder), await Work(folder, db => db.Unresealed(Ct))));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(In("keys/keys.json")));
    }

    [Fact]
    public async Task Without_its_keys_an_installation_does_not_start_and_says_where_they_should_be()
    {
        var folder = await Installation(In("keys"));
        Directory.Move(In("keys"), In("elsewhere"));
        using var lost = Process.Start(ServerProcess.Program("keys", "show", "--data", folder.Path))!;
        var said = await lost.StandardError.ReadToEndAsync(Ct);
        Assert.Contains(In("keys"), said, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", said, StringComparison.Ordinal);
        Assert.Equal(number, await Phone(DataFolder.OpenOrMake(folder.Path, null, In("elsewhere"))));
    }

    static IReadOnlyCollection<string> Known(DataFolder folder) { using var host = GuanjiaHost.Build(folder).Build(); using var scope = host.Services.CreateScope(); return [.. scope.ServiceProvider.GetRequiredService<GuanjiaDb>().Database.GetMigrations()]; }

    [Fact]
    public async Task A_backup_takes_the_keys_along_under_a_passphrase_only()
    {
        var folder = await Installation(In("keys"));
        await Backup.Write(folder, In("with.tar"), Clock.Eight, Ct, "correct horse battery");
        await Backup.Write(folder, In("without.tar"), Clock.Eight, Ct);
        var secret = JsonDocument.Parse(await File.ReadAllTextAsync(In("keys/keys.json"), Ct)).RootElement.GetProperty("Data").GetProperty("1").GetString()!;
        Assert.DoesNotContain(secret, System.Text.Encoding.Latin1.GetString(await File.ReadAllBytesAsync(In("with.tar"), Ct)), StringComparison.Ordinal);
        Directory.Delete(In("keys"), recursive: true);
        // Another passphrase: nothing is touched.
        Assert.Contains("passphrase", (await Assert.ThrowsAsync<BackupException>(() => Backup.Restore(In("with.tar"), In("c"), House.NewDatabase(), Known, Ct, "another horse", In("keys2")))).Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(In("c")) || Directory.Exists(In("keys2")));
        Assert.True(await Backup.HoldsKeys(In("with.tar"), Ct));
        Assert.False(await Backup.HoldsKeys(In("without.tar"), Ct));
        await Backup.Restore(In("with.tar"), In("c"), House.NewDatabase(), Known, Ct, "correct horse battery", In("keys2"));
        Assert.Equal(number, await Phone(DataFolder.Open(In("c"))));
        // Without them it says so, and waits for them.
        await Assert.ThrowsAsync<BackupException>(() => Backup.Restore(In("without.tar"), In("d"), House.NewDatabase(), Known, Ct, "correct horse battery", In("keys3")));
        await Backup.Restore(In("without.tar"), In("d"), House.NewDatabase(), Known, Ct, null, In("keys3"));
        Assert.False(File.Exists(DataFolder.Open(In("d")).KeyFile));
        Assert.Throws<KeysMissingException>(() => KeyRing.Of(DataFolder.Open(In("d"))));
        Assert.Equal(number, await Phone(DataFolder.OpenOrMake(In("d"), null, In("keys2"))));
    }

    [Fact]
    public async Task The_audit_is_signed_and_openssl_alone_verifies_it()
    {
        await using var world = await World.Make(Ct);
        await Ask(world, world.Ask());
        await world.House.Services.GetRequiredService<Sealer>().Seal(Ct);
        var made = await world.House.In(db => AuditCheckpoints.Make(db, world.House.Clock.Now, Ct));
        Assert.Null(await world.House.In(db => AuditCheckpoints.Make(db, world.House.Clock.Now.AddHours(1), Ct)));
        Assert.Equal(1, await world.House.In(db => AuditCheckpoints.Export(db, In("out"), Ct)));
        async Task<(int Code, string Says)> OpenSsl()
        {
            // The very command of the recipe that lies beside the files.
            var command = (await File.ReadAllLinesAsync(In("out/README.txt"), Ct)).Single(l => l.StartsWith("openssl ", StringComparison.Ordinal));
            using var openssl = Process.Start(new ProcessStartInfo("openssl", command["openssl ".Length..]) { WorkingDirectory = In("out"), RedirectStandardOutput = true, RedirectStandardError = true })!;
            var says = await openssl.StandardOutput.ReadToEndAsync(Ct) + await openssl.StandardError.ReadToEndAsync(Ct);
            await openssl.WaitForExitAsync(Ct);
            return (openssl.ExitCode, says);
        }
        Assert.Equal((0, "Signature Verified Successfully\n"), await OpenSsl());
        Assert.True((await world.House.In(db => Sealer.Verify(db, Ct))).Intact);
        var text = await File.ReadAllTextAsync(In($"out/checkpoint-{made!.Number}.txt"), Ct);
        await File.WriteAllTextAsync(In($"out/checkpoint-{made.Number}.txt"), text.Replace(made.Link[..4], "0000", StringComparison.Ordinal), Ct);
        Assert.NotEqual(0, (await OpenSsl()).Code);
        // Whoever writes the whole chain anew, links and all, is found by it.
        await world.House.In(db => db.Database.ExecuteSqlAsync($"UPDATE platform_audit_checkpoint SET link = {new string('0', 64)}", Ct));
        Assert.Contains("checkpoint", (await world.House.In(db => Sealer.Verify(db, Ct))).Says, StringComparison.Ordinal);
    }
}
