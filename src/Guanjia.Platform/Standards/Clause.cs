using System.ComponentModel;

namespace Guanjia.Platform;

/// <summary>程度 (level): 应, 宜, 可.</summary>
public enum ClauseLevel { [Description("应")] Shall, [Description("宜")] Should, [Description("可")] May }

/// <summary>What is asked of the software: it does it, keeps the proof of it, shows it, or is built so.</summary>
public enum ClauseKind { [Description("功能")] Function, [Description("记录")] Record, [Description("须知")] Knowledge, [Description("设计")] Design }

/// <summary>条款 (clause): one requirement of the four standards, as standards/clauses.tsv names it.</summary>
/// <param name="Id">conf:6.2.3.2.t6.2.4: standard, clause, table, printed row, piece.</param>
/// <param name="Text">The requirement, shortened; the standard's text counts.</param>
/// <param name="Does">Our reading: what a person sees the software do.</param>
public sealed record Clause(string Id, ClauseLevel Level, string Area, ClauseKind Kind, string Text, string Does)
{
    public StandardText Standard => Clauses.Standard(Id);
    /// <summary>What follows the standard's key: 6.2.3.2.t6.2.4.</summary>
    public string Number => Id[(Id.IndexOf(':') + 1)..];
    /// <summary>会议服务规范 6.2.1.1; 会议服务规范 表6 第2行.</summary>
    public string Title => $"{Standard.ShortName} {Place}";
    /// <summary>The place as it is printed, without the pieces that only our numbering knows.</summary>
    public string Place => Standard.Place(Number);
    /// <summary>The printed chapter: 6, B.</summary>
    public string Chapter => Number.Split('.')[0];
    /// <summary>The paragraph of the standard that holds it, word for word; a table's row with the table's name.</summary>
    public string Passage => Standard.Passage(Number);
    public string Module => modules.GetValueOrDefault(Area) ?? Area;
    public string AreaName => areas.GetValueOrDefault(Area) ?? Area;

    static readonly Dictionary<string, string> modules = new(StringComparer.Ordinal)
    {
        ["conference"] = "会议", ["vehicles"] = "公务用车", ["office-space"] = "办公用房", ["assets"] = "资产", ["warehouse"] = "资产", ["energy"] = "节能", ["canteen"] = "食堂", ["property"] = "物业",
        ["security"] = "安防", ["reception"] = "公务接待", ["portal"] = "门户", ["ops"] = "运行管理", ["complaints"] = "投诉与评价", ["evaluation"] = "投诉与评价",
        ["organisation"] = "平台", ["identity"] = "平台", ["flows"] = "平台", ["catalog"] = "平台", ["open-platform"] = "平台", ["push"] = "平台", ["scheduler"] = "平台", ["analytics"] = "平台",
        ["platform-admin"] = "平台", ["data-exchange"] = "平台", ["safety"] = "平台", ["deployment"] = "平台", ["other-systems"] = "平台",
    };
    static readonly Dictionary<string, string> areas = new(StringComparer.Ordinal)
    {
        ["conference"] = "会议服务", ["vehicles"] = "公务用车", ["office-space"] = "办公用房", ["assets"] = "资产管理", ["warehouse"] = "公物仓", ["energy"] = "节能管理", ["canteen"] = "机关食堂", ["property"] = "物业",
        ["security"] = "安全防范", ["reception"] = "公务接待", ["portal"] = "门户与交互工具", ["ops"] = "运行管理", ["complaints"] = "投诉", ["evaluation"] = "评价与监督", ["organisation"] = "组织机构", ["identity"] = "身份认证",
        ["flows"] = "流程", ["catalog"] = "资源目录", ["open-platform"] = "服务开放", ["push"] = "消息推送", ["scheduler"] = "任务调度", ["analytics"] = "可视化分析", ["platform-admin"] = "平台管理",
        ["data-exchange"] = "数据交换", ["safety"] = "信息安全", ["deployment"] = "部署", ["other-systems"] = "其他系统",
    };
    public static IReadOnlyDictionary<string, string> Areas => areas;
    public static IEnumerable<string> Modules => modules.Values.Distinct();
}

/// <summary>A place where the standards contradict themselves or leave a gap, and what we do there.</summary>
public sealed record StandardDecision(string Place, string Trouble, string Decision, IReadOnlyList<(string Standard, string Number, string? Table)> Concerns);
