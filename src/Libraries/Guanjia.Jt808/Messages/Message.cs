namespace Guanjia.Jt808;

/// <summary>消息 (message of JT/T 808): its body, without header. Makers' own messages may be derived from it.</summary>
public abstract record Message
{
    /// <summary>消息 ID.</summary>
    public abstract ushort Id { get; }

    /// <summary>Writes the body as that edition lays it out. More items than their count can say is an overflow, a mistake of the caller.</summary>
    public abstract void Write(ref BodyWriter to, Edition edition);

    /// <summary>Reads a body. What nobody knows comes back as <see cref="RawMessage"/>, what is too short or encrypted as <see cref="UnreadableMessage"/>; never an exception.</summary>
    public static Message Read(in Header header, ReadOnlySpan<byte> body)
    {
        if (header.Encryption != 0) return new UnreadableMessage(header.Id, body.ToArray(), BodyFault.Encrypted);
        var from = new BodyReader(body);
        var message = MessageReading.Read(header.Id, header.Edition, ref from);
        return message is null ? new RawMessage(header.Id, body.ToArray())
            : from.Short ? new UnreadableMessage(header.Id, body.ToArray(), BodyFault.Short)
            : message;
    }
}

/// <summary>应答类消息 (answering message): one that says which sequence it answers, and gets no answer itself.</summary>
public interface IAnswer
{
    /// <summary>应答流水号.</summary>
    ushort AnsweredSequence { get; }
}

/// <summary>消息体错误 (fault of a body).</summary>
public enum BodyFault : byte
{
    /// <summary>Fewer bytes than the fields need.</summary>
    Short,
    /// <summary>Encrypted.</summary>
    Encrypted,
}

/// <summary>未解析消息 (message kept raw): 0705, makers' own, and what later editions add.</summary>
public sealed record RawMessage(ushort MessageId, ReadOnlyMemory<byte> Body) : Message
{
    /// <inheritdoc/>
    public override ushort Id => MessageId;
    /// <inheritdoc/>
    public override void Write(ref BodyWriter to, Edition edition) => to.Bytes(Body.Span);
}

/// <summary>无法解析的消息 (unreadable message): the frame holds, its body does not.</summary>
public sealed record UnreadableMessage(ushort MessageId, ReadOnlyMemory<byte> Body, BodyFault Fault) : Message
{
    /// <inheritdoc/>
    public override ushort Id => MessageId;
    /// <inheritdoc/>
    public override void Write(ref BodyWriter to, Edition edition) => to.Bytes(Body.Span);
}

/// <summary>通用应答结果 (result of a general answer).</summary>
public enum AnswerResult : byte
{
    /// <summary>成功/确认.</summary>
    Ok,
    /// <summary>失败.</summary>
    Failed,
    /// <summary>消息有误.</summary>
    Bad,
    /// <summary>不支持.</summary>
    Unsupported,
    /// <summary>报警处理确认; only the platform says so.</summary>
    AlarmConfirmed,
}
