using System.ComponentModel;

namespace Guanjia.Platform;

/// <summary>文件标记 (mark of a file). This network holds nothing that is a state secret.</summary>
[Clause("serv:5.3.a.1")]
public enum SecrecyMark
{
    [Description("公开")] Public,
    [Description("内部")] Internal,
    [Description("工作秘密")] WorkSecret,
}

[Clause("serv:5.3.d")]
public static class SecrecyMarks
{
    static readonly string[] secrets = ["绝密", "机密", "秘密", "涉密", "state-secret", "secret", "confidential", "top-secret", "top secret", "classified"];

    public static string Says(SecrecyMark mark) => mark switch { SecrecyMark.Public => "公开", SecrecyMark.Internal => "内部", _ => "工作秘密" };

    /// <summary>Reads a mark as typed in Chinese or as a program sends it; a state secret is refused with its clause.</summary>
    public static Refusal? Read(string? text, out SecrecyMark mark)
    {
        mark = SecrecyMark.Internal;
        switch ((text ?? "").Trim())
        {
            case "公开" or "public": mark = SecrecyMark.Public; return null;
            case "内部" or "internal": return null;
            case "工作秘密" or "work-secret": mark = SecrecyMark.WorkSecret; return null;
            case var t when secrets.Contains(t, StringComparer.OrdinalIgnoreCase): return NoSecrets;
            default: return new("请选择文件标记：公开、内部或工作秘密", "serv:5.3.a.1", "mark");
        }
    }

    /// <summary>A file whose own name says that it is a state secret is refused whatever mark was chosen.</summary>
    public static Refusal? Names(string fileName) =>
        fileName.Contains("绝密", StringComparison.Ordinal) || fileName.Contains("机密", StringComparison.Ordinal)
        || fileName.Replace("工作秘密", "", StringComparison.Ordinal).Contains("秘密★", StringComparison.Ordinal) ? NoSecrets : null;

    static readonly Refusal NoSecrets = new("本系统运行在非涉密网络，不得存储、传输国家秘密；请按保密规定通过涉密渠道办理，不要上传", "serv:5.3.d", "mark");
}
