using Guanjia.Platform;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Guanjia.Web;

/// <summary>Answers for the gallery's chooser and upload, in Development alone.</summary>
static class GalleryData
{
    static readonly (string Id, string Text, string Initials, string Note)[] rooms =
    [
        ("1", "第一会议室（1 号楼 3 层，120 座）", "dyhys", "09:00–11:30 空闲"), ("4", "第二会议室（1 号楼 3 层，60 座）", "dehys", "10:30 起空闲"),
        ("5", "多功能厅（1 号楼 2 层，240 座）", "dgnt", "全天空闲"), ("6", "大礼堂（1 号楼 1 层，520 座）", "dlt", "08:00–15:00 空闲"), ("2", "自治区农业农村厅", "zzqnynct", "自治区本级"),
    ];

    /// <summary>Whoever looks at the gallery without having signed in.</summary>
    public static readonly Visitor Someone = new("马晓燕", "会议服务中心", "会议主管",
        [new(Guid.Empty, "会议服务中心", "会议主管", true), new(Guid.AllBitsSet, "自治区机关事务管理局会议处", "副处长", false)], 5, null, _ => true, new Dictionary<string, int> { ["/conferences/bookings"] = 12 });

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/gallery/choose", (string? q) => rooms.Where(r => q is null || r.Text.Contains(q, StringComparison.Ordinal) || r.Initials.StartsWith(q, StringComparison.OrdinalIgnoreCase)).Select(r => new Found(r.Id.ToString()!, r.Text, r.Note))).WithMetadata(new PublicAttribute()).ExcludeFromDescription();
        routes.MapPost("/gallery/upload", (IFormFile file) => file.FileName.EndsWith(".exe", StringComparison.OrdinalIgnoreCase)
            ? Results.Problem("这是程序文件，不能上传；请传 PDF 或 JPG", statusCode: 415) : Results.Json(new { id = Guid.CreateVersion7(), name = file.FileName, size = file.Length })).WithMetadata(new PublicAttribute()).ExcludeFromDescription();
    }
}
