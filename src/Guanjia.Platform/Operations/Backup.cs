using System.Data.Common;
using System.Formats.Tar;
using System.Reflection;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace Guanjia.Platform;

/// <summary>What a backup says of itself; the last entry of its tar file, since it holds the others' checksums.</summary>
public sealed record BackupManifest(int Format, string Version, string Provider, string? Migration, DateTimeOffset Created,
    SortedDictionary<string, long> Tables, IReadOnlyList<BackupEntry> Entries, string? Instance = null, string? Ring = null)
{
    public const string Name = "manifest.json";
    internal static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };
}

/// <param name="Sha256">In lower-case hexadecimal.</param>
public sealed record BackupEntry(string Name, long Size, string Sha256);

/// <summary>Backup of a running installation into one tar file, and the way back. A sentence in a <see cref="BackupException"/> says what is in the way.</summary>
public static class Backup
{
    const string sqliteEntry = "database.sqlite", postgresEntry = "database.pgdump", filesFolder = "files/", keysEntry = "keys.parcel";
    /// <summary>What an installation adds by itself to what the program has.</summary>
    static readonly string[] supplements = [StrokeOrder.SupplementFile, Workdays.SupplementFile, Division.ShapesFile];

    /// <summary>The database first, from one snapshot, and the stored files after it: a file is written before the row that names it,
    /// so every row in the backup finds its file. <see cref="Running"/> keeps the sweeper of unused files out meanwhile.</summary>
    /// <param name="passphrase">Under which the keys of the installation go with it; null: they do not.</param>
    public static async Task<BackupManifest> Write(DataFolder folder, string target, DateTimeOffset now, CancellationToken ct, string? passphrase = null)
    {
        if (File.Exists(target)) throw new BackupException($"{target} exists already; a backup never overwrites another.");
        using var alone = Running(folder) ?? throw new BackupException($"another backup of {folder.Path} is running.");
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(target))!);
        string partial = target + ".partial", copy = target + ".database";
        try
        {
            var tables = new SortedDictionary<string, long>(StringComparer.Ordinal);
            var migration = folder.IsPostgres ? await PostgresCopy.Dump(folder.ConnectionString, copy, tables, ct) : await SqliteCopy(folder.ConnectionString, copy, tables, ct);
            var entries = new List<BackupEntry>();
            BackupManifest manifest;
            await using (var file = new FileStream(partial, Fresh()))
            {
                await using (var tar = new TarWriter(file, TarEntryFormat.Pax, leaveOpen: true))
                {
                    await Add(tar, entries, folder.IsPostgres ? postgresEntry : sqliteEntry, copy, ct);
                    if (Directory.Exists(folder.Files))
                        foreach (var path in Directory.EnumerateFiles(folder.Files, "*", SearchOption.AllDirectories).Where(p => !Path.GetFileName(p).StartsWith('.')).Order(StringComparer.Ordinal))
                            await Add(tar, entries, filesFolder + Path.GetRelativePath(folder.Files, path), path, ct);
                    foreach (var own in supplements.Where(n => File.Exists(folder.In(n)))) await Add(tar, entries, own, folder.In(own), ct);
                    if (passphrase is not null)
                    {
                        _ = KeyRing.Of(folder);
                        await Add(tar, entries, keysEntry, KeyParcel.Wrap(folder, passphrase), ct);
                    }
                    manifest = new(1, Version, Provider(folder), migration, now, tables, entries, folder.Instance, folder.Ring);
                    await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, BackupManifest.Name)
                    { DataStream = new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(manifest, BackupManifest.Json)) }, ct);
                }
                file.Flush(flushToDisk: true);
            }
            File.Move(partial, target);
            return manifest;
        }
        finally { File.Delete(partial); File.Delete(copy); }
    }

    /// <summary>Reads the whole backup and compares every checksum; nothing is written.</summary>
    public static async Task<BackupManifest> Verify(string source, CancellationToken ct)
    {
        if (!File.Exists(source)) throw new BackupException($"{source} does not exist.");
        var seen = new Dictionary<string, BackupEntry>(StringComparer.Ordinal);
        BackupManifest? manifest = null;
        try
        {
            await using var file = File.OpenRead(source);
            await using var tar = new TarReader(file);
            while (await tar.GetNextEntryAsync(cancellationToken: ct) is { } entry)
            {
                if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile)) throw new BackupException($"{source} holds {entry.Name}, which no backup of Guanjia has.");
                var data = entry.DataStream ?? Stream.Null;
                if (entry.Name == BackupManifest.Name) manifest = await JsonSerializer.DeserializeAsync<BackupManifest>(data, BackupManifest.Json, ct);
                else seen.Add(entry.Name, new(entry.Name, entry.Length, Convert.ToHexStringLower(await SHA256.HashDataAsync(data, ct))));
            }
        }
        catch (Exception x) when (x is InvalidDataException or EndOfStreamException or JsonException or FormatException or ArgumentException) { throw new BackupException($"{source} is damaged or no backup: {x.Message}"); }
        if (manifest is null) throw new BackupException($"{source} has no {BackupManifest.Name}: it is cut off or no backup of Guanjia.");
        if (manifest.Format != 1) throw new BackupException($"{source} was written by a newer Guanjia ({manifest.Version}) in format {manifest.Format}; restore it with that version.");
        foreach (var entry in manifest.Entries)
            if (!seen.Remove(entry.Name, out var found) || found != entry) throw new BackupException($"{source} is damaged: {entry.Name} is {(found is null ? "missing" : "not what was written")}.");
        if (seen.Count > 0) throw new BackupException($"{source} holds {seen.Keys.First()}, which its manifest does not name.");
        return manifest;
    }

    /// <summary>Verifies, then restores into a folder that is not there yet or empty, and counts again; a folder appears whole or not at all.</summary>
    /// <param name="knownMigrations">Of this program and the backup's provider: a backup of a newer program cannot be read.</param>
    /// <returns>The rows per table now, equal to the manifest's.</returns>
    /// <param name="passphrase">Opens the keys in the backup; null: they are left in it.</param>
    /// <param name="keys">The key folder named by --keys; null: where this installation's keys lie by default.</param>
    public static async Task<SortedDictionary<string, long>> Restore(string source, string target, string? database, Func<DataFolder, IReadOnlyCollection<string>> knownMigrations, CancellationToken ct, string? passphrase = null, string? keys = null)
    {
        var manifest = await Verify(source, ct);
        if (passphrase is not null && !HasKeys(manifest)) throw new BackupException($"{source} holds no keys; leave the passphrase out, and bring the key folder ({manifest.Ring}) by itself.");
        var ownKeys = passphrase is null ? null : KeyParcel.Open(await Read(source, keysEntry, ct), passphrase);
        var folder = new DataFolder(target, database);
        if (manifest.Provider == "postgres" && !folder.IsPostgres) throw new BackupException("this is a backup of a PostgreSQL database: name one to restore into by --database \"Host=…\".");
        if (manifest.Provider != Provider(folder)) throw new BackupException("this is a backup of a SQLite database: leave --database out.");
        if (manifest.Migration is { } last && !knownMigrations(folder).Contains(last))
            throw new BackupException($"the backup was written by Guanjia {manifest.Version} and has migration {last}, which this program does not know; restore it with that version.");
        if (File.Exists(folder.Path) || Directory.Exists(folder.Path) && Directory.EnumerateFileSystemEntries(folder.Path).Any())
            throw new BackupException($"{folder.Path} is not empty; a restore never overwrites anything.");

        var aside = $"{folder.Path.TrimEnd('/')}.restoring-{Environment.ProcessId}";
        var fresh = DataFolder.OpenOrMake(aside, database, keys, manifest.Instance, manifest.Ring);
        if (ownKeys is not null && File.Exists(fresh.KeyFile) && KeyRing.IdIn(await File.ReadAllBytesAsync(fresh.KeyFile, ct)) != KeyRing.IdIn(ownKeys["keys.json"]))
        {
            Directory.Delete(aside, recursive: true);
            throw new BackupException($"{fresh.Keys} holds other keys already; name an empty folder by --keys.");
        }
        try
        {
            string? dump = null;
            await using (var file = File.OpenRead(source))
            await using (var tar = new TarReader(file))
                while (await tar.GetNextEntryAsync(cancellationToken: ct) is { } entry)
                    if (entry.Name == sqliteEntry) await Extract(entry, fresh.In("guanjia.db"), ct);
                    else if (entry.Name == postgresEntry) await Extract(entry, dump = fresh.In("database.pgdump"), ct);
                    else if (supplements.Contains(entry.Name)) await Extract(entry, fresh.In(entry.Name), ct);
                    else if (entry.Name.StartsWith(filesFolder, StringComparison.Ordinal)) await Extract(entry, Inside(fresh.Files, entry.Name[filesFolder.Length..]), ct);

            var counts = new SortedDictionary<string, long>(StringComparer.Ordinal);
            if (dump is not null)
            {
                await PostgresCopy.Restore(fresh.ConnectionString, dump, counts, ct);
                File.Delete(dump);
            }
            else
            {
                await using var restored = new SqliteConnection($"{fresh.ConnectionString};Pooling=False");
                await restored.OpenAsync(ct);
                await Count(restored, sqliteTables, counts, ct);
            }
            var wrong = manifest.Tables.Where(t => counts.GetValueOrDefault(t.Key, -1) != t.Value).Select(t => t.Key).ToList();
            if (wrong.Count > 0) throw new BackupException($"the restored database has other row counts than the backup says in {string.Join(", ", wrong)}.");
            if (ownKeys is not null)
                foreach (var (name, bytes) in ownKeys) OwnersOnly.Write(Path.Combine(fresh.Keys, name), bytes, overwrite: false);
            if (Directory.Exists(folder.Path)) Directory.Delete(folder.Path);
            Directory.Move(aside, folder.Path);
            return counts;
        }
        finally { if (Directory.Exists(aside)) Directory.Delete(aside, recursive: true); }
    }

    /// <summary>Held while a backup is written; whoever removes stored files that no row names takes it first. Null: one is running.</summary>
    public static IDisposable? Running(DataFolder folder) => folder.TryLock("backup.lock");

    public static string Version => typeof(Backup).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0";

    /// <summary>Whether the keys of the installation are in a backup, under a passphrase.</summary>
    public static async Task<bool> HoldsKeys(string source, CancellationToken ct) => HasKeys(JsonSerializer.Deserialize<BackupManifest>(await Read(source, BackupManifest.Name, ct), BackupManifest.Json)!);
    /// <summary>Whether the keys of the installation are in it, under a passphrase.</summary>
    public static bool HasKeys(BackupManifest manifest) => manifest.Entries.Any(e => e.Name == keysEntry);

    static async Task<byte[]> Read(string source, string name, CancellationToken ct)
    {
        await using var file = File.OpenRead(source);
        await using var tar = new TarReader(file);
        while (await tar.GetNextEntryAsync(cancellationToken: ct) is { } entry)
            if (entry.Name == name)
            {
                using var bytes = new MemoryStream();
                await (entry.DataStream ?? Stream.Null).CopyToAsync(bytes, ct);
                return bytes.ToArray();
            }
        throw new BackupException($"{source} has no {name}.");
    }

    static async Task Add(TarWriter tar, List<BackupEntry> entries, string name, byte[] bytes, CancellationToken ct)
    {
        await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(bytes), Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite }, ct);
        entries.Add(new(name, bytes.Length, Convert.ToHexStringLower(SHA256.HashData(bytes))));
    }

    static string Provider(DataFolder folder) => folder.IsPostgres ? "postgres" : "sqlite";

    static async Task<string?> SqliteCopy(string connection, string copy, SortedDictionary<string, long> tables, CancellationToken ct)
    {
        await using var source = new SqliteConnection(new SqliteConnectionStringBuilder(connection) { Mode = SqliteOpenMode.ReadWrite, Pooling = false }.ConnectionString);
        await using var to = new SqliteConnection($"Data Source={copy};Pooling=False");
        await source.OpenAsync(ct);
        await to.OpenAsync(ct);
        // All pages in one step: a single read transaction, which no writer waits for in WAL mode.
        source.BackupDatabase(to);
        await using var command = to.CreateCommand();
        command.CommandText = "PRAGMA journal_mode=DELETE";
        await command.ExecuteNonQueryAsync(ct);
        // Counted in the copy, so that the counts are those of the very moment it was taken.
        await Count(to, sqliteTables, tables, ct);
        command.CommandText = "SELECT max(migration_id) FROM \"__EFMigrationsHistory\"";
        return await command.ExecuteScalarAsync(ct) as string;
    }

    const string sqliteTables = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND sql NOT LIKE 'CREATE VIRTUAL%'";

    internal static async Task Count(DbConnection db, string listing, SortedDictionary<string, long> counts, CancellationToken ct)
    {
        var names = new List<string>();
        await using var command = db.CreateCommand();
        command.CommandText = listing;
        await using (var row = await command.ExecuteReaderAsync(ct))
            while (await row.ReadAsync(ct)) names.Add(row.GetString(0));
        foreach (var name in names)
        {
            command.CommandText = $"SELECT count(*) FROM \"{name}\"";
            counts[name] = (long)(await command.ExecuteScalarAsync(ct))!;
        }
    }

    static async Task Add(TarWriter tar, List<BackupEntry> entries, string name, string path, CancellationToken ct)
    {
        await using var data = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(data, ct));
        data.Position = 0;
        await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = data, Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite }, ct);
        entries.Add(new(name, data.Length, hash));
    }

    static async Task Extract(TarEntry entry, string path, CancellationToken ct)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await using var file = new FileStream(path, Fresh());
        await (entry.DataStream ?? Stream.Null).CopyToAsync(file, ct);
        file.Flush(flushToDisk: true);
    }

    // A name that climbs out of the folder does not come from us.
    static string Inside(string folder, string name) => Path.GetFullPath(Path.Combine(folder, name)) is var path && path.StartsWith(folder + "/", StringComparison.Ordinal)
        ? path : throw new BackupException($"the backup names a file outside its folder: {name}");

    static FileStreamOptions Fresh() => new() { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite };
}

/// <summary>A backup or restore that cannot be done, with the sentence that says why.</summary>
public sealed class BackupException(string message) : Exception(message);
