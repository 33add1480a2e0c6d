using System.CommandLine;
using Guanjia.Platform;

namespace Guanjia.Host.Commands;

static class AccountCommand
{
    public static Command Make()
    {
        var command = new Command("account", "Helps someone who cannot sign in; every use is audited.");
        command.Subcommands.Add(One("unlock", "Ends the waiting time after failed sign-ins and enables a disabled account.", async (operators, login, _, ct) =>
        {
            CommandLine.Must(await operators.Unlock(login, ct));
            Console.WriteLine($"{login}: unlocked");
        }));
        var factors = new Option<bool>("--second-factor") { Description = "Takes away authenticator app, recovery codes and passkeys too: for someone who has lost them." };
        command.Subcommands.Add(One("reset", "Sets a random password, to be changed at the next sign-in, and ends all sessions of the account.", async (operators, login, r, ct) =>
        {
            var (password, no) = await operators.Reset(login, r.GetValue(factors), ct);
            CommandLine.Must(no);
            Console.WriteLine($"password: {password}");
            if (r.GetValue(factors)) Console.WriteLine("second factor: cleared");
        }, factors));
        return command;
    }

    static Command One(string name, string says, Func<Operators, string, ParseResult, CancellationToken, Task> act, params Option[] more)
    {
        var data = CommandLine.Data();
        var login = new Option<string>("--login") { Description = "The account.", HelpName = "NAME", Required = true };
        var command = new Command(name, says) { data, login };
        foreach (var option in more) command.Options.Add(option);
        command.SetAction((r, ct) => CommandLine.On<Operators>(r.GetValue(data)!, operators => act(operators, r.GetValue(login)!, r, ct)));
        return command;
    }
}
