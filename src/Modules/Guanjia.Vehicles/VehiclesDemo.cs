using System.Globalization;
using Microsoft.EntityFrameworkCore;

namespace Guanjia.Vehicles;

/// <summary>Eighty cars and sixty drivers over the region, its cities and counties. Plates bear the sign 0X after the letter of the place, which no office gives out: they are nobody's.</summary>
sealed class VehiclesDemo(DemoLand land, CancellationToken ct)
{
    const int cars = 80, drivers = 60;
    // Model, body, energy, seats, litres, yuan, automatic: within the caps of its class.
    static readonly (VehicleClass Class, string Purpose, string Model, VehicleBody Body, EnergyKind Energy, int Seats, decimal? Litres, int Yuan)[] kinds =
    [
        (VehicleClass.Other, "调研接待", "大众帕萨特", VehicleBody.Sedan, EnergyKind.Petrol, 5, 1.4m, 178_900), (VehicleClass.Confidential, "机要文件交换", "大众宝来", VehicleBody.Sedan, EnergyKind.Petrol, 5, 1.4m, 112_800), (VehicleClass.Emergency, "应急值班", "红旗E-QM5", VehicleBody.Sedan, EnergyKind.Electric, 5, null, 169_800),
        (VehicleClass.Other, "调研接待", "别克GL8", VehicleBody.Multipurpose, EnergyKind.Petrol, 7, 2.0m, 239_900), (VehicleClass.Emergency, "防汛抗旱", "哈弗H9", VehicleBody.OffRoad, EnergyKind.Petrol, 7, 2.0m, 226_800), (VehicleClass.Confidential, "机要通信", "吉利帝豪EV", VehicleBody.Sedan, EnergyKind.Electric, 5, null, 138_800),
        (VehicleClass.Other, "会议保障", "丰田考斯特", VehicleBody.MiddleBus, EnergyKind.Diesel, 19, 2.8m, 249_000), (VehicleClass.Other, "综合保障", "比亚迪秦PLUS", VehicleBody.Sedan, EnergyKind.PlugInHybrid, 5, 1.5m, 119_800),
    ];
    static readonly (VehicleClass, string, string, VehicleBody, EnergyKind, int, decimal?, int) law = (VehicleClass.LawEnforcement, "执法检查", "大众朗逸", VehicleBody.Sedan, EnergyKind.Petrol, 5, 1.5m, 118_600);
    static readonly string[] surnames = [.. "马王张李刘杨陈丁白哈纳田海金虎赵吴周徐孙".Select(c => c.ToString())], given = ["建军", "志平", "宁生", "学文", "小东", "福海", "占山", "玉宝", "德胜", "永强", "国柱", "成林", "少云", "海龙", "金山"];
    readonly List<(Guid Id, Organisation Unit)> hired = [];
    int made;

    public static Task Make(DemoLand land, CancellationToken ct) => new VehiclesDemo(land, ct).Make();

    async Task Make()
    {
        var offices = land.Units.Where(u => u.IsAffairsOffice).ToList();
        var counties = land.Units.Where(u => u.Code[4..6] is not "00").ToList();
        await Fleet(offices[0], 28, 24);
        foreach (var city in offices.Skip(1)) await Fleet(city, 6, 5);
        foreach (var unit in land.Units.Where(u => u.Nature is UnitNature.Supervision or UnitNature.Court or UnitNature.Procuratorate)) await Fleet(unit, 2, 1, law);
        foreach (var (county, i) in counties.Select((c, i) => (c, i))) await Fleet(county, 1, i < 8 ? 1 : 0);
        if ((made, hired.Count) != (cars, drivers)) throw new InvalidOperationException($"{made} cars, {hired.Count} drivers");
    }

    /// <summary>A unit's quotas, drivers and cars, as its keeper entered them.</summary>
    async Task Fleet(Organisation unit, int count, int people, (VehicleClass Class, string, string, VehicleBody, EnergyKind, int, decimal?, int)? only = null)
    {
        var keeper = land.With("fleet", unit).Concat(land.PeopleOf(unit)).First();
        var (first, by) = (made, land.As(keeper, land.Now.AddDays(-20)));
        var here = await land.In(by, async p =>
        {
            var (db, register) = (p.GetRequiredService<GuanjiaDb>(), p.GetRequiredService<VehicleRegister>());
            var here = new List<Driver>();
            for (var i = 0; i < people; i++) here.Add(await Hire(db, register, unit, by));
            if (count > 1)
                foreach (var kind in only is { } one ? [(one.Class, Share: 1.0)] : kinds.GroupBy(k => k.Class).Select(g => (Class: g.Key, Share: (double)g.Count() / kinds.Length)))
                {
                    Must(VehicleQuota.Set(unit, kind.Class, (int)(count * kind.Share) + 2, new(2026, 1, 1), "宁机管发〔2026〕1号", by, out var quota));
                    db.Add(quota);
                }
            Must(await db.Save(ct));
            for (var i = 0; i < count; i++)
            {
                var car = Vehicle.New(by);
                Must(await register.Enter(car, Read(Car(unit, only ?? kinds[made % kinds.Length], made, here.Count > i ? here[i].Id : null), VehicleFields.All), ct));
                made++;
                db.Add(car);
                Must(await db.Save(ct));
            }
            return here;
        });
        await land.In(land.As(keeper, land.Now.AddHours(-1)), async p =>
        {
            var (db, odometers, now) = (p.GetRequiredService<GuanjiaDb>(), p.GetRequiredService<Odometers>(), p.GetRequiredService<Scope>().Required);
            var fleet = await db.Set<Vehicle>().Where(v => v.OwnerPath == unit.Path).OrderBy(v => v.Plate).ToListAsync(ct);
            foreach (var (car, i) in fleet.Select((v, i) => (v, i)))
            {
                var n = first + i;
                var km = 20_000m + n * 1_117 % 90_000;
                foreach (var (days, source) in new[] { (19, OdometerSource.Entry), (12, OdometerSource.Fuel), (4, OdometerSource.Return) })
                {
                    Must(await odometers.Enter(car, new(land.Now.AddDays(-days).AddMinutes(-n), km, source, here.Count > i ? here[i].Id : null), ct));
                    Must(await db.Save(ct));
                    km += 130.5m + n * 37 % 260;
                }
                // A few stand in the workshop, one is laid up.
                if (n % 16 == 5) Must(car.SendToRepair(land.Pick(["前轮胎更换，送定点厂", "发动机异响，送定点厂检修", "事故修理，等待配件"]), now));
                else if (n == 40) Must(car.Suspend("节假日封存", now));
            }
            Must(await db.Save(ct));
            return 0;
        });
    }

    async Task<Driver> Hire(GuanjiaDb db, VehicleRegister register, Organisation unit, Acting by)
    {
        var n = hired.Count;
        // Whoever drives with an account is known by it.
        var person = land.With("driver", unit).Skip(hired.Count(h => h.Unit.Id == unit.Id)).FirstOrDefault();
        var today = China.Day(land.Now);
        var driver = Driver.New(by);
        Must(await register.Enter(driver, Read(new Dictionary<string, string?>
        {
            ["Name"] = person?.Name ?? surnames[n % surnames.Length] + given[n * 7 % given.Length], ["PersonId"] = person?.Id.ToString(), ["Employment"] = $"{(Employment)(n % 3)}", ["Phone"] = string.Create(CultureInfo.InvariantCulture, $"199{n * 7919 % 10_000_0000:00000000}"), ["LicenceNumber"] = Licence(n),
            ["Licence"] = $"{(n % 10) switch { 0 or 1 => LicenceClass.A1, 2 or 3 => LicenceClass.B1, 9 => LicenceClass.C2, _ => LicenceClass.C1 }}", ["LicensedSince"] = Day(new DateOnly(1998 + n % 18, 1 + n % 12, 5)),
            // A few run out.
            ["LicensedUntil"] = Day(n % 15 == 7 ? today.AddDays(3 + n % 20) : today.AddDays(200 + n * 31 % 1500)), ["Points"] = $"{(n % 7 == 3 ? 3 : 0)}", ["HealthyUntil"] = Day(n % 20 == 11 ? today.AddDays(-4) : today.AddDays(60 + n * 17 % 400)),
        }, DriverFields.All), ct));
        db.Add(driver);
        hired.Add((driver.Id, unit));
        if (n % 12 != 8) return driver;
        Must(DriverLeave.Enter(driver, n % 24 == 8 ? LeaveKind.Annual : LeaveKind.Sick, today.AddDays(-1), today.AddDays(3), null, [], by, out var leave));
        db.Add(leave);
        return driver;
    }

    Dictionary<string, string?> Car(Organisation unit, (VehicleClass Class, string Purpose, string Model, VehicleBody Body, EnergyKind Energy, int Seats, decimal? Litres, int Yuan) kind, int n, Guid? driver)
    {
        var today = China.Day(land.Now);
        var letter = unit.Code[..4] switch { "6402" => 'B', "6403" => 'C', "6404" => 'D', "6405" => 'E', _ => 'A' };
        var serial = string.Create(CultureInfo.InvariantCulture, $"{n + 1:000}");
        var bought = new DateOnly(2018 + n % 8, 1 + n * 5 % 12, 12);
        return new()
        {
            ["Plate"] = kind.Energy.IsNew() ? $"宁{letter}D0{serial}0" : $"宁{letter}0X{serial}", ["Class"] = $"{kind.Class}", ["Purpose"] = kind.Purpose, ["Model"] = kind.Model, ["Body"] = $"{kind.Body}", ["Energy"] = $"{kind.Energy}", ["Seats"] = $"{kind.Seats}", ["Displacement"] = kind.Litres?.ToString(CultureInfo.InvariantCulture), ["IsAutomatic"] = kind.Body == VehicleBody.MiddleBus ? "" : "true",
            ["Vin"] = VinOf(n), ["Price"] = $"{kind.Yuan}", ["BoughtOn"] = Day(bought), ["AssetNumber"] = $"ZC-A02-{31_000 + n:0000000}", ["DriverId"] = n % 3 == 0 ? driver?.ToString() : null, ["ParkingPlace"] = $"{unit.Short}院内",
            // A few papers have run out, some are about to.
            ["InspectedUntil"] = Day(n % 19 == 4 ? today.AddDays(-4) : n % 11 == 6 ? today.AddDays(5 + n % 20) : today.AddDays(90 + n * 13 % 600)), ["InsuredUntil"] = Day(n % 23 == 9 ? today.AddDays(12) : today.AddDays(45 + n * 7 % 310)), ["CommercialUntil"] = Day(today.AddDays(45 + n * 7 % 310)),
        };
    }

    /// <summary>A number with the check sign that belongs to it.</summary>
    static string VinOf(int n) => $"LFVAA2150K{900_000 + n:0000000}" is var vin ? string.Concat(vin.AsSpan(0, 8), Vins.CheckOf(vin).ToString(), vin.AsSpan(9)) : "";

    /// <summary>A made-up identity number of a district that there is not (649900), with the check sign that belongs to it.</summary>
    static string Licence(int n)
    {
        var seventeen = string.Create(CultureInfo.InvariantCulture, $"649900{1970 + n % 25}{1 + n % 12:00}{1 + n % 28:00}{n:000}");
        return seventeen + "10X98765432"[seventeen.Select((c, i) => (c - '0') * (1 << 17 - i)).Sum() % 11];
    }

    static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
    static Input<T> Read<T>(Dictionary<string, string?> text, IReadOnlyList<Field<T>> fields)
    {
        var input = Input<T>.From(text.GetValueOrDefault, fields);
        return input.Ok ? input : throw new InvalidOperationException(string.Join("；", input.Errors.Select(e => e.Message)));
    }
    static void Must(Refusal? no) { if (no is not null) throw new InvalidOperationException(no.Message); }
}
