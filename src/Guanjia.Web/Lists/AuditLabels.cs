using System.Text.Json;
using Guanjia.Platform;

namespace Guanjia.Web;

/// <summary>The one register of what audited things and their fields are called: the platform's here, each module's from the module.</summary>
public sealed class AuditLabels(ModuleList modules, IEnumerable<FlowKind> flows, IEnumerable<HandsOver> handovers)
{
    readonly Dictionary<string, ThingLabel> known = Platform.Concat(modules.SelectMany(m => m.Labels)).ToDictionary(l => l.Key, StringComparer.Ordinal);

    public string? Thing(string key) => known.GetValueOrDefault(key)?.Name;
    public string? Field(string thing, string name) => known.GetValueOrDefault(thing)?.Fields.GetValueOrDefault(name) ?? acts.GetValueOrDefault(name);
    /// <summary>A value as people read it: ids by what they are called, kinds by their Chinese names, structures part by part, the rest as its field says it.</summary>
    /// <param name="names">What ids are called.</param>
    /// <param name="places">What paths of organisations are called.</param>
    public string? Show(string thing, string name, JsonElement value, IReadOnlyDictionary<Guid, string> names, IReadOnlyDictionary<string, string> places) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => null,
        // A module may have words of its own for a structure; what would come as it was stored is said part by part.
        JsonValueKind.Object or JsonValueKind.Array when IsStructure(value) => known.GetValueOrDefault(thing)?.Shows.GetValueOrDefault(name)?.Invoke(value) is { } said && said != JsonText.Of(value) ? said : Parts(thing, value, names, places),
        _ when AllIds(value) is { Count: > 0 } ids && ids.Exists(names.ContainsKey) => string.Join("、", ids.Select(i => names.GetValueOrDefault(i, "（已不在）"))),
        JsonValueKind.String when places.TryGetValue(value.GetString()!, out var place) => place,
        JsonValueKind.String when name is "Thing" or "Key" or "At" && Called(value.GetString()!) is { } called => called,
        _ => known.GetValueOrDefault(thing)?.Shows.GetValueOrDefault(name) is { } show ? show(value) : JsonText.Of(value),
    };

    static bool IsStructure(JsonElement v) => v.ValueKind == JsonValueKind.Object || v.ValueKind == JsonValueKind.Array && v.EnumerateArray().Any(IsStructure);
    /// <summary>Every id in a value, also within its parts.</summary>
    internal static List<Guid> AllIds(JsonElement v) => v.ValueKind switch
    {
        JsonValueKind.String => Guid.TryParse(v.GetString(), out var id) ? [id] : [],
        JsonValueKind.Array => [.. v.EnumerateArray().SelectMany(AllIds)],
        JsonValueKind.Object => [.. v.EnumerateObject().SelectMany(p => AllIds(p.Value))],
        _ => [],
    };

    string? Parts(string thing, JsonElement v, IReadOnlyDictionary<Guid, string> names, IReadOnlyDictionary<string, string> places)
    {
        if (v.ValueKind == JsonValueKind.Array) return v.GetArrayLength() == 0 ? null : string.Join("；", v.EnumerateArray().Select(p => Parts(thing, p, names, places)));
        if (v.ValueKind != JsonValueKind.Object) return Show(thing, "", v, names, places);
        if (v.TryGetProperty("steps", out _) && FlowRules.Read(v) is { } rules)
        {
            var facts = rules.Steps.SelectMany(s => s.When ?? []).Select(w => w.Fact).ToList();
            return FlowForm.Say(flows.FirstOrDefault(k => facts.TrueForAll(k.Facts.ContainsKey)) ?? flows.First(), rules, k => roles.GetValueOrDefault(k, k), id => names.GetValueOrDefault(id, "（已不在）"));
        }
        return string.Join("，", v.EnumerateObject().Where(p => p.Value.ValueKind != JsonValueKind.Null).Select(p => $"{Field(thing, p.Name) ?? Field(thing, char.ToUpperInvariant(p.Name[0]) + p.Name[1..]) ?? (Guid.TryParse(p.Name, out var id) ? names.GetValueOrDefault(id) : Called(p.Name)) ?? p.Name}：{Parts(thing, p.Value, names, places)}"));
    }

    /// <summary>What a key stands for: a kind of thing, of rows handed over, a flow, a role.</summary>
    string? Called(string key) => Thing(key) ?? handovers.FirstOrDefault(h => h.Key == key)?.Name ?? flows.FirstOrDefault(f => f.Key == key)?.Name ?? roles.GetValueOrDefault(key);
    readonly Dictionary<string, string> roles = BuiltInRoles.OfPlatform.Concat(modules.SelectMany(m => m.Roles)).DistinctBy(r => r.Key).ToDictionary(r => r.Key, r => r.Name, StringComparer.Ordinal);

    public string? CalledBy(string thing) => known.GetValueOrDefault(thing)?.CalledBy;
    /// <summary>The same where content may be seen.</summary>
    public string? TitledBy(string thing) => known.GetValueOrDefault(thing) is { } label ? label.TitledBy ?? label.CalledBy : null;
    public IReadOnlyCollection<ThingLabel> All => known.Values;
    /// <summary>Who did it: a person, or a job by its Chinese name.</summary>
    public string Who(AuditEntry e) => e.Origin == Origin.Job ? jobs.GetValueOrDefault(e.Name, e.Name) : e.Name;
    readonly Dictionary<string, string> jobs = PlatformJobs.All.Concat(modules.SelectMany(m => m.Jobs)).DistinctBy(j => j.Key).ToDictionary(j => j.Key, j => j.Name, StringComparer.Ordinal);

    /// <summary>What is recorded of an act that changes no row: a download, a reset password, a run of a job.</summary>
    static readonly Dictionary<string, string> acts = new(StringComparer.Ordinal)
    {
        ["Login"] = "账号名", ["Minutes"] = "有效分钟数",
        ["ClientId"] = "应用标识", ["Name"] = "名称", ["Permissions"] = "权限", ["OwnerPath"] = "所属机构",
    };

    static readonly IReadOnlyList<ThingLabel> Platform =
    [
        ThingLabel.Of("机构", OrganisationFields.History, ("ParentId", "上级机构"), ("Path", "机构路径"), ("IsAffairsOffice", "机关事务管理部门"), ("Latitude", "纬度"), ("Longitude", "经度")) with { CalledBy = "Name" },
        ThingLabel.Of("机构调整", ReorganisationFields.All, ("EndingIds", "撤销的机构"), ("Path", "机构路径"), ("Plan", "调整内容"), ("PlannedBy", "提出人"), ("PlannedById", "提出人员"), ("PlannedAt", "提出时间"), ("Heirs", "承接关系"), ("At", "正在移交"), ("After", "移交到"), ("Pass", "遍数"),
            ("Given", "已移交"), ("StartedAt", "开始时间"), ("EndedAt", "办结时间")),
        ThingLabel.Of("人员", PersonFields.History) with { CalledBy = "Name" },
        ThingLabel.Of("联系方式", [PersonFields.Phone, PersonFields.IdentityNumber, PersonFields.Mail]),
        ThingLabel.Of("任职", PersonFields.Posts, ("PersonId", "人员"), ("Order", "排序")),
        ThingLabel.Of<Role>("角色", ("Key", "角色代码"), ("Name", "角色名称"), ("Administrator", "三员类别"), ("Permissions", "权限"), ("Path", "机构路径")) with { CalledBy = "Name" },
        ThingLabel.Of<Grant>("授权", ("PersonId", "人员"), ("RoleId", "角色"), ("OrganisationId", "机构"), ("PostId", "任职"), ("Reach", "授权范围"), ("ChosenIds", "选定机构"), ("From", "起始日期"), ("To", "截止日期"), ("GivenBy", "授权人")),
        ThingLabel.Of<Account>("账号", ("PersonId", "人员"), ("Login", "账号名"), ("CreatedAt", "开通时间"), ("DisabledAt", "停用时间"), ("PasswordSetAt", "口令设置时间"), ("MustChange", "须修改口令"), ("TotpSetAt", "验证器启用时间"), ("RecoveryMadeAt", "恢复码生成时间")) with { CalledBy = "Login" },
        ThingLabel.Of("设置", SettingFields.History, ("Key", "设置项"), ("Path", "机构路径"), ("SetAt", "设置时间")),
        ThingLabel.Of<NoticeGateway>("通知通道", ("Channel", "通知方式"), ("IsOn", "启用"), ("Address", "服务器或接口地址"), ("Port", "端口"), ("Security", "加密方式"), ("Login", "登录账号"), ("Sender", "发件地址"), ("Format", "报文格式"), ("Body", "报文模板"), ("Success", "成功标志"), ("TellsOnly", "只提示不发内容"), ("SecretSetAt", "密码或请求头设置时间")),
        ThingLabel.Of<Offer>("开放范围", ("Thing", "对象类别"), ("WholeId", "对象"), ("FromPath", "起始机构路径"), ("EndPath", "终止机构路径")),
        ThingLabel.Of<StoredFile>("附件", ("Name", "文件名"), ("Hash", "校验值"), ("Length", "大小"), ("Mark", "文件标记"), ("Mime", "文件格式"), ("TypeName", "文件类型"), ("Purpose", "用途"), ("Thing", "所属类别"), ("WholeId", "所属对象"),
            ("UploadedAt", "上传时间"), ("UploadedBy", "上传人"), ("UploaderName", "上传人姓名"), ("RemovedAt", "移除时间")),
        ThingLabel.Of<ExportRun>("导出", ("List", "列表地址"), ("Name", "列表"), ("Query", "筛选"), ("Columns", "列"), ("IsCsv", "是否文本格式"), ("State", "导出状态"), ("PersonId", "导出人"), ("PersonName", "导出人姓名"), ("PostId", "职务"), ("AskedAt", "发起时间"), ("EndedAt", "办结时间"), ("After", "做到哪里"), ("Parts", "已做页数"), ("Rows", "行数"), ("FileName", "文件名"), ("Note", "说明"), ("ForgottenAt", "文件删除时间")),
        ThingLabel.Of<ImportRun>("导入", ("Kind", "导入种类"), ("FileId", "文件"), ("FileName", "文件名"), ("FileHash", "文件校验值"), ("State", "导入状态"), ("PersonId", "导入人"), ("PersonName", "导入人姓名"), ("PostId", "任职"), ("AskedAt", "上传时间"), ("CheckedAt", "检查完时间"), ("StartedAt", "开始导入时间"), ("EndedAt", "办结时间"),
            ("At", "办到第几行"), ("Total", "总行数"), ("New", "新增"), ("Changed", "修改"), ("Same", "相同"), ("Wrong", "有误"), ("Note", "说明"), ("ForgottenAt", "文件删除时间")) with { CalledBy = "FileName" },
        ThingLabel.Of<FlowDefinition>("流程定义", ("Key", "业务"), ("Name", "流程名称"), ("Number", "版次"), ("OrganisationName", "适用机构"), ("Path", "机构路径"), ("Rules", "流程规则"), ("MadeAt", "制定时间"), ("MadeBy", "制定人")) with { CalledBy = "Name" },
        ThingLabel.Of<FlowInstance>("流程", ("Key", "业务"), ("Title", "标题"), ("State", "流程状态"), ("Step", "步骤"), ("Round", "轮次"), ("Rounds", "各轮记录"), ("Moves", "流转次数"), ("Rules", "流程规则"), ("DefinitionId", "流程定义"), ("DefinitionNumber", "流程版次"),
            ("AskerId", "申请人"), ("AskerName", "申请人姓名"), ("AskerPath", "申请单位路径"), ("OrganiserPath", "主办单位路径"), ("RulesPath", "规则所属机构"), ("Facts", "提交时的条件"), ("Batch", "可批量审批"), ("Link", "链接"), ("Thing", "对象类别"), ("WholeId", "对象"), ("StartedAt", "发起时间"), ("EndedAt", "办结时间")) with { TitledBy = "Title" },
        ThingLabel.Of<FlowTask>("审批任务", ("InstanceId", "流程"), ("PersonId", "审批人"), ("PersonName", "审批人姓名"), ("PostTitle", "职务"), ("Step", "步骤"), ("StepName", "步骤名称"), ("Round", "轮次"), ("Order", "顺序"), ("State", "任务状态"),
            ("BornAt", "产生时间"), ("DueAt", "办理期限"), ("EndedAt", "办结时间"), ("WholeId", "对象"), ("Kind", "任务由来"), ("ForId", "为哪项任务"), ("AddedById", "加入人"), ("DeputyId", "代理人"), ("DeputyName", "代理人姓名"), ("DeputyUntil", "代理至"), ("RemindedAt", "超时提醒时间")),
        ThingLabel.Of<FlowDecision>("审批意见", ("InstanceId", "流程"), ("PersonId", "审批人"), ("Name", "审批人姓名"), ("PostTitle", "职务"), ("Act", "审批动作"), ("Opinion", "意见"), ("Step", "步骤"), ("StepName", "步骤名称"), ("Round", "轮次"), ("Place", "序次"), ("To", "转交给"),
            ("SubjectVersion", "对象版本"), ("TaskVersion", "任务版本"), ("At", "审批时间"), ("WholeId", "对象"), ("ForId", "代谁办理"), ("ForName", "代谁办理（姓名）"), ("ShownHash", "审批时内容的校验值")),
        ThingLabel.Of<LeaverSheet>("离岗交接单", ("PersonId", "离岗人"), ("PersonName", "离岗人姓名"), ("Path", "机构路径"), ("Left", "同时登记离职"), ("Lines", "移交的工作"), ("EnteredBy", "办理人"), ("EnteredAt", "办理时间")),
        ThingLabel.Of<Secretary>("秘书", ("LeaderId", "领导"), ("LeaderName", "领导姓名"), ("PersonId", "秘书"), ("PersonName", "秘书姓名"), ("Path", "机构路径"), ("Books", "代为预约"), ("Answers", "代为答复"), ("IsTold", "同时收到通知"), ("From", "起日"), ("To", "止日"), ("EnteredBy", "登记人"), ("EnteredAt", "登记时间"), ("EndedAt", "结束时间")),
        ThingLabel.Of<Absence>("外出代理", ("PersonId", "外出人"), ("PersonName", "外出人姓名"), ("DeputyId", "代理人"), ("DeputyName", "代理人姓名"), ("Path", "机构路径"), ("From", "起日"), ("To", "止日"), ("Kinds", "代理的流程"), ("Why", "说明"), ("EnteredBy", "登记人"), ("EnteredAt", "登记时间"), ("EndedAt", "提前结束时间")),
        ThingLabel.Of<AuditCase>("审计查阅", ("Number", "编号"), ("State", "状态"), ("Reason", "事由"), ("Path", "机构路径"), ("OrganisationName", "范围"), ("Who", "只看谁"), ("RowId", "对象"), ("Object", "对象编号"), ("From", "开始日期"), ("To", "结束日期"),
            ("AskedBy", "申请人"), ("AskedByName", "申请人姓名"), ("AskedAt", "申请时间"), ("DecidedByName", "批准人"), ("DecidedAt", "批准时间"), ("EndsAt", "有效期至")),
        new("platform.job", "后台任务", new Dictionary<string, string>()),
        new("platform.application", "应用", new Dictionary<string, string>()),
        new("page", "页面", new Dictionary<string, string>()),
    ];
}
