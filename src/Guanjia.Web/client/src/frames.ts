/** One car of a frame: where it is in 0.00001°, or that it is gone. */
export interface Told { number: number; gone: boolean; moves: boolean; x: number; y: number; kmh: number; direction: number; at: number }

/** Reads a live frame (LiveFrame.cs says how it is made). What was said before of each car is kept in `known`. */
export function read(buffer: ArrayBuffer, known: Map<number, { x: number; y: number }>): { now: number; told: Told[] } {
  const bytes = new Uint8Array(buffer), told: Told[] = [];
  const now = bytes[0] === 1 ? new DataView(buffer).getUint32(1, true) : 0;
  if (now === 0) return { now, told };
  let i = 5, number = -1;
  const varint = () => { let v = 0, m = 1; for (;;) { const b = bytes[i++]; v += (b & 0x7f) * m; if (b < 0x80) return v; m *= 128; } };
  const signed = () => { const v = varint(); return v % 2 ? -(v + 1) / 2 : v / 2; };
  while (i < bytes.length) {
    number += varint();
    const flags = bytes[i++];
    if (flags & 4) { known.delete(number); told.push({ number, gone: true, moves: false, x: 0, y: 0, kmh: 0, direction: 0, at: 0 }); continue; }
    const before = flags & 2 ? { x: 0, y: 0 } : known.get(number) ?? { x: 0, y: 0 };
    const x = before.x + signed(), y = before.y + signed(), kmh = bytes[i++], direction = bytes[i++] * 360 / 256;
    known.set(number, { x, y });
    told.push({ number, gone: false, moves: (flags & 1) !== 0, x, y, kmh, direction, at: now - varint() });
  }
  return { now, told };
}
