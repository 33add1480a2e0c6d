using System.ComponentModel;
using System.Globalization;
using Guanjia.Jt808;

namespace Guanjia.Vehicles;

/// <summary>指令种类 (kind of terminal command).</summary>
public enum TerminalCommandKind
{
    [Description("文字通知驾驶员")] Text, [Description("查询位置")] Locate, [Description("临时跟踪")] Track, [Description("查询参数")] ReadParameters, [Description("设置参数")] SetParameter, [Description("拍照")] Photograph,
}

/// <summary>指令状态 (state of a terminal command).</summary>
public enum TerminalCommandState
{
    [Description("等待送达"), Means(Meaning.Wait)] Waiting,
    [Description("等待答复"), Means(Meaning.Run)] Sent,
    [Description("已答复"), Means(Meaning.Done)] Answered,
    [Description("终端拒绝"), Means(Meaning.Stop)] Refused,
    [Description("没有送达"), Means(Meaning.Stop)] Failed,
}

/// <summary>终端指令 (terminal command): what a person had the platform tell a terminal, and what it answered.</summary>
[ReadBy(TerminalPermissions.TerminalsRead), WriteBy(TerminalPermissions.TerminalsWrite)]
public sealed class TerminalCommand : IRow, IPartOf
{
    public const int LongestText = 200, LongestAnswer = 2000, LongestTrack = 24 * 60;
    TerminalCommand() { }
    public Guid Id { get; private set; }
    public int Version { get; private set; }
    /// <summary>The terminal.</summary>
    public Guid WholeId { get; private set; }
    public string OwnerPath { get; private set; } = "";
    public TerminalCommandKind Kind { get; private set; }
    /// <summary>What is said to the driver.</summary>
    public string? Text { get; private set; }
    /// <summary>Seconds between two reports, or the number of a parameter.</summary>
    public int? Number { get; private set; }
    /// <summary>For how many minutes, or the value of a parameter.</summary>
    public int? Value { get; private set; }
    public TerminalCommandState State { get; private set; }
    public string? Answer { get; private set; }
    public string AskedBy { get; private set; } = "";
    public DateTimeOffset AskedAt { get; private set; }
    public DateTimeOffset? EndedAt { get; private set; }

    public static Refusal? Give(Terminal terminal, TerminalCommandKind kind, string? text, int? number, int? value, Acting by, out TerminalCommand command)
    {
        text = string.IsNullOrWhiteSpace(text) ? null : text.Trim();
        command = new() { Id = by.NewId(), WholeId = terminal.Id, OwnerPath = terminal.OwnerPath, Kind = kind, Text = text, Number = number, Value = value, AskedBy = by.Name, AskedAt = by.Now };
        if (terminal.Status != TerminalStatus.InUse) return Refusal.WrongState($"终端{EnumNames.Of(terminal.Status)}，不能下发指令");
        return kind switch
        {
            TerminalCommandKind.Text when text is null || text.Length > LongestText => new($"请填写要告诉驾驶员的话（{LongestText} 字以内）", Field: nameof(Text)),
            TerminalCommandKind.Track when number is not (>= 0 and <= 3600) => new("间隔为 1 到 3600 秒；0 为停止跟踪", Field: nameof(Number)),
            TerminalCommandKind.Track when number > 0 && value is not (> 0 and <= LongestTrack) => new($"跟踪 1 到 {LongestTrack} 分钟", Field: nameof(Value)),
            TerminalCommandKind.SetParameter when !settable.ContainsKey(number ?? -1) => new("只能设置心跳间隔、汇报间隔和最高速度", Field: nameof(Number)),
            TerminalCommandKind.SetParameter when value is not (> 0 and <= 86_400) => new("参数值为 1 到 86400", Field: nameof(Value)),
            _ => null,
        };
    }

    static readonly Dictionary<int, string> settable = new() { [(int)Parameter.HeartbeatSeconds] = "心跳间隔（秒）", [(int)Parameter.ReportSeconds] = "汇报间隔（秒）", [(int)Parameter.MostSpeed] = "最高速度（公里/小时）" };
    public static IReadOnlyDictionary<int, string> Settable => settable;

    /// <summary>What it says, in words.</summary>
    public string Says => Kind switch
    {
        TerminalCommandKind.Text => $"“{Text}”",
        TerminalCommandKind.Track => Number == 0 ? "停止跟踪" : $"每 {Number} 秒一点，{Value} 分钟",
        TerminalCommandKind.SetParameter => $"{settable.GetValueOrDefault(Number ?? 0)}：{Value}",
        _ => "",
    };

    internal Message ToMessage() => Kind switch
    {
        TerminalCommandKind.Text => new TextMessage(TextFlags.Display | TextFlags.Speak, 1, Text!),
        TerminalCommandKind.Locate => new LocationQuery(),
        TerminalCommandKind.Track => new TrackingControl((ushort)Number!.Value, (uint)(Value ?? 0) * 60),
        TerminalCommandKind.ReadParameters => new QueryParameters(),
        TerminalCommandKind.SetParameter => new SetParameters([Parameter.Of((uint)Number!.Value, (uint)Value!.Value)]),
        _ => new CameraCommand(1, 1, 0, false),
    };

    internal void Sends() => State = TerminalCommandState.Sent;
    internal void Fails(string why, Acting by) => (State, Answer, EndedAt) = (TerminalCommandState.Failed, why, by.Now);

    /// <summary>What the terminal answered; null: nothing.</summary>
    internal void Hears(Message? answer, Acting by)
    {
        EndedAt = by.Now;
        (State, Answer) = answer switch
        {
            null => (TerminalCommandState.Failed, "终端没有答复"),
            TerminalAnswer { Result: AnswerResult.Ok } => (TerminalCommandState.Answered, "已收到"),
            TerminalAnswer a => (TerminalCommandState.Refused, a.Result switch { AnswerResult.Unsupported => "终端不支持", AnswerResult.Bad => "终端读不懂", _ => "终端没有执行" }),
            LocationAnswer { Report.Basic: var where } => (TerminalCommandState.Answered, string.Create(CultureInfo.InvariantCulture, $"{(where.IsFixed ? "" : "未定位，最后位置 ")}{where.Longitude:0.000000}，{where.Latitude:0.000000}，{where.Speed:0.#} 公里/小时")),
            ParametersAnswer p => (TerminalCommandState.Answered, Listed(p.Parameters)),
            CameraAnswer { Result: 0 } c => (TerminalCommandState.Answered, $"拍了 {c.MediaIds.Count} 张，上传后见档案资料"),
            CameraAnswer => (TerminalCommandState.Refused, "终端不能拍照"),
            _ => (TerminalCommandState.Answered, "已答复"),
        };
    }

    static string Listed(IReadOnlyList<Parameter> parameters)
    {
        var said = string.Join("；", parameters.Select(p => $"{(settable.TryGetValue((int)p.Number, out var name) ? name : $"{p.Number:X4}")}：{p.AsNumber?.ToString(CultureInfo.InvariantCulture) ?? TerminalCase.Cut(p.AsText, 40)}"));
        return said.Length > LongestAnswer ? said[..LongestAnswer] : said;
    }
}
