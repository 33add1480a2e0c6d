using System.ComponentModel;
using System.Reflection;
using Microsoft.AspNetCore.Components;

namespace Guanjia.Platform;

public enum ClauseUseKind { [Description("页面")] Page, [Description("限值")] Limit, [Description("记录")] Record, [Description("程序")] Code }

/// <summary>A place in the program that satisfies a clause.</summary>
/// <param name="Link">Where it can be seen, for a page without parameters.</param>
/// <param name="Rows">The kind of row whose rows are the clause's live records.</param>
/// <param name="Property">Where the clause stands on a property that may be empty: only rows that have it count.</param>
public sealed record ClauseUse(string Clause, ClauseUseKind Kind, string Name, string? Link = null, Type? Rows = null, PropertyInfo? Property = null)
{
    /// <summary>Where it stands: platform, web or a module.</summary>
    public Assembly? From { get; init; }
}

/// <summary>A test that bears a clause.</summary>
public sealed record ClauseTest(string Clause, string Class, string Method)
{
    /// <summary>The method's name as the sentence it is.</summary>
    public string Says => Method.Replace('_', ' ');
}

/// <summary>How far a clause is satisfied, as the program itself can tell.</summary>
public enum ClauseState { [Description("已落实"), Means(Meaning.Done)] Met, [Description("缺测试"), Means(Meaning.Wait)] Untested, [Description("未实现"), Means(Meaning.Idle)] Open, [Description("须知"), Means(Meaning.Idle, "book")] ToKnow }

/// <summary>Where the program satisfies the clauses: found by reflection at first use ([Clause], limits), the tests from the list made when the program was built.</summary>
public sealed class ClauseUses
{
    readonly Lazy<ILookup<string, ClauseUse>> uses;
    readonly ILookup<string, ClauseTest> tests;

    public ClauseUses(IEnumerable<Assembly> assemblies, IEnumerable<ClauseTest> tests)
    {
        uses = new(() => assemblies.Distinct().SelectMany(a => Find(a).Select(u => u with { From = a })).Distinct().ToLookup(u => u.Clause, StringComparer.Ordinal));
        this.tests = tests.Distinct().ToLookup(t => t.Clause, StringComparer.Ordinal);
    }

    public IEnumerable<ClauseUse> Of(string clause) => uses.Value[clause];
    public IEnumerable<ClauseTest> TestsOf(string clause) => tests[clause];
    public IEnumerable<string> Cited => uses.Value.Select(u => u.Key).Concat(tests.Select(t => t.Key)).Distinct();

    public ClauseState StateOf(Clause clause) => (uses.Value.Contains(clause.Id), tests.Contains(clause.Id)) switch
    {
        (_, true) => ClauseState.Met,     // a test that bears the clause cannot pass without the code it tests
        (true, false) => clause.Kind == ClauseKind.Knowledge ? ClauseState.Met : ClauseState.Untested,
        _ => clause.Kind == ClauseKind.Knowledge ? ClauseState.ToKnow : ClauseState.Open,
    };

    const BindingFlags own = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    static IEnumerable<ClauseUse> Find(Assembly assembly)
    {
        foreach (var type in assembly.GetTypes())
        {
            var routes = type.GetCustomAttributes<RouteAttribute>().Select(r => r.Template).ToList();
            var rows = typeof(IRow).IsAssignableFrom(type) && type is { IsClass: true, IsAbstract: false } ? type : null;
            foreach (var c in type.GetCustomAttributes<ClauseAttribute>())
                yield return routes.Count > 0 ? new(c.Id, ClauseUseKind.Page, routes[0], routes[0].Contains('{', StringComparison.Ordinal) ? null : routes[0])
                    : new(c.Id, rows is null ? ClauseUseKind.Code : ClauseUseKind.Record, type.Name, Rows: rows);
            foreach (var member in type.GetMembers(own))
            {
                foreach (var c in member.GetCustomAttributes<ClauseAttribute>())
                    yield return rows is not null && member is PropertyInfo p ? new(c.Id, ClauseUseKind.Record, $"{type.Name}.{p.Name}", Rows: rows, Property: p)
                        : new(c.Id, ClauseUseKind.Code, $"{type.Name}.{member.Name}");
                if (member is FieldInfo { IsStatic: true } f && f.FieldType is { IsGenericType: true } g && g.GetGenericTypeDefinition() == typeof(Limit<>) && !type.ContainsGenericParameters
                    && f.GetValue(null) is { } limit && g.GetProperty("Clause")!.GetValue(limit) is string { Length: > 0 } id)
                    yield return new(id, ClauseUseKind.Limit, (string)g.GetProperty("Says")!.GetValue(limit)!, $"/platform/settings/{g.GetProperty("Key")!.GetValue(limit)}");
            }
        }
    }

    /// <summary>Reads the list of tests made at the build: clause, class and method by tabs.</summary>
    public static IEnumerable<ClauseTest> ReadTests(Stream? list)
    {
        if (list is null) yield break;
        using var reader = new StreamReader(list);
        while (reader.ReadLine() is { } line)
            if (line.Split('\t') is [var clause, var type, var method]) yield return new(clause, type, method);
    }
}
