using System.CommandLine;
using Guanjia.Platform;

namespace Guanjia.Host.Commands;

static class TokenCommand
{
    public static Command Make()
    {
        var data = CommandLine.Data();
        var login = new Option<string>("--login") { Description = "The account whose person is to act.", HelpName = "NAME", Required = true };
        var command = new Command("token", "Prints a bearer token of a person for 15 minutes; only on a folder made by --demo, and audited.") { data, login };
        command.SetAction((r, ct) => CommandLine.On<Operators>(r.GetValue(data)!, async operators =>
        {
            var (token, no) = await operators.TokenOf(r.GetValue(login)!, ct);
            CommandLine.Must(no);
            Console.WriteLine(token);
        }));
        return command;
    }
}
