namespace Guanjia.Jt808;

/// <summary>消息头 (message header).</summary>
/// <param name="Id">消息 ID, as in <see cref="MessageId"/>.</param>
/// <param name="Edition">By which layout the header was read and is written.</param>
/// <param name="Phone">终端手机号.</param>
/// <param name="Sequence">消息流水号.</param>
public readonly record struct Header(ushort Id, Edition Edition, Phone Phone, ushort Sequence)
{
    /// <summary>数据加密方式, bits 10–12: 0 none, 1 RSA.</summary>
    public byte Encryption { get; init; }
    /// <summary>协议版本号 of 2019; 1 at first.</summary>
    public byte Version { get; init; } = Edition == Edition.Of2019 ? (byte)1 : (byte)0;
    /// <summary>Whether this frame is one package of several.</summary>
    public bool IsPackage { get; init; }
    /// <summary>消息总包数.</summary>
    public ushort Total { get; init; }
    /// <summary>包序号, from 1.</summary>
    public ushort Index { get; init; }
    /// <summary>Some terminals set the flag of 2019 and send the header of 2013 all the same.</summary>
    public bool FlagOfOtherEdition { get; init; }

    internal int Length => Lengths(Edition, IsPackage);

    internal static int Lengths(Edition edition, bool package) => (edition == Edition.Of2019 ? 17 : 12) + (package ? 4 : 0);
}
