using System.Text.Json;

namespace Guanjia.Platform;

/// <summary>The one folder an installation lives in: what it remembers (guanjia.json), its SQLite database, its stored files.
/// Every command finds all of it by <c>--data DIR</c> alone.</summary>
public sealed class DataFolder(string path, string? database = null, string? keys = null)
{
    static readonly JsonSerializerOptions indented = new() { WriteIndented = true };
    sealed record Remembered(string? Database, string? Instance = null, string? Keys = null, string? Ring = null);

    public string Path { get; } = System.IO.Path.GetFullPath(path);

    /// <summary>The connection string in use when it is not the SQLite file of this folder.</summary>
    public string? Database { get; } = database;

    /// <summary>Made by --demo: its accounts are no secret, and a token of a person may be had on the command line.</summary>
    public bool IsDemo => File.Exists(In("demo-accounts.tsv"));
    public bool IsPostgres => Database?.Contains("Host=", StringComparison.OrdinalIgnoreCase) ?? false;
    /// <summary>On PostgreSQL statements that come again are prepared once: planning costs more than most of them. They are small and many: compiling one to machine code or calling other processes to help costs more than it saves (ADR 115).</summary>
    public string ConnectionString => Database is { } named ? $"{named.TrimEnd(';')}{Unless(named, "Max Auto Prepare", "200")}{Unless(named, "Options", "-c jit=off -c max_parallel_workers_per_gather=0")}" : $"Data Source={In("guanjia.db")}";
    static string Unless(string named, string key, string value) => named.Contains(key, StringComparison.OrdinalIgnoreCase) ? "" : $";{key}={value}";
    public string Files => In("files");

    /// <summary>Names this installation, on whatever machine a backup of it is restored.</summary>
    public string Instance { get; private init; } = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(System.IO.Path.GetFullPath(path))))[..12];
    /// <summary>Where the keys lie: named by --keys, else under the user's configuration, never among the data.</summary>
    public string Keys => System.IO.Path.GetFullPath(keys ?? System.IO.Path.Combine(Configuration, "guanjia", Instance));
    string Configuration => Environment.GetEnvironmentVariable("XDG_CONFIG_HOME") is { Length: > 0 } named ? named
        : Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify) is { Length: > 0 } home ? System.IO.Path.Combine(home, ".config") : $"{Path.TrimEnd('/')}.keys";
    public string KeyFile => System.IO.Path.Combine(Keys, "keys.json");
    /// <summary>Which keys this installation was last used with; null: none yet.</summary>
    public string? Ring { get; private set; }
    public string In(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>The folder as its last start left it.</summary>
    /// <exception cref="DirectoryNotFoundException">Nothing was ever started there.</exception>
    public static DataFolder Open(string path)
    {
        var folder = new DataFolder(path);
        if (!File.Exists(folder.In("guanjia.json")))
            throw new DirectoryNotFoundException($"{folder.Path} is not a Guanjia data folder (it has no guanjia.json); start the server there once, or name another by --data.");
        var known = JsonSerializer.Deserialize<Remembered>(File.ReadAllBytes(folder.In("guanjia.json")))!;
        return new(path, known.Database, known.Keys) { Instance = known.Instance ?? folder.Instance, Ring = known.Ring };
    }

    /// <summary>Opens the folder, makes it when it is new, and remembers the database named; null keeps the one remembered.</summary>
    /// <exception cref="InvalidOperationException">The folder already holds a SQLite database, which another database would hide.</exception>
    /// <param name="keys">The key folder named by --keys; null keeps the one remembered.</param>
    /// <param name="instance">Of a backup that is restored: the installation stays what it was.</param>
    /// <param name="ring">Which keys it was used with.</param>
    public static DataFolder OpenOrMake(string path, string? database, string? keys = null, string? instance = null, string? ring = null)
    {
        var folder = new DataFolder(path, database, keys) { Instance = instance ?? Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(6)), Ring = ring };
        if (File.Exists(folder.In("guanjia.json")))
        {
            var known = Open(path);
            if ((database is null || database == known.Database) && (keys is null || System.IO.Path.GetFullPath(keys) == known.Keys)) return known;
            if (database is null || database == known.Database) return new DataFolder(path, known.Database, System.IO.Path.GetFullPath(keys!)) { Instance = known.Instance, Ring = known.Ring }.Remember();
            if (known.Database is null && File.Exists(known.In("guanjia.db")))
                throw new InvalidOperationException($"{known.Path} already holds a SQLite database; name an empty folder by --data to work with another database.");
        }
        return folder.Remember();
    }

    /// <summary>The installation's keys are these from now on.</summary>
    public void RememberRing(string? ring)
    {
        if (Ring == ring) return;
        Ring = ring;
        if (File.Exists(In("guanjia.json"))) Remember();
    }

    DataFolder Remember()
    {
        // The connection string may hold a password.
        OwnersOnly.Write(In("guanjia.json"), JsonSerializer.SerializeToUtf8Bytes(new Remembered(Database, Instance, keys is null ? null : System.IO.Path.GetFullPath(keys), Ring), indented), overwrite: true);
        return this;
    }

    /// <summary>The 32 bytes that wrap the keys of cookies and forms in the database; made at first need, for its owner alone.</summary>
    public byte[] WrapKey()
    {
        var path = System.IO.Path.Combine(Keys, "wrap.key");
        // Of two at once one wins, and both read the same.
        if (!File.Exists(path)) OwnersOnly.Write(path, System.Security.Cryptography.RandomNumberGenerator.GetBytes(32), overwrite: false);
        return File.ReadAllBytes(path);
    }

    /// <summary>Keeps others out until disposed; the operating system lets go by itself when the process dies. Null: somebody holds it.</summary>
    public FileStream? TryLock(string name)
    {
        Directory.CreateDirectory(Path);
        try { return new(In(name), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None); }
        catch (IOException) { return null; }
    }
}
