namespace Guanjia.Tests;

/// <summary>Where the sources lie, for tests that read them.</summary>
public static class Repository
{
    public static string Root { get; } = Find();

    static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Guanjia.slnx"))) return folder.FullName;
        throw new InvalidOperationException("the tests run outside the repository");
    }
}
