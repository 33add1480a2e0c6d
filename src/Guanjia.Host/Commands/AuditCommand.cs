using System.CommandLine;
using Guanjia.Platform;

namespace Guanjia.Host.Commands;

static class AuditCommand
{
    public static Command Make()
    {
        var data = CommandLine.Data();
        var verify = new Command("verify", "Seals what waits and reads the whole chain: says 'N entries, chain intact', or names the first entry that is wrong and exits 1.") { data };
        verify.SetAction(async (r, ct) =>
        {
            using var host = CommandLine.Services(DataFolder.Open(r.GetValue(data)!));
            await host.Services.GetRequiredService<Sealer>().Seal(ct);
            await using var scope = host.Services.CreateAsyncScope();
            var (intact, says) = await Sealer.Verify(scope.ServiceProvider.GetRequiredService<GuanjiaDb>(), ct);
            Console.WriteLine(says);
            return intact ? 0 : 1;
        });
        var to = new Option<string>("--to") { Description = "The folder to write into.", HelpName = "DIR2", Required = true };
        var checkpoints = new Command("checkpoints", "Signs the chain as it stands and writes all checkpoints with their signatures (SM2), to be kept elsewhere; README.txt there says how openssl alone verifies them.") { data, to };
        checkpoints.SetAction(async (r, ct) =>
        {
            using var host = CommandLine.Services(DataFolder.Open(r.GetValue(data)!));
            await host.Services.GetRequiredService<Sealer>().Seal(ct);
            await using var scope = host.Services.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<GuanjiaDb>();
            await AuditCheckpoints.Make(db, TimeProvider.System.GetUtcNow(), ct);
            Console.WriteLine($"{await AuditCheckpoints.Export(db, r.GetValue(to)!, ct)} checkpoints in {Path.GetFullPath(r.GetValue(to)!)}");
            return 0;
        });
        var command = new Command("audit", "The audit trail.");
        command.Subcommands.Add(verify);
        command.Subcommands.Add(checkpoints);
        return command;
    }
}
