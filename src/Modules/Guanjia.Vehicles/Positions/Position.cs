namespace Guanjia.Vehicles;

/// <summary>定位点标记 (mark of a position): what speaks against it. A marked one is kept and shown as marked; it moves no latest position, raises no live alarm, and a jump adds no kilometres.</summary>
[Flags]
public enum PositionMarks
{
    None = 0,
    /// <summary>补传: sent after later ones, or by 0704 as backfill.</summary>
    Backfilled = 1,
    /// <summary>时间超前: dated more than ten minutes ahead of the server.</summary>
    Ahead = 2,
    /// <summary>位置跳变: from the point before it no car could have come so fast.</summary>
    Jump = 4,
    /// <summary>未定位: the terminal had no fix.</summary>
    NotFixed = 8,
}

/// <summary>定位点 (position): where one vehicle was at one moment, and to whom it belonged then. Degrees are WGS-84 whatever the terminal sent.</summary>
/// <param name="OwnerPath">The unit that had the vehicle at that time; who reads it is decided by this, not by who has it now.</param>
/// <param name="At">By the device's clock.</param>
/// <param name="ReceivedAt">By the server's.</param>
/// <param name="Altitude">Metres.</param>
/// <param name="Speed">Tenths of a kilometre an hour.</param>
/// <param name="Direction">Degrees from north, clockwise.</param>
/// <param name="Alarm">Alarm bits of JT/T 808 as they came.</param>
/// <param name="Status">Status bits of JT/T 808 as they came.</param>
/// <param name="Mileage">Tenths of a kilometre on the terminal's counter; null: not said.</param>
/// <param name="Fuel">Tenths of a litre; null: not said.</param>
public sealed record Position(Guid VehicleId, string OwnerPath, Guid? TerminalId, Guid? DriverId, Guid? TripId, DateTimeOffset At, DateTimeOffset ReceivedAt, double Longitude, double Latitude, int Altitude, int Speed, int Direction, uint Alarm, uint Status, uint? Mileage, int? Fuel, PositionMarks Marks)
{
    /// <summary>Whether it may stand for where the vehicle is.</summary>
    public bool IsLive => Marks == PositionMarks.None;
}

/// <summary>What listens to positions: told of each batch once it is on disk, in the order in which it was stored, never twice of the same point. What it throws stops nobody; what it must not lose it reads again by itself after a restart.</summary>
public interface IHearsPositions
{
    ValueTask Heard(IReadOnlyList<Position> stored, CancellationToken ct);
}

/// <summary>Positions as they are read. Every answer holds only what the reader's scope had at the time of the point.</summary>
public interface IPositions
{
    /// <summary>All points of a vehicle in a time, by the device's clock; raw ones and packed days look the same.</summary>
    IAsyncEnumerable<Position> Of(Guid vehicleId, DateTimeOffset from, DateTimeOffset to, CancellationToken ct);
    /// <summary>The latest live position of every vehicle that the reader may see.</summary>
    Task<IReadOnlyList<Position>> Latest(CancellationToken ct);
    /// <summary>轨迹里程 (kilometres of the track) of a vehicle in a time; over what is missing between two points as the crow flies. A sum alone, whoever asks: where it was is told to its readers only. Null: no terminal said anything.</summary>
    Task<decimal?> Kilometres(Guid vehicleId, DateTimeOffset from, DateTimeOffset to, CancellationToken ct);
}
