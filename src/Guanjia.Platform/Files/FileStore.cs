using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Guanjia.Platform;

/// <summary>Where the bytes of files lie, found by their own hash. Equal files lie there once.</summary>
public interface IFileStore
{
    /// <summary>Writes a stream aside, counting and hashing; null as soon as it is longer than allowed (what was written is gone again).</summary>
    Task<Incoming?> Receive(Stream from, long most, CancellationToken ct);
    /// <summary>The bytes of a hash, or null where they are missing.</summary>
    Stream? Open(string hash);
    void Remove(string hash);
    IEnumerable<(string Hash, DateTimeOffset WrittenAt)> All();
}

/// <summary>A file that was received and not yet taken in. Disposed without <see cref="Keep"/>, it is gone.</summary>
public sealed class Incoming(string hash, long length, string aside, string at) : IDisposable
{
    public string Hash => hash;
    public long Length => length;
    public Stream Open() => File.OpenRead(aside);

    /// <summary>Puts the file in its place; before the row that names it is saved, so that no row ever names a file that is not there.</summary>
    public void Keep()
    {
        var folder = Path.GetDirectoryName(at)!;
        Directory.CreateDirectory(folder);
        if (!File.Exists(at)) File.Move(aside, at, overwrite: true);
        // Taken in again, a file counts as new: the cleaning of files without a row must not meet it between here and its row.
        else File.SetLastWriteTimeUtc(at, File.GetLastWriteTimeUtc(aside));
        FileStoreFolder.SyncFolder(folder);
    }

    public void Dispose() => File.Delete(aside);
}

/// <summary>Files in a folder: files/ab/cdef…, by SHA-256. Two servers may share it; a name is only ever given to finished, synced bytes.</summary>
public sealed partial class FileStoreFolder(string folder, TimeProvider clock) : IFileStore
{
    string Aside => Path.Combine(folder, ".incoming");

    public async Task<Incoming?> Receive(Stream from, long most, CancellationToken ct)
    {
        Directory.CreateDirectory(Aside);
        var aside = Path.Combine(Aside, "." + Guid.CreateVersion7(clock.GetUtcNow()).ToString("N"));
        var buffer = new byte[81920];
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        long length = 0;
        try
        {
            await using (var to = new FileStream(aside, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.Asynchronous))
            {
                while (await from.ReadAsync(buffer, ct) is > 0 and var n)
                {
                    if ((length += n) > most) break;
                    sha.AppendData(buffer, 0, n);
                    await to.WriteAsync(buffer.AsMemory(0, n), ct);
                }
                to.Flush(flushToDisk: true);
            }
        }
        catch { File.Delete(aside); throw; }
        if (length > most) { File.Delete(aside); return null; }
        var hash = Convert.ToHexStringLower(sha.GetHashAndReset());
        return new(hash, length, aside, At(hash));
    }

    public Stream? Open(string hash) => File.Exists(At(hash)) ? new FileStream(At(hash), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 81920, FileOptions.Asynchronous | FileOptions.SequentialScan) : null;

    public void Remove(string hash) => File.Delete(At(hash));

    public IEnumerable<(string Hash, DateTimeOffset WrittenAt)> All() => !Directory.Exists(folder) ? [] :
        from sub in Directory.EnumerateDirectories(folder) where Path.GetFileName(sub).Length == 2
        from file in Directory.EnumerateFiles(sub)
        select (Path.GetFileName(sub) + Path.GetFileName(file), new DateTimeOffset(File.GetLastWriteTimeUtc(file), TimeSpan.Zero));

    string At(string hash) => hash.Length == 64 && hash.All(char.IsAsciiHexDigitLower) ? Path.Combine(folder, hash[..2], hash[2..])
        : throw new ArgumentException($"not a hash: {hash}", nameof(hash));

    /// <summary>A renamed file survives a power cut only when its folder was synced too.</summary>
    internal static void SyncFolder(string folder)
    {
        if (!OperatingSystem.IsLinux()) return;
        var handle = OpenFolder(folder, 0);
        if (handle < 0) return;
        _ = Sync(handle);
        _ = Close(handle);
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenFolder(string path, int flags);
    [LibraryImport("libc", EntryPoint = "fsync")]
    private static partial int Sync(int handle);
    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int handle);
}
