namespace Guanjia.Platform;

/// <summary>The permission that a page or endpoint asks for, held anywhere; where it holds is the business of filter and doors.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method, AllowMultiple = true)]
public sealed class NeedsAttribute(params string[] anyOf) : Attribute
{
    public IReadOnlyList<string> AnyOf => anyOf;
    /// <summary>The page of one row, which the row's own door opens to whoever has a part in it, with or without the permission; to all others it is not found.</summary>
    public bool OrPart { get; init; }
}

/// <summary>A page or endpoint for everyone who is signed in.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class SignedInAttribute : Attribute;

/// <summary>A page or endpoint for everyone, signed in or not.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class PublicAttribute : Attribute;

/// <summary>A page whose act is dangerous (rights, accounts, one's own keys): who has not proved lately who he is, is asked before it, and goes on with what he typed.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class ProvesAgainAttribute : Attribute
{
    /// <summary>Already where the page is opened: what is typed on it is never kept (passwords), or it shows what is secret.</summary>
    public bool OnOpen { get; init; }
}
