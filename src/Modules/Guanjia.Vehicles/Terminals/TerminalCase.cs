using System.ComponentModel;
using Guanjia.Jt808;

namespace Guanjia.Vehicles;

/// <summary>终端异常种类 (kind of terminal case).</summary>
public enum TerminalCaseKind
{
    [Description("一台终端报两辆车")] TwoVehicles, [Description("一辆车报两台终端")] TwoTerminals, [Description("没有登记的终端")] UnknownTerminal, [Description("没有登记的车辆")] UnknownVehicle, [Description("没有装车的终端")] NotInstalled, [Description("停用的终端上线")] Stopped, [Description("与登记不符的终端")] OtherDevice,
}

/// <summary>异常处理状态 (state of a terminal case).</summary>
public enum TerminalCaseState
{
    [Description("待处理"), Means(Meaning.Wait)] Open,
    [Description("已处理"), Means(Meaning.Done)] Closed,
}

/// <summary>终端异常 (terminal case): a registration that was refused, for a person to look at. The same again counts up the open one.</summary>
[ReadBy(TerminalPermissions.TerminalsRead), WriteBy(TerminalPermissions.TerminalsWrite)]
[Clause("cons:8.2.2.1.d.1")]
public sealed class TerminalCase : IRow, IOwned
{
    public const int LongestFinding = 300;
    TerminalCase() { }
    public static TerminalCase Of(TerminalCaseKind kind, string ownerPath, string phone, Guid? terminal, Registration said, string address, string says, Acting by) => new()
    {
        Id = by.NewId(), Kind = kind, OwnerPath = ownerPath, Phone = phone, TerminalId = terminal, Plate = Cut(said.Plate, 40), Device = Cut(string.Join(' ', new[] { said.Maker, said.Model, said.TerminalId }.Where(w => w.Length > 0)), 80), Address = Cut(address, 60), Says = Cut(says, 200), FirstAt = by.Now, LastAt = by.Now, Times = 1,
    };

    public Guid Id { get; private set; }
    public int Version { get; private set; }
    public string OwnerPath { get; private set; } = "";
    public TerminalCaseKind Kind { get; private set; }
    public TerminalCaseState State { get; private set; }
    public string Phone { get; private set; } = "";
    public Guid? TerminalId { get; private set; }
    /// <summary>The plate or VIN that it said.</summary>
    public string Plate { get; private set; } = "";
    /// <summary>Maker, model and number that it said.</summary>
    public string Device { get; private set; } = "";
    public string Address { get; private set; } = "";
    public string Says { get; private set; } = "";
    public DateTimeOffset FirstAt { get; private set; }
    [Progress] public DateTimeOffset LastAt { get; private set; }
    [Progress] public int Times { get; private set; }
    public string? Finding { get; private set; }
    public string? ClosedBy { get; private set; }
    public DateTimeOffset? ClosedAt { get; private set; }

    public void Again(DateTimeOffset at) => (LastAt, Times) = (at, Times + 1);

    public Refusal? Close(string finding, Acting by)
    {
        if (State == TerminalCaseState.Closed) return Refusal.WrongState("这个异常已经处理");
        if (finding.Trim().Length is 0 or > LongestFinding) return new($"请写明怎么处理的（{LongestFinding} 字以内）", Field: nameof(Finding));
        (State, Finding, ClosedBy, ClosedAt) = (TerminalCaseState.Closed, finding.Trim(), by.Name, by.Now);
        return null;
    }

    public void GoTo(string path) => OwnerPath = path;

    // What a device says may be anything: no control characters, no half characters.
    internal static string Cut(string text, int most) => new([.. text.Where(c => !char.IsControl(c) && !char.IsSurrogate(c) && c != '\uFFFD').Take(most)]);
}

/// <summary>未读原因 (reason for an unread frame).</summary>
public enum UnreadWhy
{
    [Description("没有起始标识")] NoFlag = UnreadReason.NoFlag, [Description("没有结束标识")] NoEnd, [Description("太短")] TooShort, [Description("转义错误")] Escape, [Description("校验码不符")] Checksum, [Description("长度不符")] Length, [Description("号码里有字母")] Phone,
    [Description("消息体太短")] ShortBody, [Description("消息体加密")] Encrypted, [Description("分包序号不对")] PackageIndex, [Description("分包太多")] TooManyPackages, [Description("不是本会话的号码")] ForeignPhone,
    [Description("时间读不懂")] NoTime = 100, [Description("经纬度不可能")] NoPlace, [Description("当时没有装车")] NoVehicle, [Description("文件存不下")] NoFile,
}

/// <summary>未读报文 (unread frame): what could not be understood, as it came, with the reason. Kept for some days and up to a number.</summary>
[ReadBy(TerminalPermissions.TerminalsRead), WriteBy(TerminalPermissions.TerminalsWrite), NotAudited("bytes of a device, which nobody changes")]
public sealed class UnreadFrame : IRow, IOwned
{
    /// <summary>Of longer ones the beginning.</summary>
    public const int LongestRaw = 2048;
    UnreadFrame() { }
    public UnreadFrame(Guid id, string ownerPath, Guid? terminal, string? phone, string address, UnreadWhy why, ReadOnlySpan<byte> raw, DateTimeOffset at) =>
        (Id, OwnerPath, TerminalId, Phone, Address, Why, Raw, Length, At) = (id, ownerPath, terminal, phone, TerminalCase.Cut(address, 60), why, raw[..Math.Min(raw.Length, LongestRaw)].ToArray(), raw.Length, at);
    public Guid Id { get; private set; }
    public int Version { get; private set; }
    public string OwnerPath { get; private set; } = "";
    public Guid? TerminalId { get; private set; }
    public string? Phone { get; private set; }
    public string Address { get; private set; } = "";
    public UnreadWhy Why { get; private set; }
    public byte[] Raw { get; private set; } = [];
    public int Length { get; private set; }
    public DateTimeOffset At { get; private set; }
}
