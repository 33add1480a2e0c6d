using System.CommandLine;
using Guanjia.Platform;

namespace Guanjia.Host.Commands;

static class AppCommand
{
    public static Command Make()
    {
        var command = new Command("app", "Applications of other systems, which come by /connect/token with a secret of their own.");
        command.Subcommands.Add(Create());
        command.Subcommands.Add(List());
        command.Subcommands.Add(Remove());
        return command;
    }

    static Command Create()
    {
        var data = CommandLine.Data();
        var name = new Option<string>("--name") { Description = "What it is called in the audit.", HelpName = "N", Required = true };
        var organisation = new Option<string>("--organisation") { Description = "The organisation's code; what the application sees ends there and below.", HelpName = "CODE", Required = true };
        var permissions = new Option<string>("--permissions") { Description = "Permissions, separated by commas.", HelpName = "a,b", Required = true };
        var command = new Command("create", "Makes an application and prints its secret, once.") { data, name, organisation, permissions };
        command.SetAction((r, ct) => CommandLine.On<Operators>(r.GetValue(data)!, async operators =>
        {
            var (id, secret, no) = await operators.CreateApplication(r.GetValue(name)!.Trim(), r.GetValue(organisation)!, r.GetValue(permissions)!.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries), ct);
            CommandLine.Must(no);
            Console.WriteLine($"client_id: {id}");
            Console.WriteLine($"client_secret: {secret}");
        }));
        return command;
    }

    static Command List()
    {
        var data = CommandLine.Data();
        var command = new Command("list", "Lists the applications.") { data };
        command.SetAction((r, ct) => CommandLine.On<Operators>(r.GetValue(data)!, async operators =>
        {
            foreach (var (id, name, organisation, permissions) in await operators.ListApplications(ct)) Console.WriteLine($"{id}\t{name}\t{organisation}\t{permissions}");
        }));
        return command;
    }

    static Command Remove()
    {
        var data = CommandLine.Data();
        var id = new Argument<string>("CLIENT_ID") { Description = "As create printed it." };
        var command = new Command("remove", "Removes an application; its tokens end within 20 seconds.") { id, data };
        command.SetAction((r, ct) => CommandLine.On<Operators>(r.GetValue(data)!, async operators =>
        {
            CommandLine.Must(await operators.RemoveApplication(r.GetValue(id)!, ct));
            Console.WriteLine($"{r.GetValue(id)}: removed");
        }));
        return command;
    }
}
