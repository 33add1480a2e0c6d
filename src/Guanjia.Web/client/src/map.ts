import { Map as MapLibre, Marker, setWorkerUrl, type LngLatBoundsLike } from "maplibre-gl";
import { Island, h, icon } from "./island";

/** [longitude, latitude, name, 1 for a city] */
type Place = [number, number, string, number];
interface Base { places: Place[]; tiles: boolean; counties: GeoJSON.FeatureCollection & { source?: string } }
export type LonLat = [number, number];
/** left, top, right, bottom */
type Box = [number, number, number, number];
const touch = (a: Box, b: Box) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
const boundsOf = (points: LonLat[]) => points.reduce((b, p) => [Math.min(b[0], p[0]), Math.min(b[1], p[1]), Math.max(b[2], p[0]), Math.max(b[3], p[1])] as Box, [180, 90, -180, -90] as Box);
const outlines = (c: GeoJSON.FeatureCollection) => c.features.flatMap(f => f.geometry.type === "MultiPolygon" ? f.geometry.coordinates.flatMap(p => p[0] as LonLat[]) : []);

let base: Promise<Base> | undefined;
const baseOf = () => base ??= fetch("/vehicles/live/base.json").then(r => r.ok ? r.json() as Promise<Base> : { places: [], tiles: false, counties: { type: "FeatureCollection", features: [] } });

/** A colour of the design by its token. */
export const token = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(`--gj-${name}`).trim();

/** Below there is the source of the borders. */
const edge = { top: 20, left: 20, right: 20, bottom: 32 };
const colours = () => [["ground", "background-color", token("sunken")], ["counties", "fill-color", token("run-soft")], ["borders", "line-color", token("run-line")]] as const;

const css = new CSSStyleSheet();
css.replaceSync(`
:host { display: block; position: relative; }
.box { position: absolute; inset: 0; overflow: hidden; background: var(--gj-sunken); }
.box canvas.maplibregl-canvas { position: absolute; left: 0; top: 0; outline-offset: -2px; }
.box .maplibregl-canvas:focus-visible { outline: 2px solid var(--gj-primary); }
.maplibregl-canvas-container.maplibregl-interactive { cursor: grab; user-select: none; touch-action: none; }
.maplibregl-marker { position: absolute; top: 0; left: 0; will-change: transform; }
.place { width: 0; height: 0; font: var(--gj-fs-xs)/1.3 var(--gj-font); color: var(--gj-text-2); pointer-events: none; white-space: nowrap; text-shadow: 0 0 2px var(--gj-surface), 0 0 2px var(--gj-surface), 0 0 3px var(--gj-surface); }
.place.city { font-weight: 600; color: var(--gj-text); font-size: var(--gj-fs-sm); }
.place::before { content: ""; position: absolute; left: -.15625rem; top: -.15625rem; width: .3125rem; height: .3125rem; border-radius: 50%; background: var(--gj-text-3); }
.place span { position: absolute; left: 0; top: 0; } .place.out { visibility: hidden; }
.source { position: absolute; right: 0; bottom: 0; z-index: 2; max-width: 100%; padding: 0 .375rem; border-top-left-radius: var(--gj-radius); background: color-mix(in srgb, var(--gj-surface) 85%, transparent); color: var(--gj-text-2); font: var(--gj-fs-xs)/1.5 var(--gj-font); }
.over { position: absolute; inset: 0; width: 100%; height: 100%; pointer-events: none; }
.ctl { position: absolute; left: .75rem; top: .75rem; display: flex; flex-direction: column; gap: .25rem; z-index: 2; }
.ctl button, .play button { display: inline-flex; align-items: center; justify-content: center; width: 2rem; height: 2rem; padding: 0; border: 1px solid var(--gj-line-strong); border-radius: var(--gj-radius); background: var(--gj-surface); color: var(--gj-text); cursor: pointer; }
.ctl button:hover, .play button:hover { color: var(--gj-primary); border-color: var(--gj-primary); }
:focus-visible { outline: 2px solid var(--gj-primary); outline-offset: 1px; }
.gj-i { width: 1rem; height: 1rem; fill: none; stroke: currentColor; stroke-width: 1.75; stroke-linecap: round; stroke-linejoin: round; }
.no { position: absolute; inset: 0; display: flex; align-items: center; justify-content: center; padding: 1rem; color: var(--gj-text-2); font-size: var(--gj-fs-sm); text-align: center; }
.tag { padding: .125rem .4375rem; border: 1px solid var(--gj-line-strong); border-radius: 3px; background: var(--gj-raised); color: var(--gj-text); box-shadow: var(--gj-shadow-pop); font: var(--gj-fs-xs)/1.4 var(--gj-font); white-space: nowrap; font-variant-numeric: tabular-nums; }
.dot { width: .875rem; height: .875rem; border: 2px solid var(--gj-surface); border-radius: 50%; background: var(--gj-primary); box-shadow: 0 0 0 1px var(--gj-primary); }
.dot.stop { background: var(--gj-surface); border-color: var(--gj-wait-solid); box-shadow: none; } .dot.bad { background: var(--gj-stop-solid); box-shadow: 0 0 0 1px var(--gj-stop-solid); } .dot.corner { width: .625rem; height: .625rem; }
.jump { color: var(--gj-stop-solid); font: 600 1rem/1 var(--gj-font); }
.play { position: absolute; left: .75rem; right: .75rem; bottom: .75rem; z-index: 2; display: flex; align-items: center; gap: .5rem; padding: .375rem .625rem; border: 1px solid var(--gj-line-strong); border-radius: var(--gj-radius); background: var(--gj-raised); color: var(--gj-text); font: var(--gj-fs-sm)/1.4 var(--gj-font); }
.source ~ .play { bottom: 1.75rem; }
.play input { flex: 1; min-width: 3rem; accent-color: var(--gj-primary); } .play output { font-variant-numeric: tabular-nums; white-space: nowrap; }
.play select { min-height: 2rem; border: 1px solid var(--gj-field-line); border-radius: var(--gj-radius); background: var(--gj-surface); color: var(--gj-text); font: inherit; }
`);

const hasGl = () => { try { return !!document.createElement("canvas").getContext("webgl2"); } catch { return false; } };

/** An element that holds a map. All of it lies in a shadow root, where merging a new page into the old one does not reach; what it shows stands in its attributes. */
export abstract class MapIsland extends Island {
  protected map?: MapLibre;
  protected root = this.attachShadow({ mode: "open" });
  protected box = h("div", { class: "box" });
  private watch?: MutationObserver;
  private size?: ResizeObserver;

  protected override start() {
    this.root.adoptedStyleSheets = [css];
    this.root.replaceChildren(this.box);
    if (!hasGl()) { this.box.append(h("p", { class: "no" }, "这个浏览器不能显示地图（没有 WebGL），请看旁边的列表。")); this.dataset.map = "none"; return; }
    void this.make();
  }

  override disconnectedCallback() {
    this.watch?.disconnect();
    this.size?.disconnect();
    this.map?.remove();
    this.map = undefined;
    this.box.replaceChildren();
    super.disconnectedCallback();
  }

  private async make() {
    const known = await baseOf();
    if (!this.isConnected) return;
    setWorkerUrl(new URL("/dist/map-worker.js", document.baseURI).href);
    const box = boundsOf(known.counties.features.length ? outlines(known.counties) : known.places.map(p => [p[0], p[1]]));
    const whole: LngLatBoundsLike = known.places.length ? [[box[0], box[1]], [box[2], box[3]]] : [[104.2, 35.2], [107.7, 39.4]];
    const [ground, county, border] = colours().map(c => c[2]);
    const map = this.map = new MapLibre({
      container: this.box, bounds: whole, fitBoundsOptions: { padding: edge }, attributionControl: false, dragRotate: false, pitchWithRotate: false, touchPitch: false, maxPitch: 0, fadeDuration: 0, locale: { "Map.Title": "地图" },
      style: { version: 8, sources: { counties: { type: "geojson", data: known.counties }, ...(known.tiles ? { tiles: { type: "raster" as const, tiles: [new URL("/vehicles/live/tiles/{z}/{x}/{y}", document.baseURI).href.replaceAll("%7B", "{").replaceAll("%7D", "}")], tileSize: 256, maxzoom: 18 } } : {}) }, layers: [
        { id: "ground", type: "background", paint: { "background-color": ground } },
        ...(known.tiles ? [{ id: "tiles", type: "raster" as const, source: "tiles" }] : []),
        // Ground that is fetched has borders of its own.
        ...(known.tiles ? [] : [{ id: "counties", type: "fill" as const, source: "counties", paint: { "fill-color": county } }, { id: "borders", type: "line" as const, source: "counties", layout: { "line-join": "round" as const }, paint: { "line-width": 1, "line-color": border } }]),
      ] },
    });
    map.touchZoomRotate.disableRotation();
    map.keyboard.disableRotation();
    // Cities first: where there is no room for all names, theirs stay; next those that stand by themselves.
    const cities = known.places.filter(p => p[3]), alone = (p: Place) => Math.min(...cities.map(c => Math.hypot(c[0] - p[0], c[1] - p[1])));
    this.names = [...known.places].sort((a, b) => b[3] - a[3] || alone(b) - alone(a)).map(([lon, lat, name, city]) => {
      const text = h("span", {}, name), mark = h("div", { class: city ? "place city" : "place", "aria-hidden": "true" }, text);
      new Marker({ element: mark }).setLngLat([lon, lat]).addTo(map);
      return { at: [lon, lat], mark, text };
    });
    map.on("zoom", () => this.arrange());
    this.arrange();
    const source = known.counties.source, drawn = known.counties.features.length > 0 && (!known.tiles || this.getAttribute("fence")?.includes('"county"'));
    if (source && drawn) this.box.append(h("div", { class: "source" }, `界线：${source}`));
    const button = (name: string, label: string, act: () => void) => { const b = h("button", { type: "button", "aria-label": label, title: label }, icon(name)); b.addEventListener("click", act); return b; };
    this.box.append(h("div", { class: "ctl" }, button("plus", "放大", () => map.zoomIn()), button("minus", "缩小", () => map.zoomOut()), button("focus-2", "看全部", () => this.home(whole))));
    this.watch = new MutationObserver(() => this.repaint());
    this.watch.observe(document.documentElement, { attributes: true });
    this.size = new ResizeObserver(() => map.resize());
    this.size.observe(this);
    map.once("load", () => { this.dataset.map = "ready"; this.ready(); });
  }

  protected home(whole: LngLatBoundsLike) { this.map?.fitBounds(whole, { padding: edge, animate: false }); }
  protected repaint() {
    if (!this.map?.isStyleLoaded()) return;
    for (const [layer, paint, colour] of colours()) if (this.map.getLayer(layer)) this.map.setPaintProperty(layer, paint, colour);
    this.arrange();
  }

  private names: { at: LonLat; mark: HTMLElement; text: HTMLElement }[] = [];
  /** Puts each name below, above or beside its place, where it touches no other and covers the fewest dots; for what finds no room is none shown. The map never turns: only zooming and the size of letters change it. */
  private arrange() {
    const { map } = this, taken: Box[] = [], near = 4;
    if (!map) return;
    const dots = this.names.map(({ at }) => { const { x, y } = map.project(at); return [x - 2, y - 2, x + 2, y + 2] as Box; });
    for (const [i, { mark, text }] of this.names.entries()) {
      const w = text.offsetWidth, t = text.offsetHeight, x = dots[i][0] + 2, y = dots[i][1] + 2;
      const sides = [[-w / 2, near - 1], [-w / 2, 1 - near - t], [near + 1, -t / 2], [-near - 1 - w, -t / 2]].map(([dx, dy]) => ({ dx, dy, box: [x + dx, y + dy, x + dx + w, y + dy + t] as Box }));
      const [side] = taken.some(b => touch(b, dots[i])) ? [] : sides.filter(s => !taken.some(b => touch(b, s.box))).map(s => ({ ...s, hides: dots.filter(d => Math.hypot(d[0] - dots[i][0], d[1] - dots[i][1]) > 5 && touch(d, s.box)).length })).sort((a, b) => a.hides - b.hides);
      mark.classList.toggle("out", !side);
      if (!side) continue;
      text.style.transform = `translate(${side.dx}px, ${side.dy}px)`;
      taken.push(side.box);
    }
  }

  /** The map is there and may be drawn on. */
  protected abstract ready(): void;

  protected mark(at: LonLat, css: string, says?: string) {
    const dot = h("div", { class: css === "jump" ? "jump" : `dot ${css}` }, ...(css === "jump" ? ["×"] : []));
    if (says) { dot.title = says; dot.setAttribute("role", "img"); dot.setAttribute("aria-label", says); }
    return new Marker({ element: dot }).setLngLat(at).addTo(this.map!);
  }

  /** Replaces what a source shows, making it with its layers at first. */
  protected show(id: string, data: GeoJSON.GeoJSON, layers: () => Parameters<MapLibre["addLayer"]>[0][]) {
    const there = this.map!.getSource(id) as { setData(d: GeoJSON.GeoJSON): void } | undefined;
    if (there) { there.setData(data); return; }
    this.map!.addSource(id, { type: "geojson", data });
    for (const l of layers()) this.map!.addLayer(l);
  }
  protected fit(points: LonLat[], below = 72) {
    if (points.length === 0) return;
    const b = boundsOf(points);
    this.map!.fitBounds([[b[0], b[1]], [b[2], b[3]]], { padding: { top: 40, left: 60, right: 40, bottom: below }, maxZoom: 14, animate: false });
  }
}

/** A circle on the ground as a ring. */
export function circle([lon, lat]: LonLat, metres: number): LonLat[] {
  const ring: LonLat[] = [];
  for (let i = 0; i <= 64; i++) {
    const a = i / 32 * Math.PI;
    ring.push([lon + metres / (111_320 * Math.cos(lat * Math.PI / 180)) * Math.cos(a), lat + metres / 110_574 * Math.sin(a)]);
  }
  return ring;
}

export function metres(a: LonLat, b: LonLat) {
  const r = Math.PI / 180, s = Math.sin((b[1] - a[1]) * r / 2) ** 2 + Math.cos(a[1] * r) * Math.cos(b[1] * r) * Math.sin((b[0] - a[0]) * r / 2) ** 2;
  return 2 * 6_371_008.8 * Math.asin(Math.sqrt(s));
}

/** parts: polygons, each an outer ring and its holes; of a circle its middle, of a corridor its line. */
export interface FenceShape { shape: string; metres: number; parts: LonLat[][][] }

/** What a fence covers, as shapes to fill; of a corridor its middle line with discs along it. */
export function area(f: FenceShape): GeoJSON.FeatureCollection {
  const features: GeoJSON.Feature[] = [];
  const add = (geometry: GeoJSON.Geometry) => features.push({ type: "Feature", properties: {}, geometry });
  const first = f.parts[0]?.[0];
  if (first?.length) {
    if (f.shape === "circle") add({ type: "Polygon", coordinates: [circle(first[0], f.metres)] });
    else if (f.shape === "corridor") {
      for (let i = 1; i < first.length; i++) add({ type: "Polygon", coordinates: [strip(first[i - 1], first[i], f.metres)] });
      for (const p of first) add({ type: "Polygon", coordinates: [circle(p, f.metres)] });
    } else for (const part of f.parts) if (part[0].length > 2) add({ type: "Polygon", coordinates: part.map(ring => [...ring, ring[0]]) });
  }
  return { type: "FeatureCollection", features };
}

function strip(a: LonLat, b: LonLat, m: number): LonLat[] {
  const kx = 111_320 * Math.cos(a[1] * Math.PI / 180), ky = 110_574, dx = (b[0] - a[0]) * kx, dy = (b[1] - a[1]) * ky, l = Math.hypot(dx, dy) || 1, ox = -dy / l * m / kx, oy = dx / l * m / ky;
  return [[a[0] + ox, a[1] + oy], [b[0] + ox, b[1] + oy], [b[0] - ox, b[1] - oy], [a[0] - ox, a[1] - oy], [a[0] + ox, a[1] + oy]];
}
