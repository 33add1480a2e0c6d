namespace Guanjia.Jt808;

/// <summary>多媒体类型 (type of media).</summary>
public enum MediaType : byte
{
    /// <summary>图像.</summary>
    Image,
    /// <summary>音频.</summary>
    Audio,
    /// <summary>视频.</summary>
    Video,
}

/// <summary>多媒体事件信息上传 (media event), 0x0800.</summary>
/// <param name="MediaId">多媒体数据 ID.</param>
/// <param name="Type">多媒体类型.</param>
/// <param name="Format">0 JPEG, 1 TIF, 2 MP3, 3 WAV, 4 WMV.</param>
/// <param name="Event">0 asked for by the platform, 1 timer, 2 robbery, 3 collision or rollover, and others.</param>
/// <param name="Channel">通道 ID.</param>
public sealed record MediaEvent(uint MediaId, MediaType Type, byte Format, byte Event, byte Channel) : Message
{
    /// <inheritdoc/>
    public override ushort Id => MessageId.MediaEvent;
    /// <inheritdoc/>
    public override void Write(ref BodyWriter to, Edition edition)
    {
        to.DWord(MediaId);
        to.Byte((byte)Type);
        to.Byte(Format);
        to.Byte(Event);
        to.Byte(Channel);
    }
}

/// <summary>多媒体数据上传 (media upload), 0x0801; most come in packages.</summary>
/// <param name="Event">As announced or in place of <see cref="MediaEvent"/>.</param>
/// <param name="Where">Where and when it was taken.</param>
/// <param name="Data">多媒体数据包.</param>
public sealed record MediaUpload(MediaEvent Event, Location Where, ReadOnlyMemory<byte> Data) : Message
{
    /// <inheritdoc/>
    public override ushort Id => MessageId.MediaUpload;
    /// <inheritdoc/>
    public override void Write(ref BodyWriter to, Edition edition)
    {
        Event.Write(ref to, edition);
        Where.Write(ref to);
        to.Bytes(Data.Span);
    }

    internal static MediaUpload Read(ref BodyReader from) =>
        new(new(from.DWord(), (MediaType)from.Byte(), from.Byte(), from.Byte(), from.Byte()), Location.Read(ref from), from.Rest().ToArray());
}

/// <summary>多媒体数据上传应答 (answer to a media upload), 0x8800.</summary>
/// <param name="MediaId">多媒体数据 ID.</param>
/// <param name="Missing">Indexes of packages to send again; none: all is here.</param>
public sealed record MediaAnswer(uint MediaId, IReadOnlyList<ushort> Missing) : Message
{
    /// <inheritdoc/>
    public override ushort Id => MessageId.MediaAnswer;

    /// <inheritdoc/>
    public override void Write(ref BodyWriter to, Edition edition)
    {
        to.DWord(MediaId);
        if (Missing.Count == 0) return;
        var count = Math.Min(Missing.Count, 255);
        to.Byte((byte)count);
        for (var i = 0; i < count; i++) to.Word(Missing[i]);
    }

    internal static MediaAnswer Read(ref BodyReader from) => new(from.DWord(), from.Left == 0 ? [] : from.Many(from.Byte(), 2, (ref BodyReader r) => r.Word()));
}

/// <summary>摄像头立即拍摄命令 (camera command), 0x8801.</summary>
/// <param name="Channel">通道 ID.</param>
/// <param name="Count">0 stops, FFFF records, else pictures to take.</param>
/// <param name="Seconds">Between two pictures, or of recording; 0 as fast as it can.</param>
/// <param name="Keep">Keep them in the terminal; else send them now.</param>
/// <param name="Resolution">1 320×240, 2 640×480, 3 800×600, 4 1024×768 …</param>
/// <param name="Quality">1 best to 10.</param>
/// <param name="Brightness">0 to 255.</param>
/// <param name="Contrast">0 to 127.</param>
/// <param name="Saturation">0 to 127.</param>
/// <param name="Chroma">0 to 255.</param>
public sealed record CameraCommand(byte Channel, ushort Count, ushort Seconds, bool Keep, byte Resolution = 2, byte Quality = 5, byte Brightness = 127, byte Contrast = 64, byte Saturation = 64, byte Chroma = 127) : Message
{
    /// <inheritdoc/>
    public override ushort Id => MessageId.CameraCommand;

    /// <inheritdoc/>
    public override void Write(ref BodyWriter to, Edition edition)
    {
        to.Byte(Channel);
        to.Word(Count);
        to.Word(Seconds);
        to.Byte(Keep ? (byte)1 : (byte)0);
        to.Bytes([Resolution, Quality, Brightness, Contrast, Saturation, Chroma]);
    }

    internal static CameraCommand Read(ref BodyReader from) => new(from.Byte(), from.Word(), from.Word(), from.Byte() == 1, from.Byte(), from.Byte(), from.Byte(), from.Byte(), from.Byte(), from.Byte());
}

/// <summary>摄像头立即拍摄命令应答 (answer to a camera command), 0x0805.</summary>
/// <param name="AnsweredSequence">应答流水号.</param>
/// <param name="Result">0 ok, 1 failed, 2 the channel cannot.</param>
/// <param name="MediaIds">Of the pictures taken.</param>
public sealed record CameraAnswer(ushort AnsweredSequence, byte Result, IReadOnlyList<uint> MediaIds) : Message, IAnswer
{
    /// <inheritdoc/>
    public override ushort Id => MessageId.CameraAnswer;

    /// <inheritdoc/>
    public override void Write(ref BodyWriter to, Edition edition)
    {
        to.Word(AnsweredSequence);
        to.Byte(Result);
        if (Result != 0) return;
        to.Word((ushort)MediaIds.Count);
        foreach (var id in MediaIds) to.DWord(id);
    }

    internal static CameraAnswer Read(ref BodyReader from)
    {
        var (sequence, result) = (from.Word(), from.Byte());
        return new(sequence, result, result == 0 && from.Left > 0 ? from.Many(from.Word(), 4, (ref BodyReader r) => r.DWord()) : []);
    }
}
