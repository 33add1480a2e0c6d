namespace Guanjia.Vehicles;

/// <summary>出车前检查 (checklist before setting out).</summary>
public static class Checklist
{
    public static readonly IReadOnlyList<string> All = ["轮胎、灯光、制动正常", "油量或电量够去程", "灭火器、三角牌、急救包在车", "驾驶证、行驶证、派车单带齐"];
}

public sealed partial class Trip
{
    /// <summary>传祺 E8，7 座</summary>
    public static string SayCar(Vehicle v) => SayCar(v.Model, v.Seats);
    public static string SayCar(string model, int seats) => $"{model}，{seats} 座";

    /// <summary>派车: one car and its driver for requests of the same fleet, from the first departure to the last return.</summary>
    public static Trip Order(Fleet fleet, Vehicle vehicle, Driver driver, IReadOnlyList<VehicleRequest> requests, string? note, Acting by)
    {
        var trip = new Trip { Id = by.NewId(), OwnerPath = fleet.OwnerPath, FleetId = fleet.Id, State = TripState.Ordered, Note = Word(note), OrderedBy = by.Name, OrderedAt = by.Now, AnswerBy = by.Now + by.Of(UseStandard.AnswerWithin, fleet.OwnerPath) };
        trip.Carry(requests);
        trip.GoWith(vehicle, driver);
        return trip;
    }

    /// <summary>For whom it goes, from when to when and where to.</summary>
    void Carry(IReadOnlyList<VehicleRequest> requests)
    {
        var (first, last) = (requests.MinBy(r => r.StartsAt)!, requests.MaxBy(r => r.EndsAt)!);
        (StartsAt, EndsAt, FromPlace, FromDivision, EndDivision) = (first.StartsAt, last.EndsAt, first.FromPlace, first.FromDivision, last.EndDivision);
        Overnight = China.Day(StartsAt) != China.Day(EndsAt);
        (Title, Route) = (SayTitle([.. requests.Select(TripLeg.SayTitle)]), TypedText.Cut(string.Join(" → ", requests.Select(TripLeg.SayDestination).Distinct()), 600));
        (Headcount, Km, AskerIds) = (requests.Sum(r => r.Headcount), requests.Max(r => r.Km), [.. requests.Select(r => r.AskerPersonId).Where(p => p != Guid.Empty).Distinct()]);
    }

    /// <summary>One of those who go along does not any more: what was held stays held, who may look at it and how many go is of the others alone.</summary>
    internal void CarryOnly(IReadOnlyList<TripLeg> legs) => (Title, Route, Headcount, AskerIds) =
        (SayTitle([.. legs.Select(l => l.Title)]), TypedText.Cut(string.Join(" → ", legs.Select(l => l.Destination).Distinct()), 600), legs.Sum(l => l.Headcount), [.. legs.Select(l => l.AskerId).Where(p => p != Guid.Empty).Distinct()]);

    static string SayTitle(IReadOnlyList<string> titles) => titles is [var one] ? one : $"合乘，{titles.Count} 份申请";

    void GoWith(Vehicle vehicle, Driver driver) => (VehicleId, Plate, Car, DriverId, DriverPersonId, DriverName) = (vehicle.Id, vehicle.Name, SayCar(vehicle), driver.Id, driver.PersonId, driver.Name);

    /// <summary>派社会车辆: an outside company's car and driver. Nobody of the house is asked, nothing of the house is held; back, costs and marks go the same way.</summary>
    [Clause("cons:8.2.2.1.a.4"), Clause("cons:8.2.2.1.a.5")]
    public static Refusal? Outside(Fleet fleet, OutsideCar car, IReadOnlyList<VehicleRequest> requests, Acting by, out Trip trip)
    {
        trip = new() { Id = by.NewId(), OwnerPath = fleet.OwnerPath, FleetId = fleet.Id, State = TripState.Taken, Note = Word(car.Note), OrderedBy = by.Name, OrderedAt = by.Now, TakenAt = by.Now };
        if (requests.FirstOrDefault(r => r.Secret) is { } secret) return new($"{secret.Number} 涉密，不能派社会车辆", "cons:8.2.2.1.a.i", nameof(Company));
        if (Word(car.Company) is not { } company || company.Length > 100) return new("请填写租赁公司（100 字以内）", "cons:8.2.2.1.a.4", nameof(Company));
        if (Plates.Read(car.Plate) is { Error: { } plateless }) return new(plateless, "cons:8.2.2.1.a.4", nameof(Plate));
        if (Word(car.Driver) is not { } driver || driver.Length > 60) return new("请填写驾驶员姓名", "cons:8.2.2.1.a.4", nameof(DriverName));
        if (car.Phone.Trim() is not { Length: > 0 } phone || TypedText.NoPhone(phone) is not null) return new("请填写驾驶员的电话，用车人要能联系到他", "cons:8.2.2.1.a.4", nameof(DriverPhone));
        if (car.Price is <= 0 or > 100_000) return new("请填写租车价，100000 元以内", "cons:8.2.2.1.a.9", nameof(Price));
        trip.Carry(requests);
        (trip.Company, trip.Plate, trip.Car, trip.DriverName, trip.DriverPhone, trip.Price) = (company, Plates.Show(Plates.Plain(car.Plate)), $"{company}的车", driver, phone, decimal.Round(car.Price, 2));
        return null;
    }

    /// <summary>变更派车: other times, places or people, another car or driver. Whoever drives is asked anew.</summary>
    [Clause("cons:8.2.2.1.a.5"), Clause("cons:8.2.2.1.a.6")]
    public Refusal? Change(Vehicle vehicle, Driver driver, IReadOnlyList<VehicleRequest> requests, string? note, Acting by)
    {
        if (State is not (TripState.Ordered or TripState.Taken)) return Refusal.WrongState(State == TripState.Out ? "已经出车，只能延长返回时间" : $"派车单{EnumNames.Of(State)}，不能再变更");
        if (IsOutside) return Refusal.WrongState("社会车辆的派车单请撤销后重新办理");
        Carry(requests);
        GoWith(vehicle, driver);
        if (note is not null) Note = Word(note);
        (State, TakenAt, Reminded, AnswerBy, ChangedBy, ChangedAt) = (TripState.Ordered, null, false, by.Now + by.Of(UseStandard.AnswerWithin, OwnerPath), by.Name, by.Now);
        return null;
    }

    /// <summary>延长用车: what is under way comes back later; nobody is asked anew.</summary>
    [Clause("cons:8.2.2.1.a.8")]
    public Refusal? Extend(DateTimeOffset until, Acting by)
    {
        if (State != TripState.Out) return Refusal.WrongState($"派车单{EnumNames.Of(State)}，没有在途中");
        if (until <= EndsAt || until <= by.Now) return new($"延长后的返回时间应晚于 {China.SayShort(EndsAt > by.Now ? EndsAt : by.Now)}", "cons:8.2.2.1.a.8", nameof(EndsAt));
        var most = by.Of(UseStandard.ExtendMost, OwnerPath);
        if (until - EndsAt > most) return UseStandard.ExtendMost.No($"一次最多延长 {Limits.Say(most)}；更久的请另派车接替", nameof(EndsAt));
        (EndsAt, Overnight, ChangedBy, ChangedAt) = (until, China.Day(StartsAt) != China.Day(until), by.Name, by.Now);
        return null;
    }

    internal void TellCosts() => ToldCosts = true;

    /// <summary>Its driver was told that it starts soon.</summary>
    internal void Remind() => Reminded = true;

    [Clause("cons:8.2.2.1.a.6")]
    public Refusal? Take(Acting by, OnTheWay? way = null)
    {
        if (State != TripState.Ordered) return Refusal.WrongState($"派车单{EnumNames.Of(State)}，不是待接单");
        (State, TakenAt, AnswerBy) = (TripState.Taken, (way ?? OnTheWay.Here).At(by, OrderedAt), null);
        return null;
    }

    [Clause("cons:8.2.2.1.a.6")]
    public Refusal? Decline(string reason, Acting by)
    {
        if (State is not (TripState.Ordered or TripState.Taken)) return Refusal.WrongState($"派车单{EnumNames.Of(State)}，不能退回调度");
        if (reason.Trim().Length == 0) return new("请写明不能接单的原因，调度员好另派", "cons:8.2.2.1.a.6", nameof(Reason));
        (State, Reason, AnswerBy, EndedAt) = (TripState.Declined, reason.Trim(), null, by.Now);
        return null;
    }

    /// <summary>No answer in time: back to the dispatcher.</summary>
    [Clause("cons:8.2.2.1.a.6")]
    public Refusal? Unanswered(Acting by)
    {
        if (State != TripState.Ordered || AnswerBy is not { } until || until > by.Now) return Refusal.WrongState("还没有到接单时限");
        (State, Reason, AnswerBy, EndedAt) = (TripState.Declined, $"{China.SayShort(until)} 前没有接单", null, by.Now);
        return null;
    }

    public Refusal? Withdraw(string reason, Acting by)
    {
        if (State is not (TripState.Ordered or TripState.Taken)) return Refusal.WrongState(State == TripState.Out ? "已经出车，不能撤销；确有情况请办理途中故障" : $"派车单{EnumNames.Of(State)}，不能撤销");
        if (reason.Trim().Length == 0) return new("请写明撤销的原因，将通知驾驶员", Field: nameof(Reason));
        (State, Reason, AnswerBy, EndedAt) = (TripState.Withdrawn, reason.Trim(), null, by.Now);
        return null;
    }

    /// <summary>Whether its time to set out has come.</summary>
    public bool MayDepart(Acting by) => MayDepart(by, by.Now);
    bool MayDepart(Acting by, DateTimeOffset at) => at >= StartsAt - by.Of(UseStandard.DepartBefore, OwnerPath);

    /// <param name="ticked">Lines of <see cref="Checklist"/> that were looked at.</param>
    [Clause("cons:8.2.2.1.a.7")]
    public Refusal? Depart(int km, IReadOnlyCollection<string> ticked, Guid? photo, Acting by, OnTheWay? way = null)
    {
        var at = (way ?? OnTheWay.Here).At(by, TakenAt ?? OrderedAt);
        if (State != TripState.Taken) return Refusal.WrongState(State == TripState.Ordered ? "请先接单" : $"派车单{EnumNames.Of(State)}，不能出车");
        if (!MayDepart(by, at)) return Refusal.WrongState($"{China.SayShort(StartsAt)} 出发，还不到出车的时候");
        // Another's car is looked at by its own company, and its instrument need not be known.
        var missing = IsOutside ? [] : Checklist.All.Where(c => !ticked.Contains(c)).ToList();
        if (missing.Count > 0) return new($"出车前还没有检查：{string.Join("、", missing)}；有问题请按“途中故障”报告，由车队换车", "cons:8.2.2.1.a.7", "Checks");
        (State, OutAt, OutKm, OutPhotoId) = (TripState.Out, at, Known(km), photo);
        return null;
    }

    /// <param name="km">What the instrument shows; null: it was not read, the terminal's kilometres are taken.</param>
    /// <param name="track">Kilometres by the terminal's points, null: none.</param>
    [Clause("cons:8.2.2.1.a.8")]
    public Refusal? Arrive(int? km, string? why, string? damage, Guid? photo, decimal? track, Acting by, OnTheWay? way = null)
    {
        var at = (way ?? OnTheWay.Here).At(by, OutAt ?? OrderedAt);
        if (State != TripState.Out) return Refusal.WrongState($"派车单{EnumNames.Of(State)}，不是出车中");
        km ??= track is { } told && OutKm is { } began ? began + (int)Math.Round(told) : null;
        if (km is null) return new("请填写里程表读数；这一程没有车载终端的里程可以代替", "cons:8.2.2.1.a.8", nameof(BackKm));
        if (km < OutKm) return new($"归队里程 {km:N0} km 小于出车时的 {OutKm:N0} km，请核对仪表", "cons:8.2.2.1.a.8", nameof(BackKm));
        var (driven, share) = (Known(km.Value) - OutKm ?? Km, by.Of(UseStandard.KmApart, OwnerPath));
        var late = at > EndsAt;
        if (string.IsNullOrWhiteSpace(why) && Apart(driven, track, share) is { } apart) return new($"实际行驶 {driven:N0} km，{apart}，相差超过 {share}%，请写明原因", UseStandard.KmApart.Clause, nameof(KmReason));
        (State, BackAt, BackKm, BackPhotoId, TrackKm, Late, KmReason, Damage) = (TripState.Back, at, Known(km.Value), photo, track, late, Word(why), Word(damage));
        return null;
    }

    /// <summary>What the odometer disagrees with by more than a share: the track where there is one, else the estimate. Below ten kilometres a round about the block says nothing.</summary>
    string? Apart(int driven, decimal? track, int share)
    {
        var (other, says) = track is { } t ? (t, $"轨迹里程 {t:0.#} km") : (Km, $"路线估算 {Km:N0} km");
        return other > 0 && Math.Abs(driven - other) * 100 > Math.Max(other, track is null ? 0 : 10) * share ? says : null;
    }

    /// <summary>Points that were sent afterwards complete the track.</summary>
    internal bool Tracked(decimal? km)
    {
        if (km is null || TrackKm is { } known && Math.Abs(known - km.Value) < 1) return false;
        TrackKm = km;
        return true;
    }

    int? Known(int km) => IsOutside && km < 0 ? null : km;

    /// <summary>途中故障 (breakdown): the trip ends where it is, its requests are given another car.</summary>
    public Refusal? Break(string what, Acting by, OnTheWay? way = null)
    {
        if (State is not (TripState.Taken or TripState.Out)) return Refusal.WrongState($"派车单{EnumNames.Of(State)}，没有在路上");
        if (what.Trim().Length == 0) return new("请写明出了什么情况、车在哪里，车队好派车接应", Field: nameof(Reason));
        (State, Reason, EndedAt) = (TripState.Broken, what.Trim(), (way ?? OnTheWay.Here).At(by, OutAt ?? TakenAt ?? OrderedAt));
        return null;
    }

    /// <summary>途中记事: what happens between setting out and coming back.</summary>
    [Clause("cons:8.2.2.1.a.7")]
    public Refusal? Report(TripEventKind kind, string? place)
    {
        if (State != TripState.Out) return Refusal.WrongState($"派车单{EnumNames.Of(State)}，不在途中");
        if (!TripEvent.Told.Contains(kind)) return new($"“{EnumNames.Of(kind)}”请用它自己的按钮办理", Field: "Kind");
        return kind == TripEventKind.Reached && string.IsNullOrWhiteSpace(place) ? new("请写明到了哪里", Field: "Place") : null;
    }

    [Clause("cons:8.2.2.1.a.9")]
    public Refusal? Enter(TripCosts costs, Acting by)
    {
        if (CostsWait) return Refusal.WrongState("费用已经填报，等待校核；要更正的，请校核人退回");
        if (!TakesCosts) return Refusal.WrongState($"派车单{EnumNames.Of(State)}，归队后才能填报费用");
        if (new[] { costs.Fuel, costs.Toll, costs.Parking, costs.Cleaning, costs.Driver }.Any(v => v is < 0 or > 100_000)) return new("每项费用应在 0 到 100000 元之间", "cons:8.2.2.1.a.9", nameof(Fuel));
        (Fuel, Toll, Parking, Cleaning, DriverCost, ReceiptId, CostNote, CostsBy, CostsPersonId, State) = (costs.Fuel, costs.Toll, costs.Parking, costs.Cleaning, costs.Driver, costs.Receipt ?? ReceiptId, Word(costs.Note), by.Name, by.IsPerson ? by.Person : null, State == TripState.Broken ? TripState.Broken : TripState.CostsEntered);
        return null;
    }

    /// <summary>Checked by another than who entered them.</summary>
    [Clause("cons:8.2.2.1.a.9")]
    public Refusal? Check(Acting by)
    {
        if (by.MustBePerson() is { } nobody) return nobody;
        if (!CostsWait) return Refusal.WrongState(State == TripState.Closed || CheckedAt is not null ? "费用已经校核" : $"派车单{EnumNames.Of(State)}，还没有填报费用");
        if (CostsPersonId == by.Person) return new("费用由您填报，请由另一人校核", "cons:8.2.2.1.a.9", Code: Refusal.Codes.Forbidden);
        (State, CheckedBy, CheckedAt) = (State == TripState.Broken ? TripState.Broken : TripState.Closed, by.Name, by.Now);
        return null;
    }

    [Clause("cons:8.2.2.1.a.9")]
    public Refusal? SendBack(string why, Acting by)
    {
        if (!CostsWait) return Refusal.WrongState($"派车单{EnumNames.Of(State)}，没有待校核的费用");
        if (why.Trim().Length == 0) return new("请写明哪一项不符，驾驶员好更正", "cons:8.2.2.1.a.9", nameof(Reason));
        if (State == TripState.Broken) (CostsBy, CostNote) = (null, TypedText.Cut($"退回更正：{why.Trim()}", 200));   // why it broke down stays
        else (State, Reason) = (TripState.Back, why.Trim());
        return null;
    }

    /// <summary>What the costs are checked against: fuel by the kilometre, and what was driven.</summary>
    public IEnumerable<(Meaning Meaning, string Says)> CostChecks(Acting by)
    {
        if (Price is { } price) yield return (Meaning.Wait, $"{Company}租车价 {price:N2} 元，请对照发票和协议");
        if (Costs > (Price ?? 0)) yield return ReceiptId is null ? (Meaning.Wait, "没有附票据，请对照纸质票据校核") : (Meaning.Done, "已附票据，请逐项对照");
        if (Driven is not { } km) yield break;
        yield return Apart(km, TrackKm, by.Of(UseStandard.KmApart, OwnerPath)) is { } apart ? (Meaning.Wait, $"行驶 {km:N0} km，{apart}：{KmReason ?? "没有说明"}") : (Meaning.Done, TrackKm is { } track ? $"行驶 {km:N0} km，与轨迹里程 {track:0.#} km 相符" : $"行驶 {km:N0} km，与路线估算 {Km:N0} km 相符");
        var usual = km * by.Of(UseStandard.FenPerKm, OwnerPath) / 100m;
        if (Fuel is { } fuel && km > 0) yield return fuel * 100 > usual * (100 + by.Of(UseStandard.FuelOver, OwnerPath)) ? (Meaning.Wait, $"油费 {fuel:N2} 元，按每公里 {by.Of(UseStandard.FenPerKm, OwnerPath) / 100m:N2} 元估算为 {usual:N2} 元，高出 {by.Of(UseStandard.FuelOver, OwnerPath)}% 以上") : (Meaning.Done, $"油费 {fuel:N2} 元，估算 {usual:N2} 元");
    }

    /// <summary>Its fleet's unit ended: it belongs to the one that goes on.</summary>
    public void GoTo(string path) => OwnerPath = path;

    static string? Word(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
