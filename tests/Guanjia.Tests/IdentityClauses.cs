using Guanjia.Platform;
using Xunit;

namespace Guanjia.Tests;

public class IdentityClauses
{
    static readonly Acting by = new(Guid.CreateVersion7(), "杨二", Guid.CreateVersion7(), "64/6401/", Clock.Eight, Limits.Published,
        new(new Dictionary<string, Bounds> { [PlatformPermissions.GrantsWrite] = new([new PathRange("64/6401/", true, true)]) }));

    static Account Account() => new(Guid.CreateVersion7(), Guid.CreateVersion7(), "zhanglan", Clock.Eight);

    [Theory, Clause("oper:7.4.2.b.1"), Clause("oper:7.4.2.b.2"), Clause("serv:5.4.1.4")]
    [InlineData("Ab1-xyz", "oper:7.4.2.b.1"), InlineData("abcdefgh1-", "oper:7.4.2.b.2"), InlineData("Abcdefgh1", "oper:7.4.2.b.2"), InlineData("Password1!", "oper:7.4.2.b.2"), InlineData("Aa1!Aa1!", "oper:7.4.2.b.2"), InlineData("Zz9@Zz9@Zz9@", "oper:7.4.2.b.2"), InlineData("山川-Blue7-月亮", null)]
    public void A_password_is_long_of_four_kinds_and_not_easily_guessed(string password, string? clause) => Assert.Equal(clause, Passwords.Check(password, Account(), "张岚", by)?.Clause);

    [Theory, Clause("serv:5.3.a.3")]
    [InlineData("13812345678", "138****5678"), InlineData("5050123", "*****23"), InlineData("120", "****"), InlineData("", "")]
    public void A_telephone_number_is_masked(string phone, string shown) => Assert.Equal(shown, PersonContact.Mask(phone));

    static Organisation At(string? segment = null) => segment is null ? new(Guid.CreateVersion7(), null, "64", "640000", "宁夏", OrganisationKind.Region, 1, new(2020, 1, 1))
        : new(Guid.CreateVersion7(), At(), segment, segment + "00", "银川市", OrganisationKind.City, 1, new(2020, 1, 1));

    [Fact, Clause("serv:5.4.4.2")]
    public void A_grant_never_reaches_beyond_its_giver()
    {
        var person = new Person(Guid.CreateVersion7(), "张岚", Sex.Female, Guid.CreateVersion7());
        var role = new Role(Guid.CreateVersion7(), "clerk", "受理员", ["conferences.bookings.accept"]);
        Assert.Null(Grant.Give(person, "64/6401/", role, At("6401"), Reach.OwnAndBelow, [], null, [], by, out _));
        Assert.Equal(Refusal.Codes.Forbidden, Grant.Give(person, "64/6401/", role, At(), Reach.Own, [], null, [], by, out _)?.Code);
        Assert.Equal(Refusal.Codes.Forbidden, Grant.Give(person, "64/6401/", role, At("6402"), Reach.Own, [], null, [], by, out _)?.Code);
    }

    [Fact, Clause("serv:5.2.2.b.4"), Clause("serv:5.4.4.1")]
    public void The_three_administrators_exclude_each_other_and_do_no_business()
    {
        var person = new Person(Guid.CreateVersion7(), "杨一", Sex.Male, Guid.CreateVersion7());
        var (system, audit, clerk) = (new Role(Guid.CreateVersion7(), "system-admin", "系统管理员", [], AdministratorKind.System), new Role(Guid.CreateVersion7(), "audit-admin", "审计管理员", [], AdministratorKind.Audit), new Role(Guid.CreateVersion7(), "clerk", "受理员", []));
        Assert.Equal("serv:5.2.2.b.4", Grant.Give(person, "64/6401/", audit, At("6401"), Reach.Own, [], null, [system], by, out _)?.Clause);
        Assert.Equal("serv:5.2.2.b.4", Grant.Give(person, "64/6401/", clerk, At("6401"), Reach.Own, [], null, [system], by, out _)?.Clause);
        Assert.Equal("serv:5.2.2.b.4", Grant.Give(person, "64/6401/", audit, At("6401"), Reach.Own, [], null, [clerk], by, out _)?.Clause);
        Assert.Equal([AdministratorKind.System, AdministratorKind.Security, AdministratorKind.Audit], BuiltInRoles.OfPlatform.Where(r => r.Administrator is not null).Select(r => r.Administrator!.Value));
    }
}
