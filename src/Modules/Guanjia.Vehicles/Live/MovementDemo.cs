using Microsoft.EntityFrameworkCore;

namespace Guanjia.Vehicles;

/// <summary>Fences of the fleets, and alarms of past trips in every state; where cars are now is told by their terminals alone.</summary>
static class MovementDemo
{
    static readonly (MovementAlarmKind Kind, decimal Peak, string Says, string Word, AlarmFinding? Finding, string Note)[] cases =
    [
        (MovementAlarmKind.Speeding, 128, "超速 128 km/h（限 120）", "超车时短时超速，已减速", AlarmFinding.Confirmed, "与轨迹一致，批评教育"),
        (MovementAlarmKind.Idling, 22, "停车不熄火 22 分钟", "等候乘车人，天冷未熄火", AlarmFinding.Confirmed, "提醒停车熄火"),
        (MovementAlarmKind.OffRoute, 16, "偏离路线 16.4 公里", "前方修路绕行", AlarmFinding.FalseAlarm, "绕行属实"),
        (MovementAlarmKind.Silent, 41, "定位中断", "山区没有信号", AlarmFinding.FalseAlarm, "该路段多车都有中断"),
        (MovementAlarmKind.OutOfTime, 0, "超出派车单的时间", "会议延长", null, ""),
        (MovementAlarmKind.Speeding, 124, "超速 124 km/h（限 120）", "", null, ""),
    ];

    public static async Task Make(DemoLand land, CancellationToken ct)
    {
        var machine = Acting.Machine("demo", "演示数据", land.Now.AddDays(-20));
        await land.In(machine, async services =>
        {
            var db = services.GetRequiredService<GuanjiaDb>();
            foreach (var fleet in await db.Set<Fleet>().AsNoTracking().OrderBy(f => f.OwnerPath).ToListAsync(ct))
            {
                var home = Division.Of(fleet.DivisionCode) ?? Division.Ningxia[0];
                var fence = Fence.New(machine with { Org = fleet.OwnerPath });
                Must(fence.Change(Input<Fence>.From(n => n switch { "Name" => $"{home.ShortName}周边", "Rule" => nameof(FenceRule.StayIn), "Shape" => nameof(FenceShape.Circle), "Coordinates" => CoordinateText.Write([Coordinate.Of(home)]), "Metres" => "200000", "IsActive" => "true", _ => null }, FenceFields.All), machine));
                db.Add(fence);
            }
            Must(await db.Save(ct));
            return 0;
        });
        await land.In(machine, async services =>
        {
            var db = services.GetRequiredService<GuanjiaDb>();
            var trips = await db.Set<Trip>().AsNoTracking().Where(t => t.State == TripState.Closed && t.OutAt != null && t.BackAt != null && t.VehicleId != null && t.DriverId != null).OrderByDescending(t => t.StartsAt).ThenBy(t => t.Id).Take(60).ToListAsync(ct);
            foreach (var (trip, i) in trips.Where((_, i) => i % 5 == 0).Select((t, i) => (t, i)))
            {
                var (c, at) = (cases[i % cases.Length], trip.OutAt!.Value + (trip.BackAt!.Value - trip.OutAt.Value) / 2);
                var by = Acting.Machine("demo", "演示数据", at);
                var place = Division.Ningxia[1 + i % (Division.Ningxia.Count - 1)];
                var car = new CarFacts(trip.VehicleId!.Value, trip.Plate, trip.OwnerPath, trip.DriverId, trip.DriverPersonId, trip.DriverName, [], CarLimits.Of(by.Limits, trip.OwnerPath));
                var alarm = MovementAlarm.Rise(new(c.Kind, "", true, at, Coordinate.Of(place), c.Peak, c.Says), car, new(trip.Id, trip.Number, trip.StartsAt, trip.EndsAt, [], trip.DriverId!.Value, trip.DriverPersonId, trip.DriverName), by);
                alarm.Fall(at.AddMinutes(6), c.Peak, null);
                var unit = land.Units.FirstOrDefault(u => u.Path == trip.OwnerPath);
                if (c.Word.Length > 0 && unit is not null && land.PeopleOf(unit) is { Count: > 0 } people)
                {
                    var driver = people.FirstOrDefault(p => p.Id == trip.DriverPersonId) ?? people[0];
                    Must(alarm.Explain(c.Word, land.As(driver, at.AddHours(3))));
                    var manager = land.With("fleet", unit).FirstOrDefault(p => p.Id != trip.DriverPersonId);
                    if (c.Finding is not null && manager is not null)
                    {
                        Must(alarm.Judge(c.Finding, c.Note, land.As(manager, at.AddHours(20))));
                        Must(alarm.Close(land.As(manager, at.AddHours(20))));
                    }
                }
                db.Add(alarm);
            }
            Must(await db.Save(ct));
            return 0;
        });
    }

    static void Must(Refusal? no) { if (no is not null) throw new InvalidOperationException(no.Message); }
}
