using System.Globalization;
using Microsoft.EntityFrameworkCore;

namespace Guanjia.Vehicles;

/// <summary>Fleets, and the trips of the days around today: what is over in one stroke a day, what is open by the acts of those who did it.</summary>
sealed class UseDemo(DemoLand land, CancellationToken ct)
{
    const int past = 434, now = 6, open = 60;
    static readonly (string Title, UsePurpose Purpose)[] topics =
    [
        ("核查淤地坝除险加固", UsePurpose.Inspection), ("验收冷凉蔬菜基地", UsePurpose.Inspection), ("断面采样", UsePurpose.Inspection), ("入户调查", UsePurpose.Inspection), ("学校督导", UsePurpose.Inspection), ("驻点审计", UsePurpose.Inspection), ("林区防火检查", UsePurpose.Inspection),
        ("接待区外考察团", UsePurpose.Reception), ("参加现场会", UsePurpose.Meeting), ("视察组出行", UsePurpose.Group), ("送交机要文件", UsePurpose.Courier), ("调运急救物资", UsePurpose.Emergency), ("安全生产督查", UsePurpose.Inspection), ("调研乡村振兴项目", UsePurpose.Inspection),
    ];
    static readonly string[] places = ["人民政府", "水务局", "农业农村局", "政务服务中心", "工业园区", "第一中学", "人民医院", "自然保护区管理局"];

    readonly List<(Fleet Fleet, List<Vehicle> Cars, List<Driver> Drivers, List<Organisation> Units)> fleets = [];
    readonly Dictionary<Guid, decimal> odometer = [];

    public static async Task Make(DemoLand land, CancellationToken ct)
    {
        var demo = new UseDemo(land, ct);
        await demo.Fleets();
        for (var n = 0; n < past;) n += await demo.Day(n);
        await demo.Now();
        for (var n = 0; n < open; n++) await demo.Open(n);
    }

    /// <summary>Every unit that keeps cars and drivers runs a fleet, open to the units of its level.</summary>
    async Task Fleets()
    {
        var machine = Acting.Machine("demo", "演示数据", land.Now.AddDays(-30));
        await land.In(machine, async p =>
        {
            var db = p.GetRequiredService<GuanjiaDb>();
            var cars = (await db.Set<Vehicle>().AsNoTracking().Where(v => v.State == VehicleState.InUse).OrderBy(v => v.Plate).ToListAsync(ct)).ToLookup(v => v.OwnerPath);
            var drivers = (await db.Set<Driver>().AsNoTracking().Where(d => d.State == DriverState.OnDuty).OrderBy(d => d.Name).ToListAsync(ct)).ToLookup(d => d.OwnerPath);
            foreach (var unit in land.Units.Where(u => u.IsAffairsOffice && cars[u.Path].Any() && drivers[u.Path].Any()))
            {
                var level = land.Organisation(unit.Code[..6]);
                var fleet = Fleet.Laid(machine.NewId(), unit.Path, $"{unit.Short}车队", unit.Code[..6] == "640000" ? "640100" : unit.Code[..6], $"{unit.Short}院内停车场", unit.BookingPhone);
                db.Add(fleet);
                db.Add(new Offer(machine.NewId(), Things.Key<Fleet>(), fleet.Id, fleet.OwnerPath, level.Range(below: true)));
                fleets.Add((fleet, [.. cars[unit.Path]], [.. drivers[unit.Path]], [.. land.Units.Where(u => !u.IsAffairsOffice && u.Code.StartsWith(unit.Code[..6], StringComparison.Ordinal) && land.With("organiser", u).Count > 0)]));
            }
            Must(await db.Save(ct));
            return 0;
        });
        fleets.RemoveAll(f => f.Units.Count == 0);
    }

    /// <summary>What ran on one past day: asked for, sent, driven, paid and marked.</summary>
    async Task<int> Day(int n)
    {
        var back = 1 + n / 22;
        var date = China.Day(land.Now).AddDays(-back);
        while (!Workdays.Published.IsWorkday(date)) date = date.AddDays(-1);
        var machine = Acting.Machine("demo", "演示数据", China.FromLocal(date, new(20, 0)));
        return await land.In(machine, async p =>
        {
            var (db, odometers, made) = (p.GetRequiredService<GuanjiaDb>(), p.GetRequiredService<Odometers>(), 0);
            foreach (var (fleet, cars, drivers, _) in fleets)
                foreach (var (car, driver) in cars.Zip(drivers).Where((_, i) => (i + back) % 3 != 0))
                {
                    if (made >= 22 || n + made >= past) break;
                    var (asker, text) = Asks(fleet, date, n + made, car.Seats - 1);
                    var request = Written(fleet, text, asker, China.FromLocal(date, new(8, 0)).AddDays(-2));
                    if (VehicleGuards.CannotGo(car, date) is not null || DriverGuards.CannotDrive(driver, car, machine) is not null) continue;
                    Acting At(Person person, DateTimeOffset at) => land.As(person, at);
                    var dispatcher = drivers[0];
                    Must(request.Submit(0, At(asker, China.FromLocal(date, new(9, 0)).AddDays(-1))));
                    Must(request.Approve(At(asker, China.FromLocal(date, new(10, 0)).AddDays(-1))));
                    var desk = land.PeopleOf(land.Organisation(land.Units.First(u => u.Path == fleet.OwnerPath).Code))[0];
                    Must(request.Accept(At(desk, China.FromLocal(date, new(10, 30)).AddDays(-1))));
                    var trip = Trip.Order(fleet, car, driver, [request], null, At(desk, China.FromLocal(date, new(11, 0)).AddDays(-1)));
                    var drives = At(desk, request.StartsAt.AddMinutes(-15)) with { Name = driver.Name, Person = driver.PersonId ?? Guid.Empty };
                    Must(trip.Take(drives with { Now = trip.OrderedAt.AddMinutes(6) }));
                    var start = odometer.GetValueOrDefault(car.Id, (await Odometers.Last(db, car.Id, ct))?.Kilometres ?? 20_000) + 3;
                    var driven = request.Km + (n + made) % 7;
                    Must(trip.Depart((int)start, Checklist.All, null, drives));
                    Must(trip.Arrive((int)start + driven, driven * 10 > request.Km * 11 ? "绕行加油" : null, null, null, null, drives with { Now = request.EndsAt.AddMinutes((n + made) % 9 == 4 ? 25 : -10) }));
                    odometer[car.Id] = (int)start + driven;
                    Must(trip.Enter(new(decimal.Round(driven * 0.75m, 2), request.Km > 60 ? 35 : null, (n + made) % 3 == 0 ? 10 : null, Driver: request.Km > 200 ? 100 : null), drives with { Now = request.EndsAt.AddHours(1) }));
                    if (back > 2)
                    {
                        Must(trip.Check(At(desk, request.EndsAt.AddHours(20)) with { Person = desk.Id }));
                        request.Follow([trip.State], trip, At(desk, request.EndsAt.AddHours(20)));
                        var low = (n + made) % 37 == 5;
                        if ((n + made) % 5 != 0) Must(request.Evaluate(low ? 2 : 5, 5, (n + made) % 4 == 0 ? 4 : 5, 5, 5, low ? "晚到二十分钟，没有电话说明" : null, At(asker, request.EndsAt.AddHours(22))));
                    }
                    else request.Follow([trip.State], trip, drives with { Now = request.EndsAt.AddHours(1) });
                    db.AddRange(request, trip, TripLeg.Of(trip, request, machine));
                    made++;
                }
            if (made == 0) throw new InvalidOperationException("no car could go");
            Must(await db.Save(ct));
            return made;
        });
    }

    /// <summary>Cars that are out at this moment, whatever the hour: emergencies know no working time.</summary>
    Task Now() => land.In(Acting.Machine("demo", "演示数据", land.Now), async p =>
    {
        var (db, today) = (p.GetRequiredService<GuanjiaDb>(), China.Day(land.Now));
        var machine = Acting.Machine("demo", "演示数据", land.Now);
        var pairs = fleets.SelectMany(f => f.Cars.Zip(f.Drivers).Select(c => (f.Fleet, Car: c.First, Driver: c.Second))).Where(x => VehicleGuards.CannotGo(x.Car, today.AddDays(1)) is null && DriverGuards.CannotDrive(x.Driver, x.Car, machine) is null && DriverGuards.CannotDrive(x.Driver, today, [], machine) is null).Take(now).ToList();
        foreach (var ((fleet, car, driver), i) in pairs.Select((x, i) => (x, i)))
        {
            var (asker, text) = Asks(fleet, today, 2000 + i, car.Seats - 1);
            var starts = China.Local(land.Now).AddMinutes(-40 - 25 * i);
            starts = starts.AddMinutes(-(starts.Minute % 10));
            text[RequestFields.Purpose.Name] = nameof(UsePurpose.Emergency);
            text[RequestFields.StartsAt.Name] = starts.ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture);
            text[RequestFields.EndsAt.Name] = starts.AddHours(6).ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture);
            var request = Written(fleet, text, asker, land.Now.AddHours(-6));
            var desk = land.PeopleOf(land.Units.First(u => u.Path == fleet.OwnerPath))[0];
            Must(request.Submit(0, land.As(asker, request.StartsAt.AddHours(-4))));
            Must(request.Approve(land.As(asker, request.StartsAt.AddHours(-3.5))));
            Must(request.Accept(land.As(desk, request.StartsAt.AddHours(-3))));
            var trip = Trip.Order(fleet, car, driver, [request], null, land.As(desk, request.StartsAt.AddHours(-2.5)));
            var drives = land.As(desk, request.StartsAt.AddMinutes(-15)) with { Name = driver.Name, Person = driver.PersonId ?? Guid.Empty };
            Must(trip.Take(drives with { Now = trip.OrderedAt.AddMinutes(6) }));
            Must(trip.Depart((int)odometer.GetValueOrDefault(car.Id, (await Odometers.Last(db, car.Id, ct))?.Kilometres ?? 20_000) + 3, Checklist.All, null, drives));
            request.Follow([trip.State], trip, drives);
            db.AddRange(request, trip, TripLeg.Of(trip, request, machine));
            db.AddRange(TripHold.Of(trip, machine));
        }
        Must(await db.Save(ct));
        return 0;
    });

    /// <summary>One of today or of the days to come, as far as it has come.</summary>
    async Task Open(int n)
    {
        var (fleet, cars, drivers, _) = fleets[n % 5 < 3 ? 0 : 1 + n % (fleets.Count - 1)];
        var date = China.Day(land.Now);
        for (var ahead = n % 6; ahead > 0 || !Workdays.Published.IsWorkday(date); ahead--) date = date.AddDays(1);
        if (date == China.Day(land.Now)) date = Workdays.Published.After(date, 1);
        var (asker, text) = Asks(fleet, date, 1000 + n, 4);
        var asked = land.Now.AddHours(n % 7 == 3 ? -9 : -3).AddMinutes(-n % 50);   // most within their time, some late
        Guid id = default;
        await land.In(land.As(asker, asked), async p =>
        {
            var (request, no) = await p.GetRequiredService<Requests>().Ask(Read(text), draft: n % 15 == 14, ct);
            Must(no);
            Must(await p.GetRequiredService<GuanjiaDb>().Save(ct));
            id = request!.Id;
            return 0;
        });
        var desk = land.PeopleOf(land.Units.First(u => u.Path == fleet.OwnerPath))[0];
        Task Step(Person person, double hours, Func<IServiceProvider, VehicleRequest, Task<Refusal?>> verb) => land.In(land.As(person, asked.AddHours(hours)), async p =>
        {
            var (request, no) = await p.GetRequiredService<GuanjiaDb>().Open<VehicleRequest>(id, RequestVerbs.Read, ct);
            Must(no ?? await verb(p, request!) ?? await p.GetRequiredService<Requests>().Save(request!, ct));
            return 0;
        });
        var stage = n % 15;
        if (stage is 14 or 0 or 1) return;   // a draft, and two that wait for their head
        var head = land.PeopleOf(land.Units.First(u => u.Id == asker.OrganisationId))[0];
        await Step(head, 1, async (p, r) => r.State != RequestState.Submitted ? null : await p.GetRequiredService<Flows>().MyTask(r.Id, ct) is null ? null : stage == 2 ? await p.GetRequiredService<Requests>().Return(r, r.Version, "请写明乘车人和具体地点", ct) : await p.GetRequiredService<Requests>().Approve(r, r.Version, "同意", ct));
        if (stage is 2 or 3 or 4) return;
        await Step(desk, 2, (p, r) => Task.FromResult(r.State == RequestState.Approved ? p.GetRequiredService<Requests>().Accept(r) : null));
        if (stage is 5 or 6 or 7) return;
        Guid? trip = null;
        await Step(desk, 2.5, async (p, r) =>
        {
            if (r.State != RequestState.Accepted || (await p.GetRequiredService<Trips>().Candidates(fleet, [r], ct)).FirstOrDefault(c => c.Against.Count == 0) is not { Driver: { } driver } fit) return null;
            var (made, no) = await p.GetRequiredService<Trips>().Order([r], fit.Vehicle.Id, driver.Id, n % 4 == 0 ? "请提前十分钟到" : null, ct);
            trip = made?.Id;
            return no;
        });
        if (trip is not { } ordered || stage is 8) return;
        await land.In(land.As(desk, asked.AddHours(2.7)), async p =>
        {
            var (t, no) = await p.GetRequiredService<GuanjiaDb>().Open<Trip>(ordered, TripVerbs.Take, ct);
            Must(no ?? await p.GetRequiredService<Trips>().Take(t!, ct) ?? await p.GetRequiredService<GuanjiaDb>().Save(ct));
            return 0;
        });
    }

    (Person Asker, Dictionary<string, string> Text) Asks(Fleet fleet, DateOnly date, int n, int most)
    {
        var units = fleets.First(f => f.Fleet.Id == fleet.Id).Units;
        var unit = units[n % units.Count];
        var asker = land.With("organiser", unit)[0];
        var (topic, purpose) = topics[n % topics.Length];
        var near = Division.Ningxia.Where(d => d.Level == DivisionLevel.County).OrderBy(d => Division.Of(fleet.DivisionCode)!.DistanceTo(d)).Take(9).ToList();
        var to = near[n * 5 % near.Count];
        var from = 8 + n % 3;
        return (asker, new()
        {
            [RequestFields.Fleet.Name] = fleet.Id.ToString(), [RequestFields.Title.Name] = $"赴{to.ShortName}{topic}", [RequestFields.Purpose.Name] = purpose.ToString(), [RequestFields.StartsAt.Name] = string.Create(CultureInfo.InvariantCulture, $"{date:yyyy-MM-dd}T{from:00}:30"), [RequestFields.EndsAt.Name] = string.Create(CultureInfo.InvariantCulture, $"{date:yyyy-MM-dd}T{from + 4 + n % 4:00}:00"),
            [RequestFields.FromPlace.Name] = n % 2 == 0 ? "" : $"{unit.Short}南门", [RequestFields.ToDivision.Name] = to.Code, [RequestFields.ToPlace.Name] = to.ShortName + places[n % places.Length], [RequestFields.Headcount.Name] = string.Create(CultureInfo.InvariantCulture, $"{1 + n % Math.Min(4, most)}"), [RequestFields.Wanted.Name] = nameof(WantedCar.Any), [RequestFields.Cars.Name] = "1",
            [RequestFields.ContactName.Name] = asker.Name, [RequestFields.ContactPhone.Name] = string.Create(CultureInfo.InvariantCulture, $"0951-5{n * 31 % 1000:000}{n % 1000:000}"), [RequestFields.Needs.Name] = n % 6 == 0 ? "携带两箱资料" : "",
        });
    }

    VehicleRequest Written(Fleet fleet, Dictionary<string, string> text, Person asker, DateTimeOffset at)
    {
        var by = land.As(asker, at);
        Must(VehicleRequest.Draft(fleet, Read(text), land.Units.First(u => u.Id == asker.OrganisationId), by, out var request));
        return request;
    }

    static Input<VehicleRequest> Read(Dictionary<string, string> text)
    {
        var input = Input<VehicleRequest>.From(text.GetValueOrDefault, RequestFields.Form);
        return input.Errors.Count == 0 ? input : throw new InvalidOperationException(string.Join("；", input.Errors.Select(e => e.Message)));
    }

    static void Must(Refusal? no) { if (no is not null) throw new InvalidOperationException(no.Message); }
}
