using System.Text;

namespace Guanjia.Jt808;

/// <summary>Texts on the wire. The code page is asked for here and not registered, which would change the whole process.</summary>
static class Gbk
{
    static readonly Encoding strict = CodePagesEncodingProvider.Instance.GetEncoding(936, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)!;

    /// <summary>Whether every character of a text has a place in GBK.</summary>
    public static bool Holds(string text)
    {
        try { return strict.GetByteCount(text) >= 0; }
        catch (EncoderFallbackException) { return false; }
    }

    public static readonly Encoding Encoding = CodePagesEncodingProvider.Instance.GetEncoding(936)!;
}
