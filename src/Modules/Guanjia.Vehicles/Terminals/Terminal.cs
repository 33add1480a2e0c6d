using System.ComponentModel;
using Guanjia.Jt808;

namespace Guanjia.Vehicles;

/// <summary>终端状态 (state of a terminal).</summary>
public enum TerminalStatus
{
    [Description("在用"), Means(Meaning.Done)] InUse,
    [Description("停用"), Means(Meaning.Stop, "player-pause")] Stopped,
    [Description("已报废"), Means(Meaning.Idle, "archive")] Retired,
}

/// <summary>终端协议版本 (protocol edition of a terminal).</summary>
public enum TerminalEdition
{
    [Description("JT/T 808-2013")] Of2013, [Description("JT/T 808-2019")] Of2019,
}

/// <summary>车载终端 (vehicle terminal): the device that says where a car is. It is known by its phone number; in which car it sat and when stand in its links.</summary>
[ReadBy(TerminalPermissions.TerminalsRead), WriteBy(TerminalPermissions.TerminalsWrite)]
[Clause("cons:8.2.2.1.d.1")]
public sealed partial class Terminal : IEditable<Terminal>, IOwned
{
    public const int LongestReason = 200;
    Terminal() { }
    public static Terminal New(Acting by) => new() { Id = by.NewId(), OwnerPath = by.Org, OwnerId = by.Organisation, StatusSince = by.Now, Edition = TerminalEdition.Of2019 };

    public Guid Id { get; private set; }
    public int Version { get; private set; }
    public string OwnerPath { get; private set; } = "";
    public Guid OwnerId { get; private set; }
    /// <summary>终端手机号 (phone), without zeros in front.</summary>
    public string Phone { get; private set; } = "";
    /// <summary>制造商 ID, as it says itself.</summary>
    public string Maker { get; private set; } = "";
    public string Model { get; private set; } = "";
    /// <summary>终端 ID (number of the device).</summary>
    public string? Serial { get; private set; }
    public TerminalEdition Edition { get; private set; }
    /// <summary>In which its positions come.</summary>
    public Datum Datum { get; private set; }
    public string? Remark { get; private set; }
    public TerminalStatus Status { get; private set; }
    public DateTimeOffset StatusSince { get; private set; }
    public string? StatusReason { get; private set; }
    /// <summary>When it was given the code by which it shows who it is; null: it has none.</summary>
    public DateTimeOffset? RegisteredAt { get; private set; }
    /// <summary>The code's hash; the code itself only the terminal has.</summary>
    [Secret] public byte[]? CodeHash { get; private set; }
    public string Name => Phone;

    public Refusal? Change(Input<Terminal> input, Acting by)
    {
        if (Status == TerminalStatus.Retired) return Refusal.WrongState("这台终端已经报废，不能再改");
        var before = Phone;
        input.ApplyTo(this);
        // Another card, another identity.
        if (before.Length > 0 && before != Phone) (CodeHash, RegisteredAt) = (null, null);
        return Jt808.Phone.Parse(Phone) is not { } phone ? new("终端手机号为 1 到 20 位数字", Field: nameof(Phone)) : !phone.FitsIn(Edition == TerminalEdition.Of2019 ? Jt808.Edition.Of2019 : Jt808.Edition.Of2013) ? new("2013 版终端的号码不超过 12 位", Field: nameof(Phone)) : null;
    }

    /// <summary>注册 (registration by the device itself): it is given a new code.</summary>
    public void Registers(byte[] codeHash, Acting by) => (CodeHash, RegisteredAt) = (codeHash, by.Now);

    /// <summary>注销 (deregistration by the device itself): its code is worth nothing any more.</summary>
    public void Deregisters() => (CodeHash, RegisteredAt) = (null, null);

    public Refusal? Stop(string reason, Acting by) => Status == TerminalStatus.Stopped ? Refusal.WrongState("这台终端已经停用") : Gone() ?? Stands(TerminalStatus.Stopped, reason, by);

    public Refusal? Resume(string? note, Acting by)
    {
        if (Gone() is { } gone) return gone;
        if (Status == TerminalStatus.InUse) return Refusal.WrongState("这台终端正在使用");
        (Status, StatusSince, StatusReason) = (TerminalStatus.InUse, by.Now, string.IsNullOrWhiteSpace(note) ? null : note.Trim());
        return null;
    }

    /// <param name="link">The car in which it still sits.</param>
    public Refusal? Retire(string reason, TerminalLink? link, Acting by)
    {
        if (Gone() is { } gone) return gone;
        if (link is not null) return Refusal.WrongState("终端还装在车上，请先拆下再报废");
        if (Stands(TerminalStatus.Retired, reason, by) is { } no) return no;
        Deregisters();
        return null;
    }

    /// <summary>Its unit ended: it belongs to the one that goes on.</summary>
    public void GoTo(Guid organisation, string path) => (OwnerId, OwnerPath) = (organisation, path);

    Refusal? Gone() => Status == TerminalStatus.Retired ? Refusal.WrongState("这台终端已经报废") : null;

    Refusal? Stands(TerminalStatus status, string reason, Acting by)
    {
        if (reason.Trim().Length is 0 or > LongestReason) return new($"请写明原因（{LongestReason} 字以内）", Field: nameof(StatusReason));
        (Status, StatusSince, StatusReason) = (status, by.Now, reason.Trim());
        return null;
    }
}

/// <summary>装车记录 (terminal link): in which car a terminal sat, from when to when. A new holder never sees former tracks: whose a point is, its own time says.</summary>
[ReadBy(TerminalPermissions.TerminalsRead), WriteBy(TerminalPermissions.TerminalsWrite)]
public sealed class TerminalLink : IRow, IPartOf
{
    TerminalLink() { }
    public Guid Id { get; private set; }
    public int Version { get; private set; }
    /// <summary>The terminal.</summary>
    public Guid WholeId { get; private set; }
    public string OwnerPath { get; private set; } = "";
    public Guid VehicleId { get; private set; }
    /// <summary>号牌, as it was then.</summary>
    public string Plate { get; private set; } = "";
    public DateTimeOffset Since { get; private set; }
    /// <summary>Null: it sits there still.</summary>
    public DateTimeOffset? Until { get; private set; }
    public string EnteredBy { get; private set; } = "";

    /// <param name="last">The terminal's last link.</param>
    /// <param name="other">The last link of the car.</param>
    public static Refusal? Install(Terminal terminal, Vehicle vehicle, DateTimeOffset since, TerminalLink? last, TerminalLink? other, Acting by, out TerminalLink link)
    {
        link = new() { Id = by.NewId(), WholeId = terminal.Id, OwnerPath = terminal.OwnerPath, VehicleId = vehicle.Id, Plate = vehicle.Plate, Since = since, EnteredBy = by.Name };
        if (terminal.Status == TerminalStatus.Retired) return Refusal.WrongState("这台终端已经报废");
        if (vehicle.State == VehicleState.Disposed) return new($"{vehicle.Name} 已经处置", Field: nameof(VehicleId));
        if (since > by.Now) return new("装车时间不能晚于现在", Field: nameof(Since));
        if (last is { Until: null }) return Refusal.WrongState($"终端还装在 {Plates.Show(last.Plate)} 上，请先拆下") with { Field = nameof(VehicleId) };
        if (other is { Until: null }) return Refusal.WrongState($"{vehicle.Name} 已经装有另一台终端，请先拆下那一台") with { Field = nameof(VehicleId) };
        return last?.Until > since || other?.Until > since ? new($"装车时间应晚于上一次拆下的时间（{China.Say((last?.Until > since ? last.Until : other!.Until)!.Value)}）", Field: nameof(Since)) : null;
    }

    public Refusal? Remove(DateTimeOffset until, Acting by)
    {
        if (Until is not null) return Refusal.WrongState("终端已经拆下");
        if (until > by.Now) return new("拆下时间不能晚于现在", Field: nameof(Until));
        if (until <= Since) return new($"拆下时间应晚于装车时间（{China.Say(Since)}）", Field: nameof(Until));
        Until = until;
        return null;
    }
}

/// <summary>终端通联 (pulse of a terminal): when it was heard last and from where. Written every half minute for all at once, by no person.</summary>
[ReadBy(TerminalPermissions.TerminalsRead), WriteBy(TerminalPermissions.TerminalsWrite), NotAudited("says only when a device was heard")]
public sealed class TerminalPulse : IPartOf
{
    TerminalPulse() { }
    public TerminalPulse(Guid id, Guid terminal, string ownerPath) => (Id, WholeId, OwnerPath) = (id, terminal, ownerPath);
    public Guid Id { get; private set; }
    public Guid WholeId { get; private set; }
    public string OwnerPath { get; private set; } = "";
    public DateTimeOffset SeenAt { get; private set; }
    public bool IsOnline { get; private set; }
    public string Address { get; private set; } = "";
    public string? Software { get; private set; }
    public void Heard(DateTimeOffset at, bool online, string address, string? software) => (SeenAt, IsOnline, Address, Software) = (at, online, address.Length > 60 ? address[..60] : address, software ?? Software);
}

/// <summary>车辆归属记录 (vehicle tenure): the unit that had a car until a moment. Only former ones stand here; what came after the last is the owner's that the car has now.</summary>
[ReadBy(VehiclePermissions.VehiclesRead), WriteBy(VehiclePermissions.VehiclesWrite), NotAudited("the car's own entry says when it went to whom")]
public sealed class VehicleTenure : IPartOf
{
    VehicleTenure() { }
    public VehicleTenure(Guid id, Vehicle vehicle, string former, DateTimeOffset until) => (Id, WholeId, OwnerPath, FormerPath, Until) = (id, vehicle.Id, vehicle.OwnerPath, former, until);
    public Guid Id { get; private set; }
    public Guid WholeId { get; private set; }
    /// <summary>Goes along with the car.</summary>
    public string OwnerPath { get; private set; } = "";
    /// <summary>Whose it was.</summary>
    public string FormerPath { get; private set; } = "";
    public DateTimeOffset Until { get; private set; }
}
