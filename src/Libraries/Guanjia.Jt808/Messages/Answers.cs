namespace Guanjia.Jt808;

/// <summary>终端通用应答 (terminal's general answer), 0x0001.</summary>
public sealed record TerminalAnswer(ushort AnsweredSequence, ushort AnsweredId, AnswerResult Result) : Message, IAnswer
{
    /// <inheritdoc/>
    public override ushort Id => MessageId.TerminalAnswer;
    /// <inheritdoc/>
    public override void Write(ref BodyWriter to, Edition edition)
    {
        to.Word(AnsweredSequence);
        to.Word(AnsweredId);
        to.Byte((byte)Result);
    }
}

/// <summary>平台通用应答 (platform's general answer), 0x8001.</summary>
public sealed record PlatformAnswer(ushort AnsweredSequence, ushort AnsweredId, AnswerResult Result) : Message, IAnswer
{
    /// <inheritdoc/>
    public override ushort Id => MessageId.PlatformAnswer;
    /// <inheritdoc/>
    public override void Write(ref BodyWriter to, Edition edition)
    {
        to.Word(AnsweredSequence);
        to.Word(AnsweredId);
        to.Byte((byte)Result);
    }
}

/// <summary>终端补传分包请求 (terminal's request for missing packages), 0x0005 of 2019.</summary>
/// <param name="FirstSequence">Sequence of the first package of the message.</param>
/// <param name="Missing">Indexes from 1.</param>
public sealed record TerminalPackageRequest(ushort FirstSequence, IReadOnlyList<ushort> Missing) : Message
{
    /// <inheritdoc/>
    public override ushort Id => MessageId.TerminalPackageRequest;
    /// <inheritdoc/>
    public override void Write(ref BodyWriter to, Edition edition) => PackageRequests.Write(ref to, edition, FirstSequence, Missing);
}

/// <summary>服务器补传分包请求 (platform's request for missing packages), 0x8003.</summary>
/// <param name="FirstSequence">Sequence of the first package of the message.</param>
/// <param name="Missing">Indexes from 1; with a header of 2013 at most 255.</param>
public sealed record PlatformPackageRequest(ushort FirstSequence, IReadOnlyList<ushort> Missing) : Message
{
    /// <inheritdoc/>
    public override ushort Id => MessageId.PlatformPackageRequest;
    /// <inheritdoc/>
    public override void Write(ref BodyWriter to, Edition edition) => PackageRequests.Write(ref to, edition, FirstSequence, Missing);
}

static class PackageRequests
{
    // As many as one frame holds: the rest is asked for again later.
    internal const int MostIn2013 = 255, MostIn2019 = (FrameWriter.LongestBody - 4) / 2;

    public static List<ushort> Read(ref BodyReader from, Edition edition) => from.Many(edition == Edition.Of2019 ? from.Word() : from.Byte(), 2, (ref BodyReader r) => r.Word());

    public static void Write(ref BodyWriter to, Edition edition, ushort first, IReadOnlyList<ushort> missing)
    {
        var count = Math.Min(missing.Count, edition == Edition.Of2019 ? MostIn2019 : MostIn2013);
        to.Word(first);
        if (edition == Edition.Of2019) to.Word((ushort)count); else to.Byte((byte)count);
        for (var i = 0; i < count; i++) to.Word(missing[i]);
    }
}
