using Guanjia.Jt808;
using Xunit;

namespace Guanjia.Tests.Jt808;

/// <summary>Makers' own items, by profiles that are data.</summary>
[Once]
public sealed class Vendors
{
    static VendorProfile Bsj => VendorProfile.For("70111", "BSJ-M7B", VendorProfile.Known)!;
    static Dictionary<string, VendorValue> Read(string frame) => Bsj.Read(((LocationReport)Wire.One(frame).Message).Items).GroupBy(v => v.Path).ToDictionary(g => g.Key, g => g.First());

    [Fact]
    public void Captured_items_within_an_item_have_their_meaning()
    {
        var values = Read("7E020000480123456789010013000000800000000301597BC506CBFF6600EB00000155210726203531010400000000EB24000C00B28986047701207027150200060089FFFFEFFF0004002D0E10000600C5FFFFFFEF697E");
        Assert.Equal("89860477012070271502", values["EB/00B2"].Text);
        Assert.Equal((3.6m, "V"), (values["EB/002D"].Number, values["EB/002D"].Unit));
        Assert.Equal(("FFFFFFEF", null), (Convert.ToHexString(values["EB/00C5"].Raw.Span), values["EB/00C5"].Name));
        Assert.Null(values["01"].Name);
        Assert.Equal("001.47", Read("7E0200005C03204187290418C70000000000040003015AFC8D06D134D600000000000020040110063457080000000000000000010400000002530901000000000000000030010F310106EB1D000800233030312E3437000A000300000000000000000005000101A500357E")["EB/0023"].Text);
    }

    [Fact]
    public void A_captured_batch_with_them()
    {
        var batch = (LocationBatch)Wire.One("7e070400db07904116875014480003010046000000000000000b020057d40072fb9c0064017200f220090215230301040000092930011f31010ceb1c000c00b28921200272401241734f00060089ffffffef000400ce1d460046000000000000000b0200570c0072fdb2005f013600ee20090215230801040000092a30011f31010ceb1c000c00b28921200272401241734f00060089ffffffef000400ce1e800046000000000000000b020056ac0072fe9b005a00d200ec20090215231301040000092a30011b31010ceb1c000c00b28921200272401241734f00060089ffffffef000400ce1e35d77e").Message;
        Assert.Equal([74.94m, 78.08m, 77.33m], batch.Reports.Select(r => Bsj.Read(r.Items).Single(v => v.Path == "EB/00CE").Number));
    }

    [Theory]
    [InlineData(1, 1, "E102FFF6"), InlineData(2, 1, "00E102FFF6"), InlineData(1, 2, "E10002FFF6"), InlineData(2, 2, "00E10002FFF6"), InlineData(1, 4, "E100000002FFF6"), InlineData(2, 4, "00E100000002FFF6")]
    public void Numbers_of_one_or_two_bytes_and_lengths_of_one_two_or_four(int number, int length, string hex)
    {
        var profile = VendorProfile.Parse($$"""{ "layout": { "numberBytes": {{number}}, "lengthBytes": {{length}} }, "items": [ { "number": "{{(number == 1 ? "E1" : "00E1")}}", "name": "温度", "form": "Signed", "scale": 0.1, "unit": "℃" } ] }""")!;
        var value = profile.Read(new(Wire.Bytes(hex))).Single();
        Assert.Equal(("温度", -1.0m, "℃"), (value.Name, value.Number, value.Unit));
        // A length that leads past the end: the rest is kept, and nothing is thrown.
        var cut = profile.Read(new(Wire.Bytes(hex)[..^1])).Single();
        Assert.Equal("?", cut.Path);
        Assert.Equal(hex[..^2], Convert.ToHexString(cut.Raw.Span));
    }

    [Fact]
    public void The_closest_profile_is_taken_and_none_where_none_fits()
    {
        var any = new VendorProfile();
        var maker = new VendorProfile { Maker = "70111" };
        Assert.Same(maker, VendorProfile.For("70111", "X", [any, maker, Bsj]));
        Assert.Same(Bsj, VendorProfile.For("70111", "BSJ-A6", [any, maker, Bsj]));
        Assert.Same(any, VendorProfile.For("70999", "BSJ-A6", [any, maker, Bsj]));
        Assert.Null(VendorProfile.For("70999", "BSJ-A6", [maker]));
    }

    [Theory, InlineData("{"), InlineData("null"), InlineData("""{ "layout": { "numberBytes": 3, "lengthBytes": 1 } }"""), InlineData("""{ "items": [ { "number": "XY", "name": "?" } ] }"""), InlineData("""{ "items": [ { "number": "E1" } ] }""")]
    public void What_is_no_profile_is_none(string text) => Assert.Null(VendorProfile.Parse(text));
}
