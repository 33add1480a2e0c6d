using Microsoft.EntityFrameworkCore;

namespace Guanjia.Vehicles;

/// <summary>What is done with terminals that touches more than their own row. Pages and API go by it.</summary>
public sealed class Terminals(GuanjiaDb db, TerminalBook book)
{
    Acting By => db.Scope.Required;

    /// <summary>The link that a terminal has now, or had last.</summary>
    public static Task<TerminalLink?> Last(GuanjiaDb db, Guid terminal, CancellationToken ct) => db.PartsOf<TerminalLink>(terminal).OrderByDescending(l => l.Since).FirstOrDefaultAsync(ct);

    [Clause("cons:8.2.2.1.d.1")]
    public async Task<Refusal?> Install(Terminal terminal, Guid? vehicle, DateTimeOffset since, CancellationToken ct)
    {
        if (vehicle is not { } id || await db.Set<Vehicle>().AsNoTracking().FirstOrDefaultAsync(v => v.Id == id, ct) is not { } car) return new("请从列表中选择车辆", Field: nameof(TerminalLink.VehicleId));
        var other = await db.Set<TerminalLink>().AsNoTracking().Where(l => l.VehicleId == id).OrderByDescending(l => l.Since).FirstOrDefaultAsync(ct);
        if (TerminalLink.Install(terminal, car, since, await Last(db, terminal.Id, ct), other, By, out var link) is { } no) return no;
        db.Add(link);
        return null;
    }

    public async Task<Refusal?> Remove(Terminal terminal, DateTimeOffset until, CancellationToken ct) =>
        await Last(db, terminal.Id, ct) is { } link ? link.Remove(until, By) : Refusal.WrongState("终端没有装在车上");

    public async Task<Refusal?> Retire(Terminal terminal, string reason, CancellationToken ct) => terminal.Retire(reason, await Last(db, terminal.Id, ct) is { Until: null } link ? link : null, By);

    public Refusal? Command(Terminal terminal, TerminalCommandKind kind, string? text, int? number, int? value)
    {
        if (TerminalCommand.Give(terminal, kind, text, number, value, By, out var command) is { } no) return no;
        db.Add(command);
        return null;
    }

    /// <summary>Saved: the intake goes by it from now on.</summary>
    public void Saved() => book.Forget();
    public async Task<Refusal?> Save(CancellationToken ct)
    {
        if (await db.Save(ct) is { } no) return no;
        book.Forget();
        return null;
    }
}
