using Microsoft.EntityFrameworkCore;

namespace Guanjia.Platform;

/// <summary>Whom a notice reaches, and by which ways.</summary>
public sealed record NoticeReach(string Path, bool HasMail, bool HasPhone, bool HasDevice, NoticeChoices? Choices)
{
    public bool Has(NoticeChannel channel) => channel switch { NoticeChannel.Mail => HasMail, NoticeChannel.Push => HasDevice, _ => HasPhone };
}

/// <summary>What is asked of deliveries before they are written and when they are looked at.</summary>
public static class NoticeDeliveries
{
    public static async Task<IReadOnlyCollection<NoticeChannel>> ChannelsOn(GuanjiaDb db, CancellationToken ct) => await db.Set<NoticeGateway>().AsNoTracking().Where(g => g.IsOn).Select(g => g.Channel).ToListAsync(ct);

    /// <summary>By which ways people can be reached at all, those who have left excepted.</summary>
    public static async Task<IReadOnlyDictionary<Guid, NoticeReach>> Reach(GuanjiaDb db, IReadOnlyCollection<Guid> people, CancellationToken ct) =>
        await db.Set<Person>().AsNoTracking().Where(p => people.Contains(p.Id) && p.LeftAt == null).Select(p => new
        {
            p.Id,
            p.Organisation.Path,
            Mail = db.Set<PersonContact>().Any(c => c.Id == p.Id && c.Mail != null),
            Phone = db.Set<PersonContact>().Any(c => c.Id == p.Id && c.Phone != null),
            Device = db.Set<PushDevice>().Any(d => d.PersonId == p.Id),
            Choices = db.Set<NoticeChoices>().FirstOrDefault(c => c.Id == p.Id),
        }).ToDictionaryAsync(p => p.Id, p => new NoticeReach(p.Path, p.Mail, p.Phone, p.Device, p.Choices), ct);

    /// <summary>The topmost organisation: what holds for the whole installation is set there.</summary>
    public static async Task<string> Root(GuanjiaDb db, CancellationToken ct) => await db.Set<Organisation>().AsNoTracking().Where(o => o.ParentId == null).OrderBy(o => o.Path).Select(o => o.Path).FirstOrDefaultAsync(ct) ?? "";
}
