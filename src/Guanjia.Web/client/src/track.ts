import { Marker } from "maplibre-gl";
import { define, h, icon } from "./island";
import { MapIsland, token, type LonLat } from "./map";

interface Point { at: LonLat; t: number; kmh: number; mark: number }

/** A day's track: colours by speed, stops, gaps as broken lines, jumps as crosses beside the way, and a car that drives it again. Attributes: track, stops (TrackDrawing.cs), ways (those of the orders: lon,lat lon,lat;…), limit. */
class Track extends MapIsland {
  private points: Point[] = [];
  private way: Point[] = [];
  private marks: Marker[] = [];
  private car?: Marker;
  private shown = "";
  private playing = false;
  private time = 0;
  private last = 0;
  private slide = h("input", { type: "range", min: "0", max: "1", value: "0", "aria-label": "回放时间" });
  private clock = h("output", {}, "");
  private pace = h("select", { "aria-label": "回放速度" }, ...[["30", "30 倍"], ["120", "120 倍"], ["600", "600 倍"]].map(([value, text]) => h("option", value === "120" ? { value, selected: "" } : { value }, text)));
  private button = h("button", { type: "button", "aria-label": "播放" }, icon("player-play"));

  protected override wake() { if (this.map && this.dataset.map === "ready") this.render(); }
  protected ready() {
    this.box.append(h("div", { class: "play" }, this.button, this.slide, this.clock, this.pace));
    this.button.addEventListener("click", () => this.toggle());
    this.slide.addEventListener("input", () => { this.time = Number(this.slide.value); this.put(); });
    this.render();
  }
  protected override home() { this.fit(this.way.map(p => p.at), 110); }
  protected override repaint() { super.repaint(); this.shown = ""; if (this.map) this.render(); }

  private render() {
    const text = this.getAttribute("track") ?? "";
    if (text === this.shown) return;
    const other = this.shown === "" || this.way.length === 0;
    this.shown = text;
    let x = 0, y = 0, t = 0;
    this.points = text === "" ? [] : text.split(";").map(p => { const [dx, dy, dt, kmh, mark] = p.split(",").map(Number); x += dx; y += dy; t += dt; return { at: [x / 1e5, y / 1e5] as LonLat, t, kmh, mark }; });
    this.way = this.points.filter(p => p.mark !== 2);
    const limit = Number(this.getAttribute("limit") ?? 120), colour = (kmh: number) => kmh > limit ? 4 : kmh >= 80 ? 3 : kmh >= 40 ? 2 : 1;
    const lines: Record<number, LonLat[][]> = { 0: [], 1: [], 2: [], 3: [], 4: [] };
    let before = -1;
    for (let i = 1; i < this.way.length; i++) {
      const a = this.way[i - 1], b = this.way[i], kind = b.mark === 1 ? 0 : colour(b.kmh), run = lines[kind];
      if (kind === before) run[run.length - 1].push(b.at); else run.push([a.at, b.at]);
      before = kind;
    }
    const data: GeoJSON.FeatureCollection = { type: "FeatureCollection", features: Object.entries(lines).map(([kind, coordinates]) => ({ type: "Feature", properties: { kind: Number(kind) }, geometry: { type: "MultiLineString", coordinates } })) };
    const ordered: GeoJSON.Feature = { type: "Feature", properties: {}, geometry: { type: "MultiLineString", coordinates: (this.getAttribute("ways") ?? "").split(";").filter(Boolean).map(w => w.split(" ").map(p => p.split(",").map(Number))) } };
    this.show("ordered", { type: "FeatureCollection", features: [ordered] }, () => [{ id: "ordered", type: "line", source: "ordered", layout: { "line-cap": "round" }, paint: { "line-width": 5, "line-dasharray": [1, 2], "line-color": token("wait-solid"), "line-opacity": .7 } }]);
    this.show("track", data, () => [
      { id: "track-edge", type: "line", source: "track", filter: [">", ["get", "kind"], 0], layout: { "line-join": "round", "line-cap": "round" }, paint: { "line-width": 7, "line-color": token("surface") } },
      { id: "track-gap", type: "line", source: "track", filter: ["==", ["get", "kind"], 0], paint: { "line-width": 2, "line-dasharray": [2, 2], "line-color": token("text-3") } },
      { id: "track-way", type: "line", source: "track", filter: [">", ["get", "kind"], 0], layout: { "line-join": "round", "line-cap": "round" }, paint: { "line-width": 4, "line-color": token("c1") } },
    ]);
    this.map!.setPaintProperty("track-way", "line-color", ["match", ["get", "kind"], 1, token("c3"), 2, token("c2"), 3, token("c1"), 4, token("c5"), token("c1")]);
    this.map!.setPaintProperty("track-edge", "line-color", token("surface"));
    for (const m of this.marks) m.remove();
    this.marks = [];
    for (const s of (this.getAttribute("stops") ?? "").split(";").filter(Boolean)) { const [lon, lat, ...says] = s.split(","); this.marks.push(this.mark([Number(lon), Number(lat)], "stop", says.join(","))); }
    for (const p of this.points) if (p.mark === 2) this.marks.push(this.mark(p.at, "jump", `位置跳变 ${this.say(p.t)}`));
    this.car?.remove();
    this.car = undefined;
    if (this.way.length === 0) return;
    this.marks.push(this.mark(this.way[0].at, "corner", "起点"));
    this.car = this.mark(this.way[0].at, "", "车辆");
    this.slide.min = String(this.way[0].t);
    this.slide.max = String(this.way[this.way.length - 1].t);
    this.time = this.way[0].t;
    this.put();
    if (other) this.home();
    this.dataset.points = String(this.points.length);
  }

  private toggle(on = !this.playing) {
    if (on && this.time >= Number(this.slide.max)) this.time = Number(this.slide.min);
    this.playing = on;
    this.button.setAttribute("aria-label", on ? "暂停" : "播放");
    this.button.replaceChildren(on ? icon("player-pause") : icon("player-play"));
    this.last = performance.now();
    if (on) requestAnimationFrame(t => this.run(t));
  }

  private run(now: number) {
    if (!this.playing || !this.map) return;
    this.time += Math.max(0, now - this.last) / 1000 * Number(this.pace.value);
    this.last = now;
    if (this.time >= Number(this.slide.max)) { this.time = Number(this.slide.max); this.toggle(false); }
    this.put();
    requestAnimationFrame(t => this.run(t));
  }

  private put() {
    let low = 0, high = this.way.length - 1;
    while (low < high) { const mid = (low + high + 1) >> 1; if (this.way[mid].t <= this.time) low = mid; else high = mid - 1; }
    const a = this.way[low], b = this.way[Math.min(low + 1, this.way.length - 1)], k = b.t > a.t && b.mark !== 1 ? Math.min(1, (this.time - a.t) / (b.t - a.t)) : 0;
    this.car?.setLngLat([a.at[0] + (b.at[0] - a.at[0]) * k, a.at[1] + (b.at[1] - a.at[1]) * k]);
    this.slide.value = String(this.time);
    this.clock.textContent = `${this.say(this.time)}  ${a.kmh} km/h`;
    this.dataset.time = String(Math.round(this.time));
  }

  private say(t: number) { return [t / 3600, t / 60 % 60, t % 60].map(v => String(Math.floor(v)).padStart(2, "0")).join(":"); }
}
define("gj-track", Track);
