namespace Guanjia.Platform;

/// <summary>What may be done with a row: by whoever holds the permission where the row's owner is, or by whoever has one of the parts in it.</summary>
/// <param name="Key">Key in addresses: approve.</param>
/// <param name="Name">What the button says.</param>
/// <param name="Permission">The permission asked for at the owner's organisation.</param>
/// <param name="Parts">The parts (participants) that may do it too.</param>
public sealed record Verb(string Key, string Name, string Permission, params string[] Parts)
{
    /// <summary>A decision or signature: a person alone may take it.</summary>
    public bool Decides { get; init; }
}
