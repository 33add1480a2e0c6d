using System.Globalization;
using Guanjia.Web;

namespace Guanjia.Conferences;

/// <summary>What handing out and taking back share: numbers for each pool, the other side's name, a note.</summary>
public abstract class EquipmentActPage : BookingActPage
{
    protected const string Pieces = "Pieces_", Damaged = "Damaged_", Missing = "Missing_";
    protected abstract HandoverWay Way { get; }
    protected override bool OnlyWhenOffered => true;
    protected string? Sends(string name) => Http.Request.HasFormContentType ? Http.Request.Form[name].ToString() : null;
    protected Refusal? No(string field) => Refusals.Find(r => r.Field == field);

    protected override async Task<Refusal?> Act(RoomBooking booking, Input<RoomBooking> input)
    {
        var what = new List<HandedOver>();
        foreach (var need in booking.Equipment)
        {
            var numbers = new List<int>();
            foreach (var name in new[] { Pieces, Damaged, Missing })
            {
                var typed = TypedTime.Plain(Sends($"{name}{need.Pool}")?.Trim() ?? "");
                if (!int.TryParse(typed.Length == 0 ? "0" : typed, NumberStyles.None, CultureInfo.InvariantCulture, out var n)) return new($"{need.Name}的数量应为整数，现为“{(typed.Length > 20 ? typed[..20] + "…" : typed)}”", Field: nameof(RoomBooking.Equipment));
                numbers.Add(n);
            }
            what.Add(new(need.Pool, numbers[0], numbers[1], numbers[2]));
        }
        return await Bookings.HandOverEquipment(booking, Way, what, Sends(nameof(EquipmentHandover.With)) ?? "", Sends(nameof(EquipmentHandover.Note)), Stop);
    }
}
