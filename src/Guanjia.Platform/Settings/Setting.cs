using System.ComponentModel.DataAnnotations.Schema;

namespace Guanjia.Platform;

/// <summary>设置 (setting): the value of a limit for an organisation and all below it, from a day on, with the document it comes from.</summary>
public sealed class Setting : IRow
{
    Setting() { }
    public Guid Id { get; private set; }
    public int Version { get; private set; }
    public string Key { get; private set; } = "";
    public string Path { get; private set; } = "";
    public string OrganisationName { get; private set; } = "";
    public DateOnly From { get; private set; }
    public string Text { get; private set; } = "";
    /// <summary>依据文件 (the document the value comes from).</summary>
    public string Document { get; private set; } = "";
    public DateTimeOffset SetAt { get; private set; }

    public static Refusal? Set(Limit limit, Organisation at, DateOnly from, string text, string document, Acting by, out Setting setting)
    {
        setting = new() { Id = by.NewId(), Key = limit.Key, Path = at.Path, OrganisationName = at.Name, From = from, Text = text.Trim(), Document = document.Trim(), SetAt = by.Now };
        if (!by.May(PlatformPermissions.SettingsWrite, at.Path)) return Refusal.Forbidden("您不能修改这个机构的设置");
        if (from < by.Today) return new("生效日期不能早于今天：已经办理的业务按当时的规定，不追溯", Field: nameof(From));
        if (document.Trim().Length == 0) return new("请写明依据文件（文号或会议纪要）", Field: nameof(Document));
        if (limit.Read(text.Trim()) is null) return new($"“{text}”不是{limit.Label}的有效值", limit.Clause, nameof(Text));
        if (limit.Whole && at.ParentId is not null) return limit.No($"{limit.Label}对整个系统有效，请选择最上级机构", "Organisation");
        if (limit.Checks?.Invoke(text.Trim()) is { } wrong) return limit.No(wrong, nameof(Text));
        return NoticeStandard.Bound(limit, at, text.Trim()) ?? Bound(limit, text.Trim());
    }

    /// <summary>What was set for a day that is not over is put right; the history keeps both.</summary>
    public void Correct(Setting by) => (Text, Document, SetAt) = (by.Text, by.Document, by.SetAt);

    /// <summary>The same for an organisation that goes on for this one's.</summary>
    internal Setting For(string path, string name, DateOnly from, Acting by) => new() { Id = by.NewId(), Key = Key, Path = path, OrganisationName = name, From = from, Text = Text, Document = Document, SetAt = by.Now };

    /// <summary>A setting as a demonstration lays it down.</summary>
    public static Setting Laid(Limit limit, Organisation at, string text, string document, Acting by) =>
        new() { Id = by.NewId(), Key = limit.Key, Path = at.Path, OrganisationName = at.Name, From = by.Today, Text = text, Document = document, SetAt = by.Now };

    // A length may be raised and a period shortened by an office, never the other way: the clause is the floor.
    static Refusal? Bound(Limit limit, string text) => limit switch
    {
        Limit<int> l when l.Key == IdentityStandard.PasswordLength.Key && (int)l.Read(text)! < l.Default => l.No($"{l.Says}，只能加长", nameof(Text)),
        Limit<TimeSpan> l when l.Key == IdentityStandard.PasswordAge.Key && (TimeSpan)l.Read(text)! > l.Default => l.No($"{l.Says}，只能缩短", nameof(Text)),
        Limit<int> { Default: > 0 } l when (int)l.Read(text)! == 0 => l.No("应大于 0", nameof(Text)),
        Limit<SecondFactorFor> l when (SecondFactorFor)l.Read(text)! == SecondFactorFor.Nobody => l.No($"{l.Says}，不能免除", nameof(Text)),
        Limit<int> l when (int)l.Read(text)! < 0 => l.No("不能为负数", nameof(Text)),
        Limit<decimal> l when (decimal)l.Read(text)! is var d && (d <= 0 || decimal.Round(d, 2) != d) => l.No("应大于 0，最多两位小数", nameof(Text)),
        _ => null,
    };
}
