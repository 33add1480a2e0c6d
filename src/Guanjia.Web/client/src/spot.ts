import { define } from "./island";
import { MapIsland, area, token, type FenceShape } from "./map";

/** A map with one place, a fence, or both. Attributes: lon, lat, says, fence (FenceDrawing.cs). */
class Spot extends MapIsland {
  private shown = "";
  protected override wake() { if (this.dataset.map === "ready") this.render(); }
  protected ready() { this.render(); }
  protected override repaint() { super.repaint(); if (this.map?.getLayer("fence")) { this.map.setPaintProperty("fence", "fill-color", token("primary")); this.map.setPaintProperty("fence-edge", "line-color", token("primary")); } }

  private render() {
    const { map } = this, is = ["lon", "lat", "fence"].map(n => this.getAttribute(n)).join("|");
    if (!map || is === this.shown) return;
    this.shown = is;
    const lon = this.getAttribute("lon"), lat = this.getAttribute("lat"), fence = this.getAttribute("fence"), all: [number, number][] = [];
    if (fence) {
      const data = area(JSON.parse(fence) as FenceShape);
      this.show("fence", data, () => [
        { id: "fence", type: "fill", source: "fence", paint: { "fill-color": token("primary"), "fill-opacity": .18 } },
        { id: "fence-edge", type: "line", source: "fence", paint: { "line-color": token("primary"), "line-width": 1.5 } },
      ]);
      for (const f of data.features) if (f.geometry.type === "Polygon") for (const p of f.geometry.coordinates[0]) all.push([p[0], p[1]]);
    }
    if (lon && lat) { const at: [number, number] = [Number(lon), Number(lat)]; this.mark(at, "bad", this.getAttribute("says") ?? ""); all.push(at); }
    if (all.length === 1) map.jumpTo({ center: all[0], zoom: 9.5 }); else this.fit(all);
  }
}
define("gj-spot", Spot);
