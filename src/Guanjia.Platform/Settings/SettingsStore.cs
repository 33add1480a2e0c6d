using Microsoft.EntityFrameworkCore;

namespace Guanjia.Platform;

/// <summary>All settings in memory; read again after 30 s, or at once after a change here.</summary>
public sealed class SettingsStore(IServiceScopeFactory scopes, TimeProvider clock)
{
    IReadOnlyList<SettingValue>? values;
    DateTimeOffset readAt;

    public async ValueTask<Limits> InForce(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (values is null || now - readAt > TimeSpan.FromSeconds(30))
        {
            await using var scope = scopes.CreateAsyncScope();
            values = await scope.ServiceProvider.GetRequiredService<GuanjiaDb>().Set<Setting>().AsNoTracking()
                .Select(s => new SettingValue(s.Key, s.Path, s.From, s.Text)).ToListAsync(ct);
            readAt = now;
        }
        return new Limits(values, China.Day(now));
    }

    public void Forget() => values = null;
}
