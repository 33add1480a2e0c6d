using Guanjia.Platform;

namespace Guanjia.Web;

/// <summary>The fields of a setting as its history shows them.</summary>
public static class SettingFields
{
    public static readonly Field<Setting, string> Text = new(s => s.Text, "值");
    public static readonly IReadOnlyList<Field<Setting>> History = [Text, new Field<Setting, string>(s => s.OrganisationName, "适用机构"), new Field<Setting, DateOnly>(s => s.From, "生效日期"), new Field<Setting, string>(s => s.Document, "依据文件")];
}
