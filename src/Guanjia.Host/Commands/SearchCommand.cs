using System.CommandLine;
using Guanjia.Platform;

namespace Guanjia.Host.Commands;

/// <summary>bin/guanjia search rebuild: the index of the search from the rows themselves.</summary>
static class SearchCommand
{
    public static Command Make()
    {
        var data = CommandLine.Data();
        var rebuild = new Command("rebuild", "Makes the index of the search anew from all rows, while people go on working; stopped half-way, it goes on at the next start of the server or by --resume.") { data };
        var resume = new Option<bool>("--resume") { Description = "Goes on where a rebuild was stopped." };
        rebuild.Options.Add(resume);
        rebuild.SetAction(async (r, ct) => await CommandLine.On<GuanjiaDb>(r.GetValue(data)!, async db =>
        {
            await db.LaySearch(ct);
            var rows = await db.FillSearch(anew: !r.GetValue(resume), ct, (kind, n) => { if (n % 50_000 < 500 && n >= 500) Console.Error.WriteLine($"{kind.Key} … {n}"); });
            Console.WriteLine($"{rows} rows in the index of the search");
        }));
        var command = new Command("search", "The index of the search.");
        command.Subcommands.Add(rebuild);
        return command;
    }
}
