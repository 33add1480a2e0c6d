namespace Guanjia.Conferences;

/// <summary>会议预约登记表 (booking form): what stands in table C.1, as plain words ready to print.</summary>
public sealed record BookingForm
{
    public string Number { get; init; } = "";
    public string Name { get; init; } = "";
    /// <summary>One of <see cref="Natures"/>; any other word is ticked as 其他 and written after it.</summary>
    public string? Nature { get; init; }
    public IReadOnlyList<FormDay> Days { get; init; } = [];
    public string Place { get; init; } = "";
    public IReadOnlyList<string> Organisers { get; init; } = [];
    public IReadOnlyList<string> Leaders { get; init; } = [];
    public int? Headcount { get; init; }
    public string BannerText { get; init; } = "";
    /// <summary>One of <see cref="BannerKinds"/>.</summary>
    public string? BannerKind { get; init; }
    public bool? Rostrum { get; init; }
    public int? Microphones { get; init; }
    /// <summary>One of <see cref="Types"/>.</summary>
    public string? Type { get; init; }
    public string OtherNeeds { get; init; } = "";
    /// <summary>What the booking holds and the form has no place for (undertaker, contact, guests, layout, secrecy, signs, articles …): printed under 其他要求, empty ones left out.</summary>
    public IReadOnlyList<(string Label, string? Text)> SecondPart { get; init; } = [];
    public FormSignature? Organiser { get; init; }
    public FormSignature? Manager { get; init; }
    public FormSignature? Service { get; init; }
    /// <summary>Stands at the head beside the number: 演示数据, 紧急.</summary>
    public string Mark { get; init; } = "";

    // The words as the standard prints them, in its order.
    public static readonly IReadOnlyList<string> Natures = ["报告会", "座谈会", "沙发座谈会", "授聘或表彰仪式", "宣誓仪式", "其他"];
    public static readonly IReadOnlyList<string> BannerKinds = ["布标", "电子会标"];
    public static readonly IReadOnlyList<string> Types = ["工作会议", "电视电话会议（电信信号）", "视频会议（视频信号）", "视联网会议（视联网信号）"];
}

/// <summary>A day of the meeting with its three times of the form; a time that ends at or before it begins ends on the next day.</summary>
public sealed record FormDay(DateOnly Date, FormTime? Morning = null, FormTime? Afternoon = null, FormTime? Evening = null);

public sealed record FormTime(TimeOnly From, TimeOnly To)
{
    public bool IntoNextDay => To <= From;
}

/// <summary>A signature of the form: unit, name, office time, and how it was given (手机确认, 一次性链接, 纸质扫描件).</summary>
public sealed record FormSignature(string Unit, string Name, DateTime At, string Way);
