using Microsoft.EntityFrameworkCore;

namespace Guanjia.Vehicles;

public static class TerminalFields
{
    const string felt = "cons:8.2.2.1.d.1";
    public static readonly Field<Terminal, string> Phone = new Field<Terminal, string>(t => t.Phone, "终端手机号").Required().Max(20).Filter().Sort().Hints("终端报文里的号码，1 到 20 位数字").By(felt)
        .ParsedBy(text => text.Trim() is var digits && Jt808.Phone.Parse(digits) is { } phone ? (phone.ToString(), null) : (null, "终端手机号为 1 到 20 位数字"), v => v as string ?? "");
    public static readonly Field<Terminal, string> Maker = new Field<Terminal, string>(t => t.Maker, "制造商").Required().Max(11).Filter().Hints("终端注册时所报的制造商 ID，如 70111");
    public static readonly Field<Terminal, string> Model = new Field<Terminal, string>(t => t.Model, "终端型号").Required().Max(30).Hints("按制造商和型号选用厂商配置");
    public static readonly Field<Terminal, string?> Serial = new Field<Terminal, string?>(t => t.Serial, "终端编号").Max(30);
    public static readonly Field<Terminal, TerminalEdition> Edition = new Field<Terminal, TerminalEdition>(t => t.Edition, "协议版本").Filter();
    public static readonly Field<Terminal, Datum> Datum = new Field<Terminal, Datum>(t => t.Datum, "上报坐标系").Hints("卫星定位终端一般为 WGS-84；存入时统一换算为 WGS-84");
    public static readonly Field<Terminal, string?> Remark = new Field<Terminal, string?>(t => t.Remark, "备注").Max(200);
    public static readonly IReadOnlyList<Field<Terminal>> All = [Phone, Maker, Model, Serial, Edition, Datum, Remark];

    public static readonly Field<Terminal, Guid> Owner = new(t => t.OwnerId, "管理单位");
    public static readonly Field<Terminal, TerminalStatus> Status = new Field<Terminal, TerminalStatus>(t => t.Status, "状态").Filter();
    public static readonly Field<Terminal, DateTimeOffset?> Registered = new(t => t.RegisteredAt, "注册时间");
    public static readonly IReadOnlyList<Field<Terminal>> List = [Phone, Maker, Model, Serial, Edition, Owner, Registered, Status];
    public static readonly IReadOnlyList<Field<Terminal>> History = [.. All, Owner, Status, Registered, new Field<Terminal, string?>(t => t.StatusReason, "状态说明")];
}

public static class TerminalCaseFields
{
    public static readonly Field<TerminalCase, DateTimeOffset> Last = new(c => c.LastAt, "最近一次");
    public static readonly Field<TerminalCase, string> Phone = new Field<TerminalCase, string>(c => c.Phone, "终端手机号").Filter();
    public static readonly Field<TerminalCase, TerminalCaseKind> Kind = new Field<TerminalCase, TerminalCaseKind>(c => c.Kind, "异常").Filter();
    public static readonly Field<TerminalCase, TerminalCaseState> State = new Field<TerminalCase, TerminalCaseState>(c => c.State, "处理").Filter();
    public static readonly Field<TerminalCase, DateTimeOffset> First = new Field<TerminalCase, DateTimeOffset>(c => c.FirstAt, "首次发现").Sort();
    public static readonly Field<TerminalCase, string> Plate = new(c => c.Plate, "所报车辆"), Says = new(c => c.Says, "说明");
    public static readonly Field<TerminalCase, int> Times = new Field<TerminalCase, int>(c => c.Times, "次数").In("次");
    public static readonly Field<TerminalCase, string?> Finding = new(c => c.Finding, "处理结果");
    public static readonly IReadOnlyList<Field<TerminalCase>> List = [First, Kind, Phone, Plate, Says, Times, Last, State];
    public static readonly IReadOnlyList<Field<TerminalCase>> History = [Kind, State, Phone, Plate, Says, Finding];
}

public static class UnreadFrameFields
{
    public static readonly Field<UnreadFrame, DateTimeOffset> At = new Field<UnreadFrame, DateTimeOffset>(f => f.At, "收到时间").Sort();
    public static readonly Field<UnreadFrame, string?> Phone = new Field<UnreadFrame, string?>(f => f.Phone, "终端手机号").Filter();
    public static readonly Field<UnreadFrame, UnreadWhy> Why = new Field<UnreadFrame, UnreadWhy>(f => f.Why, "原因").Filter();
    public static readonly Field<UnreadFrame, string> Address = new(f => f.Address, "来自");
    public static readonly Field<UnreadFrame, int> Length = new Field<UnreadFrame, int>(f => f.Length, "长度").In("字节");
    public static readonly IReadOnlyList<Field<UnreadFrame>> List = [At, Why, Phone, Address, Length];
}

public static class TerminalPartFields
{
    public static readonly IReadOnlyList<Field<TerminalLink>> Link = [new Field<TerminalLink, string>(l => l.Plate, "装在").ShownBy(v => Plates.Show(v as string)), new Field<TerminalLink, DateTimeOffset>(l => l.Since, "装车时间"), new Field<TerminalLink, DateTimeOffset?>(l => l.Until, "拆下时间")];
    public static readonly IReadOnlyList<Field<TerminalCommand>> Command =
    [
        new Field<TerminalCommand, TerminalCommandKind>(c => c.Kind, "指令"), new Field<TerminalCommand, string?>(c => c.Text, "文字或围栏"), new Field<TerminalCommand, int?>(c => c.Number, "间隔、参数或方式"), new Field<TerminalCommand, int?>(c => c.Value, "时长、数值或区域消息"), new Field<TerminalCommand, TerminalCommandState>(c => c.State, "结果"), new Field<TerminalCommand, string?>(c => c.Answer, "答复"),
    ];
}

static class TerminalTables
{
    const string phone = "vehicles_terminal_phone_is_one", sits = "vehicles_terminal_sits_once", holds = "vehicles_car_has_one_terminal", open = "vehicles_terminal_case_is_one", heard = "vehicles_terminal_pulse_is_one", card = "vehicles_card_use_is_one";

    public static void Map(ModelBuilder model)
    {
        model.Entity<Terminal>(t =>
        {
            t.Lengths(TerminalFields.All);
            t.Property(r => r.StatusReason).HasMaxLength(Terminal.LongestReason);
            t.ListedBy(nameof(Terminal.Phone));
            t.HasIndex(r => r.Phone).IsUnique().HasFilter("status <> 'Retired'").HasDatabaseName(phone);
        });
        model.Refuses(phone, Refusal.Codes.Validation, "这个终端手机号已经登记在另一台终端上，请核对；旧终端先办理报废或改号");
        model.Entity<TerminalLink>(t =>
        {
            t.Property(l => l.Plate).HasMaxLength(Plates.MaxLength);
            t.Property(l => l.EnteredBy).HasMaxLength(60);
            t.HasIndex(l => new { l.WholeId, l.Since });
            t.HasIndex(l => new { l.VehicleId, l.Since });
            t.HasIndex(l => l.WholeId).IsUnique().HasFilter("until IS NULL").HasDatabaseName(sits);
            t.HasIndex(l => l.VehicleId).IsUnique().HasFilter("until IS NULL").HasDatabaseName(holds);
            t.HasOne<Terminal>().WithMany().HasForeignKey(l => l.WholeId).OnDelete(DeleteBehavior.Restrict);
            t.HasOne<Vehicle>().WithMany().HasForeignKey(l => l.VehicleId).OnDelete(DeleteBehavior.Restrict);
        });
        model.Refuses(sits, Refusal.Codes.Stale, "这台终端刚才已经装到另一辆车上，请看过后再登记");
        model.Refuses(holds, Refusal.Codes.Stale, "这辆车刚才已经装上另一台终端，请看过后再登记");
        model.Entity<TerminalPulse>(t =>
        {
            t.Property(p => p.Address).HasMaxLength(60);
            t.Property(p => p.Software).HasMaxLength(40);
            t.HasIndex(p => p.WholeId).IsUnique().HasDatabaseName(heard);
        });
        model.Refuses(heard, Refusal.Codes.Stale, "另一台服务器刚登记了这台终端的通联");
        model.Entity<TerminalCommand>(t =>
        {
            t.Property(c => c.Text).HasMaxLength(TerminalCommand.LongestText);
            t.Property(c => c.Answer).HasMaxLength(TerminalCommand.LongestAnswer);
            t.Property(c => c.AskedBy).HasMaxLength(60);
            t.HasIndex(c => new { c.WholeId, c.AskedAt });
            t.HasIndex(c => new { c.FenceId, c.AskedAt });
            t.HasOne<Fence>().WithMany().HasForeignKey(c => c.FenceId).OnDelete(DeleteBehavior.Restrict);
            t.HasIndex(c => c.Id).HasFilter("state = 'Waiting'").HasDatabaseName("ix_vehicles_terminal_command_waiting");
        });
        model.Entity<TerminalCase>(t =>
        {
            t.Property(c => c.Phone).HasMaxLength(20);
            t.Property(c => c.Plate).HasMaxLength(40);
            t.Property(c => c.Device).HasMaxLength(80);
            t.Property(c => c.Address).HasMaxLength(60);
            t.Property(c => c.Says).HasMaxLength(200);
            t.Property(c => c.Finding).HasMaxLength(TerminalCase.LongestFinding);
            t.Property(c => c.ClosedBy).HasMaxLength(60);
            t.ListedBy(nameof(TerminalCase.FirstAt));
            t.HasIndex(c => new { c.Kind, c.Phone, c.Plate }).IsUnique().HasFilter("state = 'Open'").HasDatabaseName(open);
        });
        model.Refuses(open, Refusal.Codes.Stale, "这个异常刚刚已经登记");
        model.Entity<UnreadFrame>(t =>
        {
            t.Property(f => f.Phone).HasMaxLength(20);
            t.Property(f => f.Address).HasMaxLength(60);
            t.Property(f => f.Raw).HasMaxLength(UnreadFrame.LongestRaw);
            t.ListedBy(nameof(UnreadFrame.At));
        });
        model.Entity<DriverCardUse>(t =>
        {
            t.Property(u => u.Name).HasMaxLength(DriverCardUse.LongestName);
            t.Property(u => u.Issuer).HasMaxLength(DriverCardUse.LongestName);
            t.HasIndex(u => new { u.TerminalId, u.Since }).IsUnique().HasDatabaseName(card);
            t.HasIndex(u => new { u.VehicleId, u.Since });
            t.HasOne<Terminal>().WithMany().HasForeignKey(u => u.TerminalId).OnDelete(DeleteBehavior.Restrict);
            t.HasOne<Vehicle>().WithMany().HasForeignKey(u => u.VehicleId).OnDelete(DeleteBehavior.Restrict);
            t.HasOne<Driver>().WithMany().HasForeignKey(u => u.DriverId).OnDelete(DeleteBehavior.Restrict);
        });
        model.Refuses(card, Refusal.Codes.Stale, "这次刷卡已经记下");
        model.Entity<PassThroughData>(t =>
        {
            t.Property(d => d.Raw).HasMaxLength(UnreadFrame.LongestRaw);
            t.HasIndex(d => new { d.TerminalId, d.At });
            t.HasIndex(d => d.At);
            t.HasOne<Terminal>().WithMany().HasForeignKey(d => d.TerminalId).OnDelete(DeleteBehavior.Restrict);
        });
        model.Entity<VehicleTenure>(t =>
        {
            t.Property(v => v.FormerPath).HasMaxLength(64);
            t.HasIndex(v => new { v.WholeId, v.Until });
            t.HasOne<Vehicle>().WithMany().HasForeignKey(v => v.WholeId).OnDelete(DeleteBehavior.Restrict);
        });
    }
}
