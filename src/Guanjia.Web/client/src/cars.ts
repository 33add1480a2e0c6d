import { define, h } from "./island";
import { MapIsland, token, type LonLat } from "./map";
import { read } from "./frames";

interface Car { number: number; id: string; plate: string; unit: string; moves: boolean; kmh: number; direction: number; at: number; seat: LonLat; from: LonLat; to: LonLat; since: number; until: number }
/** Where a place is on the flat map of the world, 0 to 1 each way. Cars are kept so: what is drawn sixteen times a second needs no logarithm. */
const flat = ([lon, lat]: LonLat): LonLat => [(lon + 180) / 360, .5 - Math.log(Math.tan(Math.PI / 4 + lat * Math.PI / 360)) / (2 * Math.PI)];

/** The live map: cars glide from where they were to where they are; near each other they are one disc with a number. The list beside it goes on without a map.
    What it shows stands in the page: #live-state (data-car: the chosen one, data-only: those of the list alone, data-lost: seconds until a car counts as off line), #cars: the rows. */
class Cars extends MapIsland {
  private over = h("canvas", { class: "over" });
  private cars = new Map<number, Car>();
  private byId = new Map<string, Car>();
  private known = new Map<number, { x: number; y: number }>();
  private socket?: WebSocket;
  private retry = 0;
  private drawn = 0;
  private hits: { x: number; y: number; r: number; car?: Car; many: number }[] = [];
  private only?: Set<string>;
  private spent: number[] = [];
  private ahead = 0;
  /** Messages of the feed that were worked in. */
  updates = 0;
  private get clock() { return Date.now() / 1000 - this.ahead; }
  private get state() { return document.getElementById("live-state")!; }
  private get chosen() { return this.state?.dataset.car ?? ""; }
  private get lost() { return Number(this.state?.dataset.lost ?? 600); }

  protected override start() {
    super.start();
    this.open();
    const every = setInterval(() => this.rows(), 1000), anew = setInterval(() => { if (!document.hidden) void this.renew("live-list", "live-counts", "live-head"); }, 30_000);
    // A list that was taken anew has its rows to be told of.
    document.addEventListener("gj-refreshed", () => this.pin(), { signal: this.signal });
    this.signal.addEventListener("abort", () => { clearInterval(every); clearInterval(anew); this.socket?.close(); this.socket = undefined; });
    document.addEventListener("click", e => {
      const link = (e.target as Element).closest?.<HTMLAnchorElement>("#cars td.main a");
      if (!link || e.ctrlKey || e.metaKey || e.shiftKey || !this.map) return;
      e.preventDefault();
      const id = link.closest("tr")!.dataset.car!;
      void this.choose(id, true);
    }, { signal: this.signal, capture: true });
  }

  protected override wake() {
    const only = this.state?.dataset.only;
    this.only = only === undefined ? undefined : new Set(only.split(",").filter(Boolean));
    this.pin();
    this.ask();
  }

  protected ready() {
    this.box.append(this.over);
    this.map!.on("move", () => this.draw());
    this.map!.on("moveend", () => this.look());
    this.map!.on("click", e => this.hit(e.point.x, e.point.y));
    this.look();
    const turn = (t: number) => {
      if (!this.map) return;
      // Gliding needs no sixty pictures a second.
      if (t - this.drawn > 60 && !document.hidden) { this.drawn = t; if (this.stale || this.glides) this.draw(); }
      requestAnimationFrame(turn);
    };
    requestAnimationFrame(turn);
    this.draw();
  }

  private colours?: Record<"mv" | "st" | "off" | "ring" | "text" | "main" | "ground" | "line" | "word" | "font", string>;
  protected override repaint() { super.repaint(); this.colours = undefined; this.stamps?.clear(); this.draw(); }

  private until = 0;
  private get glides() { return this.until > performance.now(); }

  private open() {
    const url = new URL("/vehicles/live/feed", document.baseURI);
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    const socket = this.socket = new WebSocket(url);
    socket.binaryType = "arraybuffer";
    socket.onopen = () => { this.retry = 0; this.opened = performance.now(); this.cars.clear(); this.byId.clear(); this.known.clear(); this.look(); this.pin(); };
    socket.onmessage = e => { const begun = performance.now(); if (typeof e.data === "string") this.named(JSON.parse(e.data)); else this.told(e.data); this.working += performance.now() - begun; this.updates++; };
    socket.onclose = () => { if (this.socket === socket && this.isConnected) setTimeout(() => this.isConnected && this.socket === socket && this.open(), Math.min(30_000, 500 * 2 ** this.retry++)); };
  }

  private working = 0;
  /** Milliseconds that 95 of 100 updates took at most, each with the picture that shows it: our own script alone. */
  get cost() { const s = [...this.spent].sort((a, b) => a - b); return s[Math.floor(s.length * .95)] ?? 0; }

  private say(what: unknown) { if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(what)); }
  private look() {
    if (!this.map) return;
    const b = this.map.getBounds();
    this.say([b.getWest(), b.getSouth(), b.getEast(), b.getNorth()].map(v => Math.round(v * 1e4) / 1e4));
    this.draw();
  }
  /** The rows of the list are told whether they lie in the window or not. */
  private pin() { this.say([...document.querySelectorAll<HTMLElement>("#cars tr[data-car]")].map(r => r.dataset.car).concat(this.chosen || []).slice(0, 60)); }

  private named(cars: [number, string, string, string][]) {
    for (const [number, id, plate, unit] of cars) {
      const car: Car = { number, id, plate, unit, moves: false, kmh: 0, direction: 0, at: 0, seat: [0, 0], from: [0, 0], to: [0, 0], since: 0, until: 0 };
      this.cars.set(number, car);
      this.byId.set(id, car);
    }
    // Cars that were not there when the page was made: list and numbers follow once they have all said their names.
    clearTimeout(this.newcomers);
    if (!document.querySelector("#cars tr[data-car]") || performance.now() - this.opened > 5_000) this.newcomers = window.setTimeout(() => { if (!document.hidden && this.isConnected) void this.renew("live-list", "live-counts", "live-head"); }, 1500);
  }
  private newcomers = 0;
  private opened = 0;

  private told(buffer: ArrayBuffer) {
    const now = performance.now();
    const { now: said, told } = read(buffer, this.known);
    // The clock of a desk may be wrong: what is old is reckoned by the server's.
    if (said) this.ahead = Date.now() / 1000 - said;
    for (const t of told) {
      const car = this.cars.get(t.number);
      if (!car) continue;
      if (t.gone) { car.at = 0; continue; }
      const seat: LonLat = [t.x / 1e5, t.y / 1e5], to = flat(seat), fresh = car.at === 0 || Math.abs(seat[0] - car.seat[0]) + Math.abs(seat[1] - car.seat[1]) > .05;
      // It takes as long as it took to come: the next point arrives about when it stands there.
      const time = fresh ? 0 : Math.min(15_000, Math.max(800, (t.at - car.at) * 1000));
      car.from = fresh ? to : this.place(car, now);
      Object.assign(car, { seat, to, since: now, until: now + time, moves: t.moves, kmh: t.kmh, direction: t.direction, at: t.at });
      this.until = Math.max(this.until, car.until);
    }
    // With the next picture; cars that glide are drawn anew anyway.
    this.stale = true;
  }
  private stale = false;

  private place(c: Car, now: number): LonLat {
    const k = c.until <= now ? 1 : (now - c.since) / (c.until - c.since);
    return [c.from[0] + (c.to[0] - c.from[0]) * k, c.from[1] + (c.to[1] - c.from[1]) * k];
  }
  private off(c: Car) { return this.clock - c.at > this.lost; }

  private draw() {
    if (!this.map) return;
    const begun = performance.now();
    this.paint(this.map);
    if (!this.stale) return;
    this.spent.push(this.working + performance.now() - begun);
    if (this.spent.length > 200) this.spent.shift();
    [this.stale, this.working] = [false, 0];
  }

  private paint(map: NonNullable<MapIsland["map"]>) {
    const { clientWidth: w, clientHeight: hh } = this.box, dpr = devicePixelRatio || 1, g = this.over.getContext("2d")!;
    if (this.over.width !== Math.round(w * dpr) || this.over.height !== Math.round(hh * dpr)) { this.over.width = Math.round(w * dpr); this.over.height = Math.round(hh * dpr); }
    g.setTransform(dpr, 0, 0, dpr, 0, 0);
    g.clearRect(0, 0, w, hh);
    // The map lies flat and northwards: two multiplications a car instead of a matrix.
    const scale = 512 * 2 ** map.getZoom(), c = map.getCenter(), [fx, fy] = flat([c.lng, c.lat]), [cx, cy] = [fx * scale, fy * scale];
    const now = performance.now(), cell = map.getZoom() >= 12 ? 0 : 44, groups = new Map<number, { x: number; y: number; cars: Car[] }>();
    const picked = this.chosen, late = this.clock - this.lost, off = (c: Car) => c.at < late;
    let chosen: { x: number; y: number; car: Car } | undefined, known = 0;
    for (const car of this.cars.values()) {
      if (car.at > 0) known++;
      if (car.at === 0 || !car.plate || this.only && !this.only.has(car.id.replaceAll("-", ""))) continue;
      const k = car.until <= now ? 1 : (now - car.since) / (car.until - car.since), x = (car.from[0] + (car.to[0] - car.from[0]) * k) * scale - cx + w / 2, y = (car.from[1] + (car.to[1] - car.from[1]) * k) * scale - cy + hh / 2;
      if (x < -20 || y < -20 || x > w + 20 || y > hh + 20) continue;
      if (car.id === picked) { chosen = { x, y, car }; continue; }
      // Cells lie on the ground, not on the screen: panning tears no group apart.
      const key = cell ? Math.floor((x + cx) / cell) * 1e7 + Math.floor((y + cy) / cell) : car.number, group = groups.get(key);
      if (group) { group.x += x; group.y += y; group.cars.push(car); } else groups.set(key, { x, y, cars: [car] });
    }
    const colours = this.colours ??= { mv: token("done-solid"), st: token("text-3"), off: token("wait-solid"), ring: token("surface"), text: token("surface"), main: token("primary"), ground: token("raised"), line: token("line-strong"), word: token("text"), font: `600 12px ${token("font") || "sans-serif"}` };
    this.hits = [];
    g.textAlign = "center";
    g.textBaseline = "middle";
    g.font = colours.font;
    for (const { x, y, cars } of groups.values()) {
      const n = cars.length, px = x / n, py = y / n, one = n === 1 ? cars[0] : undefined, r = one ? 6 : Math.min(22, 9 + Math.log2(n) * 2);
      const colour = one ? off(one) ? colours.off : one.moves ? colours.mv : colours.st : cars.some(k => k.moves && !off(k)) ? colours.mv : colours.st;
      if (one?.moves && !off(one)) {
        g.fillStyle = colour;
        g.strokeStyle = colours.ring;
        g.lineWidth = 2;
        g.beginPath();
        this.arrow(g, px, py, one.direction);
        g.fill();
        g.stroke();
      } else {
        const stamp = this.stamp(colour, one ? "" : String(n), r, dpr);
        g.drawImage(stamp, px - stamp.width / dpr / 2, py - stamp.height / dpr / 2, stamp.width / dpr, stamp.height / dpr);
      }
      this.hits.push({ x: px, y: py, r: Math.max(r, 12), car: one, many: n });
    }
    if (chosen) {
      const { x, y, car } = chosen, says = `${car.plate}  ${off(car) ? "离线" : `${car.kmh} km/h`}`;
      g.fillStyle = colours.main;
      g.beginPath();
      if (car.moves && !off(car)) this.arrow(g, x, y, car.direction, 10); else g.arc(x, y, 8, 0, 7);
      g.fill();
      g.stroke();
      const width = g.measureText(says).width + 14, tx = Math.min(Math.max(4, x + 14), w - width - 4);
      g.fillStyle = colours.ground;
      g.strokeStyle = colours.line;
      g.lineWidth = 1;
      g.fillRect(tx, y - 11, width, 22);
      g.strokeRect(tx + .5, y - 10.5, width, 22);
      g.fillStyle = colours.word;
      g.textAlign = "left";
      g.fillText(says, tx + 7, y + 1);
      this.hits.push({ x, y, r: 14, car, many: 1 });
    }
    if (this.dataset.cars !== String(known)) this.dataset.cars = String(known);
  }

  /** A disc with its number, drawn once: text is what takes the time. */
  private stamp(colour: string, says: string, r: number, dpr: number) {
    const key = `${colour}|${says}|${r}|${dpr}`, known = this.stamps.get(key);
    if (known) return known;
    const canvas = h("canvas"), g = canvas.getContext("2d")!, size = Math.ceil(r + 2) * 2, colours = this.colours!;
    canvas.width = canvas.height = Math.ceil(size * dpr);
    g.scale(dpr, dpr);
    g.fillStyle = colour;
    g.strokeStyle = colours.ring;
    g.lineWidth = 2;
    g.beginPath();
    g.arc(size / 2, size / 2, r, 0, 7);
    g.fill();
    g.stroke();
    g.font = colours.font;
    g.textAlign = "center";
    g.textBaseline = "middle";
    g.fillStyle = colours.text;
    g.fillText(says, size / 2, size / 2);
    if (this.stamps.size > 1000) this.stamps.clear();
    this.stamps.set(key, canvas);
    return canvas;
  }
  private stamps = new Map<string, HTMLCanvasElement>();

  private arrow(g: CanvasRenderingContext2D, x: number, y: number, direction: number, r = 7.5) {
    const a = (direction - 90) * Math.PI / 180, at = (turn: number, k: number) => [x + Math.cos(a + turn) * r * k, y + Math.sin(a + turn) * r * k] as const;
    g.moveTo(...at(0, 1.25));
    g.lineTo(...at(2.45, 1.05));
    g.lineTo(...at(Math.PI, .35));
    g.lineTo(...at(-2.45, 1.05));
    g.closePath();
  }

  private hit(x: number, y: number) {
    const near = this.hits.filter(t => Math.hypot(t.x - x, t.y - y) <= t.r + 4).sort((a, b) => Math.hypot(a.x - x, a.y - y) - Math.hypot(b.x - x, b.y - y))[0];
    if (!near) return;
    if (near.car) void this.choose(near.car.id, false);
    else { const p = this.map!.unproject([near.x, near.y]); this.map!.easeTo({ center: p, zoom: Math.min(12.5, this.map!.getZoom() + 2) }); }
  }

  /** The page itself says what is to be known of a car, under the viewer's own scope. */
  private async choose(id: string, go: boolean) {
    this.state.dataset.car = id;
    for (const row of document.querySelectorAll<HTMLElement>("#cars tr[data-car]")) row.classList.toggle("sel", row.dataset.car === id);
    const car = this.byId.get(id);
    if (go && car?.at) this.map?.easeTo({ center: car.seat, zoom: Math.max(this.map.getZoom(), 11) });
    this.pin();
    this.draw();
    await this.ask();
  }

  private asked = "";
  private async ask() {
    const id = this.chosen;
    if (!id || id === this.asked) return;
    const first = this.asked === "" && new URL(location.href).searchParams.get("car") === id;
    this.asked = id;
    if (first) return;
    const url = new URL(location.href);
    url.searchParams.set("car", id);
    history.replaceState(history.state, "", url);
    await this.renew("car");
  }

  /** Parts of the page as the server has them now; who was chosen meanwhile comes with the next. */
  private async renew(...ids: string[]) {
    const at = location.href, answer = await fetch(at, { headers: { accept: "text/html" } }).catch(() => undefined);
    if (!answer?.ok || answer.redirected || location.href !== at) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const id of ids) {
      const now = fresh.getElementById(id), old = document.getElementById(id);
      if (now && old && !old.contains(document.activeElement) && !now.isEqualNode(old)) old.replaceWith(document.adoptNode(now));
    }
    this.pin();
  }

  /** Speed and age of the rows go on by themselves. */
  private rows() {
    const now = this.clock;
    for (const row of document.querySelectorAll<HTMLElement>("#cars tr[data-car]")) {
      const car = this.byId.get(row.dataset.car!);
      if (!car?.at) continue;
      const s = Math.max(0, now - car.at), age = row.querySelector<HTMLElement>("[data-age]"), kmh = row.querySelector<HTMLElement>("[data-kmh]");
      if (age) age.textContent = s < 60 ? `${Math.round(s)} 秒前` : s < 3600 ? `${Math.floor(s / 60)} 分前` : s < 172_800 ? `${Math.floor(s / 3600)} 小时前` : `${Math.floor(s / 86_400)} 天前`;
      if (kmh) kmh.textContent = this.off(car) ? "—" : String(car.kmh);
    }
  }
}
define("gj-cars", Cars);
