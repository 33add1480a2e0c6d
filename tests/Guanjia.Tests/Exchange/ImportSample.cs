using Guanjia.Platform;
using Xunit;

namespace Guanjia.Tests.Exchange;

/// <summary>An import whose starter is the one who holds everything here, for the walks over pages and routes.</summary>
public sealed class ImportSample : ISample
{
    public string Address => "/platform/imports/";
    public Type Row => typeof(ImportRun);
    public object Make(Acting by) => throw new NotSupportedException("an import is somebody's own");

    public object Make(Acting by, World world)
    {
        var here = world.People["here"];
        var starter = by with { Person = here.Id, Name = here.Name, IsPerson = true };
        Assert.Null(ImportRun.Begin(new Nothing(), new StoredFile(by.NewId(), "名单.csv", FileSniffer.Text, 1, new string('0', 64), SecrecyMark.Internal, starter), starter, out var run));
        return run;
    }

    sealed class Nothing : ImportKind
    {
        public override string Key => "people";
        public override string Name => "";
        public override string Permission => "";
        public override string Home => "";
        public override string Says => "";
        public override IReadOnlyList<ImportColumn> Columns => [];
        public override string? KeyOf(ImportRow row) => null;
        public override Task Take(IReadOnlyList<ImportRow> rows, ImportMade made, CancellationToken ct) => Task.CompletedTask;
    }
}
