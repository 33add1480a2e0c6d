using Guanjia.Platform;
using Microsoft.AspNetCore.Components;

namespace Guanjia.Web;

/// <summary>A page about the channels of the whole installation: for the system administrator of its topmost organisation alone.</summary>
public abstract class GatewayPage : PlainFormPage
{
    /// <summary>Whether he may; what else he would see is not there.</summary>
    protected bool Mine { get; private set; }
    /// <summary>The topmost organisation.</summary>
    protected string Root { get; private set; } = "";

    protected override async Task OnInitializedAsync()
    {
        await base.OnInitializedAsync();
        Root = await NoticeDeliveries.Root(Db, Stop);
        Mine = Root.Length > 0 && By.May(PlatformPermissions.NoticesWrite, Root);
        if (Mine) await Load(); else Http.Response.StatusCode = 404;
    }

    protected abstract Task Load();

    protected static RenderFragment NotYours => b =>
    {
        b.OpenComponent<EmptyState>(0);
        b.AddComponentParameter(1, nameof(EmptyState.Title), "通知通道由最上级机构的系统管理员设置");
        b.CloseComponent();
    };
}
