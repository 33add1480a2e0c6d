namespace Guanjia.Platform;

/// <summary>What the histories of roles, grants and accounts name.</summary>
public static class RightsFields
{
    public static readonly Field<Role, List<string>> Permissions = new(r => r.Permissions, "权限");
    public static readonly IReadOnlyList<Field<Role>> Roles = [new Field<Role, string>(r => r.Name, "角色名称"), Permissions];
    public static readonly Field<Grant, Guid> GrantRole = new(g => g.RoleId, "角色"), GrantOrganisation = new(g => g.OrganisationId, "机构"), GrantPerson = new(g => g.PersonId, "授给");
    public static readonly Field<Grant, List<Guid>> GrantChosen = new(g => g.ChosenIds, "选定机构");
    public static readonly IReadOnlyList<Field<Grant>> Grants =
        [GrantPerson, GrantRole, GrantOrganisation, new Field<Grant, Reach>(g => g.Reach, "授权范围"), GrantChosen, new Field<Grant, DateOnly>(g => g.From, "起始日期"), new Field<Grant, DateOnly?>(g => g.To, "截止日期")];
    public static readonly IReadOnlyList<Field<Account>> Accounts =
        [new Field<Account, string>(a => a.Login, "账号名"), new Field<Account, DateTimeOffset?>(a => a.DisabledAt, "停用时间"), new Field<Account, DateTimeOffset?>(a => a.PasswordSetAt, "口令设置时间"), new Field<Account, bool>(a => a.MustChange, "须修改口令"),
         new Field<Account, DateTimeOffset?>(a => a.TotpSetAt, "验证器启用时间"), new Field<Account, DateTimeOffset?>(a => a.RecoveryMadeAt, "恢复码生成时间")];
}
