using System.Globalization;
using Guanjia.Platform;
using Microsoft.EntityFrameworkCore;

namespace Guanjia.Web;

/// <summary>Import of organisations, known by their code; a parent may stand earlier in the same file. Where one stands and what kind it is no import changes: that is a reorganisation.</summary>
public sealed class OrganisationImport(GuanjiaDb db) : ImportKind
{
    static readonly ImportColumn above = new("Parent", "上级代码", true, "上级机构的代码；上级也在文件里的，排在它前面", "640000");
    static readonly IReadOnlyList<ImportColumn> columns =
    [
        ImportColumn.Of(OrganisationEntry.Fields.Code, "64-99"), ImportColumn.Of(OrganisationEntry.Fields.Name, "自治区某某局"), above, ImportColumn.Of(OrganisationEntry.Fields.Kind, "单位"), ImportColumn.Of(OrganisationEntry.Fields.ShortName, "某某局"),
        ImportColumn.Of(OrganisationEntry.Fields.Nature, "行政机关"), ImportColumn.Of(OrganisationEntry.Fields.Order, "100", "不填为 100", required: false), ImportColumn.Of(OrganisationEntry.Fields.From, "2020-01-01", "日期，如 2020-01-01；不填为今天", required: false),
        ImportColumn.Of(OrganisationEntry.Fields.BookingPhone, ""), ImportColumn.Of(OrganisationEntry.Fields.Complaints, ""),
    ];

    public override string Key => "organisations";
    public override string Name => "机构";
    public override string Unit => "个机构";
    public override string Permission => PlatformPermissions.OrganisationsWrite;
    public override string Home => "/platform/organisations";
    public override string Says => "按代码认机构：已有的只改填了的内容，没有的在上级之下新设。上级、类别的变动请办理机构调整，撤销请在机构页面办理。";
    public override IReadOnlyList<ImportColumn> Columns => columns;
    Acting By => db.Scope.Required;

    public override string? KeyOf(ImportRow row) => row[nameof(OrganisationEntry.Code)];

    public override async Task Take(IReadOnlyList<ImportRow> rows, ImportMade made, CancellationToken ct)
    {
        var codes = rows.Select(r => r[nameof(OrganisationEntry.Code)]).Concat(rows.Select(r => r[above])).Distinct().ToList();
        var known = await db.Set<Organisation>().Where(o => o.To == null && codes.Contains(o.Code)).ToDictionaryAsync(o => o.Code, StringComparer.Ordinal, ct);
        var ended = (await db.Set<Organisation>().Where(o => o.To != null && codes.Contains(o.Code)).Select(o => o.Code).ToListAsync(ct)).ToHashSet(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            if ((known.GetValueOrDefault(row[above]) ?? made.Find<Organisation>(row[above])) is not { } parent) { row.Refuse($"没有代码是“{row[above]}”的上级机构；上级也在文件里的，请排在前面", above.Name); continue; }
            var old = known.GetValueOrDefault(row[nameof(OrganisationEntry.Code)]);
            var entry = new OrganisationEntry();
            var input = Input<OrganisationEntry>.From(name => OrganisationEntry.Fields.New.FirstOrDefault(f => f.Name == name) is { } f ? row.Raw(f) ?? Usual(f, old) : null, OrganisationEntry.Fields.New);
            if (input.Errors.FirstOrDefault() is { } wrong) { row.Refuse(wrong); continue; }
            input.ApplyTo(entry);
            if (old is null)
            {
                if (ended.Contains(entry.Code)) { row.Refuse("这个代码属于已经撤销的机构，请换一个", nameof(entry.Code)); continue; }
                if (entry.Open(parent, By, out var opened) is { } cannot) { row.Refuse(cannot); continue; }
                db.Add(opened!);
                made.Put(opened!.Code, opened);
                row.Is(ImportOutcome.New);
                continue;
            }
            if (!By.May(PlatformPermissions.OrganisationsWrite, old.Path)) { row.Refuse(Refusal.Forbidden($"{old.Short}不在您的管辖范围，不能修改")); continue; }
            if (old.ParentId != parent.Id || old.Kind != entry.Kind) { row.Refuse($"{old.Short}{(old.Kind != entry.Kind ? $"登记为{EnumNames.Of(old.Kind)}" : "的上级不是这个机构")}；上级和类别的变动请办理机构调整", old.Kind != entry.Kind ? nameof(entry.Kind) : above.Name); continue; }
            if (old.From != entry.From) { row.Refuse($"{old.Short}的设立日期是 {old.From:yyyy-MM-dd}，不能修改；这一列留空即可", nameof(entry.From)); continue; }
            if ((old.Name, old.ShortName, old.Nature, old.Order, old.BookingPhone, old.Complaints) == (entry.Name, entry.ShortName, entry.Nature, entry.Order, entry.BookingPhone, entry.Complaints)) { row.Is(ImportOutcome.Same); continue; }
            if (entry.ApplyTo(old) is { } refused) { row.Refuse(refused); continue; }
            row.Is(ImportOutcome.Changed);
        }
    }

    /// <summary>What an empty cell means: what is there, or what is usual.</summary>
    string? Usual(Field<OrganisationEntry> f, Organisation? old) => f.Name switch
    {
        nameof(OrganisationEntry.Order) => (old?.Order ?? 100).ToString(CultureInfo.InvariantCulture),
        nameof(OrganisationEntry.From) => (old?.From ?? By.Today).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        nameof(OrganisationEntry.ShortName) => old?.ShortName,
        nameof(OrganisationEntry.Nature) => old?.Nature?.ToString(),
        nameof(OrganisationEntry.BookingPhone) => old?.BookingPhone,
        nameof(OrganisationEntry.Complaints) => old?.Complaints,
        _ => null,
    };
}
