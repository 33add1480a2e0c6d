using Guanjia.Host;
using Guanjia.Platform;
using Xunit;

namespace Guanjia.Tests;

/// <summary>A role of an office's own, for the walks over pages and routes.</summary>
public sealed class RoleSample : ISample
{
    public string Address => "/platform/roles/";
    public Type Row => typeof(Role);
    public object Make(Acting by)
    {
        Assert.Null(Role.Make("值班长", [PlatformPermissions.PeopleRead], AllModules.List.Permissions, by, out var role));
        return role;
    }
}
