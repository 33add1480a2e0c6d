using System.Text;

namespace Guanjia.Jt808;

/// <summary>Texts on the wire. The code page is asked for here and not registered, which would change the whole process.</summary>
static class Gbk
{
    public static readonly Encoding Encoding = CodePagesEncodingProvider.Instance.GetEncoding(936)!;
}
