using System.Buffers.Binary;

namespace Guanjia.Vehicles;

/// <summary>实时帧 (live frame): what changed, in some eight bytes a car. Numbers are small and are the viewer's own; places are in 0.00001° (a metre), as the difference to what that viewer was sent before.
/// byte 1; seconds since 1970 as u32; then for each car: its number as the difference to the car before (varint), flags (1 moves, 2 absolute, 4 gone), and if it is not gone longitude, latitude (zigzag varint), km/h, direction in 1/256 turns, age in seconds (varint).</summary>
public sealed class LiveFrame
{
    public const byte Kind = 1;
    const int moves = 1, absolute = 2, gone = 4;
    readonly MemoryStream bytes = new();
    int last = -1;
    public int Count { get; private set; }

    public LiveFrame(DateTimeOffset now)
    {
        Span<byte> head = stackalloc byte[5];
        head[0] = Kind;
        BinaryPrimitives.WriteUInt32LittleEndian(head[1..], (uint)now.ToUnixTimeSeconds());
        bytes.Write(head);
        Now = now;
    }
    DateTimeOffset Now { get; }

    /// <param name="number">Above that of the car written before.</param>
    /// <param name="sent">Where the viewer believes it to be; null: he knows nothing.</param>
    /// <returns>Where he will believe it to be.</returns>
    public (long X, long Y) Write(int number, Position p, bool isMoving, (long X, long Y)? sent)
    {
        var (x, y) = ((long)Math.Round(p.Longitude * 1e5), (long)Math.Round(p.Latitude * 1e5));
        Number(number);
        bytes.WriteByte((byte)((isMoving ? moves : 0) | (sent is null ? absolute : 0)));
        Signed(x - (sent?.X ?? 0));
        Signed(y - (sent?.Y ?? 0));
        bytes.WriteByte((byte)Math.Clamp(p.Speed / 10, 0, 255));
        bytes.WriteByte((byte)(((p.Direction % 360) + 360) % 360 * 256 / 360));
        Varint((ulong)Math.Clamp((Now - p.At).TotalSeconds, 0, 1e9));
        return (x, y);
    }

    public void Gone(int number)
    {
        Number(number);
        bytes.WriteByte(gone);
    }

    void Number(int number) { Varint((ulong)(number - last)); last = number; Count++; }
    void Signed(long v) => Varint((ulong)((v << 1) ^ (v >> 63)));
    void Varint(ulong v)
    {
        for (; v >= 0x80; v >>= 7) bytes.WriteByte((byte)(v | 0x80));
        bytes.WriteByte((byte)v);
    }

    public byte[] Done() => bytes.ToArray();
}
