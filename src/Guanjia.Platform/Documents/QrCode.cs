using QRCoder;

namespace Guanjia.Platform;

/// <summary>二维码 (QR code) as a picture within a page.</summary>
public static class QrCode
{
    const int pixels = 6;
    public static string Picture(string text)
    {
        using var data = QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.M);
        using var code = new PngByteQRCode(data);
        return "data:image/png;base64," + Convert.ToBase64String(code.GetGraphic(pixels));
    }
}
