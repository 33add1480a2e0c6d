namespace Guanjia.Vehicles;

/// <summary>A position as it is stored: with what tells two of one moment apart, and the items of the terminal that have no column.</summary>
/// <param name="Mark">Beginning of the hash over terminal and bytes: what comes again is the same.</param>
public sealed record PositionRow(Position Position, long Mark, byte[]? Items);

/// <summary>The stream of positions. Degrees are whole ten-millionths (a centimetre), so that raw, latest and packed ones are the same to the last digit.</summary>
public static class PositionStream
{
    const double parts = 1e7;

    public static readonly TimedStream<PositionRow> Of = new("vehicles_position", TerminalPermissions.PositionsRead, TerminalStandard.RawDays, TerminalStandard.PackedYears,
    [
        StreamColumn.Id<PositionRow>("vehicle_id", r => r.Position.VehicleId), StreamColumn.Time<PositionRow>("at", r => r.Position.At), StreamColumn.Long<PositionRow>("mark", r => r.Mark, Streams.PackedMark), StreamColumn.Time<PositionRow>("received_at", r => r.Position.ReceivedAt), StreamColumn.Text<PositionRow>("owner_path", r => r.Position.OwnerPath),
        StreamColumn.IdOrNone<PositionRow>("terminal_id", r => r.Position.TerminalId), StreamColumn.IdOrNone<PositionRow>("driver_id", r => r.Position.DriverId), StreamColumn.IdOrNone<PositionRow>("trip_id", r => r.Position.TripId),
        StreamColumn.Whole<PositionRow>("longitude", r => Whole(r.Position.Longitude)), StreamColumn.Whole<PositionRow>("latitude", r => Whole(r.Position.Latitude)), StreamColumn.Whole<PositionRow>("altitude", r => r.Position.Altitude), StreamColumn.Whole<PositionRow>("speed", r => r.Position.Speed), StreamColumn.Whole<PositionRow>("direction", r => r.Position.Direction),
        StreamColumn.Whole<PositionRow>("alarm", r => unchecked((int)r.Position.Alarm)), StreamColumn.Whole<PositionRow>("status", r => unchecked((int)r.Position.Status)), StreamColumn.WholeOrNone<PositionRow>("mileage", r => r.Position.Mileage is { } km ? unchecked((int)km) : null), StreamColumn.WholeOrNone<PositionRow>("fuel", r => r.Position.Fuel), StreamColumn.Whole<PositionRow>("marks", r => (int)r.Position.Marks),
        StreamColumn.BytesOrNone<PositionRow>("items", r => r.Items),
    ], r => new(new(r.Id(0), r.Text(4), r.IdOrNone(5), r.IdOrNone(6), r.IdOrNone(7), r.Time(1), r.Time(3), r.Whole(8) / parts, r.Whole(9) / parts, r.Whole(10), r.Whole(11), r.Whole(12), unchecked((uint)r.Whole(13)), unchecked((uint)r.Whole(14)), r.WholeOrNone(15) is { } km ? unchecked((uint)km) : null, r.WholeOrNone(16), (PositionMarks)r.Whole(17)), r.Long(2), r.BytesOrNone(18)));

    static int Whole(double degrees) => (int)Math.Round(degrees * parts);
    /// <summary>Degrees as they will be read back.</summary>
    public static double Round(double degrees) => Whole(degrees) / parts;
    /// <summary>A moment as every database keeps it: PostgreSQL has microseconds.</summary>
    public static DateTimeOffset Round(DateTimeOffset at) => new(at.UtcTicks - at.UtcTicks % TimeSpan.TicksPerMicrosecond, TimeSpan.Zero);
}

/// <summary>Positions as their readers' scope lets them be read.</summary>
sealed class StoredPositions(Streams streams, Scope scope) : IPositions
{
    [Clause("cons:8.2.2.1.d.2")]
    public async IAsyncEnumerable<Position> Of(Guid vehicleId, DateTimeOffset from, DateTimeOffset to, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var row in streams.Read(PositionStream.Of, scope.Required, vehicleId, from, to, r => r.Position.OwnerPath, ct, scope.Required.Has(MovementPermissions.TracksRead) ? MovementPermissions.TracksRead : null)) yield return row.Position;
    }

    [Clause("cons:8.2.2.1.a.8")]
    public async Task<decimal?> Kilometres(Guid vehicleId, DateTimeOffset from, DateTimeOffset to, CancellationToken ct)
    {
        var by = scope.Required;
        var points = new List<Position>();
        await foreach (var row in streams.ForSum(PositionStream.Of, vehicleId, from, to, ct)) points.Add(row.Position);
        if (points.Count(p => Track.OnTheWay(p)) < 2) return null;
        var track = Track.Of(points, by.Of(MovementStandard.StopAfter), by.Of(MovementStandard.GapAfter), by.Of(TerminalStandard.MostSpeed));
        return Math.Round((decimal)(track.Km + track.Gaps.Sum(g => g.Metres) / 1000), 1);
    }

    public async Task<IReadOnlyList<Position>> Latest(CancellationToken ct) => [.. (await streams.Latest(PositionStream.Of, scope.Required, r => r.Position.OwnerPath, ct)).Select(r => r.Position)];
}
