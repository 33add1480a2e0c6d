namespace Guanjia.Conferences;

/// <summary>Who has read a message and agrees with it.</summary>
public sealed record MessageConfirmation(Guid Person, string Name, DateTimeOffset At);

/// <summary>沟通 (message) in the thread of a booking, between organiser, managing and service unit. It is never changed; others confirm it.</summary>
[ReadBy("conferences.bookings.read"), WriteBy("conferences.bookings.write")]
[Clause("conf:5.2.1.4")]
public sealed class BookingMessage : IRow, IPartOf, IPushes
{
    public const int LongestText = 500, MostInThread = 500;
    BookingMessage() { }
    public Guid Id { get; private set; }
    public int Version { get; private set; }
    /// <summary>The booking.</summary>
    public Guid WholeId { get; private set; }
    public string OwnerPath { get; private set; } = "";
    public Guid PersonId { get; private set; }
    /// <summary>Name and unit as they were.</summary>
    public string PersonName { get; private set; } = "";
    public string UnitName { get; private set; } = "";
    public DateTimeOffset At { get; private set; }
    public string Text { get; private set; } = "";
    public IReadOnlyList<MessageConfirmation> Confirmations { get; private set; } = [];
    public IEnumerable<string> Topics() => [$"conferences/booking/{WholeId:N}"];

    public static Refusal? Say(RoomBooking booking, string text, Acting by, out BookingMessage said)
    {
        said = new() { Id = by.NewId(), WholeId = booking.Id, OwnerPath = booking.OwnerPath, PersonId = by.Person, PersonName = by.Name, UnitName = by.OrganisationName, At = by.Now, Text = text.Trim() };
        if (by.MustBePerson() is { } nobody) return nobody;
        if (booking.IsClassified) return BookingGuards.SecretField(nameof(Text), "沟通内容");
        if (said.Text.Length == 0) return new("请填写要说的话", "conf:5.2.1.4", nameof(Text));
        if (TypedText.Length(said.Text) > LongestText) return new($"一次不超过 {LongestText} 个字，请分几次说", "conf:5.2.1.4", nameof(Text));
        return TypedText.Forbidden(said.Text, lines: true) is { } bad ? new($"里面有看不见的控制字符（{bad}），请删去后再发送", Field: nameof(Text)) : null;
    }

    /// <summary>Someone else has read it and agrees.</summary>
    public Refusal? Confirm(Acting by)
    {
        if (by.MustBePerson() is { } nobody) return nobody;
        if (by.Person == PersonId) return Refusal.WrongState("这是您自己说的，由对方确认");
        if (Confirmations.Any(c => c.Person == by.Person)) return Refusal.WrongState("您已经确认过");
        Confirmations = [.. Confirmations, new(by.Person, by.Name, by.Now)];
        return null;
    }
}
