namespace Guanjia.Conferences;

// 移动设备 (movable equipment) that the meeting needs, and what of it is handed out.
public sealed partial class RoomBooking
{
    public IReadOnlyList<EquipmentNeed> Equipment { get; private set; } = [];

    /// <summary>Pieces that are handed out and not back yet.</summary>
    public int EquipmentOut => Equipment.Sum(n => n.Out);
    /// <summary>Whether pieces may be handed out now.</summary>
    public bool HandsOut => State is BookingState.Confirmed or BookingState.InService && Equipment.Any(n => n.Out < n.Pieces);

    /// <summary>What was asked for with its names; of what is handed out already not less may be asked for.</summary>
    /// <param name="before">As it was until now.</param>
    Refusal? TakeEquipment(IReadOnlyList<EquipmentNeed> before, IReadOnlyList<EquipmentPool> pools, Room room)
    {
        var needs = new List<EquipmentNeed>();
        foreach (var asked in Equipment ?? [])   // what could not be read is not there
        {
            var (pool, known) = (pools.FirstOrDefault(p => p.Id == asked.Pool), before.FirstOrDefault(n => n.Pool == asked.Pool));
            if (pool is null && known is null) return new("没有这种移动设备，或者它不对您的单位开放，请重新选择", "conf:4.5", nameof(Equipment));
            if (pool is not null && pool.OwnerPath != room.OwnerPath) return new($"{pool.Name}由另一个单位管理，不能用在{room.Name}；请去掉，或换一间会议室", "conf:4.5", nameof(Equipment));
            needs.Add(new(asked.Pool, pool?.Name ?? known!.Name, pool?.Measure ?? known!.Measure, asked.Pieces, known?.Out ?? 0));
        }
        if (before.FirstOrDefault(n => n.Out > (needs.Find(x => x.Pool == n.Pool)?.Pieces ?? 0)) is { } lent) return new($"{lent.Name}已领出 {lent.Out} {lent.Measure}，不能少于这个数；请先登记归还", "conf:4.5", nameof(Equipment));
        Equipment = needs;
        return null;
    }

    /// <summary>设备领出: the service hands out pieces that the meeting has reserved.</summary>
    public Refusal? HandOut(IReadOnlyList<HandedOver> what, string to, string? note, Acting by, out IReadOnlyList<EquipmentHandover> done)
    {
        done = [];
        if (by.MustBePerson() is { } nobody) return nobody;
        if (State is not (BookingState.Confirmed or BookingState.InService)) return Refusal.WrongState($"会议预约{EnumNames.Of(State)}，三方签字确认后、会议结束前才能领出设备");
        if (Handed(what, to, "领用人", note, HandoverWay.Out) is { } no) return no;
        if (what.FirstOrDefault(w => NeedOf(w).Pieces - NeedOf(w).Out < w.All) is { } more && NeedOf(more) is var need)
            return new($"{need.Name}预约了 {need.Pieces} {need.Measure}{(need.Out > 0 ? $"，已领出 {need.Out}" : "")}，不能再领 {more.All}；需要更多的，请先修改预约", "conf:4.5", nameof(Equipment));
        done = Hand(what, HandoverWay.Out, to, note, by);
        return null;
    }

    /// <summary>设备归还: pieces come back whole or damaged, or are missing; of a cancelled or finished meeting too.</summary>
    public Refusal? HandIn(IReadOnlyList<HandedOver> what, string from, string? note, Acting by, out IReadOnlyList<EquipmentHandover> done)
    {
        done = [];
        if (by.MustBePerson() is { } nobody) return nobody;
        if (EquipmentOut == 0) return Refusal.WrongState("没有领出未还的设备");
        if (Handed(what, from, "归还人", note, HandoverWay.In) is { } no) return no;
        if (what.FirstOrDefault(w => NeedOf(w).Out < w.All) is { } more && NeedOf(more) is var need) return new($"{need.Name}领出未还的有 {need.Out} {need.Measure}，不能归还 {more.All}；请核对完好、损坏和缺失的数量", "conf:4.5", nameof(Equipment));
        if (what.Any(w => w.Damaged + w.Missing > 0) && string.IsNullOrWhiteSpace(note)) return new("有损坏或缺失的，请写明情况", "conf:4.5", nameof(EquipmentHandover.Note));
        done = Hand(what, HandoverWay.In, from, note, by);
        return null;
    }

    EquipmentNeed NeedOf(HandedOver w) => Equipment.First(n => n.Pool == w.Pool);

    Refusal? Handed(IReadOnlyList<HandedOver> what, string with, string who, string? note, HandoverWay way)
    {
        if (what.Any(w => !Equipment.Any(n => n.Pool == w.Pool)) || what.DistinctBy(w => w.Pool).Count() != what.Count) return new("这次预约没有这种设备，请从列表中填写", "conf:4.5", nameof(Equipment));
        if (what.Any(w => w.Pieces < 0 || w.Damaged < 0 || w.Missing < 0) || what.Sum(w => w.All) == 0) return new($"请填写{EnumNames.Of(way)}的数量", "conf:4.5", nameof(Equipment));
        if (with.Trim().Length == 0) return new($"请写明{who}的姓名", Field: nameof(EquipmentHandover.With));
        return Text(with, who, EquipmentHandover.LongestName, nameof(EquipmentHandover.With)) ?? Text(note ?? "", "说明", EquipmentHandover.LongestNote, nameof(EquipmentHandover.Note));

        static Refusal? Text(string text, string label, int max, string field) => TypedText.Forbidden(text, lines: false) is { } bad ? new($"{label}里有看不见的控制字符（{bad}），请删去后再提交", Field: field)
            : TypedText.Length(text) > max ? new($"{label}不超过 {max} 个字", Field: field) : null;
    }

    // The row changes with each handover: of two at one moment the later one meets the other's number.
    List<EquipmentHandover> Hand(IReadOnlyList<HandedOver> what, HandoverWay way, string with, string? note, Acting by)
    {
        var some = what.Where(w => w.All > 0).ToList();
        // What is said of the broken ones is not said of the others.
        var faulty = some.Exists(w => w.Damaged + w.Missing > 0);
        Equipment = [.. Equipment.Select(n => some.Find(w => w.Pool == n.Pool) is { } w ? n with { Out = n.Out + (way == HandoverWay.Out ? w.All : -w.All) } : n)];
        return some.ConvertAll(w => EquipmentHandover.Of(this, NeedOf(w), way, w, with.Trim(), faulty && w.Damaged + w.Missing == 0 ? null : note, by));
    }
}
