using Guanjia.Platform;

namespace Guanjia.Web;

/// <summary>Where a clause can be seen working: the pages that bear it, the settings that hold its limits, and for what stands in the code of a module the pages of that module.</summary>
public sealed class ClausePages(ModuleList modules, AuditLabels labels, ClauseUses uses)
{
    /// <summary>Only pages that the viewer may open.</summary>
    public IReadOnlyList<MenuLine> Of(string clause, Acting by)
    {
        var found = new List<MenuLine>();
        foreach (var use in uses.Of(clause).OrderBy(u => u.Kind))
        {
            var module = modules.Find(m => m.GetType().Assembly == use.From);
            if (use is { Kind: ClauseUseKind.Page, Link: { } link }) found.Add((module?.Menu.FirstOrDefault(l => l.Url == link) ?? PlatformMenu.Lines.FirstOrDefault(l => l.Url == link) ?? new(Names.GetValueOrDefault(link, link), link, null)) with { Url = link });
            else if (use is { Kind: ClauseUseKind.Limit, Link: { } setting }) found.Add(new("设置：" + use.Name, setting, PlatformPermissions.SettingsWrite));
            else found.AddRange(module is not null ? module.Menu.Take(3) : PlatformMenu.Lines.Where(l => l.Url.StartsWith("/platform/", StringComparison.Ordinal)));
        }
        return [.. found.Where(l => l.Permission is null || by.Has(l.Permission)).DistinctBy(l => l.Url).Take(6)];
    }

    /// <summary>A use as people call it: a record by the name of its thing and field, code by its own name.</summary>
    public string Say(ClauseUse use) => use.Rows is { } rows && labels.Thing(Things.Key(rows)) is { } thing
        ? use.Property is { } p && labels.Field(Things.Key(rows), p.Name) is { } field ? $"{thing}的“{field}”" : thing : use.Name;

    // Pages that stand in no menu.
    static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal) { ["/conferences/bookings/telephone"] = "电话预约", ["/conferences/bookings/new"] = "新建会议预约" };
}
