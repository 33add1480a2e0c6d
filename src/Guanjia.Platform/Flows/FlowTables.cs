using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Guanjia.Platform;

static class FlowTables
{
    public static void Map(ModelBuilder model)
    {
        model.Entity<FlowDefinition>(t =>
        {
            t.Property(d => d.Key).HasMaxLength(64);
            t.Property(d => d.Path).HasMaxLength(64);
            t.Property(d => d.OrganisationName).HasMaxLength(100);
            t.Property(d => d.Name).HasMaxLength(60);
            t.Property(d => d.MadeBy).HasMaxLength(100);
            t.Property(d => d.Rules).AsJson();
            t.HasIndex(d => new { d.Key, d.Path, d.Number }).IsUnique().HasDatabaseName("platform_flow_version_is_new");
        });
        model.Refuses("platform_flow_version_is_new", "stale", "刚才有人修改过这个流程，请重新打开后再改");
        model.Entity<FlowInstance>(t =>
        {
            t.Property(f => f.Thing).HasMaxLength(64);
            t.Property(f => f.Key).HasMaxLength(64);
            t.Property(f => f.Title).HasMaxLength(200);
            t.Property(f => f.Link).HasMaxLength(200);
            t.Property(f => f.AskerName).HasMaxLength(100);
            t.Property(f => f.AskerPath).HasMaxLength(64);
            t.Property(f => f.OrganiserPath).HasMaxLength(64);
            t.Property(f => f.RulesPath).HasMaxLength(64);
            t.Property(f => f.Rules).AsJson();
            t.Property(f => f.Facts).AsJson();
            t.HasIndex(f => new { f.State, f.StartedAt, f.Id });
            t.HasIndex(f => new { f.Key, f.EndedAt });
            t.HasIndex(f => new { f.WholeId, f.StartedAt });
            // The database itself knows that a row is in one flow at a time.
            t.HasIndex(f => f.WholeId).IsUnique().HasFilter("state = 'Running'").HasDatabaseName("platform_one_flow_at_a_time");
        });
        model.Refuses("platform_one_flow_at_a_time", "wrong-state", "已经提交，正在审批中");
        model.Entity<FlowTask>(t =>
        {
            t.Property(x => x.StepName).HasMaxLength(40);
            t.Property(x => x.PersonName).HasMaxLength(100);
            t.Property(x => x.PostTitle).HasMaxLength(60);
            t.HasOne(x => x.Instance).WithMany().HasForeignKey(x => x.InstanceId).OnDelete(DeleteBehavior.Restrict);
            t.Property(x => x.DeputyName).HasMaxLength(100);
            t.HasIndex(x => new { x.PersonId, x.State, x.BornAt });
            t.HasIndex(x => new { x.DeputyId, x.State });
            t.HasIndex(x => new { x.State, x.DueAt });
            t.HasIndex(x => x.EndedAt);
            t.HasIndex(x => x.InstanceId);
            t.HasIndex(x => x.WholeId);
        });
        model.Entity<FlowCopy>(t =>
        {
            t.Property(x => x.PersonName).HasMaxLength(100);
            t.HasOne<FlowInstance>().WithMany().HasForeignKey(x => x.InstanceId).OnDelete(DeleteBehavior.Restrict);
            t.HasIndex(x => new { x.WholeId, x.PersonId });
        });
        model.Entity<Absence>(t =>
        {
            t.Property(a => a.PersonName).HasMaxLength(100);
            t.Property(a => a.DeputyName).HasMaxLength(100);
            t.Property(a => a.Path).HasMaxLength(64);
            t.Property(a => a.Why).HasMaxLength(200);
            t.Property(a => a.EnteredBy).HasMaxLength(100);
            t.HasOne<Person>().WithMany().HasForeignKey(a => a.PersonId).OnDelete(DeleteBehavior.Restrict);
            t.HasOne<Person>().WithMany().HasForeignKey(a => a.DeputyId).OnDelete(DeleteBehavior.Restrict);
            t.HasIndex(a => new { a.PersonId, a.To });
            t.HasIndex(a => new { a.DeputyId, a.To });
        });
        model.Entity<Secretary>(t =>
        {
            t.Property(s => s.LeaderName).HasMaxLength(100);
            t.Property(s => s.PersonName).HasMaxLength(100);
            t.Property(s => s.Path).HasMaxLength(64);
            t.Property(s => s.EnteredBy).HasMaxLength(100);
            t.HasOne<Person>().WithMany().HasForeignKey(s => s.LeaderId).OnDelete(DeleteBehavior.Restrict);
            t.HasOne<Person>().WithMany().HasForeignKey(s => s.PersonId).OnDelete(DeleteBehavior.Restrict);
            t.HasIndex(s => new { s.LeaderId, s.EndedAt });
            t.HasIndex(s => new { s.PersonId, s.EndedAt });
        });
        model.Entity<FlowDecision>(t =>
        {
            t.Property(x => x.StepName).HasMaxLength(40);
            t.Property(x => x.Name).HasMaxLength(100);
            t.Property(x => x.PostTitle).HasMaxLength(100);
            t.Property(x => x.To).HasMaxLength(100);
            t.Property(x => x.Opinion).HasMaxLength(1000);
            t.Property(x => x.ForName).HasMaxLength(100);
            t.Property(x => x.ShownHash).HasMaxLength(64);
            t.HasOne<FlowInstance>().WithMany().HasForeignKey(x => x.InstanceId).OnDelete(DeleteBehavior.Restrict);
            t.HasIndex(x => new { x.WholeId, x.At });
        });
    }
}
