using System.CommandLine;
using System.Globalization;
using Guanjia.Platform;

namespace Guanjia.Host.Commands;

/// <summary>bin/guanjia standards: writes docs/conformance.md and docs/glossary.md in the repository.</summary>
static class StandardsCommand
{
    public static Command Make()
    {
        var root = new Option<string>("--root") { Description = "The repository.", HelpName = "DIR", DefaultValueFactory = _ => "." };
        var command = new Command("standards", "Write docs/conformance.md and docs/glossary.md from the program itself.") { root };
        command.SetAction(async (parsed, stop) =>
        {
            var folder = parsed.GetValue(root)!;
            if (!File.Exists(Path.Combine(folder, "Guanjia.slnx"))) throw new CommandException($"{folder} is not the repository (no Guanjia.slnx there)");
            var docs = Directory.CreateDirectory(Path.Combine(folder, "docs")).FullName;
            var uses = Conformance.Uses();
            await File.WriteAllTextAsync(Path.Combine(docs, "conformance.md"), Conformance.Document(uses), stop);
            await File.WriteAllTextAsync(Path.Combine(docs, "glossary.md"), Conformance.Glossary(folder), stop);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Clauses.All.Count} clauses, {Clauses.All.Count(c => uses.StateOf(c) == ClauseState.Met)} met; {Conformance.Terms(folder).Count} terms"));
            return 0;
        });
        return command;
    }
}
