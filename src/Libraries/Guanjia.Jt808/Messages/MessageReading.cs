namespace Guanjia.Jt808;

/// <summary>Which record reads which id.</summary>
static class MessageReading
{
    public static Message? Read(ushort id, Edition edition, ref BodyReader from) => id switch
    {
        MessageId.LocationReport => LocationReport.Read(ref from),
        MessageId.TerminalAnswer => new TerminalAnswer(from.Word(), from.Word(), (AnswerResult)from.Byte()),
        MessageId.Heartbeat => new Heartbeat(),
        MessageId.Deregistration => new Deregistration(),
        MessageId.TimeQuery => new TimeQuery(),
        MessageId.TerminalPackageRequest => new TerminalPackageRequest(from.Word(), PackageRequests.Read(ref from, edition)),
        MessageId.Registration => Registration.Read(ref from, edition),
        MessageId.Authentication => Authentication.Read(ref from, edition),
        MessageId.ParametersAnswer => ParametersAnswer.Read(ref from),
        MessageId.AttributesAnswer => AttributesAnswer.Read(ref from, edition),
        MessageId.LocationAnswer => new LocationAnswer(from.Word(), LocationReport.Read(ref from)),
        MessageId.DriverCard => DriverCard.Read(ref from, edition),
        MessageId.LocationBatch => LocationBatch.Read(ref from),
        MessageId.MediaEvent => new MediaEvent(from.DWord(), (MediaType)from.Byte(), from.Byte(), from.Byte(), from.Byte()),
        MessageId.MediaUpload => MediaUpload.Read(ref from),
        MessageId.CameraAnswer => CameraAnswer.Read(ref from),
        MessageId.TerminalData => new TerminalData(from.Byte(), from.Rest().ToArray()),
        _ => id < MessageId.FirstOfPlatform ? null : ReadOfPlatform(id, edition, ref from),
    };

    static Message? ReadOfPlatform(ushort id, Edition edition, ref BodyReader from) => id switch
    {
        MessageId.PlatformAnswer => new PlatformAnswer(from.Word(), from.Word(), (AnswerResult)from.Byte()),
        MessageId.PlatformPackageRequest => new PlatformPackageRequest(from.Word(), PackageRequests.Read(ref from, edition)),
        MessageId.TimeAnswer => TimeAnswer.Read(ref from),
        MessageId.RegistrationAnswer => RegistrationAnswer.Read(ref from),
        MessageId.SetParameters => new SetParameters(Parameter.ReadMany(ref from)),
        MessageId.QueryParameters => new QueryParameters(),
        MessageId.QueryNamedParameters => new QueryNamedParameters(from.Many(from.Byte(), 4, (ref BodyReader r) => r.DWord())),
        MessageId.TerminalControl => new TerminalControl((ControlCommand)from.Byte(), from.Rest().ToArray()),
        MessageId.QueryAttributes => new QueryAttributes(),
        MessageId.LocationQuery => new LocationQuery(),
        MessageId.TrackingControl => TrackingControl.Read(ref from),
        MessageId.ConfirmAlarms => new ConfirmAlarms(from.Word(), from.DWord()),
        MessageId.LinkCheck => new LinkCheck(),
        MessageId.TextMessage => new TextMessage((TextFlags)from.Byte(), edition == Edition.Of2019 ? from.Byte() : (byte)0, from.Text()),
        MessageId.SetCircles => SetCircles.Read(ref from, edition),
        MessageId.DeleteCircles => new DeleteCircles(AreaIds.Read(ref from)),
        MessageId.SetRectangles => SetRectangles.Read(ref from, edition),
        MessageId.DeleteRectangles => new DeleteRectangles(AreaIds.Read(ref from)),
        MessageId.SetPolygon => SetPolygon.Read(ref from, edition),
        MessageId.DeletePolygons => new DeletePolygons(AreaIds.Read(ref from)),
        MessageId.SetRoute => SetRoute.Read(ref from, edition),
        MessageId.DeleteRoutes => new DeleteRoutes(AreaIds.Read(ref from)),
        MessageId.QueryDriverCard => new QueryDriverCard(),
        MessageId.MediaAnswer => MediaAnswer.Read(ref from),
        MessageId.CameraCommand => CameraCommand.Read(ref from),
        MessageId.PlatformData => new PlatformData(from.Byte(), from.Rest().ToArray()),
        _ => null,
    };
}
