using System.Text.Json;
using Guanjia.Platform;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;

namespace Guanjia.Web;

/// <summary>A form that was put aside: its title as typed, and when.</summary>
public sealed record Unfinished(Guid Id, string Title, DateTimeOffset At);

/// <summary>Keeps what was typed and not saved, encrypted, for the same person only: for an hour where the session had ended, for thirty days where its writer put it aside unfinished.</summary>
public sealed class KeptForms(GuanjiaDb db, IDataProtectionProvider protection, TimeProvider clock)
{
    static readonly TimeSpan hour = TimeSpan.FromHours(1), month = TimeSpan.FromDays(30);
    const int MaxBytes = 256 * 1024, Most = 20;
    readonly IDataProtector protector = protection.CreateProtector("Guanjia.KeptForm"), marks = protection.CreateProtector("Guanjia.FormOf");
    /// <summary>The field of every form that says, sealed, whose it is: where no session tells it any more.</summary>
    public const string Mark = "_who";
    public string MarkOf(Guid person) => marks.Protect(person.ToString("N"));
    /// <summary>Whose form was sent; null: it does not say, or somebody made it up.</summary>
    public async Task<Guid?> OwnerOf(HttpContext http)
    {
        if (!http.Request.HasFormContentType || http.Request.ContentLength > MaxBytes) return null;
        try { return (await http.Request.ReadFormAsync())[Mark].ToString() is { Length: > 0 } mark && Guid.TryParse(marks.Unprotect(mark), out var person) ? person : null; }
        catch (System.Security.Cryptography.CryptographicException) { return null; }
    }

    /// <summary>Keeps the fields of a form sent without session. <paramref name="person"/>: whose ended session sent it.</summary>
    public async Task<Guid?> Keep(HttpContext http, Guid? person, CancellationToken ct) => person is null ? null : await Keep(http, person, putAside: false, hour, ct);

    /// <summary>Puts a form aside; the one that was gone on with is replaced. Null: too many, or too large.</summary>
    public async Task<Guid?> PutAside(HttpContext http, Guid person, Guid? earlier, CancellationToken ct)
    {
        if (earlier is { } old) await Drop(old, person, ct);
        return await Mine(person).CountAsync(ct) >= Most ? null : await Keep(http, person, putAside: true, month, ct);
    }

    async Task<Guid?> Keep(HttpContext http, Guid? person, bool putAside, TimeSpan lasts, CancellationToken ct)
    {
        if (!http.Request.HasFormContentType || http.Request.ContentLength > MaxBytes) return null;
        var form = await http.Request.ReadFormAsync(ct);
        var fields = form.Where(f => f.Key is not ("__RequestVerificationToken" or "_key" or "_kept" or Mark or "_handler" or "Old" or "Again") && !f.Key.EndsWith("Password", StringComparison.Ordinal)).ToDictionary(f => f.Key, f => f.Value.ToString());
        var now = clock.GetUtcNow();
        var kept = new KeptForm(Guid.CreateVersion7(now), person, http.Request.Path + (putAside ? "" : http.Request.QueryString), protector.Protect(JsonSerializer.Serialize(fields)), putAside, now, now + lasts);
        db.Add(kept);
        await db.SaveKept(ct);
        return kept.Id;
    }

    public async Task<IReadOnlyDictionary<string, string>?> Take(Guid id, Guid person, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        return await db.Set<KeptForm>().AsNoTracking().FirstOrDefaultAsync(k => k.Id == id && k.PersonId == person && k.EndsAt > now, ct) is { } kept ? Read(kept) : null;
    }

    /// <summary>What a person put aside on a page, the latest first.</summary>
    /// <param name="title">The field by which it is known again.</param>
    public async Task<IReadOnlyList<Unfinished>> Of(Guid person, string page, string title, CancellationToken ct) =>
        [.. (await Mine(person).Where(k => k.Url == page).OrderByDescending(k => k.At).ToListAsync(ct)).Select(k => new Unfinished(k.Id, Read(k)?.GetValueOrDefault(title) ?? "", k.At))];

    /// <summary>It is finished, or not wanted any more.</summary>
    public async Task Drop(Guid id, Guid person, CancellationToken ct)
    {
        if (await db.Set<KeptForm>().FirstOrDefaultAsync(k => k.Id == id && k.PersonId == person, ct) is not { } kept) return;
        db.Remove(kept);
        await db.SaveKept(ct);
    }

    IQueryable<KeptForm> Mine(Guid person)
    {
        var now = clock.GetUtcNow();
        return db.Set<KeptForm>().AsNoTracking().Where(k => k.PersonId == person && k.PutAside && k.EndsAt > now);
    }

    Dictionary<string, string>? Read(KeptForm kept) => JsonSerializer.Deserialize<Dictionary<string, string>>(protector.Unprotect(kept.Fields));
}
