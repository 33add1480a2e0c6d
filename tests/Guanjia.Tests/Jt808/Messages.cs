using Guanjia.Jt808;
using Xunit;

namespace Guanjia.Tests.Jt808;

/// <summary>Bodies: published ones mean what is said of them, and every one is written as it is read.</summary>
[Once]
public sealed class Messages
{
    static T Read<T>(ushort id, string hex, Edition edition = Edition.Of2013) where T : Message => Assert.IsType<T>(Message.Read(new Header(id, edition, Wire.Phone, 1), Wire.Bytes(hex)));
    static T Frame<T>(string hex) where T : Message => Assert.IsType<T>(Wire.One(hex).Message);
    static DateTimeOffset China(int y, int mo, int d, int h, int mi, int s) => new(y, mo, d, h, mi, s, TimeSpan.FromHours(8));

    [Fact]
    public void Registration_authentication_and_their_answers()
    {
        var frame = Wire.One("7E0100002D000123456789000A002800323132333400736D616C6C6368693132330000000000000000004348493132330001D4C14131323334358A7E");
        Assert.Equal((10, "123456789"), (frame.Header.Sequence, frame.Header.Phone.ToString()));
        Assert.Equal(new Registration(40, 50, "1234", "smallchi123", "CHI123", 1, "粤A12345"), frame.Message);
        frame = Wire.One("7E010200090123456789003039343536313231313131BE7E");
        Assert.Equal(12345, frame.Header.Sequence);
        Assert.Equal(new Authentication("456121111"), frame.Message);
        Assert.Equal(new RegistrationAnswer(100, RegistrationResult.Ok, "123456"), Frame<RegistrationAnswer>("7E81000009012345678900000A006400313233343536687E"));
        Assert.Equal(new PlatformAnswer(100, 0x0200, AnswerResult.Ok), Frame<PlatformAnswer>("7E80010005012345678900000A0064020000617E"));
        Assert.Equal(new Authentication("45612", "1234567890abcde", "v2.0.0"), Read<Authentication>(0x0102, "05343536313231323334353637383930616263646576322E302E300000000000000000000000000000", Edition.Of2019));
    }

    [Fact]
    public void A_registration_of_2011_and_of_2019_with_any_filling()
    {
        Assert.Equal(new Registration(44, 303, "70111", "BSJ-M7B", "0000000", 1, "粤B88888") { Of2011 = true }, Frame<Registration>("7E01000021013345678906000F002C012F373031313142534A2D4D3742203030303030303001D4C1423838383838B47E"));
        Assert.Equal(new Registration(40, 50, "1234", "smallchi123", "CHI123", 1, "粤A12345"), Frame<Registration>("7E010040540100000000000123456789000A002800323132333400000000000000736D616C6C6368693132330000000000000000000000000000000000000043484931323300000000000000000000000000000000000000000000000001D4C1413132333435B27E"));
        var withVin = new Registration(64, 1, "70111", "BSJ", "1234567", 0, "LSVAA4182E2123456") { Of2011 = true };
        Assert.Equal(withVin, Read<Registration>(0x0100, Convert.ToHexString(Wire.Body(withVin, Edition.Of2013))));
        var longPlate = new Registration(64, 1, "70111", "BSJ", "1234567", 2, "宁A12345");
        Assert.Equal(longPlate, Read<Registration>(0x0100, Convert.ToHexString(Wire.Body(longPlate, Edition.Of2013))));
        var of2019 = Wire.Body(longPlate, Edition.Of2019);
        Assert.Equal("BSJ", System.Text.Encoding.ASCII.GetString(of2019.AsSpan(15 + 27, 3)));
        Assert.Equal(longPlate, Read<Registration>(0x0100, Convert.ToHexString(of2019), Edition.Of2019));
    }

    [Fact]
    public void A_location_with_its_items()
    {
        var frame = Wire.One("7E02000026123456789012007D02000000010000000200BA7F0E07E4F11C0028003C00001810151010100104000000640202007D01137E");
        Assert.Equal((126, "123456789012"), (frame.Header.Sequence, frame.Header.Phone.ToString()));
        var report = Assert.IsType<LocationReport>(frame.Message);
        var l = report.Basic;
        Assert.Equal((1u, StatusBits.Fixed, 12.222222, 132.444444), (l.Alarms, l.Status, l.Latitude, l.Longitude));
        Assert.Equal((40, 6.0), ((int)l.Altitude, l.Speed));
        Assert.Equal(China(2018, 10, 15, 10, 10, 10), l.Time.Value);
        Assert.Equal((100u, (ushort)125), (report.Items.Mileage, report.Items.Fuel));
        Assert.Null(report.Items.Satellites);
        Assert.Equal([Alarm.Emergency], AlarmBits.Read(l.Alarms, Edition.Of2013));
    }

    [Fact]
    public void South_and_west_are_negative() => Assert.Equal((-12.5, -0.000001), new Location(0, StatusBits.South | StatusBits.West, 12_500_000, 1, 0, 0, 0, default) is var l ? (l.Latitude, l.Longitude) : default);

    [Fact]
    public void Items_that_are_known_have_their_unit_and_the_others_are_kept()
    {
        var items = new LocationItems(Wire.Bytes("0302012C 04020007 0606 000000000000 0602 8005 1105 01 00000009 1206 02 0000000A 01 1307 0000000B 0064 01 2504 80000001 2A02 0003 2B04 00020001 300117 31010C E0020102 0504"));
        Assert.Equal(((ushort)300, (ushort)7), (items.RecorderSpeed, items.AlarmToConfirm));
        Assert.Null(items.CabinTemperature);   // of the wrong length
        Assert.Equal(new PlaceOfAlarm(1, 9), items.Speeding);
        Assert.Equal(new Crossing(new(2, 10), true), items.Crossing);
        Assert.Equal(new StretchTime(11, 100, true), items.StretchTime);
        Assert.Equal((0x80000001u, (ushort)3, 0x20001u, (byte)0x17, (byte)12), (items.Signals, items.Io, items.Analog, items.SignalStrength, items.Satellites));
        Assert.Equal([1, 2], items.Find(0xE0)!.Value.ToArray());
        var all = items.GetEnumerator();
        while (all.MoveNext()) { }
        Assert.Equal("0504", Convert.ToHexString(all.Rest.Span));
        Assert.Equal(-5, new LocationItems(Wire.Bytes("06028005")).CabinTemperature);
        Assert.Equal(5, new LocationItems(Wire.Bytes("06020005")).CabinTemperature);
        Assert.Equal(30, new LocationItems((byte[])[5, 30, .. new byte[30]]).Tyres!.Value.Length);
        Assert.Equal("01040000006431010C", Convert.ToHexString(LocationItems.Of(new(1, new byte[] { 0, 0, 0, 100 }), new(0x31, new byte[] { 12 })).Bytes.Span));
    }

    [Theory]
    [InlineData("131301000000", "month 13"), InlineData("000000000000", "no time"), InlineData("260230120000", "30 February"), InlineData("26020112006A", "letters"), InlineData("260201250000", "hour 25")]
    public void A_time_that_is_none_says_so_and_keeps_its_digits(string bcd, string why)
    {
        var time = DeviceTime.Read(Wire.Bytes(bcd));
        Assert.True(time.Value is null, why);
        Assert.Equal(bcd, time.Digits);
        Assert.Equal(LocationFaults.NoTime, new Location(0, 0, 0, 0, 0, 0, 0, time).Faults(China(2026, 1, 1, 0, 0, 0), TimeSpan.FromMinutes(10)));
    }

    [Fact]
    public void The_year_2099_a_latitude_of_119_degrees_and_the_like_are_named()
    {
        var (now, ahead) = (China(2026, 11, 30, 12, 0, 0), TimeSpan.FromMinutes(10));
        Location At(uint latitude, uint longitude, DateTimeOffset time, ushort direction = 0) => new(0, StatusBits.Fixed, latitude, longitude, 0, 0, direction, DeviceTime.Of(time));
        Assert.Equal(LocationFaults.None, At(38_000_000, 106_000_000, now + ahead).Faults(now, ahead));
        Assert.Equal(LocationFaults.TimeAhead, At(38_000_000, 106_000_000, now + ahead + TimeSpan.FromSeconds(1)).Faults(now, ahead));
        Assert.Equal(China(2099, 12, 31, 23, 59, 59), DeviceTime.Read(Wire.Bytes("991231235959")).Value);
        Assert.Equal(LocationFaults.TimeAhead, At(0, 0, China(2099, 1, 1, 0, 0, 0)).Faults(now, ahead));
        Assert.Equal(LocationFaults.Latitude | LocationFaults.Longitude | LocationFaults.Direction, At(119_000_000, 181_000_000, now, 361).Faults(now, ahead));
    }

    [Fact]
    public void The_platforms_time_is_utc()
    {
        var noon = new DateTimeOffset(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);
        Assert.Equal("261130120000", Convert.ToHexString(Wire.Body(new TimeAnswer(noon.ToOffset(TimeSpan.FromHours(8))), Edition.Of2019)));
        Assert.Equal(noon, Read<TimeAnswer>(0x8004, "261130120000", Edition.Of2019).Time);
        Assert.Null(Read<TimeAnswer>(0x8004, "261330120000", Edition.Of2019).Time);
    }

    [Fact]
    public void Bits_of_alarms_mean_what_the_edition_says()
    {
        const uint differing = 1 << 3 | 1 << 15 | 1 << 16 | 1 << 17 | 1 << 29 | 1u << 31;
        Assert.Equal([Alarm.Danger, Alarm.CollisionWarning, Alarm.IllegalDoorOpening], AlarmBits.Read(differing, Edition.Of2013));
        Assert.Equal([Alarm.DangerousDriving, Alarm.ForbiddenDriving, Alarm.TyrePressure, Alarm.RightTurnBlindSpot, Alarm.CollisionOrRollover], AlarmBits.Read(differing, Edition.Of2019));
        Assert.Equal(AlarmBits.Read(~differing, Edition.Of2013), AlarmBits.Read(~differing, Edition.Of2019));
        Assert.Equal(26, AlarmBits.Read(~differing, Edition.Of2019).Count());
        Assert.Equal((1u << 31, null), (AlarmBits.Of(Alarm.IllegalDoorOpening, Edition.Of2013), AlarmBits.Of(Alarm.IllegalDoorOpening, Edition.Of2019)));
        Assert.Equal([0, 20, 21, 22, 27, 28], Enumerable.Range(0, 32).Where(b => (AlarmBits.ClearedByAnswer(Edition.Of2019) >> b & 1) != 0));
        Assert.Equal([0, 3, 20, 21, 22, 27, 28, 31], Enumerable.Range(0, 32).Where(b => (AlarmBits.ClearedByAnswer(Edition.Of2013) >> b & 1) != 0));
    }

    [Fact]
    public void A_batch_keeps_what_can_be_read_of_it()
    {
        var batch = Frame<LocationBatch>("7E0704005311223344556622B80002000026000000010000000200BA7F0E07E4F11C0028003C0000180715101010010400000064020200370026000000020000000100CB735507E6A32300290036007818071510103001040000006002020042D47E");
        Assert.False(batch.Backfilled);
        Assert.Equal([China(2018, 7, 15, 10, 10, 10), China(2018, 7, 15, 10, 10, 30)], batch.Reports.Select(r => r.Basic.Time.Value!.Value));
        // Captured: eight in one frame of 503 bytes.
        batch = Frame<LocationBatch>("7E0704014301356777777707F5000801002600000000000000030159741206CBFD5001720000000116052709062401040000001D03020000002600000000000000030159746606CBFD50016B0000000116052709065301040000001D0302000000260000000000000003015975E406CBFE58013F0000000116052709072701040000001D0302000000260000000000000003015976DE06CBFF10012E0000000116052709075601040000001D0302000000260000000000000003015976BC06CBFED0012D0000000116052709083001040000001D0302000000260000000000000003015976FE06CBFEC001080000000116052709090001040000001D0302000000260000000000000003015976FE06CBFE7800FC0000000116052709093301040000001D0302000000260000000000000003015977A606CBFF3001080000000116052709100201040000001D030200001F7E");
        Assert.Equal((true, 8), (batch.Backfilled, batch.Reports.Count));
        Assert.All(batch.Reports, r => Assert.Equal(2.9, r.Items.Mileage / 10.0));
        const string one = "000000010000000200BA7F0E07E4F11C0028003C0000180715101010";
        Assert.Equal(2, Read<LocationBatch>(0x0704, "000300 001C" + one + "0003010203 001C" + one).Reports.Count);
        Assert.IsType<UnreadableMessage>(Message.Read(new Header(0x0704, Edition.Of2013, Wire.Phone, 1), Wire.Bytes("000200 001C" + one + "001C0102")));
    }

    public static TheoryData<ushort, Edition, string> Bodies() => new()
    {
        { 0x0001, Edition.Of2013, "0064810300" }, { 0x0002, Edition.Of2013, "" }, { 0x0003, Edition.Of2019, "" }, { 0x0004, Edition.Of2019, "" }, { 0x8204, Edition.Of2019, "" }, { 0x8104, Edition.Of2013, "" }, { 0x8107, Edition.Of2013, "" }, { 0x8201, Edition.Of2013, "" }, { 0x8702, Edition.Of2013, "" },
        { 0x0005, Edition.Of2019, "0007000200010003" }, { 0x8003, Edition.Of2013, "00070200010003" }, { 0x8003, Edition.Of2019, "0007000200010003" },
        { 0x8100, Edition.Of2013, "006403" }, { 0x0104, Edition.Of2013, "00140200000001040000000A000000130D7777772E62616964752E636F6D" }, { 0x8103, Edition.Of2013, "0200000001040000000A000000130D7777772E62616964752E636F6D" }, { 0x8106, Edition.Of2013, "020000000100000055" },
        { 0x8105, Edition.Of2013, "05" }, { 0x8105, Edition.Of2013, "013B544B4E616D653B544B3B544B3132333B7777772E62616964752E636F6D3B22663B0CEA3B31323334353B636F64653B322E303B312E303B7777772E544B2E636F6D3B003C3B" },
        { 0x0107, Edition.Of2013, "000531303630313130343535353435393535313033000000000000346436613133001234567890123456789007616263646566670A706F69757974726577710709" },
        { 0x0107, Edition.Of2019, "000F00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000008986083319233076050122454332303041455548415230314132364D31365F363936393039323035313231303606362E322E383403FF" },
        { 0x0201, Edition.Of2013, "3039000000010000000200BA7F0E07E4F11C0028003C000018071510101001040000006402020037" },
        { 0x8202, Edition.Of2013, "000A00000E10" }, { 0x8202, Edition.Of2013, "0000" }, { 0x8203, Edition.Of2013, "000700100001" },
        { 0x8300, Edition.Of2019, "0C01B7B5B3B5C7EBB1A8B8E6" }, { 0x0800, Edition.Of2013, "0000000700000105" }, { 0x8900, Edition.Of2013, "F00102" }, { 0x0705, Edition.Of2013, "0001020304" }, { 0x0F42, Edition.Of2019, "00FF" },
        { 0x0801, Edition.Of2013, "00000A070000017B000000010000000200BA7F0E07E4F11C0028003C000018111523261001020304" }, { 0x8800, Edition.Of2013, "00000A07" }, { 0x8800, Edition.Of2013, "00000A070200020005" }, { 0x8801, Edition.Of2013, "0100020005000205" + "7F40407F" }, { 0x0805, Edition.Of2013, "000700000200000001" + "00000002" }, { 0x0805, Edition.Of2013, "000701" },
        { 0x8600, Edition.Of2013, "0103000005F200DE075BCD15075BCD15000000C8003CC8000005F30000075BCD15075BCD15000000C8000005F408A3075BCD15075BCD15000000C8181018000012181019000012003CC8" }, { 0x8600, Edition.Of2019, "0101000005F200DE075BCD15075BCD15000000C8003CC8029A0008536D616C6C436869" },
        { 0x8602, Edition.Of2013, "0102000005F200DE075BCD13075BCD12075BCD15075BCD14003CC8000005F3000A075BCCBE075BCCBF075BCCBC075BCCBD003CC8" }, { 0x8604, Edition.Of2013, "000004D200011811200000121811210000120002075BCD15075BCD14075BCCBC075BCCBD" }, { 0x8604, Edition.Of2019, "000004D20002003C050001075BCD15075BCD14001E0002D2F8" },
        { 0x8606, Edition.Of2013, "0000270F00331811200000121811210000120002000003E800000507075BCD15075BCD1438030032007B004517000003E900002EE7075BCD0C075BCD0D4B03003A007C002A1A" }, { 0x8606, Edition.Of2013, "0000270F04F40002000003E800000507075BCD15075BCD1438590032007B000003E900002EE7075BCD0C075BCD0D4B32002A1A" },
        { 0x8606, Edition.Of2019, "0000270F00332001040000122001040000120002000003E800000507075BCD15075BCD1438030032007B0045170050000003E900002EE7075BCD0C075BCD0D4B03003A007C002A1A004200086B6F696B65353138" },
        { 0x8601, Edition.Of2013, "020000000100000002" }, { 0x8603, Edition.Of2013, "00" }, { 0x8605, Edition.Of2013, "0100000001" }, { 0x8607, Edition.Of2013, "0400000001000000020000000300000004" },
        { 0x0702, Edition.Of2013, "02180816091616" }, { 0x0702, Edition.Of2013, "0118081609161601" }, { 0x0702, Edition.Of2013, "0118081609161600056B6F696B6571776531323334353661616100000000000000000671776572747820180816" }, { 0x0702, Edition.Of2019, "0119120111111100056B6F696B65717765313233343536616161000000000000000006717765727478201912013132333435363738393031323334353637000000" },
    };

    [Theory, MemberData(nameof(Bodies))]
    public void Is_written_as_it_was_read_and_short_ones_are_never_more_than_unreadable(ushort id, Edition edition, string hex)
    {
        var body = Wire.Bytes(hex);
        var header = new Header(id, edition, Wire.Phone, 1);
        var message = Message.Read(header, body);
        Assert.IsNotType<UnreadableMessage>(message);
        if (id is not (0x0705 or 0x0F42)) Assert.IsNotType<RawMessage>(message);
        Assert.Equal((id, hex), (message.Id, Convert.ToHexString(Wire.Body(message, edition))));
        for (var length = 0; length < body.Length; length++) Assert.Equal(id, Message.Read(header, body.AsSpan(0, length)).Id);
    }

    [Fact]
    public void Texts_are_gbk()
    {
        Assert.Equal("返车请报告", Read<TextMessage>(0x8300, "0C01B7B5B3B5C7EBB1A8B8E6", Edition.Of2019).Text);
        var route = Read<SetRoute>(0x8606, "0000270F00332001040000122001040000120002000003E800000507075BCD15075BCD1438030032007B0045170050000003E900002EE7075BCD0C075BCD0D4B03003A007C002A1A004200086B6F696B65353138", Edition.Of2019);
        Assert.Equal(("koike518", 2, (ushort)80), (route.Rule.Name, route.Points.Count, route.Points[0].MostSpeedAtNight));
        Assert.Equal(new DateOnly(2018, 8, 16), Read<DriverCard>(0x0702, "0118081609161600056B6F696B6571776531323334353661616100000000000000000671776572747820180816").Driver!.Expires);
        // A name that is too long is cut between two characters.
        Assert.Equal(255 - 1, Read<AttributesAnswer>(0x0107, Convert.ToHexString(Wire.Body(new AttributesAnswer(0, "", "", "", "", new string('车', 200), "", 0, 0), Edition.Of2013))).Hardware.Length * 2);
    }

    [Fact]
    public void Attributes_of_2019_with_a_maker_of_five_bytes()
    {
        // Captured: the length of the body tells the two layouts apart.
        var a = Frame<AttributesAnswer>("7E010740660100000000010941000493000700FF3838383838434B31303043000000000000000000000000000000000000000000000000313030303439330000000000000000000000000000000000000000000000898603249475600329000748572D56322E350E434B313030432D4A542D5630323402209B7E");
        Assert.Equal(("88888", "CK100C", "1000493", "89860324947560032900", "HW-V2.5", "CK100C-JT-V024"), (a.Maker, a.Model, a.TerminalId, a.Iccid, a.Hardware, a.Firmware));
    }

    [Fact]
    public void A_code_is_not_shown_by_accident()
    {
        Assert.DoesNotContain("hush", new Authentication("hush").ToString());
        Assert.DoesNotContain("hush", new RegistrationAnswer(1, RegistrationResult.Ok, "hush").ToString());
    }

    [Fact]
    public void The_basic_body_is_read_without_memory()
    {
        var body = Wire.Bytes("000000010000000200BA7F0E07E4F11C0028003C0000181015101010");
        Assert.True(Location.TryRead(body, out _));
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++) Location.TryRead(body, out _);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.False(Location.TryRead(body.AsSpan(1), out _));
    }
}
