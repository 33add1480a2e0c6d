using Guanjia.Jt808;
using Microsoft.Extensions.Logging;

namespace Guanjia.Vehicles;

/// <summary>How makers lay out what the standard leaves to them: the profiles of the library, and those that an installation puts into the folder vendors beside its data, which go before.</summary>
public sealed class VendorProfiles(DataFolder folder, ILogger<VendorProfiles> log)
{
    public const string Folder = "vendors";
    readonly Lazy<IReadOnlyList<VendorProfile>> all = new(() => [.. Own(folder, log), .. VendorProfile.Known]);

    /// <summary>The profile that names maker and model most closely; null: as the standard has it.</summary>
    public VendorProfile? For(string maker, string model) => VendorProfile.For(maker, model, all.Value);

    static IEnumerable<VendorProfile> Own(DataFolder folder, ILogger log)
    {
        if (!Directory.Exists(folder.In(Folder))) yield break;
        foreach (var file in Directory.EnumerateFiles(folder.In(Folder), "*.json").Order(StringComparer.Ordinal))
            if (VendorProfile.Parse(File.ReadAllText(file)) is { } profile) yield return profile;
            else log.LogWarning("{File} is no profile of a vendor", file);
    }
}
