import { Marker } from "maplibre-gl";
import { define } from "./island";
import { MapIsland, type LonLat } from "./map";

/** The places of a request chosen on the map: a click writes the coordinates and the nearest county into the form, a pin can be drawn along, and what is typed there is shown.
    Attributes: form, its id; seats, [[code, longitude, latitude], …]. Beside it buttons data-place="From|To" say which place is meant. */
class PlaceChoice extends MapIsland {
  private pins: Partial<Record<"From" | "To", Marker>> = {};
  private get form() { return document.getElementById(this.getAttribute("form") ?? "") as HTMLFormElement | null; }
  private get card() { return this.closest(".gj-place-card")!; }
  private get buttons() { return [...this.card.querySelectorAll<HTMLButtonElement>("[data-place]")]; }
  private get which() { return (this.buttons.find(b => b.getAttribute("aria-pressed") === "true")?.dataset.place ?? "To") as "From" | "To"; }
  private field(name: string) { return this.form?.querySelector<HTMLInputElement | HTMLSelectElement>(`[name="${name}"]`) ?? null; }
  private at(which: string): LonLat | null { const p = (this.field(`${which}Spot`)?.value ?? "").split(/[,，]/).map(Number); return p.length === 2 && p.every(Number.isFinite) && p[0] > 70 && p[1] > 2 ? [p[0], p[1]] : null; }

  protected ready() {
    const on = { signal: this.signal };
    this.form?.addEventListener("input", () => this.draw(), on);
    this.form?.addEventListener("change", () => this.draw(), on);
    for (const b of this.buttons) b.addEventListener("click", () => { for (const o of this.buttons) o.setAttribute("aria-pressed", String(o === b)); }, on);
    this.map!.on("click", e => this.take(this.which, [e.lngLat.lng, e.lngLat.lat]));
    this.map!.getCanvas().style.cursor = "crosshair";
    this.draw();
    const there = [this.at("From"), this.at("To")].filter((p): p is LonLat => !!p);
    if (there.length > 1) this.fit(there); else if (there.length === 1) this.map!.jumpTo({ center: there[0], zoom: 9.5 });
  }
  protected override wake() { if (this.dataset.map === "ready") this.draw(); }

  private take(which: "From" | "To", at: LonLat) {
    const spot = this.field(`${which}Spot`), division = this.field(`${which}Division`) as HTMLSelectElement | null;
    if (!spot) return;
    spot.value = `${at[0].toFixed(4)},${at[1].toFixed(4)}`;
    const seats = JSON.parse(this.getAttribute("seats") ?? "[]") as [string, number, number][], across = Math.cos(at[1] * Math.PI / 180);
    const near = seats.map(([code, lon, lat]) => ({ code, far: Math.hypot((lon - at[0]) * across, lat - at[1]) * 111 })).sort((a, b) => a.far - b.far)[0];
    // Far from every seat of the region it may lie outside: the list is left as it is.
    const option = near && near.far < 60 ? [...division?.options ?? []].find(o => o.value === near.code) : undefined;
    if (option && division) division.value = option.value;
    spot.dispatchEvent(new Event("change", { bubbles: true }));
    this.card.querySelector("[data-place-says]")!.textContent = `${which === "From" ? "上车地点" : "到达地点"}：${spot.value}${option ? `，最近的是${option.text}，请核对` : "，请自己选市县"}。`;
  }

  private draw() {
    for (const which of ["From", "To"] as const) {
      const p = this.at(which), pin = this.pins[which];
      if (!p) { pin?.remove(); delete this.pins[which]; continue; }
      if (pin) { pin.setLngLat(p); continue; }
      const dot = this.mark(p, which === "From" ? "stop" : "", which === "From" ? "上车地点" : "到达地点");
      dot.setDraggable(true);
      dot.on("dragend", () => { const to = dot.getLngLat(); this.take(which, [to.lng, to.lat]); });
      this.pins[which] = dot;
    }
    this.dataset.pins = String(Object.keys(this.pins).length);
  }
}
define("gj-place", PlaceChoice);
