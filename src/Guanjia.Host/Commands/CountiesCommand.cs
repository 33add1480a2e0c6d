using System.CommandLine;
using Guanjia.Platform;
using Guanjia.Vehicles;

namespace Guanjia.Host.Commands;

/// <summary>bin/guanjia counties: the county shapes of an installation, out of files of whoever publishes them.</summary>
static class CountiesCommand
{
    public static Command Make()
    {
        var files = new Argument<string[]>("FILE") { Description = "GeoJSON; of a file of the whole country the counties of Ningxia are taken.", Arity = ArgumentArity.OneOrMore };
        var datum = new Option<string>("--datum") { Description = "In which datum their coordinates are.", HelpName = string.Join('|', Datums.ByName.Keys), Required = true };
        datum.AcceptOnlyFromAmong([.. Datums.ByName.Keys]);
        var source = new Option<string>("--source") { Description = "Whose they are, with the number of their examination (审图号); stands on every map that draws them.", HelpName = "TEXT", Required = true };
        var fewer = new Option<bool>("--fewer") { Description = "Counties that are there and not in these files may go." };
        var data = CommandLine.Data();
        var command = new Command("counties", $"Makes {CountyShapes.File} of the data folder, which maps and county fences go by; a running server takes it within seconds.") { files, datum, source, fewer, data };
        command.SetAction(r =>
        {
            var folder = DataFolder.Open(r.GetValue(data)!);
            var (made, no) = CountyImport.Make(r.GetValue(files)!, Datums.ByName[r.GetValue(datum)!], r.GetValue(source)!);
            CommandLine.Must(no);
            if (!r.GetValue(fewer) && made!.Lost(folder) is { Count: > 0 } lost) throw new CommandException($"这些文件里没有{string.Join("、", lost.Select(d => d.Name))}，现在的界线里有，换了它们的围栏就不起作用；请把有它们的文件一起给出，确实不要的加 --fewer。原来的没有动");
            string path;
            try { path = made!.Save(folder); }
            catch (Exception x) when (x is IOException or UnauthorizedAccessException) { throw new CommandException(x.Message); }
            Console.WriteLine($"{path}：{made.Has.Count} 个县（市、区）的界线，{made.GeoJson.Length / 1000} KB");
            if (made.Missing.Count > 0) Console.WriteLine($"缺 {made.Missing.Count} 个：{string.Join("、", made.Missing.Select(d => d.Name))}；有它们的文件请和这些一起再导入一次");
            return 0;
        });
        return command;
    }
}
