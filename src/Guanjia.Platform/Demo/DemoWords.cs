namespace Guanjia.Platform;

sealed record DemoUnit(string Name, string Short, UnitNature Nature);

/// <summary>Names for the demonstration: units as such bodies are called everywhere, people made up.</summary>
static class DemoWords
{
    public const int People = 400, Accounts = 40;
    public static readonly string[] Desks = ["综合处", "会议服务处", "房产管理处", "公务用车处"];
    public static readonly string[] Ranks = ["科员", "科员", "一级主任科员", "二级主任科员", "副处长", "四级调研员"];
    public static readonly string[] Titles = ["工作人员", "工作人员", "工作人员", "科长", "副处长", "秘书"];
    /// <summary>At the region's office; elsewhere one of each.</summary>
    public static readonly (string Role, int Count)[] OfficeRoles = [("clerk", 3), ("approver", 2), ("manager", 2), ("service", 3), ("rooms", 2), ("flow-owner", 1), ("auditor", 1)];
    /// <summary>What some of those who have a desk are besides: nobody is added for it. At an office the last of the first role, or so many of its last.</summary>
    public static readonly (string Role, string Of, int Count)[] Besides = [("fleet", "manager", 1), ("dispatcher", "clerk", 1), ("driver", "service", 2)];
    /// <summary>The same over the whole region.</summary>
    public static readonly (string Role, string Of)[] BesidesInRegion = [("vehicle-quotas", "manager"), ("vehicle-supervisor", "auditor")];
    public static readonly string[] Administered = ["640000", "640100", "640104"];

    static readonly DemoUnit[] region =
    [
        U("自治区机关事务管理局", "自治区机关局", UnitNature.Administration), U("自治区党委办公厅", "党委办公厅", UnitNature.Party), U("自治区人大常委会办公厅", "人大办公厅", UnitNature.Congress),
        U("自治区人民政府办公厅", "政府办公厅", UnitNature.Administration), U("自治区政协办公厅", "政协办公厅", UnitNature.Consultative), U("自治区纪委监委机关", "纪委监委", UnitNature.Supervision),
        U("自治区高级人民法院", "高级法院", UnitNature.Court), U("自治区人民检察院", "检察院", UnitNature.Procuratorate), U("自治区发展和改革委员会", "发展改革委", UnitNature.Administration),
        U("自治区教育厅", "教育厅", UnitNature.Administration), U("自治区科学技术厅", "科技厅", UnitNature.Administration), U("自治区财政厅", "财政厅", UnitNature.Administration),
        U("自治区人力资源和社会保障厅", "人社厅", UnitNature.Administration), U("自治区自然资源厅", "自然资源厅", UnitNature.Administration), U("自治区生态环境厅", "生态环境厅", UnitNature.Administration),
        U("自治区交通运输厅", "交通运输厅", UnitNature.Administration), U("自治区水利厅", "水利厅", UnitNature.Administration), U("自治区农业农村厅", "农业农村厅", UnitNature.Administration),
        U("自治区卫生健康委员会", "卫生健康委", UnitNature.Administration), U("自治区应急管理厅", "应急厅", UnitNature.Administration), U("自治区审计厅", "审计厅", UnitNature.Administration),
        U("自治区总工会", "总工会", UnitNature.PeoplesOrganisation), U("自治区工商业联合会", "工商联", UnitNature.DemocraticParty), U("自治区档案馆", "档案馆", UnitNature.PublicInstitution),
    ];

    static DemoUnit U(string name, string shortName, UnitNature nature) => new(name, shortName, nature);
    static DemoUnit[] City(string city) =>
    [
        U($"{city}市机关事务管理局", $"{city}机关局", UnitNature.Administration), U($"{city}市委办公室", $"{city}市委办", UnitNature.Party),
        U($"{city}市人民政府办公室", $"{city}政府办", UnitNature.Administration), U($"{city}市财政局", $"{city}财政局", UnitNature.Administration),
    ];

    /// <summary>Sixty: 24 of the region, 4 of each city, one of each of 16 counties.</summary>
    public static IEnumerable<(string Under, DemoUnit[] Units)> Units =>
    [
        ("640000", region), .. Division.Ningxia.Where(d => d.Level == DivisionLevel.City).Select(d => (d.Code, City(d.ShortName))),
        .. Division.Ningxia.Where(d => d.Level == DivisionLevel.County).Take(16).Select(d => (d.Code, new[] { U($"{d.Name}人民政府办公室", $"{d.ShortName}政府办", UnitNature.Administration) })),
    ];

    public static string AreaCode(string division) => division[..4] switch { "6402" => "0952", "6403" => "0953", "6404" => "0954", "6405" => "0955", _ => "0951" };

    public static readonly string[] Surnames = [.. "马王张李刘杨陈丁白哈纳田海金虎赵吴周徐孙朱郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖蔡潘袁董余苏叶吕魏蒋杜沈姜范江傅钟卢汪戴崔陆廖姚方谭石".Select(c => c.ToString())];
    public static readonly string[] Men = ["建国", "志强", "国梁", "海峰", "小军", "文斌", "学明", "永福", "立新", "向东", "晓东", "彦斌", "宏伟", "兴旺", "少华", "振宁", "耀武", "长河", "玉林", "庆丰", "卫民", "承志", "俊杰", "思远", "嘉诚"];
    public static readonly string[] Women = ["小燕", "文静", "海霞", "秀兰", "晓梅", "玉梅", "雅琴", "丽娟", "淑芳", "春燕", "慧敏", "红梅", "雪莲", "桂芳", "佳宁", "思雨", "若兰", "颖", "岚", "莉", "静怡", "欣然", "梦洁", "彩霞", "玲"];
}
