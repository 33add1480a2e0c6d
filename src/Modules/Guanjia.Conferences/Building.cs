namespace Guanjia.Conferences;

/// <summary>楼宇 (building).</summary>
[ReadBy("conferences.rooms.read"), WriteBy("conferences.rooms.write")]
public sealed class Building : IEditable<Building>, IOwned, IPushes
{
    Building() { }
    public IEnumerable<string> Topics() => ["conferences/buildings"];
    public static Building New(Acting by) => new() { Id = by.NewId(), OwnerPath = by.Org };
    /// <summary>As the demonstration and the import lay it down.</summary>
    public static Building Laid(Guid id, string ownerPath, string name, string address, int order, double? latitude, double? longitude) =>
        new() { Id = id, OwnerPath = ownerPath, Name = name, Address = address, Order = order, Latitude = latitude, Longitude = longitude };

    public Guid Id { get; private set; }
    public int Version { get; private set; }
    public string OwnerPath { get; private set; } = "";
    public string Name { get; private set; } = "";
    public string? Address { get; private set; }
    public int Order { get; private set; }
    public double? Latitude { get; private set; }
    public double? Longitude { get; private set; }

    /// <summary>Its office ended: it belongs to the one that goes on.</summary>
    public void GoTo(string path) => OwnerPath = path;

    public Refusal? Change(Input<Building> input, Acting by)
    {
        input.ApplyTo(this);
        return null;
    }
}
