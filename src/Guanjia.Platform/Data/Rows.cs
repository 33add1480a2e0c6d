namespace Guanjia.Platform;

public interface IRow { Guid Id { get; } int Version { get; } }

/// <summary>A business row belongs to an organisation; the one scope filter looks at nothing else.</summary>
public interface IOwned { string OwnerPath { get; } }

/// <summary>A row that is its writers' own matter until it is sent to its owner: of an unsent one the owner's door shows only those that are asked for within the same bounds.</summary>
public interface ISent : IOwned { DateTimeOffset? SubmittedAt { get; } string AskerPath { get; } }

/// <summary>A row that exists only as part of another, whose history and scope it shares.</summary>
public interface IPartOf : IOwned { Guid WholeId { get; } }

/// <summary>A row in which units and persons beside the owner have a part (asker, organiser, approver, signer …).</summary>
public interface IHasParticipants : IRow, IOwned
{
    /// <summary>Derived from the row itself; <c>Save</c> keeps the platform's table in step.</summary>
    IEnumerable<Participation> Participants();
    /// <summary>The key by which lists of 'related to me' are ordered.</summary>
    DateTimeOffset ListedAt { get; }
}

/// <summary>A row that is its person's alone: no secretary has a part in it.</summary>
public interface IOnesOwn : IHasParticipants;

/// <summary>A part in a row: held by a person, or by a unit (all of it who may read such rows).</summary>
/// <param name="Alone">His alone, not his secretary's.</param>
public readonly record struct Participation(string Part, Guid? Person, string? UnitPath, bool Alone = false);

/// <summary>A row that needs a number without gaps or reuse, given in the transaction that saves it.</summary>
public interface INumbered
{
    /// <summary>Numbers count from 1 within this key; null: not yet due.</summary>
    string? NumberKey { get; }
    void GiveNumber(int n);
}

/// <summary>A row whose change concerns open pages: they are told kind, id and version, and fetch again under their own scope.</summary>
public interface IPushes : IRow { IEnumerable<string> Topics(); }

/// <summary>The permission that reads rows of this kind; the scope filter is bound by it.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ReadByAttribute(string permission) : Attribute { public string Permission => permission; }

/// <summary>The permission that <c>Save</c> asks for when a row was not opened for one verb.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class WriteByAttribute(string permission) : Attribute { public string Permission => permission; }

/// <summary>A row of the platform's own bookkeeping that another audited row already tells of; say which.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class NotAuditedAttribute(string because) : Attribute { public string Because => because; }

/// <summary>A property that the audit never holds (secrets, hashes).</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SecretAttribute : Attribute;

/// <summary>How far the row's work has come: a step forward makes no entry in the audit; the entry of whatever else changes says how far it was.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ProgressAttribute : Attribute;

public interface IEditable<T> : IRow where T : IEditable<T>
{
    static abstract T New(Acting by);
    Refusal? Change(Input<T> input, Acting by);
}
