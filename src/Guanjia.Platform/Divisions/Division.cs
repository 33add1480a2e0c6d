using System.Globalization;
using System.Text;

namespace Guanjia.Platform;

public enum DivisionLevel { Region, City, County }

/// <summary>行政区划 (administrative division): GB/T 2260 code, name, level, rough place of its seat.</summary>
public sealed record Division(string Code, string Name, string ShortName, DivisionLevel Level, double Latitude, double Longitude)
{
    /// <summary>Their shapes, as the installation has them, in its data folder.</summary>
    public const string ShapesFile = "counties.geojson";
    static readonly Lazy<IReadOnlyList<Division>> ningxia = new(Read);

    /// <summary>Ningxia: the region, its 5 cities, its 22 county-level divisions, in order of code.</summary>
    public static IReadOnlyList<Division> Ningxia => ningxia.Value;
    public static Division? Of(string code) => Ningxia.FirstOrDefault(d => d.Code == code);

    /// <summary>Code of the division above, null for the region.</summary>
    public string? ParentCode => Level switch { DivisionLevel.Region => null, DivisionLevel.City => Code[..2] + "0000", _ => Code[..4] + "00" };

    /// <summary>Kilometres between two seats as the crow flies.</summary>
    public double DistanceTo(Division other) => Earth.Metres(Longitude, Latitude, other.Longitude, other.Latitude) / 1000;

    static List<Division> Read()
    {
        using var table = new StreamReader(typeof(Division).Assembly.GetManifestResourceStream("Guanjia.Platform.Divisions.ningxia.tsv")!, Encoding.UTF8);
        var all = new List<Division>();
        while (table.ReadLine() is { } line)
            if (!line.StartsWith('#') && line.Split('\t') is [var code, var name, var shortName, var level, var lat, var lon])
                all.Add(new(code, name, shortName, Enum.Parse<DivisionLevel>(level, ignoreCase: true), double.Parse(lat, CultureInfo.InvariantCulture), double.Parse(lon, CultureInfo.InvariantCulture)));
        return all;
    }
}
