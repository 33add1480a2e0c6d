using System.Reflection;
using System.Text;

namespace Guanjia.Platform;

/// <summary>The key of a kind of row: module and name, conferences.room-booking. Stands in audit, outbox, participants and files.</summary>
public static class Things
{
    static readonly System.Collections.Concurrent.ConcurrentDictionary<Type, (string Key, string Name, string? Read, string? Write, bool Audited)> known = new();
    public static string Key(Type type) => Of(type).Key;
    public static string Key<T>() => Of(typeof(T)).Key;
    public static string? ReadPermission(Type type) => Of(type).Read;
    public static string? WritePermission(Type type) => Of(type).Write;
    public static bool Audited(Type type) => Of(type).Audited;

    static (string Key, string Name, string? Read, string? Write, bool Audited) Of(Type type) => known.GetOrAdd(type, static t =>
    {
        var module = t.Namespace!.Split('.')[1].ToLowerInvariant();
        return ($"{module}.{Kebab(t.Name)}", t.Name, t.GetCustomAttribute<ReadByAttribute>()?.Permission, t.GetCustomAttribute<WriteByAttribute>()?.Permission, t.GetCustomAttribute<NotAuditedAttribute>() is null);
    });

    public static string Kebab(string name) => Words(name, '-');
    public static string Snake(string name) => Words(name, '_');
    static string Words(string name, char between)
    {
        var s = new StringBuilder(name.Length + 8);
        for (var i = 0; i < name.Length; i++)
        {
            if (char.IsUpper(name[i]) && i > 0 && (char.IsLower(name[i - 1]) || i + 1 < name.Length && char.IsLower(name[i + 1]))) s.Append(between);
            s.Append(char.ToLowerInvariant(name[i]));
        }
        return s.ToString();
    }
}
