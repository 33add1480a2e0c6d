using Guanjia.Platform;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Guanjia.Web;

/// <summary>标准条款对照表 as a workbook.</summary>
public static class StandardExport
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/standards/export", async (ClauseUses uses) => Results.File(await Xlsx.Write("对照表", Clauses.All,
        ("标准", c => c.Standard.Name), ("编号", c => c.Id), ("条款", c => c.Place), ("程度", c => EnumNames.Of(c.Level)), ("类别", c => EnumNames.Of(c.Kind)), ("模块", c => c.Module), ("要求", c => c.Text),
        ("状态", c => EnumNames.Of(uses.StateOf(c))), ("实现", c => string.Join("\n", uses.Of(c.Id).Select(u => u.Name))), ("测试", c => string.Join("\n", uses.TestsOf(c.Id).Select(t => $"{t.Class}.{t.Method}")))),
        Xlsx.Mime, "标准条款对照表.xlsx")).WithMetadata(new SignedInAttribute()).ExcludeFromDescription();
}
