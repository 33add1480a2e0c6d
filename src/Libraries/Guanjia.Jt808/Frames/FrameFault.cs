namespace Guanjia.Jt808;

/// <summary>帧错误 (fault of a frame): why bytes could not be read as a frame.</summary>
public enum FrameFault : byte
{
    /// <summary>None: header and body hold.</summary>
    None,
    /// <summary>Bytes before the first flag.</summary>
    NoFlag,
    /// <summary>More bytes than a frame can have, and no flag at their end.</summary>
    NoEnd,
    /// <summary>Fewer bytes than a header and a checksum need.</summary>
    TooShort,
    /// <summary>7D before neither 01 nor 02.</summary>
    Escape,
    /// <summary>The checksum differs.</summary>
    Checksum,
    /// <summary>The length in the header is not that of the body, in neither edition.</summary>
    Length,
    /// <summary>Letters in the phone.</summary>
    Phone,
}

/// <summary>一帧 (frame): its spans hold until the reader is asked for the next.</summary>
public readonly ref struct Frame
{
    internal Frame(FrameFault fault, ReadOnlySpan<byte> raw, Header? seems = null)
    {
        Fault = fault;
        Raw = raw;
        Seems = seems;
    }

    internal Frame(scoped in Header header, ReadOnlySpan<byte> body, ReadOnlySpan<byte> raw, Header? seems = null)
    {
        Seems = seems;
        Header = header;
        Body = body;
        Raw = raw;
    }

    /// <summary>What is wrong; with a fault there is neither header nor body.</summary>
    public FrameFault Fault { get; }
    /// <summary>With a fault, or with the flag of 2019 and the length of 2013: what the header seems to be, though nothing vouches for it (without a phone where that had letters). Enough to tell a terminal that is known already to send it again. Null where there is none.</summary>
    public Header? Seems { get; }
    /// <summary>消息头.</summary>
    public Header Header { get; }
    /// <summary>消息体, without escapes.</summary>
    public ReadOnlySpan<byte> Body { get; }
    /// <summary>What stood between the flags, as it came; of endless bytes the first.</summary>
    public ReadOnlySpan<byte> Raw { get; }
}
