import { Marker } from "maplibre-gl";
import { define } from "./island";
import { MapIsland, area, metres, token, type LonLat } from "./map";

/** Draws a fence: clicks on the map write the coordinates into the form, and what is typed there is drawn. Attribute: form, its id. */
class FenceDraw extends MapIsland {
  private corners: Marker[] = [];
  private seen = "";
  private get form() { return document.getElementById(this.getAttribute("form") ?? "") as HTMLFormElement | null; }
  private field<E extends HTMLElement = HTMLInputElement>(name: string) { return this.form?.querySelector<E>(`[name="${name}"]`) ?? null; }
  private get shape() { return (this.form?.querySelector<HTMLInputElement>("[name=Shape]:checked")?.value ?? "Circle").toLowerCase(); }
  private get points(): LonLat[] {
    return (this.field<HTMLTextAreaElement>("Coordinates")?.value ?? "").split(/[\n;；]/).map(l => l.trim().split(/[,，\s]+/).map(Number)).filter(p => p.length === 2 && p.every(Number.isFinite)).map(p => [p[0], p[1]]);
  }

  protected ready() {
    this.form?.addEventListener("input", () => this.draw(), { signal: this.signal });
    this.form?.addEventListener("change", () => this.draw(), { signal: this.signal });
    this.map!.on("click", e => this.clicked([e.lngLat.lng, e.lngLat.lat]));
    this.map!.getCanvas().style.cursor = "crosshair";
    this.draw();
    const ring = this.points;
    if (ring.length > 1) this.fit(ring); else if (ring.length === 1) this.map!.jumpTo({ center: ring[0], zoom: 10 });
  }
  protected override wake() { if (this.dataset.map === "ready") this.draw(); }

  private clicked(at: LonLat) {
    const points = this.points, radius = this.field("Metres"), round: LonLat = [Math.round(at[0] * 1e5) / 1e5, Math.round(at[1] * 1e5) / 1e5];
    if (this.shape === "county") return;
    // Of a circle the second click says how far it reaches, the third begins anew.
    if (this.shape === "circle" && points.length === 1 && radius && !radius.value) { radius.value = String(Math.max(50, Math.round(metres(points[0], at) / 10) * 10)); this.write(points); }
    else if (this.shape === "circle") { if (radius) radius.value = ""; this.write([round]); }
    else this.write([...points, round]);
  }

  private write(points: LonLat[]) {
    const box = this.field<HTMLTextAreaElement>("Coordinates");
    if (!box) return;
    box.value = points.map(p => `${p[0]},${p[1]}`).join("\n");
    box.dispatchEvent(new Event("input", { bubbles: true }));
  }

  private draw() {
    if (!this.map) return;
    const points = this.points, shape = this.shape, reach = Number(this.field("Metres")?.value ?? 0) || 0, is = JSON.stringify([shape, points, reach]);
    if (is === this.seen) return;
    this.seen = is;
    this.show("draft", shape === "county" || reach === 0 && shape !== "polygon" ? { type: "FeatureCollection", features: [] } : area({ shape, metres: reach, parts: [[points]] }), () => [
      { id: "draft", type: "fill", source: "draft", paint: { "fill-color": token("primary"), "fill-opacity": .2 } },
      { id: "draft-edge", type: "line", source: "draft", paint: { "line-color": token("primary"), "line-width": 1.5 } },
    ]);
    for (const c of this.corners) c.remove();
    this.corners = shape === "county" ? [] : points.map((p, i) => {
      const corner = new Marker({ element: this.mark(p, "corner", `第 ${i + 1} 个点`).remove().getElement(), draggable: true }).setLngLat(p).addTo(this.map!);
      corner.on("dragend", () => { const now = this.points, to = corner.getLngLat(); now[i] = [Math.round(to.lng * 1e5) / 1e5, Math.round(to.lat * 1e5) / 1e5]; this.write(now); });
      return corner;
    });
    this.dataset.corners = String(points.length);
  }
}
define("gj-fence", FenceDraw);
