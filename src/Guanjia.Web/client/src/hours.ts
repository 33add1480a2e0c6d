/** Hours of a day on a board: where something lies, and how that is said. */
export interface Place { row: number; s: number; e: number }

/** Drags snap to a quarter of an hour. */
export const step = .25;
export const snap = (t: number, to = step) => Math.round(t / to) * to;
export const clock = (t: number) => { const m = Math.round(t * 60); return m === 1440 ? "24:00" : `${String(Math.floor(m / 60) % 24).padStart(2, "0")}:${String(m % 60).padStart(2, "0")}`; };
export const range = (p: Place) => `${clock(p.s)}–${clock(p.e)}`;

/** Where a drag ends the browser tells a click of it, which is none. Returns what is to be called when a drag has ended. */
export function noClickAfterDrag(of: HTMLElement, signal: AbortSignal) {
  let dragged = false;
  of.addEventListener("pointerdown", () => { dragged = false; }, { capture: true, signal });
  of.addEventListener("click", e => { if (dragged && e.detail > 0) { e.preventDefault(); e.stopImmediatePropagation(); } dragged = false; }, { capture: true, signal });
  return () => { dragged = true; };
}
