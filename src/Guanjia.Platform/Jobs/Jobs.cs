using System.ComponentModel;
using Microsoft.EntityFrameworkCore;
using Quartz;

namespace Guanjia.Platform;

public enum JobResult { [Description("运行中"), Means(Meaning.Run)] Running, [Description("成功"), Means(Meaning.Done)] Succeeded, [Description("失败"), Means(Meaning.Stop)] Failed }

/// <summary>任务运行记录 (run of a background job): when, how long, with what result, asked for by whom.</summary>
[NotAudited("it is itself a record; what the job changed is audited in its rows")]
public sealed class JobRun
{
    JobRun() { }
    public JobRun(Guid id, string job, DateTimeOffset at, string askedBy) { Id = id; Job = job; StartedAt = at; AskedBy = askedBy; }
    public Guid Id { get; private set; }
    public string Job { get; private set; } = "";
    public DateTimeOffset StartedAt { get; private set; }
    public DateTimeOffset? EndedAt { get; private set; }
    public JobResult Result { get; private set; }
    public string Says { get; private set; } = "";
    /// <summary>Empty: by its time.</summary>
    public string AskedBy { get; private set; } = "";
    public void End(JobResult result, string says, DateTimeOffset at) { Result = result; Says = says.Length > 500 ? says[..499] + "…" : says; EndedAt = at; }
}

/// <summary>Runs the jobs that the platform and the modules name, and keeps what came of it. No one acting is an exception, never an empty list: each runs as a machine of its own name.</summary>
public sealed class JobRunner(IServiceScopeFactory scopes, ModuleList modules, TimeProvider clock, SettingsStore settings, ILogger<JobRunner> log)
{
    public IReadOnlyList<JobLine> All { get; } = [.. PlatformJobs.All, .. modules.SelectMany(m => m.Jobs)];

    public async Task<JobRun?> Run(string key, string askedBy, CancellationToken ct)
    {
        if (All.FirstOrDefault(j => j.Key == key) is not { } job) return null;
        var run = new JobRun(Guid.CreateVersion7(clock.GetUtcNow()), key, clock.GetUtcNow(), askedBy);
        await Keep(db => db.Add(run), ct);
        var (result, says) = (JobResult.Succeeded, "");
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var by = Acting.Machine(job.Key, askedBy.Length == 0 ? $"后台任务：{job.Name}" : $"后台任务：{job.Name}（{askedBy}发起）", clock.GetUtcNow(), await settings.InForce(ct));
            scope.ServiceProvider.GetRequiredService<Scope>().By = by;
            says = await job.Run(scope.ServiceProvider, by, ct);
        }
        catch (Exception x) when (!ct.IsCancellationRequested)
        {
            log.LogError(x, "job {Job} failed", key);
            (result, says) = (JobResult.Failed, x.Message);
        }
        await Keep(db => { db.Attach(run); run.End(result, says, clock.GetUtcNow()); }, CancellationToken.None);
        return run;
    }

    async Task Keep(Action<GuanjiaDb> change, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<GuanjiaDb>();
        change(db);
        await db.SaveBookkeeping(ct);
    }
}

/// <summary>What Quartz calls; which job it is stands in its key.</summary>
[DisallowConcurrentExecution]
public sealed class QuartzJob(JobRunner runner) : IJob
{
    public const string AskedBy = "askedBy";
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) =>
        await runner.Run(context.JobDetail.Key.Name, context.MergedJobDataMap.TryGetValue(AskedBy, out var by) ? by as string ?? "" : "", cancellationToken);
}

public static class Scheduling
{
    /// <summary>The scheduler: persistent, on SQLite in a file of its own; on PostgreSQL in the database itself, where several servers share the work.</summary>
    public static IServiceCollection AddJobs(this IServiceCollection services, DataFolder folder, IReadOnlyList<JobLine> jobs)
    {
        services.AddQuartz(q =>
        {
            q.UsePersistentStore(store =>
            {
                store.ProvisionSchema();
                if (folder.IsPostgres)
                {
                    store.UsePostgres(Npgsql.NpgsqlFactory.Instance, folder.ConnectionString);
                    store.UseClustering(_ => { });
                }
                else store.UseSqlite(Microsoft.Data.Sqlite.SqliteFactory.Instance, $"Data Source={folder.In("jobs.db")}");
                store.UseSystemTextJsonSerializer();
            });
            foreach (var job in jobs)
            {
                q.AddJob<QuartzJob>(j => j.WithIdentity(job.Key).StoreDurably());
                q.AddTrigger(t => t.ForJob(new JobKey(job.Key)).WithIdentity(job.Key).WithCronSchedule(job.Cron, c => c.InTimeZone(China.Zone)));
            }
        });
        services.AddHostedService<SchedulerAfterStart>();
        return services;
    }
}

/// <summary>Lays the jobs down and lets them run once the server answers: on PostgreSQL that is a hundred small statements, for which nobody who opens a page waits.
/// (Quartz's own hosted service can only begin late, it lays down before.)</summary>
sealed class SchedulerAfterStart(ISchedulerFactory schedulers, IHostApplicationLifetime life) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stop)
    {
        var stopped = new TaskCompletionSource();
        await using var atStop = stop.Register(stopped.SetResult);
        var started = new TaskCompletionSource();
        await using (life.ApplicationStarted.Register(started.SetResult))
            if (await Task.WhenAny(started.Task, stopped.Task) == stopped.Task) return;
        IScheduler? jobs = null;
        try
        {
            jobs = await schedulers.GetScheduler(stop);
            await jobs.Start(stop);
            await stopped.Task;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested) { }
        finally { if (jobs is not null) await jobs.Shutdown(waitForJobsToComplete: false, CancellationToken.None); }
    }
}
