using System.ComponentModel;

namespace Guanjia.Platform;

/// <summary>What becomes of one row.</summary>
public enum ImportOutcome { [Description("新增")] New, [Description("修改")] Changed, [Description("相同")] Same, [Description("有误")] Wrong }

/// <summary>One column of the files of a kind, taken from the field where there is one.</summary>
/// <param name="Name">Name of the field.</param>
/// <param name="Label">What stands in the header.</param>
/// <param name="Note">What the template says of it.</param>
/// <param name="Sample">What stands in the template's sample row.</param>
/// <param name="Choices">The only values there are.</param>
public sealed record ImportColumn(string Name, string Label, bool Required, string Note, string Sample, IReadOnlyList<string>? Choices = null)
{
    /// <param name="note">Beside what the field says itself.</param>
    /// <param name="required">Here, where it differs from the form.</param>
    public static ImportColumn Of<T>(Field<T> f, string sample, string note = "", bool? required = null, IReadOnlyList<string>? choices = null)
    {
        choices ??= f.Bare.IsEnum ? [.. Enum.GetValues(f.Bare).Cast<Enum>().Select(EnumNames.Of)] : f.Bare == typeof(bool) ? ["是", "否"] : null;
        List<string> says = [];
        if (note.Length > 0) says.Add(note);
        if (f.Hint is { } hint) says.Add(hint);
        if (choices is not null) says.Add($"可填：{string.Join("、", choices)}");
        if (f.MaxLength is { } max) says.Add($"不超过 {max} 个字");
        if (f.AtLeast is not null || f.AtMost is not null) says.Add($"{f.AtLeast ?? 0} 到 {f.AtMost}{f.Unit}");
        else if (f.Bare == typeof(DateOnly)) says.Add("日期，如 2026-11-24");
        else if (f.Bare == typeof(TimeOnly)) says.Add("时间，如 9:00");
        return new(f.Name, f.Label, required ?? (f.IsRequired || f.IsExpected), string.Join("；", says), sample, choices);
    }
}

/// <summary>One row of a file on its way in: what was typed by column, and what became of it.</summary>
public sealed class ImportRow(int number, IReadOnlyDictionary<string, string> cells)
{
    public int Number => number;
    /// <summary>What was typed, trimmed; empty where nothing was.</summary>
    public string this[string column] => cells.GetValueOrDefault(column, "");
    public string this[ImportColumn column] => this[column.Name];
    public bool Has(string column) => this[column].Length > 0;
    public ImportOutcome? Outcome { get; private set; }
    public Refusal? No { get; private set; }

    /// <summary>What is to be known of it though it is right.</summary>
    public string? Note { get; private set; }

    public void Is(ImportOutcome outcome, string? note = null) => (Outcome, No, Note) = (outcome, null, note);
    public void Refuse(Refusal no) => (Outcome, No, Note) = (ImportOutcome.Wrong, no, null);
    public void Refuse(string says, string? field = null, string? clause = null) => Refuse(new Refusal(says, clause, field));
    internal void Again() => (Outcome, No, Note) = (null, null, null);

    /// <summary>What was typed in a column as a field's parser wants it: choices by their Chinese names too.</summary>
    public string? Raw<T>(Field<T> f)
    {
        var text = this[f.Name];
        if (text.Length == 0) return null;
        return f.Bare.IsEnum && Enum.GetValues(f.Bare).Cast<Enum>().FirstOrDefault(e => EnumNames.Of(e) == text) is { } named ? named.ToString() : text;
    }
}

/// <summary>What the rows of one file made so far: in a dry run nothing is saved, and later rows build on earlier ones.</summary>
public sealed class ImportMade
{
    readonly Dictionary<string, object> made = new(StringComparer.Ordinal);
    public T? Find<T>(string key) where T : class => made.GetValueOrDefault(key) as T;
    public T Get<T>(string key) where T : class, new() { if (Find<T>(key) is { } there) return there; var fresh = new T(); made[key] = fresh; return fresh; }
    public void Put(string key, object row) => made[key] = row;
    internal void Clear() => made.Clear();
}

/// <summary>导入种类 (kind of import): its columns, what tells its rows apart, and how a row is made or changed. It stands beside its entity, is registered as a scoped service, and goes by the verbs and guards of the form.</summary>
public abstract class ImportKind
{
    /// <summary>In addresses: people.</summary>
    public abstract string Key { get; }
    /// <summary>人员</summary>
    public abstract string Name { get; }
    /// <summary>What they are counted by: 人, 间.</summary>
    public virtual string Unit => "条";
    /// <summary>Held anywhere it lets in; where it holds is asked of each row.</summary>
    public abstract string Permission { get; }
    /// <summary>The list to which they belong.</summary>
    public abstract string Home { get; }
    /// <summary>What the page says before a file is chosen.</summary>
    public abstract string Says { get; }
    public abstract IReadOnlyList<ImportColumn> Columns { get; }
    /// <summary>So many rows, and the progress with them, are one transaction.</summary>
    public virtual int BatchSize => 200;
    /// <summary>What an event of a calendar says by column, and beside the columns; null: calendars are not read.</summary>
    public virtual Func<CalendarEvent, IReadOnlyDictionary<string, string>>? FromCalendar => null;
    public bool ReadsCalendars => FromCalendar is not null;

    /// <summary>What tells a row from the others of its file; null: nothing does, each is judged alone.</summary>
    public abstract string? KeyOf(ImportRow row);

    /// <summary>Says of each row what it is, and makes or changes what it says, unsaved. Nothing may be left changed of a row that is refused.</summary>
    /// <param name="made">What earlier rows of the file made that is not saved.</param>
    public abstract Task Take(IReadOnlyList<ImportRow> rows, ImportMade made, CancellationToken ct);
}

/// <summary>Import of a kind of row that has a form: what is typed goes into the same <see cref="Input{T}"/> and the same <c>Change</c>. A cell left empty leaves what is there.</summary>
public abstract class EditableImport<T>(GuanjiaDb db) : ImportKind where T : class, IEditable<T>, IOwned
{
    protected GuanjiaDb Db => db;
    protected Acting By => db.Scope.Required;
    public override string Permission => Things.WritePermission(typeof(T))!;
    protected abstract IReadOnlyList<Field<T>> Fields { get; }

    /// <summary>The rows that are there already, by the keys of these; read through the filter.</summary>
    protected abstract Task<IReadOnlyDictionary<string, T>> There(IReadOnlyList<ImportRow> rows, CancellationToken ct);
    /// <summary>What a cell means to its field: an id for a name. Null stands for an empty cell.</summary>
    protected virtual (string? Raw, Refusal? No) Read(Field<T> field, ImportRow row) => (row.Raw(field), null);
    /// <summary>A row that is not there yet.</summary>
    protected virtual (T? Row, Refusal? No) New(ImportRow row) => (T.New(By), null);
    /// <summary>The verb of the form; one that asks the database as well, as for a quota, says so here.</summary>
    /// <param name="made">What earlier rows of the file made that is not saved.</param>
    protected virtual Task<Refusal?> Change(T target, Input<T> input, ImportMade made, CancellationToken ct) => Task.FromResult(target.Change(input, By));

    public override async Task Take(IReadOnlyList<ImportRow> rows, ImportMade made, CancellationToken ct)
    {
        var there = await There(rows, ct);
        foreach (var row in rows)
        {
            var old = KeyOf(row) is { } key ? there.GetValueOrDefault(key) : null;
            if (old is not null && !By.May(Permission, old.OwnerPath)) { row.Refuse(Refusal.Forbidden($"这条{Name}不属于您管理的单位，不能修改")); continue; }
            var (target, cannot) = old is null ? New(row) : (old, null);
            if (target is null) { row.Refuse(cannot!); continue; }
            var before = Input<T>.From(target, target.Version, Fields);
            Refusal? unread = null;
            var input = Input<T>.From(name =>
            {
                if (Fields.FirstOrDefault(f => f.Name == name) is not { } f) return null;
                var (raw, no) = Read(f, row);
                unread ??= no;
                return raw ?? before.Raw(f);
            }, Fields);
            if ((unread ?? input.Errors.FirstOrDefault()) is { } wrong) { row.Refuse(wrong); continue; }
            if (old is not null && Fields.All(f => f.Raw(f.Parse(input.Raw(f)).Value) == f.Raw(f.Read(old)))) { row.Is(ImportOutcome.Same); continue; }
            if (await Change(target, input, made, ct) is { } refused)
            {
                if (old is not null) db.Undo(old);
                row.Refuse(refused);
                continue;
            }
            if (old is null) db.Add(target);
            row.Is(old is null ? ImportOutcome.New : ImportOutcome.Changed);
        }
    }
}
