using Microsoft.EntityFrameworkCore;

namespace Guanjia.Platform;

static class NoticeTables
{
    public static void Map(ModelBuilder model)
    {
        model.Entity<NoticeChoices>(t =>
        {
            t.Property(c => c.Kinds).AsJson();
            t.HasOne<Person>().WithOne().HasForeignKey<NoticeChoices>(c => c.Id).OnDelete(DeleteBehavior.Cascade);
        });
        model.Entity<NoticeDelivery>(t =>
        {
            t.Property(d => d.Kind).HasMaxLength(64);
            t.Property(d => d.Answer).HasMaxLength(300);
            t.Property(d => d.LeasedUntil).IsConcurrencyToken();
            t.HasOne<Notice>().WithMany().HasForeignKey(d => d.NoticeId).OnDelete(DeleteBehavior.Cascade);
            // What waits is few among many; what failed is looked at by the administrator.
            t.HasIndex(d => new { d.Channel, d.DueAt }).HasFilter("state = 'Waiting'").HasDatabaseName("ix_platform_delivery_waiting");
            t.HasIndex(d => new { d.EndedAt, d.Id }).HasFilter("state = 'Failed'").HasDatabaseName("ix_platform_delivery_failed");
            t.HasIndex(d => new { d.PersonId, d.BornAt });
            t.HasIndex(d => d.EndedAt);
        });
        model.Entity<NoticeGateway>(t =>
        {
            t.HasIndex(g => g.Channel).IsUnique().HasDatabaseName("platform_gateway_once");
            t.Property(g => g.Address).HasMaxLength(500);
            t.Property(g => g.Login).HasMaxLength(100);
            t.Property(g => g.Sender).HasMaxLength(254);
            t.Property(g => g.Body).HasMaxLength(2000);
            t.Property(g => g.Success).HasMaxLength(100);
        });
        model.Refuses("platform_gateway_once", Refusal.Codes.Stale, "刚才有人设置过这个通道，请重新打开再改");
        model.Entity<PushDevice>(t =>
        {
            t.Property(d => d.Name).HasMaxLength(60);
            t.Ignore(d => d.IsGone);
            t.Property(d => d.EndpointHash).HasMaxLength(64);
            t.HasIndex(d => d.EndpointHash).IsUnique().HasDatabaseName("platform_push_device_once");
            t.HasIndex(d => d.PersonId);
        });
        model.Refuses("platform_push_device_once", Refusal.Codes.WrongState, "这个浏览器刚刚登记过");
    }
}
