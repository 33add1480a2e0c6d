using Guanjia.Platform;
using Xunit;

namespace Guanjia.Tests;

public class PinyinReadings
{
    [Theory]
    [InlineData("张岚", "zhanglan", "zl"), InlineData("单雄信", "shanxiongxin", "sxx"), InlineData("曾国", "zengguo", "zg"), InlineData("解缙", "xiejin", "xj"), InlineData("仇英", "qiuying", "qy")]
    [InlineData("查良镛", "zhaliangyong", "zly"), InlineData("区志国", "ouzhiguo", "ozg"), InlineData("尉迟恭", "yuchigong", "ycg"), InlineData("欧阳修", "ouyangxiu", "oyx"), InlineData("吕绿", "lvlv", "ll"), InlineData("𠮷㛃", "jijie", "jj")]
    [InlineData("单元会议室", "danyuanhuiyishi", "dyhys"), InlineData("区政府", "quzhengfu", "qzf"), InlineData("行政中心 301 会议室", "xingzhengzhongxin301huiyishi", "xzzx301hys"), InlineData("中国银行重庆分行", "zhongguoyinhangchongqingfenhang", "zgyhcqfh")]
    [InlineData("会计处长", "kuaijichuzhang", "kjcz"), InlineData("宁夏回族自治区机关事务管理局", "ningxiahuizuzizhiqujiguanshiwuguanliju", "nxhzzzqjgswglj"), InlineData("LED 大屏 A3", "leddapinga3", "ldpa3"), InlineData("👍", "", "")]
    public void Names_and_places_are_found_by_what_one_types(string text, string full, string initials)
    {
        Assert.Equal(full, Pinyin.Full(text));
        Assert.Equal(initials, Pinyin.Initials(text));
    }
}
