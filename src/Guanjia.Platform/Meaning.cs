namespace Guanjia.Platform;

/// <summary>What a state means to someone who looks at it. A page shows each always with a word and an icon, never by colour alone.</summary>
public enum Meaning
{
    /// <summary>草稿、未开始、已归档</summary>
    Idle,
    /// <summary>进行中、已确认</summary>
    Run,
    /// <summary>待办、待审批、将到期</summary>
    Wait,
    /// <summary>已完成、通过</summary>
    Done,
    /// <summary>拒绝、超时、出错</summary>
    Stop,
    /// <summary>紧急、涉密, and nothing else.</summary>
    Urgent,
}

/// <summary>Says what a member of a state enum means, and optionally which icon says it better than the usual one.</summary>
[AttributeUsage(AttributeTargets.Field)]
public sealed class MeansAttribute(Meaning meaning, string? icon = null) : Attribute
{
    public Meaning Meaning => meaning;
    public string? Icon => icon;

    public static (Meaning Meaning, string? Icon)? Of(Enum value) =>
        value.GetType().GetField(value.ToString())?.GetCustomAttributes(typeof(MeansAttribute), false) is [MeansAttribute m] ? (m.Meaning, m.Icon) : null;
}
