using System.CommandLine;
using Guanjia.Platform;

namespace Guanjia.Host.Commands;

static class KeysCommand
{
    public static Command Make()
    {
        var data = CommandLine.Data();
        var show = new Command("show", "Says where the keys lie and how many there are; never a key itself.") { data };
        show.SetAction((r, ct) => CommandLine.On<GuanjiaDb>(r.GetValue(data)!, async db =>
        {
            Console.WriteLine($"{DataFolder.Open(r.GetValue(data)!).Keys}: {db.Keys.Id}, data keys {string.Join(", ", db.Keys.Numbers)}, now {db.Keys.Current}");
            Console.WriteLine($"{await db.Unresealed(ct)} values under older keys");
        }));
        var rotate = new Command("rotate", "Makes a further data key, also while the server runs: it seals from now on, older ones still open. What they sealed is sealed anew here and now.") { data };
        rotate.SetAction((r, ct) => CommandLine.On<GuanjiaDb>(r.GetValue(data)!, async db =>
        {
            Console.WriteLine($"data key {db.Keys.Rotate()}");
            Console.WriteLine($"{await db.Reseal(ct)} values sealed anew; a running server uses the new key within seconds, and its job seals what was written meanwhile");
        }));
        var command = new Command("keys", "The keys of the installation.");
        command.Subcommands.Add(show);
        command.Subcommands.Add(rotate);
        return command;
    }
}
