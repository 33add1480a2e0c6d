using System.Globalization;
using Microsoft.EntityFrameworkCore;

namespace Guanjia.Conferences;

/// <summary>Buildings, rooms and bookings of the demonstration. Every booking goes through the same verbs as any other, each at its own hour, so that histories, numbers and signatures are there.</summary>
sealed class ConferencesDemo
{
    const int rooms = 60, bookings = 400;
    static readonly (string Name, string Office, string Address, int Rooms)[] buildings =
    [
        ("区直机关1号楼", "640000-001", "银川市金凤区", 12), ("区直机关2号楼", "640000-001", "银川市金凤区", 10), ("区直机关会议中心", "640000-001", "银川市金凤区", 10),
        ("银川市行政中心", "640100-001", "银川市金凤区", 8), ("石嘴山市行政中心", "640200-001", "石嘴山市大武口区", 5), ("吴忠市行政中心", "640300-001", "吴忠市利通区", 5),
        ("固原市行政中心", "640400-001", "固原市原州区", 5), ("中卫市行政中心", "640500-001", "中卫市沙坡头区", 5),
    ];
    static readonly string[] topics =
    [
        "预算执行情况分析会", "周例会", "安全生产工作部署会", "国有资产清查动员会", "年度考核述职会", "项目评审会", "信访工作协调会", "公务用车管理座谈会", "节能降碳工作推进会", "干部任前谈话会",
        "专题学习会", "政府采购评审会", "重点工程调度会", "机关党建座谈会", "公共机构节水验收会", "办公用房调剂协调会", "档案管理业务培训会", "防汛抗旱会商会", "教育督导反馈会", "招商项目洽谈会",
        "表彰大会", "全区机关事务工作会议", "网络安全应急演练总结会", "审计整改推进会", "乡村振兴工作例会", "卫生健康形势分析会", "应届生招录面试会", "法治建设专题会", "统计数据会审会", "电子政务协调会",
    ];
    static readonly (string From, string To)[] slots = [("08:30", "10:00"), ("09:00", "11:30"), ("10:30", "12:00"), ("14:30", "16:00"), ("15:00", "17:30"), ("16:30", "18:00"), ("19:00", "21:00")];

    readonly DemoLand land;
    readonly CancellationToken ct;
    readonly List<(Guid Id, Organisation Office, int Seats, string Name)> made = [];
    readonly List<(Guid Room, DateTimeOffset From, DateTimeOffset To)> taken = [];
    (Guid Room, Organisation Office, int Seats) rivals;
    readonly Dictionary<string, List<(Guid Id, int Quantity)>> pools = [];
    readonly List<(Guid Pool, DateTimeOffset From, DateTimeOffset To, int Pieces)> lent = [];
    ConferencesDemo(DemoLand land, CancellationToken ct) { this.land = land; this.ct = ct; }

    public static async Task Make(DemoLand land, CancellationToken ct)
    {
        var demo = new ConferencesDemo(land, ct);
        await demo.Rooms();
        await demo.Bookings();
    }

    async Task Rooms()
    {
        var order = 0;
        foreach (var (name, officeCode, address, count) in buildings)
        {
            var office = land.Organisation(officeCode);
            var by = land.As(land.With("rooms", office)[0], land.Now.AddDays(-30));
            await land.In(by, async p =>
            {
                var db = p.GetRequiredService<GuanjiaDb>();
                var building = Building.Laid(by.NewId(), office.Path, name, address, ++order, office.Latitude + order / 1000.0, office.Longitude + order / 1000.0);
                db.Add(building);
                if (!pools.ContainsKey(office.Path)) pools[office.Path] = [.. Lent(by, db)];
                var parts = new List<Guid>();
                for (var i = 1; i <= count; i++)
                {
                    var hall = name.EndsWith("会议中心", StringComparison.Ordinal) && i <= 3;
                    var seats = hall ? i == 3 ? 520 : 240 : (int[])[20, 24, 30, 36, 40, 60, 80, 120] is var sizes ? sizes[(i * 3 + order) % sizes.Length] : 0;
                    // Two where those on duty meet at any hour.
                    var duty = name.EndsWith("会议中心", StringComparison.Ordinal) && i is 4 or 5;
                    // One for which several ask beside one another.
                    var contended = name.EndsWith("会议中心", StringComparison.Ordinal) && i == 6;
                    var floor = hall ? 1 : 1 + i / 3;
                    var text = new Dictionary<string, string>
                    {
                        ["BuildingId"] = building.Id.ToString(), ["Name"] = hall ? i switch { 1 => "大礼堂东厅", 2 => "大礼堂西厅", _ => "大礼堂" } : duty ? $"应急会商{(i == 4 ? "一" : "二")}室" : $"{floor}{i:00}会议室",
                        ["Floor"] = $"{floor}层", ["DoorNumber"] = hall ? $"10{i}" : $"{floor}{i:00}", ["Order"] = $"{i}", ["Area"] = $"{seats * 1.6:0}",
                        ["SeatsClassroom"] = $"{seats}", ["SeatsHollow"] = seats > 150 ? "" : $"{seats * 6 / 10}", ["SeatsUSofa"] = seats is > 15 and < 45 ? $"{seats / 2}" : "", ["SeatsRoundTable"] = seats is > 25 and < 150 ? $"{seats / 2}" : "",
                        ["SeatsTheatre"] = seats >= 60 ? $"{seats * 5 / 4}" : "", ["Equipment"] = Equipment(seats, i), ["OpensAt"] = duty ? "00:00" : "08:00", ["ClosesAt"] = duty ? "00:00" : "02:00", ["BarrierFree"] = floor == 1 ? "true" : "",
                        ["Contact"] = land.With("rooms", office)[0].Name, ["ContactPhone"] = office.BookingPhone ?? "", ["OfferedNote"] = officeCode.StartsWith("6400", StringComparison.Ordinal) ? "全区各级机关单位" : "本市各级机关单位",
                        ["IsPublic"] = duty ? "" : "true", ["PartIds"] = hall && i == 3 ? string.Join(',', parts) : "", ["FirstApproved"] = contended ? "true" : "",
                    };
                    var room = Room.New(by);
                    Must(room.Change(Read(text, RoomFields.All), by));
                    if (hall && i < 3) parts.Add(room.Id);
                    var around = land.Organisation(officeCode[..6]);
                    db.AddRange(room, new Offer(by.NewId(), Things.Key<Room>(), room.Id, room.OwnerPath, around.Range(below: true)));
                    // The parts are booked one by one; the whole hall on days of its own, by whoever tries the program.
                    if (contended) rivals = (room.Id, office, seats);
                    else if (!(hall && i == 3)) made.Add((room.Id, office, seats, text["Name"]));
                }
                Must(await db.Save(ct));
                return 0;
            });
        }
        if (made.Count != rooms - 2) throw new InvalidOperationException($"{made.Count} rooms");
    }

    /// <summary>What each office lends with its rooms.</summary>
    static IEnumerable<(Guid Id, int Quantity)> Lent(Acting by, GuanjiaDb db)
    {
        foreach (var (name, kind, quantity, measure) in new[] { ("移动投影", EquipmentKind.Projector, 6, "台"), ("无线话筒", EquipmentKind.Microphone, 20, "支"), ("移动音响", EquipmentKind.Sound, 3, "套"), ("笔记本电脑", EquipmentKind.Computer, 8, "台") })
        {
            var pool = EquipmentPool.New(by);
            Must(pool.Change(Read(new Dictionary<string, string> { ["Name"] = name, ["Kind"] = $"{kind}", ["Quantity"] = $"{quantity}", ["Measure"] = measure, ["Note"] = "在一层设备间领用，当面点清" }, EquipmentFields.All), by));
            db.Add(pool);
            yield return (pool.Id, quantity);
        }
    }

    /// <summary>Equipment for one meeting in five, as far as there is some.</summary>
    string Needs(Organisation office, MeetingDays days, int n)
    {
        if (n % 5 != 2) return "";
        var needs = new List<string>();
        foreach (var ((id, quantity), want) in pools[office.Path].Zip([1, 4, n % 2, 0]))
        {
            if (want == 0 || want + lent.Where(l => l.Pool == id && l.From < days.EndsAt && l.To > days.StartsAt).Sum(l => l.Pieces) > quantity) continue;
            lent.Add((id, days.StartsAt, days.EndsAt, want));
            needs.Add($"{id}={want}");
        }
        return string.Join(',', needs);
    }

    static string Equipment(int seats, int i) => string.Join(',', new[]
    {
        RoomEquipment.Projector, RoomEquipment.Network, seats >= 30 ? RoomEquipment.Sound : null, seats >= 60 ? RoomEquipment.Led : null, seats >= 80 ? RoomEquipment.Rostrum : null, i % 3 == 0 ? RoomEquipment.Video : null, i % 5 == 0 ? RoomEquipment.Visionet : null,
        seats >= 60 ? RoomEquipment.ElectronicBanner : null,
    }.OfType<string>());

    static Input<T> Read<T>(IReadOnlyDictionary<string, string> text, IReadOnlyList<Field<T>> fields)
    {
        var input = Input<T>.From(name => text.GetValueOrDefault(name), fields);
        return input.Errors.Count == 0 ? input : throw new InvalidOperationException(string.Join("；", input.Errors.Select(e => e.Message)));
    }

    static void Must(Refusal? no) { if (no is not null) throw new InvalidOperationException(no.Message); }

    /// <summary>A state that a meeting at this time can be in; every state is there.</summary>
    BookingState StateFor(DateTimeOffset from, DateTimeOffset to, int n)
    {
        if (to < land.Now) return (n % 20) switch { 0 => BookingState.Refused, 1 => BookingState.Expired, 2 or 3 => BookingState.Cancelled, 4 or 5 or 6 => BookingState.Finished, _ => BookingState.Archived };
        if (from <= land.Now) return BookingState.InService;
        // So short before it begins, nothing but what is settled stands.
        if (from < land.Now.AddHours(5)) return BookingState.Confirmed;
        return (n % 16) switch
        {
            0 => BookingState.Draft, 1 or 2 or 3 => BookingState.Submitted, 4 or 5 => BookingState.Accepted, 6 or 7 or 8 => BookingState.Approved, 9 => BookingState.Returned, 10 => BookingState.Cancelled, 11 => n % 32 < 16 ? BookingState.Refused : BookingState.Approved, _ => BookingState.Confirmed,
        };
    }

    async Task Bookings()
    {
        var today = China.Day(land.Now);
        // Today is full, the days around it less and less.
        int[] perDay = [.. Enumerable.Range(-9, 21).Select(d => d == 0 ? 60 : Math.Max(6, 26 - Math.Abs(d) * 2))];
        var n = 0;
        foreach (var state in new[] { BookingState.Accepted, BookingState.Accepted, BookingState.Submitted })
        {
            var (days, error) = MeetingDays.Parse(string.Create(CultureInfo.InvariantCulture, $"{today.AddDays(6):yyyy-MM-dd} 14:30-{16 + n % 2}:00"));
            await Tell(rivals.Room, rivals.Office, rivals.Seats, days ?? throw new InvalidOperationException(error), state, n++);
        }
        for (; n < 5; n++) await Now(made.Where(r => r.Name.StartsWith("应急会商", StringComparison.Ordinal)).ElementAt(n - 3), n);
        for (var round = 0; n < bookings; round++)
            foreach (var (count, i) in perDay.Select((c, i) => (c, i)))
            {
                var day = today.AddDays(i - 9 + round * 21);
                // Few meet at the week-end; today is today, whatever day it is.
                var few = day != today && (day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday);
                for (var k = 0; k < (few ? 2 : count) && n < bookings; k++)
                    if (await One(day, n)) n++;
            }
    }

    /// <summary>A meeting that is going on, whatever the hour.</summary>
    async Task Now((Guid Id, Organisation Office, int Seats, string Name) room, int n)
    {
        var now = China.Local(land.Now);
        var from = now.Date.AddMinutes((int)now.TimeOfDay.TotalMinutes / 30 * 30 - 30);
        var (days, error) = MeetingDays.Parse(string.Create(CultureInfo.InvariantCulture, $"{from:yyyy-MM-dd HH:mm}-{from.AddMinutes(90):HH:mm}"));
        if (days is null) throw new InvalidOperationException(error);
        await Tell(room.Id, room.Office, room.Seats, days, BookingState.InService, n);
        taken.Add((room.Id, days.StartsAt, days.EndsAt));
    }

    async Task<bool> One(DateOnly day, int n)
    {
        for (var attempt = 0; attempt < 40; attempt++)
        {
            var (room, office, seats, _) = made[land.Dice.Next(made.Count)];
            var slot = slots[land.Dice.Next(slots.Length)];
            var (days, error) = MeetingDays.Parse(string.Create(CultureInfo.InvariantCulture, $"{day:yyyy-MM-dd} {slot.From}-{slot.To}"));
            if (days is null) throw new InvalidOperationException(error);
            if (taken.Exists(t => t.Room == room && t.From < days.EndsAt && t.To > days.StartsAt)) continue;
            var state = StateFor(days.StartsAt, days.EndsAt, n);
            await Tell(room, office, seats, days, state, n);
            taken.Add((room, days.StartsAt, days.EndsAt));
            return true;
        }
        return false;
    }

    async Task Tell(Guid room, Organisation office, int seats, MeetingDays days, BookingState state, int n)
    {
        var level = office.Path.Split('/').Length == 3 ? "640000" : office.Code[..6];
        var unit = land.Pick([.. land.Units.Where(u => !u.IsAffairsOffice && u.Path.StartsWith(land.Organisation(level).Path, StringComparison.Ordinal) && (level != "640000" || u.Code.StartsWith(level, StringComparison.Ordinal)))]);
        var asker = land.With("organiser", unit)[0];
        var channel = (n % 8, state) switch { (3, < BookingState.Confirmed and not BookingState.Draft) => BookingChannel.Telephone, (5, _) => BookingChannel.OnSite, (7, _) => BookingChannel.Api, _ => BookingChannel.Online };
        var clerk = land.With("clerk", office)[0];
        // A request not yet decided is a day old at most, so that it still holds its room; all else was asked for days before.
        var asked = state is BookingState.Submitted or BookingState.Accepted ? land.Now.AddHours(-2 - land.Dice.Next(20)) : state is BookingState.Draft or BookingState.Returned or BookingState.Approved ? land.Now.AddHours(-30 - land.Dice.Next(60))
            : (days.StartsAt < land.Now ? days.StartsAt : land.Now).AddHours(-100 - land.Dice.Next(90));
        var heads = Math.Max(6, seats * (40 + land.Dice.Next(55)) / 100);
        var topic = unit.Short + land.Pick(topics);
        var text = new Dictionary<string, string>
        {
            ["Name"] = topic, ["Nature"] = $"{(topic.EndsWith("座谈会", StringComparison.Ordinal) ? MeetingNature.Discussion : MeetingNature.Other)}", ["Type"] = $"{(n % 11 == 0 ? MeetingType.Video : MeetingType.Work)}", ["Secrecy"] = $"{(n % 40 == 9 ? MeetingSecrecy.WorkSecret : MeetingSecrecy.Open)}",
            ["Days"] = days.ToString(), ["Headcount"] = heads.ToString(CultureInfo.InvariantCulture), ["Layout"] = $"{(topic.EndsWith("座谈会", StringComparison.Ordinal) && seats <= 150 && heads <= seats * 6 / 10 ? RoomLayout.Hollow : RoomLayout.Classroom)}", ["RoomId"] = room.ToString(), ["OrganiserIds"] = unit.Id.ToString(),
            ["LeaderIds"] = n % 3 == 0 ? land.PeopleOf(unit)[0].Id.ToString() : "", ["ContactName"] = asker.Name, ["ContactPhone"] = $"{DemoPhone(n)}", ["BannerText"] = heads > 40 ? topic : "", ["BannerKind"] = heads > 40 ? $"{BannerKind.Electronic}" : "",
            ["Rostrum"] = heads > 80 ? "true" : "", ["Microphones"] = $"{2 + heads / 30}", ["Equipment"] = Needs(office, days, n), ["OtherNeeds"] = n % 4 == 0 ? "每座备茶水和会议材料袋，会前半小时开空调" : "",
        };

        var costs = n % 6 == 4 && heads <= 300;
        Guid id = default;
        var byAsker = land.As(channel == BookingChannel.Online || channel == BookingChannel.Api ? asker : clerk, asked);
        await land.In(byAsker, async p =>
        {
            var db = p.GetRequiredService<GuanjiaDb>();
            var (booking, no) = await p.GetRequiredService<Bookings>().Request(Read(text, BookingFields.Form), channel is BookingChannel.Online or BookingChannel.Api ? unit.Id : null, channel, state == BookingState.Draft, ct);
            Must(no);
            if (costs) Must(booking!.EnterCosts(Read(Costs(heads), CostFields.Plan), byAsker));
            if (channel == BookingChannel.Telephone) Must(booking!.RecordReadBack(BookingGuards.ReadBackFacts, byAsker));
            Must(await db.Save(ct));
            id = booking!.Id;
            return 0;
        });

        Task Step(Person person, double hours, Func<Bookings, RoomBooking, Acting, Task<Refusal?>> verb) => At(land.As(person, asked.AddHours(hours)), verb);
        Task At(Acting by, Func<Bookings, RoomBooking, Acting, Task<Refusal?>> verb) => land.In(by, async p =>
        {
            var booking = await p.GetRequiredService<GuanjiaDb>().Set<RoomBooking>().FirstAsync(b => b.Id == id, ct);
            var service = p.GetRequiredService<Bookings>();
            Must(await verb(service, booking, by));
            Must(await service.Save(booking, ct));
            return 0;
        });

        if (state is BookingState.Draft or BookingState.Submitted) return;
        if (state == BookingState.Expired) { await At(land.As(clerk, asked.AddHours(49)), (s, b, by) => s.Settle(b, b.Expire(by), ct, "expired")); return; }
        if (state == BookingState.Returned) { await Step(clerk, 1, (s, b, _) => s.Return(b, b.Version, "会议时间与全区电视电话会议冲突，请改期后再提交", ct)); return; }
        await Step(clerk, 1, (s, b, _) => s.Accept(b, false, ct));
        if (state == BookingState.Accepted) return;
        var approver = land.With("approver", office)[0];
        if (state == BookingState.Refused) { await Step(approver, 3, (s, b, _) => s.Refuse(b, b.Version, "与年度会议计划不符，建议改为书面传达", ct)); return; }
        await Step(approver, 3, (s, b, _) => s.Approve(b, b.Version, "同意", ct));
        if (state == BookingState.Cancelled) { await Step(asker, 20, (s, b, _) => s.Cancel(b, "主办单位工作调整，会议取消", ct)); return; }
        if (heads >= 301)
        {
            await Step(land.With("service", office)[0], 4, (s, b, by) => s.Settle(b, b.WritePlan("按大型会议配备服务人员 6 名，会前 4 小时完成会场布置，备用话筒 2 支，医疗和安保人员到位。", null, by), ct));
            await Step(asker, 6, (s, b, by) => s.Settle(b, b.ConfirmPlan(by), ct));
        }
        if (state == BookingState.Approved && n % 3 == 0) return;
        await Step(asker, 8, (s, b, by) => s.Settle(b, b.Sign(SigningParty.Organiser, asker.Name, asker.Id, SigningWay.Account, false, by), ct));
        if (state == BookingState.Approved) return;
        var (manager, service) = (land.With("manager", office)[0], land.With("service", office)[0]);
        await Step(manager, 9, (s, b, by) => s.Settle(b, b.Sign(SigningParty.Manager, manager.Name, manager.Id, SigningWay.Account, false, by), ct));
        await Step(service, 10, (s, b, by) => s.Settle(b, b.Sign(SigningParty.Service, service.Name, service.Id, SigningWay.Account, false, by), ct, "confirmed"));
        if (state == BookingState.Confirmed) return;
        DateTimeOffset Past(DateTimeOffset at) => at < land.Now ? at : land.Now;   // nothing is done in time to come
        await At(land.As(service, days.StartsAt.AddMinutes(-10)), (s, b, by) => s.Settle(b, b.Start(by), ct));
        var needs = text["Equipment"].Length > 0;
        if (needs) await At(land.As(service, days.StartsAt.AddMinutes(-10)), (s, b, _) => s.HandOverEquipment(b, HandoverWay.Out, [.. b.Equipment.Select(e => new HandedOver(e.Pool, e.Pieces))], asker.Name, null, ct));
        if (state == BookingState.InService) return;
        await At(land.As(service, Past(days.EndsAt.AddMinutes(8))), (s, b, by) => s.Settle(b, b.Finish(by), ct, "finished"));
        if (needs) await At(land.As(service, Past(days.EndsAt.AddMinutes(20))), (s, b, _) => s.HandOverEquipment(b, HandoverWay.In, [.. b.Equipment.Select((e, i) => n % 3 == 0 && i == 0 ? new HandedOver(e.Pool, e.Pieces - 1, 1) : new HandedOver(e.Pool, e.Pieces))], asker.Name, n % 3 == 0 ? "一台画面发暗，已送修" : null, ct));
        if (costs) await At(land.As(asker, Past(days.EndsAt.AddMinutes(30))), (_, b, by) => Task.FromResult(b.EnterCosts(Read(Paid(b, n), CostFields.Paid), by)));
        if (state == BookingState.Archived) await At(land.As(service, Past(days.EndsAt.AddMinutes(40))), (s, b, by) => s.Settle(b, b.Archive(by), ct));
    }

    /// <summary>A meeting of a day, at home: a meal, papers, transport.</summary>
    static Dictionary<string, string> Costs(int heads) => new()
    {
        [CostFields.Class.Name] = $"{(heads <= 50 ? MeetingClass.Fourth : heads <= 150 ? MeetingClass.Third : MeetingClass.Second)}", [CostFields.Delegates.Name] = $"{heads}", [CostFields.Funding.Name] = "本单位会议费预算",
        [CostFields.PlannedLodging.Name] = "0", [CostFields.PlannedFood.Name] = $"{heads * 45}", [CostFields.PlannedOther.Name] = $"{heads * 18 + 200}.50",
    };
    /// <summary>Mostly a little less than planned, now and then more.</summary>
    static Dictionary<string, string> Paid(RoomBooking b, int n) => new() { [CostFields.PaidLodging.Name] = "0", [CostFields.PaidFood.Name] = $"{b.PlannedFood}", [CostFields.PaidOther.Name] = string.Create(CultureInfo.InvariantCulture, $"{b.PlannedOther + (n % 5 == 0 ? 86.4m : -37.5m)}") };

    static string DemoPhone(int n) => string.Create(CultureInfo.InvariantCulture, $"0951-5{n * 37 % 1000:000}{n % 1000:000}");
}
