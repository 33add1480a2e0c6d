namespace Guanjia.Jt808;

/// <summary>终端注册 (registration), 0x0100.</summary>
/// <param name="Province">省域 ID, GB/T 2260.</param>
/// <param name="City">市县域 ID.</param>
/// <param name="Maker">制造商 ID.</param>
/// <param name="Model">终端型号.</param>
/// <param name="TerminalId">终端 ID.</param>
/// <param name="PlateColour">车牌颜色: 0 none, 1 blue, 2 yellow, 3 black, 4 white, 5 green (2019), 9 other.</param>
/// <param name="Plate">车辆标识: the plate, or the VIN where there is no colour.</param>
public sealed record Registration(ushort Province, ushort City, string Maker, string Model, string TerminalId, byte PlateColour, string Plate) : Message
{
    /// <summary>Whether model and length of fields are those of 2011, whose header is that of 2013.</summary>
    public bool Of2011 { get; init; }

    /// <inheritdoc/>
    public override ushort Id => MessageId.Registration;

    /// <inheritdoc/>
    public override void Write(ref BodyWriter to, Edition edition)
    {
        to.Word(Province);
        to.Word(City);
        var (maker, model, id) = Lengths(edition, Of2011);
        to.Field(Maker, maker);
        to.Field(Model, model, fillInFront: edition == Edition.Of2019);
        to.Field(TerminalId, id);
        to.Byte(PlateColour);
        to.Text(Plate);
    }

    static (int Maker, int Model, int Id) Lengths(Edition edition, bool of2011) => edition == Edition.Of2019 ? (11, 30, 30) : of2011 ? (5, 8, 7) : (5, 20, 7);

    internal static Registration Read(ref BodyReader from, Edition edition)
    {
        var of2011 = edition == Edition.Of2013 && LooksLike2011(from);
        var (maker, model, id) = Lengths(edition, of2011);
        return new(from.Word(), from.Word(), from.Field(maker), from.Field(model), from.Field(id), from.Byte(), from.Text().Trim('\0', ' ')) { Of2011 = of2011 };
    }

    // With a plate a body of 2011 is shorter than the fixed fields of 2013; with a VIN it is not, but then no colour stands before the VIN's 17 signs.
    static bool LooksLike2011(BodyReader body)
    {
        if (body.Left < 37) return true;
        if (body.Left != 25 + 17) return false;
        body.Bytes(24);
        return body.Byte() == 0 && !body.Rest().ContainsAnyExcept("0123456789ABCDEFGHJKLMNPRSTUVWXYZ"u8);
    }
}

/// <summary>注册结果 (result of a registration).</summary>
public enum RegistrationResult : byte
{
    /// <summary>成功.</summary>
    Ok,
    /// <summary>车辆已被注册.</summary>
    VehicleRegistered,
    /// <summary>数据库中无该车辆.</summary>
    NoSuchVehicle,
    /// <summary>终端已被注册.</summary>
    TerminalRegistered,
    /// <summary>数据库中无该终端.</summary>
    NoSuchTerminal,
}

/// <summary>终端注册应答 (answer to a registration), 0x8100.</summary>
/// <param name="AnsweredSequence">应答流水号.</param>
/// <param name="Result">结果.</param>
/// <param name="Code">鉴权码; only where the result is ok.</param>
public sealed record RegistrationAnswer(ushort AnsweredSequence, RegistrationResult Result, string Code = "") : Message, IAnswer
{
    /// <inheritdoc/>
    public override ushort Id => MessageId.RegistrationAnswer;
    /// <inheritdoc/>
    public override void Write(ref BodyWriter to, Edition edition)
    {
        to.Word(AnsweredSequence);
        to.Byte((byte)Result);
        if (Result == RegistrationResult.Ok) to.Text(Code);
    }

    internal static RegistrationAnswer Read(ref BodyReader from) => new(from.Word(), (RegistrationResult)from.Byte(), from.Text());

    /// <inheritdoc/>
    public override string ToString() => $"{nameof(RegistrationAnswer)} {AnsweredSequence} {Result}";
}
