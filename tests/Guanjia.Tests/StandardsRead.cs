using Guanjia.Host;
using Guanjia.Platform;
using Microsoft.Extensions.DependencyInjection;
using Mono.Cecil;
using Mono.Cecil.Cil;
using Xunit;

namespace Guanjia.Tests;

public class StandardsRead
{
    [Fact]
    public void Every_clause_has_a_title_and_words_in_its_standard()
    {
        Assert.Equal(File.ReadLines(Path.Combine(Repository.Root, "standards", "clauses.tsv")).Count() - 1, Clauses.All.Count);
        Assert.All(Clauses.All, c => Assert.StartsWith(c.Standard.ShortName + " ", c.Title, StringComparison.Ordinal));
        // Appendix F is named in the standard's contents and has no form in it.
        Assert.All(Clauses.All.Where(c => c.Chapter != "F"), c => Assert.True(c.Passage.Length > 0, c.Id));
    }

    [Theory]
    [InlineData("conf:6.2.1.1.2", "会议服务规范 6.2.1.1", "常规会议应在会议召开前 1h 完成会场布置")]
    [InlineData("conf:6.2.3.2.t6.2.4", "会议服务规范 表6 第 2 行", "文件文具")]
    [InlineData("conf:C.1.8", "会议服务规范 表 C.1 第 8 项", "会议预约登记表")]
    [InlineData("cons:8.2.2.1.a.3", "建设规范 8.2.2.1 a)", "受理；")]
    [InlineData("oper:7.4.2.b.1", "运行管理规范 7.4.2 b)", "8 位")]
    [InlineData("conf:8.5.t7.10.3", "会议服务规范 表7 第 10 行", "10 临时调换会议室")]
    [InlineData("serv:5.1.a.1", "技术服务规范 5.1 a)", "机房门禁系统")]
    [InlineData("serv:5.3.d", "技术服务规范 5.3 d)", "涉密")]
    public void A_clause_is_named_as_printed_and_shows_its_paragraph(string id, string title, string words)
    {
        Assert.Equal(title, Clauses.Title(id));
        Assert.Contains(words, Clauses.Find(id)!.Passage, StringComparison.Ordinal);
    }

    [Fact]
    public void A_decision_stands_beside_the_clauses_it_is_about()
    {
        Assert.Contains(Clauses.DecisionsOn(Clauses.Find("conf:6.2.1.1.2")!), d => d.Trouble.Contains("are not defined", StringComparison.Ordinal));
        Assert.Contains(Clauses.DecisionsOn(Clauses.Find("conf:C.1.3")!), d => d.Decision.Contains("number of days", StringComparison.Ordinal));
        Assert.Contains(Clauses.DecisionsOn(Clauses.Find("conf:6.2.3.2.t6.7.2")!), d => d.Trouble.Contains("3, 5, 10 days", StringComparison.Ordinal));
        Assert.Empty(Clauses.DecisionsOn(Clauses.Find("conf:6.1.2.1.1.2")!));
    }

    [Fact]
    public void No_code_and_no_test_cites_a_clause_that_is_not_in_the_file() => Assert.Empty(Assemblies().SelectMany(Cited).Where(c => !c.Known).Select(c => $"{c.Where} cites {c.Id}"));

    [Fact, Clause("conf:C.1")]
    public void The_program_knows_where_a_clause_is_satisfied_and_which_test_proves_it()
    {
        using var house = new House();
        var uses = house.Services.GetRequiredService<ClauseUses>();
        Assert.Contains(uses.Of("conf:C.1"), u => u is { Kind: ClauseUseKind.Code, Name: "BookingFormPaper" });
        Assert.Contains(uses.TestsOf("conf:C.1"), t => t.Method == nameof(The_program_knows_where_a_clause_is_satisfied_and_which_test_proves_it));
        Assert.Equal(ClauseState.Met, uses.StateOf(Clauses.Find("conf:C.1")!));
        Assert.Equal(uses.Cited.Where(c => !Clauses.Knows(c)), []);
    }

    [Fact]
    public void No_term_has_two_identifiers()
    {
        var terms = Conformance.Terms(Repository.Root);
        Assert.Contains(terms, t => t is { Chinese: "会议预约登记表", English: "booking form", Identifier: "BookingForm" });
        Assert.Empty(terms.GroupBy(t => t.English.ToLowerInvariant()).Where(g => g.Select(t => t.Identifier).Distinct().Count() > 1).Select(g => $"{g.Key}: {string.Join(", ", g.Select(t => t.Identifier))}"));
    }

    static IEnumerable<string> Assemblies() => Directory.EnumerateFiles(AppContext.BaseDirectory, "Guanjia.*.dll");

    // Attributes, and every string in the code that looks like an id.
    static IEnumerable<(string Where, string Id, bool Known)> Cited(string dll)
    {
        using var module = ModuleDefinition.ReadModule(dll);
        foreach (var type in module.GetTypes())
        {
            foreach (var a in type.CustomAttributes.Concat(type.Methods.SelectMany(m => m.CustomAttributes)).Concat(type.Fields.SelectMany(f => f.CustomAttributes)).Concat(type.Properties.SelectMany(p => p.CustomAttributes)))
                if (a.AttributeType.Name == nameof(ClauseAttribute)) yield return Attribute(type, (string)a.ConstructorArguments[0].Value);
            foreach (var i in type.Methods.Where(m => m.HasBody).SelectMany(m => m.Body.Instructions))
                if (i.OpCode == OpCodes.Ldstr && LooksLikeId((string)i.Operand)) yield return (type.FullName, (string)i.Operand, Clauses.Under((string)i.Operand).Count > 0);
        }
    }

    // An attribute names one row; a link may lead to a printed number with all its rows.
    static (string, string, bool) Attribute(TypeDefinition type, string id) => (type.FullName, id, Clauses.Knows(id));

    static bool LooksLikeId(string s) => System.Text.RegularExpressions.Regex.IsMatch(s, @"^(conf|serv|cons|oper):[0-9A-G][0-9a-zA-Z.]*$");
}
