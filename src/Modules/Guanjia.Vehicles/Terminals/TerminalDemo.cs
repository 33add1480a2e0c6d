using System.Globalization;
using Microsoft.EntityFrameworkCore;

namespace Guanjia.Vehicles;

/// <summary>A terminal in each of the eighty cars, so that 'bin/guanjia terminal simulate' moves them. Their numbers go up from one that no operator gives out.</summary>
static class TerminalDemo
{
    /// <summary>106410000001: twelve digits, as both editions have them.</summary>
    public const long FirstPhone = 106_410_000_001;

    public static async Task Make(DemoLand land, CancellationToken ct)
    {
        var n = 0;
        var cars = await land.In(Acting.Machine("demo", "the cars that get terminals", land.Now), p => p.GetRequiredService<GuanjiaDb>().Set<Vehicle>().AsNoTracking().OrderBy(v => v.Id).ToListAsync(ct));
        foreach (var unit in cars.GroupBy(v => v.OwnerPath))
        {
            var office = land.Units.First(u => u.Path == unit.Key);
            var keeper = land.With("fleet", office).Concat(land.PeopleOf(office)).First();
            await land.In(land.As(keeper, land.Now.AddDays(-18)), async p =>
            {
                var (db, by) = (p.GetRequiredService<GuanjiaDb>(), p.GetRequiredService<Scope>().Required);
                foreach (var car in unit)
                {
                    var (old, terminal) = (n % 3 == 2, Terminal.New(by));
                    var typed = new Dictionary<string, string?> { ["Phone"] = (FirstPhone + n).ToString(CultureInfo.InvariantCulture), ["Maker"] = "70111", ["Model"] = old ? "BSJ-A6" : "BSJ-M7B", ["Serial"] = string.Create(CultureInfo.InvariantCulture, $"{n + 1:0000000}"), ["Edition"] = old ? "Of2013" : "Of2019", ["Datum"] = "Wgs84" };
                    var input = Input<Terminal>.From(typed.GetValueOrDefault, TerminalFields.All);
                    Must(terminal.Change(input, by));
                    Must(TerminalLink.Install(terminal, car, by.Now, null, null, by, out var link));
                    db.AddRange(terminal, link);
                    n++;
                }
                Must(await db.Save(ct));
                return 0;
            });
        }
    }

    static void Must(Refusal? no) { if (no is not null) throw new InvalidOperationException(no.Message); }
}
