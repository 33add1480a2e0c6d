using System.ComponentModel;
using System.Globalization;
using Guanjia.Jt808;

namespace Guanjia.Vehicles;

/// <summary>指令种类 (kind of terminal command).</summary>
public enum TerminalCommandKind
{
    [Description("文字通知驾驶员")] Text, [Description("查询位置")] Locate, [Description("临时跟踪")] Track, [Description("查询参数")] ReadParameters, [Description("设置参数")] SetParameter, [Description("拍照")] Photograph, [Description("查询驾驶员身份")] ReadDriver, [Description("下发围栏")] SetFence, [Description("删除围栏")] DropFence,
    [Description("查询终端属性")] ReadAttributes, [Description("确认报警")] ConfirmAlarms, [Description("检测链路")] CheckLink, [Description("复位终端")] Restart,
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
    /// <summary>What is said to the driver, or the fence's name.</summary>
    public string? Text { get; private set; }
    /// <summary>Seconds between two reports, the number of a parameter, or the way of setting an area.</summary>
    public int? Number { get; private set; }
    /// <summary>For how many minutes, the value of a parameter, or the message by which an area is set.</summary>
    public int? Value { get; private set; }
    /// <summary>The fence that goes to the terminal, or leaves it.</summary>
    public Guid? FenceId { get; private set; }
    /// <summary>Which version of it the terminal was given.</summary>
    public int? FenceVersion { get; private set; }
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
            TerminalCommandKind.Text when !TextMessage.CanCarry(text) => new("终端只能显示 GBK 字库里的文字，请不要用表情和生僻字", Field: nameof(Text)),
            TerminalCommandKind.Track when number is not (>= 0 and <= 3600) => new("间隔为 1 到 3600 秒；0 为停止跟踪", Field: nameof(Number)),
            TerminalCommandKind.Track when number > 0 && value is not (> 0 and <= LongestTrack) => new($"跟踪 1 到 {LongestTrack} 分钟", Field: nameof(Value)),
            TerminalCommandKind.SetParameter when !settable.ContainsKey(number ?? -1) => new("只能设置心跳间隔、汇报间隔和最高速度", Field: nameof(Number)),
            TerminalCommandKind.SetFence or TerminalCommandKind.DropFence => new("围栏请在围栏的页面下发", Field: nameof(Kind)),
            TerminalCommandKind.SetParameter when value is not (> 0 and <= 86_400) => new("参数值为 1 到 86400", Field: nameof(Value)),
            _ => null,
        };
    }

    /// <summary>A fence goes to a terminal, or leaves it.</summary>
    /// <param name="area">The message by which it was set, or is.</param>
    /// <param name="has">Whether the terminal has it already: it is changed there, not laid twice.</param>
    public static TerminalCommand OfFence(Terminal terminal, Fence fence, int area, bool drop, bool has, Acting by) => new()
    {
        Id = by.NewId(), WholeId = terminal.Id, OwnerPath = terminal.OwnerPath, Kind = drop ? TerminalCommandKind.DropFence : TerminalCommandKind.SetFence, Text = fence.Name, Number = drop ? null : (int)(has ? AreaSetting.Change : AreaSetting.Append), Value = area, FenceId = fence.Id, AskedBy = by.Name, AskedAt = by.Now,
    };

    static readonly Dictionary<int, string> settable = new() { [(int)Parameter.HeartbeatSeconds] = "心跳间隔（秒）", [(int)Parameter.ReportSeconds] = "汇报间隔（秒）", [(int)Parameter.MostSpeed] = "最高速度（公里/小时）" };
    public static IReadOnlyDictionary<int, string> Settable => settable;

    /// <summary>What it says, in words.</summary>
    public string Says => Kind switch
    {
        TerminalCommandKind.Text or TerminalCommandKind.SetFence or TerminalCommandKind.DropFence => $"“{Text}”",
        TerminalCommandKind.Track => Number == 0 ? "停止跟踪" : $"每 {Number} 秒一点，{Value} 分钟",
        TerminalCommandKind.SetParameter => $"{settable.GetValueOrDefault(Number ?? 0)}：{Value}",
        _ => "",
    };

    /// <param name="fence">The fence as it is now, where it is about one.</param>
    /// <param name="datum">In which degrees the terminal thinks.</param>
    internal Message ToMessage(Fence? fence, Datum datum) => Kind switch
    {
        TerminalCommandKind.SetFence => TerminalFence.Set(fence!, datum, (AreaSetting)(Number ?? 0)),
        TerminalCommandKind.DropFence => TerminalFence.Drop(fence!, Value ?? 0),
        TerminalCommandKind.Text => new TextMessage(TextFlags.Display | TextFlags.Speak, 1, Text!),
        TerminalCommandKind.Locate => new LocationQuery(),
        TerminalCommandKind.Track => new TrackingControl((ushort)Number!.Value, (uint)(Value ?? 0) * 60),
        TerminalCommandKind.ReadParameters => new QueryParameters(),
        TerminalCommandKind.SetParameter => new SetParameters([Parameter.Of((uint)Number!.Value, (uint)Value!.Value)]),
        TerminalCommandKind.ReadDriver => new QueryDriverCard(),
        TerminalCommandKind.ReadAttributes => new QueryAttributes(),
        // 0: whichever message it was that told of them.
        TerminalCommandKind.ConfirmAlarms => new ConfirmAlarms(0, AlarmBits.Confirmable),
        TerminalCommandKind.CheckLink => new LinkCheck(),
        TerminalCommandKind.Restart => new TerminalControl(ControlCommand.Restart),
        _ => new CameraCommand(1, 1, 0, false),
    };

    internal void Sends(Fence? fence) => (State, FenceVersion) = (TerminalCommandState.Sent, fence?.Version);
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
            CameraAnswer { Result: 0 } c => (TerminalCommandState.Answered, $"拍了 {c.MediaIds.Count} 张，上传后见“照片和录音”"),
            CameraAnswer => (TerminalCommandState.Refused, "终端不能拍照"),
            AttributesAnswer a => (TerminalCommandState.Answered, TerminalCase.Cut($"制造商 {a.Maker}，型号 {a.Model}，编号 {a.TerminalId}，SIM 卡 {a.Iccid}，硬件 {a.Hardware}，固件 {a.Firmware}", LongestAnswer)),
            DriverCard { Driver: { } driver } => (TerminalCommandState.Answered, TerminalCase.Cut(driver.Name, DriverCardUse.LongestName)),
            DriverCard => (TerminalCommandState.Answered, "没有插卡，或者没有读出来"),
            _ => (TerminalCommandState.Answered, "已答复"),
        };
    }

    static string Listed(IReadOnlyList<Parameter> parameters)
    {
        var said = string.Join("；", parameters.Select(p => $"{(settable.TryGetValue((int)p.Number, out var name) ? name : $"{p.Number:X4}")}：{p.AsNumber?.ToString(CultureInfo.InvariantCulture) ?? TerminalCase.Cut(p.AsText, 40)}"));
        return said.Length > LongestAnswer ? said[..LongestAnswer] : said;
    }
}
