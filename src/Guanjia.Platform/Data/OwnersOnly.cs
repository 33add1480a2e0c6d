namespace Guanjia.Platform;

/// <summary>Files and folders that belong to their owner alone from their first byte on: secrets, and what names them.</summary>
static class OwnersOnly
{
    const UnixFileMode file = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public static void MakeFolder(string path) => Directory.CreateDirectory(path, file | UnixFileMode.UserExecute);

    /// <summary>Writes the whole file beside its place and puts it there in one step: it is the old one or the new one, whatever happens.</summary>
    /// <param name="overwrite">False: the file that is there already stays, as of two that begin at once one has to win.</param>
    public static void Write(string path, ReadOnlySpan<byte> bytes, bool overwrite)
    {
        MakeFolder(Path.GetDirectoryName(path)!);
        var partial = $"{path}.{Environment.ProcessId}.{Environment.CurrentManagedThreadId}";
        using (var to = new FileStream(partial, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = file }))
        {
            to.Write(bytes);
            to.Flush(flushToDisk: true);
        }
        try { File.Move(partial, path, overwrite); }
        catch (IOException) when (!overwrite && File.Exists(path)) { File.Delete(partial); }
    }
}
