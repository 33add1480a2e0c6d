namespace Guanjia.Jt808;

/// <summary>消息 ID (message ids) that this library reads and writes.</summary>
public static class MessageId
{
    /// <summary>From here on the platform speaks.</summary>
    public const ushort FirstOfPlatform = 0x8000;

    /// <summary>终端通用应答.</summary>
    public const ushort TerminalAnswer = 0x0001;
    /// <summary>终端心跳.</summary>
    public const ushort Heartbeat = 0x0002;
    /// <summary>终端注销.</summary>
    public const ushort Deregistration = 0x0003;
    /// <summary>查询服务器时间.</summary>
    public const ushort TimeQuery = 0x0004;
    /// <summary>终端补传分包请求.</summary>
    public const ushort TerminalPackageRequest = 0x0005;
    /// <summary>终端注册.</summary>
    public const ushort Registration = 0x0100;
    /// <summary>终端鉴权.</summary>
    public const ushort Authentication = 0x0102;
    /// <summary>查询终端参数应答.</summary>
    public const ushort ParametersAnswer = 0x0104;
    /// <summary>查询终端属性应答.</summary>
    public const ushort AttributesAnswer = 0x0107;
    /// <summary>位置信息汇报.</summary>
    public const ushort LocationReport = 0x0200;
    /// <summary>位置信息查询应答.</summary>
    public const ushort LocationAnswer = 0x0201;
    /// <summary>车辆控制应答.</summary>
    public const ushort VehicleControlAnswer = 0x0500;
    /// <summary>行驶记录数据上传.</summary>
    public const ushort RecorderData = 0x0700;
    /// <summary>驾驶员身份信息采集上报.</summary>
    public const ushort DriverCard = 0x0702;
    /// <summary>定位数据批量上传.</summary>
    public const ushort LocationBatch = 0x0704;
    /// <summary>CAN 总线数据上传.</summary>
    public const ushort CanBusData = 0x0705;
    /// <summary>多媒体事件信息上传.</summary>
    public const ushort MediaEvent = 0x0800;
    /// <summary>多媒体数据上传.</summary>
    public const ushort MediaUpload = 0x0801;
    /// <summary>存储多媒体数据检索应答.</summary>
    public const ushort MediaSearchAnswer = 0x0802;
    /// <summary>摄像头立即拍摄命令应答.</summary>
    public const ushort CameraAnswer = 0x0805;
    /// <summary>数据上行透传.</summary>
    public const ushort TerminalData = 0x0900;
    /// <summary>平台通用应答.</summary>
    public const ushort PlatformAnswer = 0x8001;
    /// <summary>服务器补传分包请求.</summary>
    public const ushort PlatformPackageRequest = 0x8003;
    /// <summary>查询服务器时间应答.</summary>
    public const ushort TimeAnswer = 0x8004;
    /// <summary>终端注册应答.</summary>
    public const ushort RegistrationAnswer = 0x8100;
    /// <summary>设置终端参数.</summary>
    public const ushort SetParameters = 0x8103;
    /// <summary>查询终端参数.</summary>
    public const ushort QueryParameters = 0x8104;
    /// <summary>终端控制.</summary>
    public const ushort TerminalControl = 0x8105;
    /// <summary>查询指定终端参数.</summary>
    public const ushort QueryNamedParameters = 0x8106;
    /// <summary>查询终端属性.</summary>
    public const ushort QueryAttributes = 0x8107;
    /// <summary>位置信息查询.</summary>
    public const ushort LocationQuery = 0x8201;
    /// <summary>临时位置跟踪控制.</summary>
    public const ushort TrackingControl = 0x8202;
    /// <summary>人工确认报警消息.</summary>
    public const ushort ConfirmAlarms = 0x8203;
    /// <summary>链路检测.</summary>
    public const ushort LinkCheck = 0x8204;
    /// <summary>文本信息下发.</summary>
    public const ushort TextMessage = 0x8300;
    /// <summary>设置圆形区域.</summary>
    public const ushort SetCircles = 0x8600;
    /// <summary>删除圆形区域.</summary>
    public const ushort DeleteCircles = 0x8601;
    /// <summary>设置矩形区域.</summary>
    public const ushort SetRectangles = 0x8602;
    /// <summary>删除矩形区域.</summary>
    public const ushort DeleteRectangles = 0x8603;
    /// <summary>设置多边形区域.</summary>
    public const ushort SetPolygon = 0x8604;
    /// <summary>删除多边形区域.</summary>
    public const ushort DeletePolygons = 0x8605;
    /// <summary>设置路线.</summary>
    public const ushort SetRoute = 0x8606;
    /// <summary>删除路线.</summary>
    public const ushort DeleteRoutes = 0x8607;
    /// <summary>上报驾驶员身份信息请求.</summary>
    public const ushort QueryDriverCard = 0x8702;
    /// <summary>多媒体数据上传应答.</summary>
    public const ushort MediaAnswer = 0x8800;
    /// <summary>摄像头立即拍摄命令.</summary>
    public const ushort CameraCommand = 0x8801;
    /// <summary>数据下行透传.</summary>
    public const ushort PlatformData = 0x8900;

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
