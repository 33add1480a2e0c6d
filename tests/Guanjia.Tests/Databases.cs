using System.Collections.Concurrent;
using Npgsql;

namespace Guanjia.Tests;

/// <summary>The PostgreSQL databases of a run. Making one copies a thousand files and dropping it removes them, so a house gives its
/// database back: what it wrote is replaced by what the database keeps apart, and the next house takes it. One whose tables were changed is dropped.</summary>
public static class Databases
{
    /// <summary>The PostgreSQL that was given to this run (bin/with-postgres).</summary>
    public static string? Given { get; } = Environment.GetEnvironmentVariable("GUANJIA_TEST_PG") is { Length: > 0 } pg ? pg : null;
    static string? server = Given;
    static readonly ConcurrentDictionary<string, ConcurrentBag<string>> free = new();
    // One session per database stays: it knows all tables already when it puts them right again.
    static readonly ConcurrentDictionary<string, NpgsqlConnection> keepers = new();

    public static bool OnPostgres => server is not null;
    /// <summary>From now on houses are made on the other kind of database. Nobody is at work on one.</summary>
    public static void Use(string? postgres) => server = postgres;
    public static string? On(string database) => server is null ? null : $"{server};Database={database}";

    /// <summary>Copies a database of which nobody else knows.</summary>
    public static Task Copy(string from, string name, CancellationToken ct) => Tell($"CREATE DATABASE {name} TEMPLATE {from} STRATEGY FILE_COPY", ct);

    /// <summary>A database with what <paramref name="from"/> holds.</summary>
    public static async Task<string> Take(string from, CancellationToken ct)
    {
        if (free.TryGetValue(from, out var bag) && bag.TryTake(out var used)) return used;
        var name = $"t{Guid.CreateVersion7():N}";
        await Copy(from, name, ct);
        return name;
    }

    /// <summary>Takes back what <see cref="Take"/> gave; its house has ended.</summary>
    public static async Task Give(string from, string name)
    {
        try
        {
            if (!keepers.TryGetValue(name, out var keeper))
            {
                keeper = new NpgsqlConnection($"{On(name)};Pooling=false;Command Timeout=20");
                await keeper.OpenAsync();
                keepers[name] = keeper;
            }
            await using var again = new NpgsqlCommand($"SELECT keep.again(); {shape}", keeper);
            await using var answer = await again.ExecuteReaderAsync();
            await answer.NextResultAsync();
            if (await answer.ReadAsync() && answer.GetBoolean(0))
            {
                free.GetOrAdd(from, _ => []).Add(name);
                return;
            }
        }
        catch (NpgsqlException) { }
        await Drop(name);
    }

    static async Task Drop(string name)
    {
        if (keepers.TryRemove(name, out var keeper)) await keeper.DisposeAsync();
        NpgsqlConnection.ClearAllPools();
        await Tell($"DROP DATABASE IF EXISTS {name} WITH (FORCE)", CancellationToken.None);
    }

    /// <summary>Makes a database one that others are copied from: it keeps a second copy of its rows apart, and how to return to them.</summary>
    public static async Task Keep(string name)
    {
        if (keepers.TryRemove(name, out var keeper)) await keeper.DisposeAsync();
        NpgsqlConnection.ClearAllPools();
        await using var connection = new NpgsqlConnection($"{On(name)};Pooling=false");
        await connection.OpenAsync();
        await using var keep = new NpgsqlCommand(apart, connection);
        await keep.ExecuteNonQueryAsync();
    }

    static async Task Tell(string sql, CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection($"{On("postgres")};Pooling=false");
        await connection.OpenAsync(ct);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(ct);
    }

    const string tables = """
        (SELECT count(*) || ':' || sum(oid::bigint) FROM pg_class WHERE relnamespace = 'public'::regnamespace) || ' ' ||
        (SELECT count(*) || ':' || sum(oid::bigint) FROM pg_constraint WHERE connamespace = 'public'::regnamespace) || ' ' ||
        (SELECT count(*) || ':' || sum(oid::bigint * ascii(tgenabled::text)) FROM pg_trigger) || ' ' ||
        (SELECT count(*) || ':' || sum(oid::bigint) FROM pg_proc WHERE pronamespace = 'public'::regnamespace) || ' ' ||
        (SELECT count(*) || ':' || count(*) FILTER (WHERE attnotnull) FROM pg_attribute WHERE attrelid IN (SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace))
        """;

    const string shape = $"SELECT (SELECT shape FROM keep.shape) = {tables}";

    const string apart = $"""
        DROP SCHEMA IF EXISTS keep CASCADE;
        CREATE SCHEMA keep;
        DO $do$
        DECLARE t record; held boolean; cols text; at bigint; called boolean; clear text := ''; fill text := '';
        BEGIN
            FOR t IN SELECT oid, relname, relkind FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'S') ORDER BY oid LOOP
                IF t.relkind = 'S' THEN
                    EXECUTE format('SELECT last_value, is_called FROM public.%I', t.relname) INTO at, called;
                    fill := fill || format('PERFORM setval(%s::oid::regclass, %s, %L); ', t.oid, at, called);
                    CONTINUE;
                END IF;
                clear := clear || format('DELETE FROM public.%I; ', t.relname);
                EXECUTE format('SELECT EXISTS (SELECT 1 FROM public.%I)', t.relname) INTO held;
                IF held THEN
                    SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) INTO cols FROM pg_attribute WHERE attrelid = t.oid AND attnum > 0 AND NOT attisdropped AND attgenerated = '';
                    EXECUTE format('CREATE TABLE keep.%I AS SELECT %s FROM public.%I', t.relname, cols, t.relname);
                    fill := fill || format('INSERT INTO public.%I (%s) OVERRIDING SYSTEM VALUE SELECT * FROM keep.%I; ', t.relname, cols, t.relname);
                END IF;
            END LOOP;
            EXECUTE format('CREATE FUNCTION keep.again() RETURNS void LANGUAGE plpgsql AS %L', 'BEGIN SET LOCAL session_replication_role = replica; ' || clear || fill || 'END');
        END $do$;
        CREATE TABLE keep.shape AS SELECT {tables} AS shape;
        """;
}

/// <summary>What is made once for each kind of database.</summary>
public sealed class PerDatabase<T>(Func<T> make)
{
    readonly Lazy<T> sqlite = new(make), postgres = new(make);
    public T Value => (Databases.OnPostgres ? postgres : sqlite).Value;
}
