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
        // Whoever may only read a car hangs nothing on it: its place, and orders to it, are its unit's.
        if (!By.May(TerminalPermissions.TerminalsWrite, car.OwnerPath)) return Refusal.Forbidden($"您不管理{car.Name}所属单位的终端，请由管理它的单位装车") with { Field = nameof(TerminalLink.VehicleId) };
        if (TerminalLink.Install(terminal, car, since, await Last(db, terminal.Id, ct), other, By, out var link) is { } no) return no;
        db.Add(link);
        if (terminal.OwnerPath != car.OwnerPath) await Follows(db, terminal, car, ct);
        return null;
    }

    /// <summary>A terminal belongs to the unit of the car in which it sits: whoever has the car no longer asks it where that is.</summary>
    internal static async Task Follows(GuanjiaDb db, Terminal terminal, Vehicle car, CancellationToken ct)
    {
        terminal.GoTo(car.OwnerId, car.OwnerPath);
        await db.PartsFollow(new Dictionary<Guid, string> { [terminal.Id] = car.OwnerPath }, ct);
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

    /// <summary>A fence goes to the terminals of its cars, or leaves them; each has its own answer.</summary>
    /// <param name="chosen">Which cars; none: all that the fence binds.</param>
    /// <returns>How many terminals are told.</returns>
    [Clause("cons:8.2.2.1.d.1")]
    public async Task<(Refusal? No, int Told)> Tell(Fence fence, IReadOnlyCollection<Guid> chosen, bool drop, CancellationToken ct)
    {
        if (!drop && TerminalFence.Cannot(fence) is { } cannot) return (cannot, 0);
        var (ids, narrow) = (fence.VehicleIds, fence.VehicleIds.Count > 0);
        var cars = await db.Set<Vehicle>().AsNoTracking().Where(v => v.OwnerPath.StartsWith(fence.OwnerPath) && v.State != VehicleState.Disposed && (!narrow || ids.Contains(v.Id))).Select(v => v.Id).ToListAsync(ct);
        if (chosen.Any(c => !cars.Contains(c))) return (new("有车辆不归这个围栏管，请从围栏的车辆中选择", Field: nameof(Fence.VehicleIds)), 0);
        if (chosen.Count > 0) cars = [.. chosen];
        var sits = await db.Set<TerminalLink>().AsNoTracking().Where(l => l.Until == null && cars.Contains(l.VehicleId)).Select(l => l.WholeId).ToListAsync(ct);
        var terminals = (await db.Set<Terminal>().Where(t => sits.Contains(t.Id) && t.Status == TerminalStatus.InUse).ToListAsync(ct)).FindAll(t => By.May(TerminalPermissions.TerminalsWrite, t.OwnerPath));
        var known = (await FenceInTerminal.All(db, fence.Id, ct)).ToDictionary(f => f.TerminalId);
        if (drop) terminals = terminals.FindAll(t => known.ContainsKey(t.Id));
        if (terminals.Count == 0) return (new(drop ? "没有终端收到过这个围栏" : "这些车上没有在用的终端，或者您无权下发", Field: nameof(Fence.VehicleIds)), 0);
        var area = TerminalFence.MessageOf(fence);
        if (!drop && terminals.Exists(t => known.TryGetValue(t.Id, out var was) && was.Holds && was.Last.Value != area)) return (Refusal.WrongState("围栏换了形状，请先从终端删除，再下发新的"), 0);
        foreach (var terminal in terminals.OrderBy(t => t.Phone, StringComparer.Ordinal))
        {
            var before = known.GetValueOrDefault(terminal.Id);
            db.Add(TerminalCommand.OfFence(terminal, fence, drop ? before!.Last.Value ?? area : area, drop, before is { Holds: true }, By));
        }
        return (null, terminals.Count);
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
