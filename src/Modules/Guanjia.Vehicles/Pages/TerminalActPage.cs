using Guanjia.Web;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;

namespace Guanjia.Vehicles;

/// <summary>One verb on one terminal.</summary>
public abstract class TerminalActPage : RowActPage<Terminal>
{
    [Inject] public Terminals Terminals { get; set; } = default!;
    protected override string Next => $"/vehicles/terminals/{Id}";
    protected Crumb[] Crumbs => [new("车载终端", "/vehicles/terminals"), new(Row!.Name, Next)];
    /// <summary>Where it sits now.</summary>
    protected TerminalLink? Link { get; private set; }
    protected override async Task Ready(Terminal row) => Link = await Terminals.Last(Db, row.Id, Stop) is { Until: null } link ? link : null;
    protected override async Task<Refusal?> Act() => Row is not { } row ? NotFound() : await Act(row) ?? await SaveAndGo(Next, Terminals.Saved);

    /// <summary>A time as it was typed; empty is now.</summary>
    protected Refusal? Time(string name, string label, out DateTimeOffset at)
    {
        at = By.Now;
        if (Text(name) is not { Length: > 0 } typed) return null;
        var (value, error) = Values.Parse(typed, typeof(DateTimeOffset), label);
        if (value is DateTimeOffset given) at = given;
        return error is null ? null : new(error, Field: name);
    }

    protected int? Number(string name) => int.TryParse(TypedTime.Plain(Text(name)), System.Globalization.CultureInfo.InvariantCulture, out var n) ? n : null;
}
