using System.Text.Json;
using Guanjia.Platform;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;

namespace Guanjia.Web;

/// <summary>Keeps what was typed when the session had ended: encrypted, for an hour, for the same person only.</summary>
public sealed class KeptForms(GuanjiaDb db, IDataProtectionProvider protection, TimeProvider clock)
{
    static readonly TimeSpan lasts = TimeSpan.FromHours(1);
    const int MaxBytes = 256 * 1024;
    readonly IDataProtector protector = protection.CreateProtector("Guanjia.KeptForm");

    /// <summary>Keeps the fields of a form sent without session. <paramref name="person"/>: whose ended session sent it.</summary>
    public async Task<Guid?> Keep(HttpContext http, Guid? person, CancellationToken ct)
    {
        if (person is null || !http.Request.HasFormContentType || http.Request.ContentLength > MaxBytes) return null;
        var form = await http.Request.ReadFormAsync(ct);
        var fields = form.Where(f => f.Key is not ("__RequestVerificationToken" or "_key" or "_handler" or "Old" or "Again") && !f.Key.EndsWith("Password", StringComparison.Ordinal)).ToDictionary(f => f.Key, f => f.Value.ToString());
        var kept = new KeptForm(Guid.CreateVersion7(clock.GetUtcNow()), person, http.Request.Path + http.Request.QueryString, protector.Protect(JsonSerializer.Serialize(fields)), clock.GetUtcNow());
        db.Add(kept);
        await db.SaveKept(ct);
        return kept.Id;
    }

    public async Task<IReadOnlyDictionary<string, string>?> Take(Guid id, Guid person, CancellationToken ct)
    {
        var since = clock.GetUtcNow() - lasts;
        if (await db.Set<KeptForm>().AsNoTracking().FirstOrDefaultAsync(k => k.Id == id && k.PersonId == person && k.At > since, ct) is not { } kept) return null;
        return JsonSerializer.Deserialize<Dictionary<string, string>>(protector.Unprotect(kept.Fields));
    }
}
