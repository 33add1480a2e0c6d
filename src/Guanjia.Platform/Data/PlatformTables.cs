using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Guanjia.Platform;

static class PlatformTables
{
    public static void Map(ModelBuilder model)
    {
        model.Entity<Organisation>(t =>
        {
            t.Property(o => o.Path).HasMaxLength(64);
            t.HasIndex(o => o.Path).IsUnique();
            t.Property(o => o.Code).HasMaxLength(32);
            // Whoever goes on for one that ended may have its code.
            t.HasIndex(o => o.Code).IsUnique().HasFilter("\"to\" IS NULL").HasDatabaseName("platform_code_is_new");
            t.Property(o => o.Name).HasMaxLength(100);
            t.Property(o => o.ShortName).HasMaxLength(40);
            t.Property(o => o.Search).HasMaxLength(1000);
            t.Property(o => o.BookingPhone).HasMaxLength(40);
            t.Property(o => o.Complaints).HasMaxLength(300);
            t.HasOne<Organisation>().WithMany().HasForeignKey(o => o.ParentId).OnDelete(DeleteBehavior.Restrict);
            // No foreign key: successors would have to be written first, and then have the codes of those that end.
            t.HasIndex(o => o.SuccessorId);
        });
        model.Refuses("platform_code_is_new", Refusal.Codes.Validation, "这个机构代码已经有机构使用");
        model.Entity<Reorganisation>(t =>
        {
            t.Property(r => r.Path).HasMaxLength(64);
            t.Property(r => r.Title).HasMaxLength(300);
            t.Property(r => r.Document).HasMaxLength(200);
            t.Property(r => r.PlannedBy).HasMaxLength(100);
            t.Property(r => r.At).HasMaxLength(64);
            t.Property(r => r.Note).HasMaxLength(300);
            t.Property(r => r.Plan).AsJson();
            t.Property(r => r.Heirs).AsJson();
            t.Property(r => r.Given).AsJson();
            t.HasIndex(r => new { r.State, r.Day });
        });
        model.Entity<LeaverSheet>(t =>
        {
            t.Property(s => s.PersonName).HasMaxLength(60);
            t.Property(s => s.Path).HasMaxLength(64);
            t.Property(s => s.EnteredBy).HasMaxLength(100);
            t.Property(s => s.Lines).AsJson();
            t.HasOne<Person>().WithMany().HasForeignKey(s => s.PersonId).OnDelete(DeleteBehavior.Restrict);
        });
        model.Entity<Person>(t =>
        {
            t.Property(p => p.Name).HasMaxLength(60);
            t.Property(p => p.Rank).HasMaxLength(40);
            t.Property(p => p.Search).HasMaxLength(600);
            t.HasOne(p => p.Organisation).WithMany().HasForeignKey(p => p.OrganisationId).OnDelete(DeleteBehavior.Restrict);
            t.HasIndex(p => new { p.Name, p.Id });
            t.Property(p => p.Number).HasMaxLength(32);
            t.HasIndex(p => p.Number).IsUnique().HasFilter("number IS NOT NULL").HasDatabaseName("platform_person_number_is_new");
        });
        model.Refuses("platform_person_number_is_new", Refusal.Codes.Validation, "这个人员编号已经有人使用");
        model.Entity<PersonContact>(t =>
        {
            t.HasOne<Person>().WithOne().HasForeignKey<PersonContact>(c => c.Id).OnDelete(DeleteBehavior.Cascade);
        });
        model.Entity<Post>(t =>
        {
            t.Property(p => p.Title).HasMaxLength(60);
            t.HasOne(p => p.Person).WithMany().HasForeignKey(p => p.PersonId).OnDelete(DeleteBehavior.Restrict);
            t.HasOne(p => p.Organisation).WithMany().HasForeignKey(p => p.OrganisationId).OnDelete(DeleteBehavior.Restrict);
        });
        model.Entity<Role>(t =>
        {
            t.Property(r => r.Key).HasMaxLength(64);
            t.HasIndex(r => r.Key).IsUnique();
            t.Property(r => r.Name).HasMaxLength(60);
            t.Property(r => r.Path).HasMaxLength(64);
        });
        model.Entity<Grant>(t =>
        {
            t.HasOne(g => g.Person).WithMany().HasForeignKey(g => g.PersonId).OnDelete(DeleteBehavior.Restrict);
            t.HasOne(g => g.Role).WithMany().HasForeignKey(g => g.RoleId).OnDelete(DeleteBehavior.Restrict);
            t.HasOne(g => g.Organisation).WithMany().HasForeignKey(g => g.OrganisationId).OnDelete(DeleteBehavior.Restrict);
        });
        model.Entity<Account>(t =>
        {
            t.Property(a => a.Login).HasMaxLength(64);
            t.HasIndex(a => a.Login).IsUnique().HasDatabaseName("platform_login_is_free");
            t.HasOne(a => a.Person).WithMany().HasForeignKey(a => a.PersonId).OnDelete(DeleteBehavior.Restrict);
            t.Property(a => a.PasswordHash).IsRequired();
            // Login, sessions and lockout are ours (docs/adr 20): of IdentityUser only id and password hash have columns.
            foreach (var theirs in typeof(Microsoft.AspNetCore.Identity.IdentityUser<Guid>).GetProperties().Select(p => p.Name).Except([nameof(Account.Id), nameof(Account.PasswordHash)])) t.Ignore(theirs);
        });
        model.Entity<Passkey>(t =>
        {
            t.Property(p => p.Name).HasMaxLength(40);
            t.Property(p => p.Site).HasMaxLength(255);
            t.Property(p => p.CredentialId).HasMaxLength(1023);
            t.HasIndex(p => p.CredentialId).IsUnique().HasDatabaseName("platform_passkey_is_new");
            t.Property(p => p.Transports).HasMaxLength(100);
            t.HasOne<Account>().WithMany().HasForeignKey(p => p.AccountId).OnDelete(DeleteBehavior.Cascade);
        });
        model.Refuses("platform_passkey_is_new", Refusal.Codes.WrongState, "这个通行密钥已经登记过");
        model.Refuses("platform_login_is_free", Refusal.Codes.Validation, "这个账号名已经有人使用，请换一个");
        model.Entity<Session>(t =>
        {
            t.Property(s => s.SecretHash).HasMaxLength(64);
            t.HasIndex(s => s.SecretHash).IsUnique();
            t.Property(s => s.Address).HasMaxLength(64);
            t.Property(s => s.Agent).HasMaxLength(200);
            t.HasOne(s => s.Account).WithMany().HasForeignKey(s => s.AccountId).OnDelete(DeleteBehavior.Cascade);
            t.HasIndex(s => s.PersonId);
        });
        model.Entity<SignIn>(t =>
        {
            t.Property(s => s.Login).HasMaxLength(64);
            t.Property(s => s.Address).HasMaxLength(64);
            t.Property(s => s.Agent).HasMaxLength(200);
            t.HasIndex(s => new { s.AccountId, s.At });
            t.HasIndex(s => new { s.Address, s.At });
            t.HasIndex(s => new { s.Login, s.At });
        });
        model.Entity<OneTimeLink>(t =>
        {
            t.Property(l => l.Purpose).HasMaxLength(40);
            t.Property(l => l.SecretHash).HasMaxLength(64);
            t.HasIndex(l => l.SecretHash).IsUnique();
            t.Property(l => l.UsedAt).IsConcurrencyToken();   // of two at once, one is told that it is used
        });
        model.Entity<Participant>(t =>
        {
            t.Property(p => p.Thing).HasMaxLength(64);
            t.Property(p => p.Part).HasMaxLength(32);
            t.Property(p => p.UnitPath).HasMaxLength(64);
            t.HasIndex(p => p.RowId);
            t.HasIndex(p => new { p.PersonId, p.At, p.RowId });
            t.HasIndex(p => new { p.UnitPath, p.At, p.RowId });
        });
        model.Entity<OutboxMessage>(t =>
        {
            t.Property(o => o.Kind).HasMaxLength(80);
            t.Property(o => o.Thing).HasMaxLength(64);
            t.HasIndex(o => o.Sequence).IsUnique();
            t.HasIndex(o => o.At).HasFilter("sequence IS NULL").HasDatabaseName("ix_platform_outbox_unsealed");
            t.HasIndex(o => o.DoneAt);
        });
        model.Entity<JobRun>(t =>
        {
            t.Property(r => r.Job).HasMaxLength(80);
            t.Property(r => r.Says).HasMaxLength(500);
            t.Property(r => r.AskedBy).HasMaxLength(100);
            t.HasIndex(r => new { r.Job, r.StartedAt });
        });
        model.Entity<NumberSeries>(t => { t.HasKey(n => n.Key); t.Property(n => n.Key).HasMaxLength(120); });
        model.Entity<IdempotentAnswer>(t =>
        {
            t.Property(a => a.Caller).HasMaxLength(64);
            t.Property(a => a.Route).HasMaxLength(200);
            t.Property(a => a.Key).HasMaxLength(120);
            t.Property(a => a.BodyHash).HasMaxLength(64);
            t.HasIndex(a => new { a.Caller, a.Route, a.Key }).IsUnique().HasDatabaseName("platform_key_is_new");
            t.HasIndex(a => a.At);
        });
        model.Refuses("platform_key_is_new", Refusal.Codes.KeyReused, "同一个请求正在办理或已经办理");
        model.Entity<AuditCase>(t =>
        {
            t.Property(c => c.Number).HasMaxLength(16); t.Property(c => c.Reason).HasMaxLength(500); t.Property(c => c.Path).HasMaxLength(64); t.Property(c => c.OrganisationName).HasMaxLength(100); t.Property(c => c.Who).HasMaxLength(60);
            t.Property(c => c.Object).HasMaxLength(60); t.Property(c => c.AskedByName).HasMaxLength(60); t.Property(c => c.DecidedByName).HasMaxLength(60);
            t.HasIndex(c => c.AskedAt); t.HasIndex(c => c.Number).IsUnique();
        });
        model.Entity<AuditCheckpoint>(t => { t.Property(c => c.Link).HasMaxLength(64); t.Property(c => c.Signature).HasMaxLength(200); t.Property(c => c.PublicKey).HasMaxLength(200); t.HasIndex(c => c.Number).IsUnique(); });
        model.Entity<KeptForm>(t => { t.Property(k => k.Url).HasMaxLength(500); t.HasIndex(k => k.EndsAt); t.HasIndex(k => k.PersonId); });
        model.Entity<Lease>(t => { t.HasKey(l => l.Name); t.Property(l => l.Name).HasMaxLength(64); t.Property(l => l.Holder).HasMaxLength(100); });
        model.Entity<Setting>(t =>
        {
            t.Property(s => s.Key).HasMaxLength(80);
            t.Property(s => s.Path).HasMaxLength(64);
            t.Property(s => s.OrganisationName).HasMaxLength(100);
            t.Property(s => s.Text).HasMaxLength(2000);
            t.Property(s => s.Document).HasMaxLength(200);
            t.HasIndex(s => new { s.Key, s.Path, s.From }).IsUnique().HasDatabaseName("platform_setting_once_a_day");
        });
        model.Refuses("platform_setting_once_a_day", Refusal.Codes.Validation, "这项设置在这一天已经有一个值；请换生效日期");
        model.Entity<AuditEntry>(t =>
        {
            t.Property(a => a.Name).HasMaxLength(100);
            t.Property(a => a.PostTitle).HasMaxLength(100);
            t.Property(a => a.Org).HasMaxLength(64);
            t.Property(a => a.Address).HasMaxLength(64);
            t.Property(a => a.RequestId).HasMaxLength(64);
            t.Property(a => a.Thing).HasMaxLength(64);
            t.Property(a => a.OwnerPath).HasMaxLength(64);
            t.Property(a => a.Hash).HasMaxLength(64);
            t.Property(a => a.Link).HasMaxLength(64);
            t.HasIndex(a => a.Number).IsUnique();
            t.HasIndex(a => a.At).HasFilter("number IS NULL").HasDatabaseName("ix_platform_audit_unsealed");
            t.HasIndex(a => new { a.RowId, a.At });
            t.HasIndex(a => new { a.PersonId, a.At });
        });
        model.AppendOnly<AuditEntry>("platform_audit_is_kept", "number");
        model.Entity<Notice>(t =>
        {
            t.Property(n => n.Kind).HasMaxLength(64);
            t.Property(n => n.Text).HasMaxLength(300);
            t.Property(n => n.Link).HasMaxLength(200);
            t.HasIndex(n => new { n.PersonId, n.At });
        });
        NoticeTables.Map(model);
        model.Entity<Offer>(t =>
        {
            t.Property(o => o.Thing).HasMaxLength(64);
            t.Property(o => o.FromPath).HasMaxLength(64);
            t.Property(o => o.EndPath).HasMaxLength(64);
            t.HasIndex(o => o.WholeId);
        });
        model.Entity<ListView>(t =>
        {
            t.Property(v => v.List).HasMaxLength(100);
            t.Property(v => v.Name).HasMaxLength(ListView.LongestName);
            t.Property(v => v.Query).HasMaxLength(ListView.LongestQuery);
            t.Property(v => v.SharedPath).HasMaxLength(64);
            t.HasIndex(v => new { v.PersonId, v.List, v.Name }).IsUnique().HasDatabaseName("platform_view_once");
            t.HasIndex(v => new { v.List, v.SharedPath }).HasFilter("shared_path IS NOT NULL");
            t.HasOne<Person>().WithMany().HasForeignKey(v => v.PersonId).OnDelete(DeleteBehavior.Cascade);
        });
        model.Refuses("platform_view_once", Refusal.Codes.Stale, "刚才已经存过同名的视图，请再存一次");
        FlowTables.Map(model);
        FileTables.Map(model);
        ExchangeTables.Map(model);
        model.UseOpenIddict();
    }
}
