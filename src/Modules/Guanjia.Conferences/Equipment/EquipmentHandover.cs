using System.ComponentModel;

namespace Guanjia.Conferences;

/// <summary>交接方向 (which way equipment goes).</summary>
public enum HandoverWay { [Description("领出")] Out, [Description("归还")] In }

/// <summary>设备交接 (handover of equipment): who handed out or took back how many pieces, when, to or from whom; what is damaged or missing. It is never changed.</summary>
[ReadBy("conferences.bookings.read"), WriteBy("conferences.bookings.write")]
public sealed class EquipmentHandover : IRow, IPartOf, IPushes
{
    public const int LongestName = 40, LongestNote = 200;
    EquipmentHandover() { }
    public Guid Id { get; private set; }
    public int Version { get; private set; }
    /// <summary>The booking.</summary>
    public Guid WholeId { get; private set; }
    public string OwnerPath { get; private set; } = "";
    public Guid PoolId { get; private set; }
    public HandoverWay Way { get; private set; }
    /// <summary>Name and measure as they were.</summary>
    public string Equipment { get; private set; } = "";
    public string Measure { get; private set; } = "";
    /// <summary>Handed out, or come back whole.</summary>
    public int Pieces { get; private set; }
    public int Damaged { get; private set; }
    public int Missing { get; private set; }
    /// <summary>对方 (the other side), by name: who uses it may have no account.</summary>
    public string With { get; private set; } = "";
    public Guid PersonId { get; private set; }
    public string PersonName { get; private set; } = "";
    public DateTimeOffset At { get; private set; }
    public string? Note { get; private set; }
    public int All => Pieces + Damaged + Missing;
    public IEnumerable<string> Topics() => [$"conferences/booking/{WholeId:N}"];

    internal static EquipmentHandover Of(RoomBooking booking, EquipmentNeed need, HandoverWay way, HandedOver what, string with, string? note, Acting by) => new()
    {
        Id = by.NewId(), WholeId = booking.Id, OwnerPath = booking.OwnerPath, PoolId = need.Pool, Way = way, Equipment = need.Name, Measure = need.Measure, Pieces = what.Pieces, Damaged = what.Damaged, Missing = what.Missing,
        With = with, PersonId = by.Person, PersonName = by.Name, At = by.Now, Note = string.IsNullOrWhiteSpace(note) ? null : note.Trim(),
    };

    /// <summary>移动投影 2 台（损坏 1、缺失 1）</summary>
    public string Say() => $"{Equipment} {All} {Measure}{(Faults is { Length: > 0 } f ? $"（{f}）" : "")}";
    public string Faults => string.Join("、", new[] { Damaged > 0 ? $"损坏 {Damaged}" : null, Missing > 0 ? $"缺失 {Missing}" : null }.OfType<string>());
}

/// <summary>What is handed over of one pool.</summary>
public sealed record HandedOver(Guid Pool, int Pieces, int Damaged = 0, int Missing = 0)
{
    public int All => Pieces + Damaged + Missing;
}
