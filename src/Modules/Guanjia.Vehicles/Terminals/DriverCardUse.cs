using Guanjia.Jt808;
using Microsoft.EntityFrameworkCore;

namespace Guanjia.Vehicles;

/// <summary>读卡结果 (reading of a card).</summary>
public enum CardReading
{
    [System.ComponentModel.Description("读卡成功"), Means(Meaning.Done)] Read, [System.ComponentModel.Description("密钥认证未通过"), Means(Meaning.Stop)] KeyRefused, [System.ComponentModel.Description("卡片已锁定"), Means(Meaning.Stop)] Locked, [System.ComponentModel.Description("卡片被拔出"), Means(Meaning.Wait)] PulledOut, [System.ComponentModel.Description("数据校验错误"), Means(Meaning.Stop)] Broken,
}

/// <summary>驾驶员刷卡 (use of a driver's card), 0702: whose card was in a terminal from when to when. In that time he drives the car where no trip says who does.</summary>
[ReadBy(TerminalPermissions.TerminalsRead), WriteBy(TerminalPermissions.TerminalsWrite), NotAudited("said by a device, which nobody changes")]
[Clause("cons:8.2.2.1.d.1")]
public sealed class DriverCardUse : IRow, IOwned
{
    public const int LongestName = 60;
    DriverCardUse() { }
    /// <param name="ownerPath">The unit that had the car then.</param>
    public DriverCardUse(Guid id, string ownerPath, Guid terminal, Guid vehicle, Driver? driver, DriverCard card, DateTimeOffset since)
    {
        (Id, OwnerPath, TerminalId, VehicleId, DriverId, Since) = (id, ownerPath, terminal, vehicle, driver?.Id, since);
        Reading = card.ReadResult <= (byte)CardReading.Broken ? (CardReading)card.ReadResult : CardReading.Broken;
        Name = TerminalCase.Cut(card.Driver?.Name ?? driver?.Name ?? "", LongestName);
        Certificate = TerminalCase.Cut(card.Driver?.Certificate ?? "", 20) is { Length: > 0 } certificate ? certificate : null;
        Issuer = TerminalCase.Cut(card.Driver?.Issuer ?? "", LongestName);
        ExpiresOn = card.Driver?.Expires;
    }

    public Guid Id { get; private set; }
    public int Version { get; private set; }
    public string OwnerPath { get; private set; } = "";
    public Guid TerminalId { get; private set; }
    public Guid VehicleId { get; private set; }
    /// <summary>The driver of the register whose number it is; null: nobody's, or not read.</summary>
    public Guid? DriverId { get; private set; }
    public CardReading Reading { get; private set; }
    /// <summary>As it stands on the card.</summary>
    public string Name { get; private set; } = "";
    /// <summary>从业资格证编码, as a rule the identity number.</summary>
    [Encrypted] public string? Certificate { get; private set; }
    public string Issuer { get; private set; } = "";
    public DateOnly? ExpiresOn { get; private set; }
    public DateTimeOffset Since { get; private set; }
    /// <summary>When it was pulled out, or another came; null: it is in it still.</summary>
    public DateTimeOffset? Until { get; private set; }

    /// <summary>It was pulled out, or another one was put in. What comes late shortens it, never makes it longer.</summary>
    public void Ends(DateTimeOffset at)
    {
        if (at >= Since && (Until is null || at < Until)) Until = at;
    }

    /// <summary>Keeps what a terminal says of a card; what it says again is kept once, what comes late finds its place.</summary>
    internal static async Task Keep(GuanjiaDb db, Guid terminal, Guid vehicle, string ownerPath, DriverCard card, DateTimeOffset at, CancellationToken ct)
    {
        var by = db.Scope.Required;
        var before = await db.Set<DriverCardUse>().Where(u => u.TerminalId == terminal && u.Since <= at).OrderByDescending(u => u.Since).FirstOrDefaultAsync(ct);
        if (card.Inserted && before?.Since == at) return;
        before?.Ends(at);
        if (!card.Inserted) return;
        var use = new DriverCardUse(by.NewId(), ownerPath, terminal, vehicle, await DriverOf(db, card.Driver, ownerPath, ct), card, at);
        if (await db.Set<DriverCardUse>().Where(u => u.TerminalId == terminal && u.Since > at).OrderBy(u => u.Since).Select(u => (DateTimeOffset?)u.Since).FirstOrDefaultAsync(ct) is { } next) use.Ends(next);
        db.Add(use);
    }

    /// <summary>By his number; a name alone says it where one driver of the unit has it.</summary>
    static async Task<Driver?> DriverOf(GuanjiaDb db, DriverIdentity? said, string path, CancellationToken ct)
    {
        if (said is null) return null;
        var there = db.Set<Driver>().AsNoTracking().Where(d => d.State != DriverState.Ended);
        var numbers = new[] { said.IdNumber, said.Certificate.Length > 18 ? said.Certificate[..18] : said.Certificate }.Where(n => n.Length > 4).ToList();
        if (numbers.Count > 0 && await there.WithNumbers(db.Keys, d => d.LicenceNumber, numbers).OrderBy(d => d.OwnerPath != path).ThenBy(d => d.Id).FirstOrDefaultAsync(ct) is { } known) return known;
        var name = said.Name.Trim();
        return name.Length > 0 && await there.Where(d => d.Name == name && d.OwnerPath == path).OrderBy(d => d.Id).Take(2).ToListAsync(ct) is [var only] ? only : null;
    }
}

/// <summary>透传数据 (pass-through data), 0900: bytes of a device behind the terminal, kept as they came for some days.</summary>
[ReadBy(TerminalPermissions.TerminalsRead), WriteBy(TerminalPermissions.TerminalsWrite), NotAudited("bytes of a device, which nobody changes")]
public sealed class PassThroughData : IRow, IOwned
{
    PassThroughData() { }
    public PassThroughData(Guid id, string ownerPath, Guid terminal, byte type, ReadOnlySpan<byte> raw, DateTimeOffset at) => (Id, OwnerPath, TerminalId, Type, Raw, Length, At) = (id, ownerPath, terminal, type, raw[..Math.Min(raw.Length, UnreadFrame.LongestRaw)].ToArray(), raw.Length, at);
    public Guid Id { get; private set; }
    public int Version { get; private set; }
    public string OwnerPath { get; private set; } = "";
    public Guid TerminalId { get; private set; }
    /// <summary>0 GNSS, 0B IC card, 41 and 42 serial ports, F0 to FF the maker's own.</summary>
    public int Type { get; private set; }
    public byte[] Raw { get; private set; } = [];
    public int Length { get; private set; }
    public DateTimeOffset At { get; private set; }
    /// <summary>What its type means.</summary>
    public string TypeName => Type switch { 0 => "GNSS 模块详细定位数据", 0x0B => "道路运输证 IC 卡信息", 0x41 => "串口 1", 0x42 => "串口 2", >= 0xF0 => $"厂商自定义（{Type:X2}）", _ => $"类型 {Type:X2}" };
}
