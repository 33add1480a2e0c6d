using System.CommandLine;
using Guanjia.Platform;

namespace Guanjia.Host.Commands;

static class DoctorCommand
{
    public static Command Make()
    {
        var data = CommandLine.Data();
        var command = new Command("doctor", "Looks whether folder, database, fonts, clock and disk are as they should be; exit code 1 when something fails.") { data };
        command.SetAction(async (r, ct) =>
        {
            var folder = DataFolder.Open(r.GetValue(data)!);
            using var host = CommandLine.Services(folder);
            await using var scope = host.Services.CreateAsyncScope();
            var found = await Doctor.Examine(folder, scope.ServiceProvider.GetRequiredService<GuanjiaDb>(), TimeProvider.System, ct);
            foreach (var f in found) Console.WriteLine($"{f.Health.ToString().ToLowerInvariant(),-4}  {f.What}: {f.Says}");
            return found.Any(f => f.Health == Health.Fail) ? 1 : 0;
        });
        return command;
    }
}
