using System.Text.Json;
using Guanjia.Platform;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Guanjia.Web;

/// <summary>审批 for programs of a person: his tasks, many approved at once, his absences; for an owner of flows what runs.</summary>
[Clause("serv:6.2.2.b.4")]
static class ApprovalApi
{
    public sealed record TaskView(Guid Id, int Version, int? RowVersion, Guid RowId, string Title, string Step, string Asker, string? For, DateTimeOffset Since, DateTimeOffset? DueAt, bool Batch, string Link);
    public sealed record BatchAnswer(Guid Id, bool Done, string? Code, string? Detail);
    public sealed record AbsenceView(Guid Id, string Person, string Deputy, DateOnly From, DateOnly To, IReadOnlyList<string> Kinds, DateTimeOffset? EndedAt);
    public sealed record HolderView(Guid TaskId, string Name, string? Deputy, DateTimeOffset Since, DateTimeOffset? DueAt, string Condition);
    public sealed record RunningView(Guid Id, string Kind, string Title, string Asker, string Step, DateTimeOffset StartedAt, string Condition, IReadOnlyList<HolderView> Holders);
    /// <summary>A list as programs see it.</summary>
    public sealed record Listed<T>(IReadOnlyList<T> Items);

    static readonly Body batch = new("""{"opinion":"同意","tasks":[{"id":"01920000-0000-7000-8000-000000000004","version":0,"rowVersion":1}]}""",
        new BodyPart("opinion", BodyKind.Text, "意见，各件相同") { MaxLength = 1000 },
        new BodyPart("tasks", BodyKind.Objects, "要同意的审批，最多 500 件") { Required = true, Parts = [new("id", BodyKind.Id, "审批任务的编号") { Required = true }, new("version", BodyKind.Number, "您看到的任务版本") { Required = true }, new("rowVersion", BodyKind.Number, "您看到的申请版本") { Required = true }] });
    static readonly Body away = new("""{"deputyId":"01920000-0000-7000-8000-000000000003","from":"{day}","to":"{day}","kinds":[],"why":"年休假"}""",
        new BodyPart("deputyId", BodyKind.Id, "代理人，人员的编号") { Required = true }, new BodyPart("from", BodyKind.Date, "起日") { Required = true }, new BodyPart("to", BodyKind.Date, "止日，含这一天") { Required = true },
        new BodyPart("kinds", BodyKind.Texts, "只代理哪些审批（流程的代码）；空为全部"), new BodyPart("why", BodyKind.Text, "说明") { MaxLength = 200 });
    static readonly Body bare = ActBody.Shape("""{"version":null}"""), ends = ActBody.Shape("""{"reason":"审批人长期外出，请修改后重新提交"}"""),
        hands = ActBody.Shape("""{"task":"01920000-0000-7000-8000-000000000004","to":"01920000-0000-7000-8000-000000000003","reason":"审批人长期外出"}""", new BodyPart("task", BodyKind.Id, "哪项任务") { Required = true }, new BodyPart("to", BodyKind.Id, "转给哪个人，人员的编号") { Required = true });

    public static void Map(IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1/approvals").WithTags("审批");
        api.MapGet("/tasks", Tasks).WithMetadata(new SignedInAttribute()).WithSummary("等我审批的事项，含代他人办理的").Produces<Listed<TaskView>>();
        api.MapPost("/tasks/batch", Many).Once().Takes(batch).WithMetadata(new SignedInAttribute()).WithSummary("批量同意，每件一个结果；流程须开放批量审批").Produces<Listed<BatchAnswer>>();
        api.MapGet("/absences", Mine).WithMetadata(new SignedInAttribute()).WithSummary("我的外出代理，和我代理他人的").Produces<Listed<AbsenceView>>();
        api.MapPost("/absences", Enter).Once().Takes(away).WithMetadata(new SignedInAttribute()).WithSummary("登记我的外出代理").Produces<AbsenceView>(201);
        api.MapPost("/absences/{id:guid}/end", End).Once().Takes(bare).Matches().WithMetadata(new SignedInAttribute()).WithSummary("提前结束一次外出代理").Produces<AbsenceView>();
        api.MapGet("/running", Running).WithMetadata(new NeedsAttribute(PlatformPermissions.FlowsWrite)).WithSummary("在办流程：等在谁处、多久、是否超时（condition=none|overdue|nobody）").Produces<Listed<RunningView>>();
        Act(api, "urge", bare, "催办", (f, row, body, ct) => f.Urge(row, ct));
        Act(api, "reassign", hands, "把一项任务转给他人", (f, row, body, ct) => f.Reassign(row, Guid.TryParse(body.Text("task"), out var t) ? t : Guid.Empty, Guid.TryParse(body.Text("to"), out var to) ? to : Guid.Empty, body.Words, ct));
        Act(api, "terminate", ends, "终止审批，申请退给申请人", (f, row, body, ct) => row.FlowWords(body.Words) is { No: { } no } ? Task.FromResult<Refusal?>(no) : f.Terminate(row, row.FlowWords(body.Words).Words, ct));
    }

    delegate Task<Refusal?> Owning(Flows flows, IFlowSubject row, ActBody body, CancellationToken ct);

    static void Act(IEndpointRouteBuilder api, string path, Body shape, string summary, Owning act) => api.MapPost("/running/{id:guid}/" + path, async (Guid id, HttpContext http, GuanjiaDb db, Flows flows, Acting by, CancellationToken ct) =>
    {
        var (body, bad) = await ActBody.Read(http, shape, ct);
        if (bad is not null) return bad.Problem();
        if (await flows.KeptOne(id, ct) is not { } found) return Refusal.NotFound().Problem();
        if (http.Match(found.Flow.Flow) is { } stale) return stale.Problem();
        if (body.SawVersion(found.Flow.Flow) is { } older) return older.Problem();
        db.OnceSays = () => (204, null, null);
        if (await flows.Keep(found.Row, found.Flow.Flow.Key, () => act(flows, found.Row, body, ct), ct) is not { } no) return Results.NoContent();
        await db.Refused(no, Things.Key(found.Row.GetType()), found.Row.Id, found.Row.OwnerPath, ct);
        return (no.Code == Refusal.Codes.Stale ? no with { Code = Refusal.Codes.WrongState } : no).Problem();
    }).Once().Takes(shape).Matches().WithSummary(summary).WithMetadata(new NeedsAttribute(PlatformPermissions.FlowsWrite)).Produces(204);

    static async Task<IResult> Tasks(Flows flows, CancellationToken ct)
    {
        var todos = await flows.Todo().Take(2000).ToListAsync(ct);
        var seen = await flows.SeenVersions(todos, ct);
        return List(todos.ConvertAll(t => new TaskView(t.TaskId, t.TaskVersion, seen.TryGetValue(t.SubjectId, out var v) ? v : null, t.SubjectId, t.Title, t.StepName, t.AskerName, t.ForName, China.WithOffset(t.BornAt), t.DueAt is { } due ? China.WithOffset(due) : null, t.Batch, t.Link)));
    }

    static IResult List<T>(IReadOnlyList<T> items) => Results.Json(new Listed<T>(items));

    static async Task<IResult> Many(HttpContext http, GuanjiaDb db, Flows flows, CancellationToken ct)
    {
        var (json, no) = await http.ReadJson(ct);
        if (no is not null) return no.Problem();
        if (batch.Read(json).Wrong is { Count: > 0 } wrong) return wrong.Problem();
        var items = new List<BatchItem>();
        if (json.TryGetProperty("tasks", out var tasks) && tasks.ValueKind == JsonValueKind.Array)
            foreach (var t in tasks.EnumerateArray())
                if (Text(t, "id") is { } id && Guid.TryParse(id, out var guid) && int.TryParse(Text(t, "version"), System.Globalization.CultureInfo.InvariantCulture, out var version) && int.TryParse(Text(t, "rowVersion"), System.Globalization.CultureInfo.InvariantCulture, out var row)) items.Add(new(guid, version, row));
                else return new Refusal("tasks 的每一件都应写明 id、version 和 rowVersion", Field: "tasks").Problem();
        // Many saves, one answer: the key is stored with the last.
        var once = db.Once;
        db.Once = null;
        var (results, refused) = await flows.ApproveMany(items, Text(json, "opinion") ?? "", ct);
        if (refused is not null) return refused.Problem();
        var answer = new Listed<BatchAnswer>([.. results.Select(r => new BatchAnswer(r.Task, r.No is null, r.No?.Code, r.No?.Message))]);
        if (once is not null)
        {
            (db.Once, db.OnceSays) = (once, () => (200, null, http.Json(answer)));
            if (await db.Save(ct) is { } unsaved) return unsaved.Problem();
        }
        return Results.Json(answer);
    }

    static string? Text(JsonElement of, string name) => of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out var v) ? JsonText.Of(v) : null;

    static AbsenceView View(Absence a) => new(a.Id, a.PersonName, a.DeputyName, a.From, a.To, a.Kinds, a.EndedAt is { } at ? China.WithOffset(at) : null);

    static async Task<IResult> Mine(Absences absences, Acting by, CancellationToken ct) => List((by.IsPerson ? await absences.Of(by.Person, ct) : []).Select(View).ToList());

    static async Task<IResult> Enter(HttpContext http, GuanjiaDb db, Absences absences, Flows flows, Acting by, CancellationToken ct)
    {
        var (json, no) = await http.ReadJson(ct);
        if (no is not null) return no.Problem();
        if (away.Read(json).Wrong is { Count: > 0 } wrong) return wrong.Problem();
        if (by.MustBePerson() is { } nobody) return nobody.Problem();
        if (Values.Parse(Text(json, "from") ?? "", typeof(DateOnly), "from") is not (DateOnly from, _)) return new Refusal("from 应为日期，如 2026-11-24", Field: "from").Problem();
        if (Values.Parse(Text(json, "to") ?? "", typeof(DateOnly), "to") is not (DateOnly to, _)) return new Refusal("to 应为日期，如 2026-11-30", Field: "to").Problem();
        if (!Guid.TryParse(Text(json, "deputyId"), out var deputy)) return new Refusal("请写明代理人", Field: "deputyId").Problem();
        var (entered, cannot) = await absences.Enter(by.Person, deputy, from, to, (Text(json, "kinds") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries), Text(json, "why") ?? "", ct);
        if (entered is null) return (cannot!.Field == "Deputy" ? cannot with { Field = "deputyId" } : cannot).Problem();
        db.OnceSays = () => (201, "/me/absences", http.Json(View(entered)));
        if (await db.Save(ct) is { } unsaved) return unsaved.Problem();
        db.Once = null;   // said: what follows is saved apart
        if (entered.IsOn(by.Today)) await flows.StandIn(by.Person, ct);
        return Results.Created("/me/absences", View(entered));
    }

    static async Task<IResult> End(Guid id, HttpContext http, GuanjiaDb db, Absences absences, CancellationToken ct)
    {
        var (body, bad) = await ActBody.Read(http, bare, ct);
        if (bad is not null) return bad.Problem();
        if (await absences.Mine(id, ct) is not { } absence) return Refusal.NotFound().Problem();
        if ((http.Match(absence) ?? body.SawVersion(absence) ?? await absences.End(absence, ct)) is { } no) return no.Problem();
        db.OnceSays = () => (200, null, http.Json(View(absence)));
        return await db.Save(ct) is { } unsaved ? unsaved.Problem() : Results.Json(View(absence));
    }

    static async Task<IResult> Running(Flows flows, CancellationToken ct, string? condition = null)
    {
        FlowTrouble? wanted = null;
        if (condition is not null and not "none") { if (EnumNames.Parse(typeof(FlowTrouble), condition) is FlowTrouble t) wanted = t; else return new Refusal("condition 应为 none、overdue 或 nobody", Field: "condition").Problem(); }
        var rows = await flows.WithHolders(await flows.KeptRunning(wanted).OrderBy(f => f.StartedAt).ThenBy(f => f.Id).Take(200).ToListAsync(ct), ct);
        return List(rows.Select(r => new RunningView(r.Flow.Id, r.Flow.Key, r.Flow.Title, r.Flow.AskerName, r.StepName, China.WithOffset(r.Flow.StartedAt), EnumNames.Key(r.Trouble), [.. r.Holders.Select(h => new HolderView(h.TaskId, h.Name, h.DeputyName, China.WithOffset(h.Since), h.DueAt is { } due ? China.WithOffset(due) : null, EnumNames.Key(h.Trouble)))])).ToList());
    }
}
