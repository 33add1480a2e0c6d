namespace Guanjia.Jt808;

/// <summary>消息 ID (message ids) that this library reads and writes.</summary>
public static class MessageId
{
    /// <summary>From here on the platform speaks.</summary>
    public const ushort FirstOfPlatform = 0x8000;

#pragma warning disable CS1591 // Each is the id of the record of the same name.
    public const ushort TerminalAnswer = 0x0001, Heartbeat = 0x0002, Deregistration = 0x0003, TimeQuery = 0x0004, TerminalPackageRequest = 0x0005,
        Registration = 0x0100, Authentication = 0x0102, ParametersAnswer = 0x0104, AttributesAnswer = 0x0107,
        LocationReport = 0x0200, LocationAnswer = 0x0201, VehicleControlAnswer = 0x0500, RecorderData = 0x0700, DriverCard = 0x0702, LocationBatch = 0x0704, CanBusData = 0x0705,
        MediaEvent = 0x0800, MediaUpload = 0x0801, MediaSearchAnswer = 0x0802, CameraAnswer = 0x0805, TerminalData = 0x0900,
        PlatformAnswer = 0x8001, PlatformPackageRequest = 0x8003, TimeAnswer = 0x8004, RegistrationAnswer = 0x8100,
        SetParameters = 0x8103, QueryParameters = 0x8104, TerminalControl = 0x8105, QueryNamedParameters = 0x8106, QueryAttributes = 0x8107,
        LocationQuery = 0x8201, TrackingControl = 0x8202, ConfirmAlarms = 0x8203, LinkCheck = 0x8204, TextMessage = 0x8300,
        SetCircles = 0x8600, DeleteCircles = 0x8601, SetRectangles = 0x8602, DeleteRectangles = 0x8603, SetPolygon = 0x8604, DeletePolygons = 0x8605, SetRoute = 0x8606, DeleteRoutes = 0x8607,
        QueryDriverCard = 0x8702, MediaAnswer = 0x8800, CameraCommand = 0x8801, PlatformData = 0x8900;
#pragma warning restore CS1591

    /// <summary>Whether a message of a terminal answers one of the platform's: those get no answer.</summary>
    public static bool IsAnswer(ushort id) => id is TerminalAnswer or ParametersAnswer or AttributesAnswer or LocationAnswer or VehicleControlAnswer or RecorderData or MediaSearchAnswer or CameraAnswer;

    /// <summary>What a terminal answers to a message of the platform: <see cref="TerminalAnswer"/> unless the standard names another.</summary>
    public static ushort AnswerTo(ushort id) => id switch
    {
        QueryParameters or QueryNamedParameters => ParametersAnswer,
        QueryAttributes => AttributesAnswer,
        LocationQuery => LocationAnswer,
        0x8500 => VehicleControlAnswer,
        0x8700 => RecorderData,
        0x8802 => MediaSearchAnswer,
        CameraCommand => CameraAnswer,
        QueryDriverCard => DriverCard,
        _ => TerminalAnswer,
    };

    /// <summary>Whether the platform's message wants an answer at all.</summary>
    public static bool WantsAnswer(ushort id) => id >= FirstOfPlatform && id is not (PlatformAnswer or PlatformPackageRequest or TimeAnswer or RegistrationAnswer or MediaAnswer);
}
