namespace Guanjia.Jt808;

/// <summary>终端心跳 (heartbeat), 0x0002.</summary>
public sealed record Heartbeat : Message
{
    /// <inheritdoc/>
    public override ushort Id => MessageId.Heartbeat;
    /// <inheritdoc/>
    public override void Write(ref BodyWriter to, Edition edition) { }
}

/// <summary>终端注销 (deregistration), 0x0003.</summary>
public sealed record Deregistration : Message
{
    /// <inheritdoc/>
    public override ushort Id => MessageId.Deregistration;
    /// <inheritdoc/>
    public override void Write(ref BodyWriter to, Edition edition) { }
}

/// <summary>查询服务器时间 (query of the platform's time), 0x0004 of 2019.</summary>
public sealed record TimeQuery : Message
{
    /// <inheritdoc/>
    public override ushort Id => MessageId.TimeQuery;
    /// <inheritdoc/>
    public override void Write(ref BodyWriter to, Edition edition) { }
}

/// <summary>查询服务器时间应答 (the platform's time), 0x8004: the only time on the wire that is UTC. Null where it was no time.</summary>
public sealed record TimeAnswer(DateTimeOffset? Time) : Message
{
    /// <inheritdoc/>
    public override ushort Id => MessageId.TimeAnswer;
    /// <inheritdoc/>
    public override void Write(ref BodyWriter to, Edition edition) => to.Time(Time is { } t ? DeviceTime.OfClock(t.ToUniversalTime()) : default);
    internal static TimeAnswer Read(ref BodyReader from) => new(from.Time().At(TimeSpan.Zero));
}

/// <summary>终端鉴权 (authentication), 0x0102.</summary>
/// <param name="Code">鉴权码.</param>
/// <param name="Imei">2019: 终端 IMEI.</param>
/// <param name="SoftwareVersion">2019: 软件版本号.</param>
public sealed record Authentication(string Code, string Imei = "", string SoftwareVersion = "") : Message
{
    /// <inheritdoc/>
    public override ushort Id => MessageId.Authentication;
    /// <inheritdoc/>
    public override void Write(ref BodyWriter to, Edition edition)
    {
        if (edition == Edition.Of2013)
        {
            to.Text(Code);
            return;
        }
        to.ShortText(Code);
        to.Field(Imei, 15);
        to.Field(SoftwareVersion, 20);
    }

    internal static Authentication Read(ref BodyReader from, Edition edition) =>
        edition == Edition.Of2013 ? new(from.Text()) : new(from.Text(from.Byte()), from.Field(15), from.Field(20));

    // A code is a secret: it is not written into a log by accident.
    /// <inheritdoc/>
    public override string ToString() => $"{nameof(Authentication)} {Imei} {SoftwareVersion}";
}

/// <summary>链路检测 (check of the link), 0x8204 of 2019.</summary>
public sealed record LinkCheck : Message
{
    /// <inheritdoc/>
    public override ushort Id => MessageId.LinkCheck;
    /// <inheritdoc/>
    public override void Write(ref BodyWriter to, Edition edition) { }
}
