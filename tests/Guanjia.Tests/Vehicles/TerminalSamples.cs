using Guanjia.Jt808;
using Guanjia.Platform;
using Guanjia.Vehicles;
using Xunit;

namespace Guanjia.Tests.Vehicles;

/// <summary>A terminal that sits nowhere, for the walks over pages and routes.</summary>
public sealed class TerminalSample : ISample
{
    public string Address => "/vehicles/terminals/";
    public Type Row => typeof(Terminal);
    public object Make(Acting by) => Of(by);

    public static Terminal Of(Acting by, params (string Name, string? Value)[] other)
    {
        var typed = new Dictionary<string, string?> { ["Phone"] = "14400000001", ["Maker"] = "70111", ["Model"] = "BSJ-M7B", ["Serial"] = "0000001", ["Edition"] = "Of2019", ["Datum"] = "Wgs84" };
        foreach (var (name, value) in other) typed[name] = value;
        var (row, input) = (Terminal.New(by), Input<Terminal>.From(typed.GetValueOrDefault, TerminalFields.All));
        Assert.Empty(input.Errors);
        Assert.Null(row.Change(input, by)?.Message);
        return row;
    }
}

/// <summary>A registration that was refused, for the walks over pages and routes.</summary>
public sealed class TerminalCaseSample : ISample
{
    public string Address => "/vehicles/terminal-cases/";
    public Type Row => typeof(TerminalCase);
    public object Make(Acting by) => TerminalCase.Of(TerminalCaseKind.UnknownTerminal, by.Org, "14400000009", null, new Registration(64, 100, "70111", "BSJ-M7B", "0000009", 1, "宁A0X009"), "192.0.2.1", "没有登记这个号码的终端", by);
}

/// <summary>Bytes that nobody understood, for the walks over pages and routes.</summary>
public sealed class UnreadFrameSample : ISample
{
    public string Address => "/vehicles/unread-frames/";
    public Type Row => typeof(Guanjia.Vehicles.UnreadFrame);
    public object Make(Acting by) => new Guanjia.Vehicles.UnreadFrame(by.NewId(), by.Org, null, "14400000009", "192.0.2.1", UnreadWhy.Checksum, Convert.FromHexString("7E0200"), by.Now);
}
