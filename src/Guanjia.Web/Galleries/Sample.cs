using System.ComponentModel;
using Guanjia.Platform;

namespace Guanjia.Web;

/// <summary>Something to fill in, for the gallery alone.</summary>
public sealed class Sample
{
    public enum Nature { [Description("报告会")] Report, [Description("座谈会")] Talk, [Description("沙发座谈会")] Sofa, [Description("授聘或表彰仪式")] Award, [Description("宣誓仪式")] Oath, [Description("其他")] Other }
    public enum State { [Description("草稿"), Means(Meaning.Idle)] Draft, [Description("待审批"), Means(Meaning.Wait)] Waiting, [Description("已确认"), Means(Meaning.Run, "circle-check")] Confirmed }

    public string Name { get; set; } = "";
    public Nature Kind { get; set; }
    public int Headcount { get; set; }
    public string? Room { get; set; }
    public string? Other { get; set; }

    static readonly Field<Sample, string> name = new Field<Sample, string>(s => s.Name, "会议名称").Required().Max(100);
    static readonly Field<Sample, Nature> kind = new(s => s.Kind, "会议性质");
    static readonly Field<Sample, int> headcount = new(s => s.Headcount, "参会人数");
    static readonly Field<Sample, string?> room = new Field<Sample, string?>(s => s.Room, "会议地点").Max(40);
    static readonly Field<Sample, string?> other = new Field<Sample, string?>(s => s.Other, "其他要求").Max(500);
    public static readonly IReadOnlyList<Field<Sample>> Fields = [name, kind, headcount, room, other];
    public static readonly Input<Sample> Mine = Input<Sample>.From(new() { Name = "高标准农田建设现场推进会", Kind = Nature.Report, Headcount = 186, Room = "第一会议室" }, 3, Fields);
    public static readonly Input<Sample> Theirs = Input<Sample>.From(new() { Name = "高标准农田建设现场推进会", Kind = Nature.Report, Headcount = 160, Room = "多功能厅" }, 4, Fields);
}
