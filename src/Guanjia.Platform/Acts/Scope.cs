namespace Guanjia.Platform;

/// <summary>What the database context knows of who acts: the bounds of its filter, and the rows that a door has let in. Nobody acting is an exception, never an empty list.</summary>
public sealed class Scope
{
    readonly HashSet<Guid> admitted = [];
    public Acting? By { get; set; }
    public Acting Required => By ?? throw new InvalidOperationException("nobody acts: set Scope.By first (an empty list would hide the mistake)");
    public Bounds Of(string? permission) => permission is not null ? Required.Access.Of(permission) : Bounds.None;
    /// <summary>Lets one row be changed although its owner lies outside the write permission; only the two doors call it.</summary>
    internal void Admit(Guid row) => admitted.Add(row);
    /// <summary>A row that belongs to whoever acts, as he adds it.</summary>
    public void AdmitOwn(IOnesOwn row) => Admit(row.Id);
    internal bool Admitted(Guid row) => admitted.Contains(row);
}
