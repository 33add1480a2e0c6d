using System.CommandLine;
using Guanjia.Platform;

namespace Guanjia.Host.Commands;

static class AdminCommand
{
    public static Command Make()
    {
        var data = CommandLine.Data();
        var kind = new Option<string>("--kind") { Description = "system (accounts, settings), security (roles, grants) or audit (who did what, when).", HelpName = "system|security|audit", Required = true };
        kind.AcceptOnlyFromAmong("system", "security", "audit");
        var organisation = new Option<string>("--organisation") { Description = "The code of the region, city or county; the administrator's reach ends there and below.", HelpName = "CODE", Required = true };
        var login = new Option<string>("--login") { Description = "The account; made if it is not there.", HelpName = "LOGIN", Required = true };
        var name = new Option<string>("--name") { Description = "The person's name.", HelpName = "N", Required = true };
        var url = new Option<string>("--url") { Description = "Where the server is reached, for the link.", HelpName = "URL", DefaultValueFactory = _ => "http://127.0.0.1:5080" };
        var create = new Command("create", "Makes one of the three administrators and prints a one-time link by which he sets his own password; refuses whoever holds another role.") { data, kind, organisation, login, name, url };
        create.SetAction((r, ct) => CommandLine.On<Operators>(r.GetValue(data)!, async operators =>
        {
            var (secret, ends, no) = await operators.MakeAdministrator(Enum.Parse<AdministratorKind>(r.GetValue(kind)!, ignoreCase: true), r.GetValue(organisation)!.Trim(), r.GetValue(login)!, r.GetValue(name)!.Trim(), ct);
            CommandLine.Must(no);
            Console.WriteLine(secret is null ? $"{r.GetValue(login)}: granted; the account has a password already" : $"one-time link, good until {China.WithOffset(ends):yyyy-MM-dd HH:mm}: {r.GetValue(url)!.TrimEnd('/')}/reset?key={secret}");
        }));
        var command = new Command("admin", "The three administrators of a region, city or county, who exclude each other; every use is audited.");
        command.Subcommands.Add(create);
        return command;
    }
}
