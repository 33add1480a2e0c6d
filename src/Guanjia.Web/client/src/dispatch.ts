import { type Place, clock, noClickAfterDrag } from "./hours";
import { Island, define, h, icon, token } from "./island";

interface Lift { from: HTMLElement; ghost: HTMLElement; ask: boolean; start: Place; at: Place; how: "move" | "start" | "end"; grab: number }
interface Problem { detail?: string; title?: string; clause?: string | null; waysOut?: { text: string; says: string; url: string }[] }

// One for the page: after an act the board is fetched anew, and with it the element; what was said is not.
const says = h("p", { class: "visually-hidden", role: "status", "aria-live": "polite" });

/** The dispatcher's board: a waiting request dragged on a row is sent with that car (or driver), a trip dragged goes with another car, another driver or at another time; by mouse, by touch (hold), by keyboard.
    Nothing moves before the server has said yes; its no opens beside the place with the ways out. Without script the links do the same by forms. */
class Dispatch extends Island {
  private lift?: Lift;
  private pop?: HTMLElement;
  private refused?: HTMLElement;
  private busy = false;
  private late = false;
  private dragEnds!: () => void;

  private get grid() { return this.querySelector<HTMLElement>("#board")!; }
  private get rows() { return [...this.grid.querySelectorAll<HTMLElement>(".gj-grid-row")]; }
  private get h0() { return Number(this.grid.style.getPropertyValue("--h0")); }
  private get hn() { return Number(this.grid.style.getPropertyValue("--hn")); }
  /** Hours of a step: a quarter on one day, half an hour on three, an hour in a week. */
  private get step() { return this.hn <= 24 ? .25 : this.hn <= 72 ? .5 : 1; }
  private snap(t: number) { return Math.round(t / this.step) * this.step; }
  /** Where several days are shown a time has its day before it. */
  private day(t: number) {
    if (this.hn <= 24) return "";
    const d = new Date(`${this.grid.dataset.day}T00:00:00Z`);
    d.setUTCDate(d.getUTCDate() + Math.floor(t / 24));
    return `${d.getUTCMonth() + 1}月${d.getUTCDate()}日 `;
  }
  private range(p: Place) { const [a, z] = [this.day(p.s), this.day(p.e)]; return `${a}${clock(p.s)}–${a === z ? "" : z}${clock(p.e)}`; }
  private get narrow() { return matchMedia("(max-width: 62rem)").matches; }
  private get asks() { return [...this.querySelectorAll<HTMLElement>("[data-ask]")]; }

  protected override start() {
    const o = { signal: this.signal };
    this.append(says);
    this.addEventListener("pointerdown", e => this.down(e), o);
    this.addEventListener("dragstart", e => e.preventDefault(), o);
    this.dragEnds = noClickAfterDrag(this, this.signal);
    this.addEventListener("touchmove", e => { if (this.lift) e.preventDefault(); }, { passive: false, ...o });
    this.addEventListener("contextmenu", e => { if (this.lift) e.preventDefault(); }, o);
    document.addEventListener("keydown", e => this.key(e), o);
    document.addEventListener("pointerdown", e => { if (this.pop && !this.pop.contains(e.target as Node)) this.close(); }, o);
    document.addEventListener("gj-changed", e => { if (this.lift || this.busy || this.pop) { this.late = true; e.preventDefault(); } }, o);
  }

  private lane(row: number) { return this.rows[row]!.querySelector<HTMLElement>(".gj-lane")!; }
  private hourAt(row: number, x: number) { const r = this.lane(row).getBoundingClientRect(); return this.h0 + (x - r.left) / r.width * this.hn; }
  private rowAt(y: number) { return this.rows.findIndex(r => { const b = r.getBoundingClientRect(); return y >= b.top && y < b.bottom; }); }
  private spanOf(e: HTMLElement) { return { s: Number(e.style.getPropertyValue("--s")), e: Number(e.style.getPropertyValue("--e")) }; }
  private name(row: number) { return this.rows[row]!.querySelector("b")!.textContent!; }
  private say(text: string) { says.textContent = text; }
  /** A request may be of another day than the board's: its time is said, not drawn. */
  private when(l: Lift) { return l.ask ? l.from.dataset.says! : this.range(l.at); }

  private show(l: Lift) {
    const lane = this.lane(l.at.row);
    if (l.ghost.parentElement !== lane) lane.append(l.ghost);
    l.ghost.style.setProperty("--s", String(Math.max(this.h0, l.at.s)));
    l.ghost.style.setProperty("--e", String(Math.min(this.h0 + this.hn, l.at.e)));
    l.ghost.lastElementChild!.textContent = this.when(l);
  }

  private pick(from: HTMLElement, row: number, x?: number) {
    this.close();
    const ask = "ask" in from.dataset;
    const span = ask ? { s: Number(from.dataset.s), e: Number(from.dataset.e) } : this.spanOf(from);
    const r = from.getBoundingClientRect(), edge = Math.min(8, r.width / 4);
    const how = ask || x === undefined ? "move" : x < r.left + edge ? "start" : x > r.right - edge ? "end" : "move";
    const start = { row, ...span };
    const title = from.querySelector("b, .b")!.textContent!;
    this.lift = { from, ask, start, at: { ...start }, how, grab: ask || x === undefined ? 0 : this.hourAt(row, x) - span.s, ghost: h("div", { class: "gj-ev drag", "aria-hidden": "true" }, h("b", {}, title), h("small", {})) };
    from.classList.add(ask ? "sel" : "lifted");
    if (!ask) this.show(this.lift);
  }

  private down(e: PointerEvent) {
    const at = e.target as HTMLElement;
    if (e.button !== 0 || this.busy || this.narrow || this.pop?.contains(at) || at.closest("input, button, .btn")) return;
    const from = at.closest<HTMLElement>("[data-ask], .gj-ev[data-move]");
    if (!from) return;
    const begin = { x: e.clientX, y: e.clientY }, touch = e.pointerType === "touch", stop = new AbortController(), o = { signal: stop.signal };
    const go = () => { this.pick(from, "ask" in from.dataset ? 0 : this.rowAt(begin.y), begin.x); if (touch) navigator.vibrate?.(10); };
    let hold = touch ? window.setTimeout(() => { hold = 0; go(); }, 350) : 0;
    addEventListener("pointermove", m => {
      if (!this.lift) {
        if (Math.hypot(m.clientX - begin.x, m.clientY - begin.y) < 5) return;
        if (touch) { clearTimeout(hold); stop.abort(); return; }   // a finger that moves at once scrolls
        go();
      }
      this.carry(m.clientX, m.clientY);
    }, o);
    const end = (done: boolean) => {
      clearTimeout(hold);
      stop.abort();
      if (!this.lift) return;
      this.dragEnds();
      if (done && this.lift.ghost.isConnected) void this.drop(); else this.giveUp();
    };
    addEventListener("pointerup", () => end(true), o);
    addEventListener("pointercancel", () => end(false), o);
  }

  private carry(x: number, y: number) {
    const l = this.lift!, row = this.rowAt(y);
    if (l.ask) { if (row < 0 || x < this.lane(0).getBoundingClientRect().left - 220) { l.ghost.remove(); return; } l.at = { ...l.start, row }; }
    else {
      const t = this.hourAt(l.start.row, x), length = l.start.e - l.start.s;
      if (l.how === "move") { const s = this.hn <= 24 ? this.snap(t - l.grab) : l.start.s + this.snap(t - l.grab - l.start.s); l.at = { row: row < 0 ? l.at.row : row, s: Math.abs(s - l.start.s) < this.step ? l.start.s : s, e: 0 }; l.at.e = l.at.s + length; }
      else if (l.how === "start") l.at = { ...l.start, s: Math.min(this.snap(t), l.start.e - this.step) };
      else l.at = { ...l.start, e: Math.max(this.snap(t), l.start.s + this.step) };
    }
    this.show(l);
  }

  /** What a row stands for: a car or a driver. */
  private who(row: number) { const d = this.rows[row]!.dataset; return d.car ? { vehicleId: d.car } : { driverId: d.driver }; }

  private async drop() {
    const l = this.lift!;
    if (!l.ask && l.at.row === l.start.row && l.at.s === l.start.s && l.at.e === l.start.e) { this.giveUp(); return; }
    const moved = (iso: string, hours: number) => new Date(Date.parse(iso) + hours * 3_600_000 + 28_800_000).toISOString().slice(0, 19) + "+08:00";
    const d = l.from.dataset;
    const body = l.ask ? { requestIds: [d.ask], ...this.who(l.at.row) }
      : { ...(l.at.row === l.start.row ? {} : this.who(l.at.row)), ...(l.at.s === l.start.s ? {} : { startsAt: moved(d.from!, l.at.s - l.start.s) }), ...(l.at.e === l.start.e ? {} : { endsAt: moved(d.to!, l.at.e - l.start.e) }), version: Number(d.v) };
    await this.send(l, body);
  }

  private async send(l: Lift, body: object) {
    this.busy = true;
    l.ghost.lastElementChild!.textContent = "正在办理…";
    let no: Problem | undefined;
    try {
      const key = Array.from(crypto.getRandomValues(new Uint8Array(12)), x => x.toString(16).padStart(2, "0")).join("");
      const answer = await fetch(l.ask ? "/api/v1/vehicles/trips" : `/api/v1${l.from.getAttribute("href")}/change`, { method: "POST", headers: { "content-type": "application/json", accept: "application/json", RequestVerificationToken: token(), "Idempotency-Key": key }, body: JSON.stringify(body) });
      if (!answer.ok) no = await answer.json() as Problem;
    } catch { no = { detail: "网络不通，没有办成；请稍后再试" }; }
    this.busy = false;
    this.lift = undefined;
    l.from.classList.remove("lifted", "sel");
    if (no) {
      l.ghost.className = "gj-ev ghost";
      l.ghost.lastElementChild!.textContent = `${this.when(l)} 不能派`;
      this.refused = l.ghost;
      this.say(no.detail ?? "不能派");
      this.explain(no, l, body);
    } else {
      l.ghost.remove();
      this.say(l.ask ? `已派 ${this.name(l.at.row)}` : `已改到 ${this.name(l.at.row)} ${this.range(l.at)}，请驾驶员重新接单`);
      this.refresh();
    }
  }

  private explain(no: Problem, l: Lift, body: object) {
    const list = h("ul");
    (no.waysOut ?? []).forEach((w, i) => {
      const to = new URL(w.url, document.baseURI).searchParams, button = h("button", { class: `btn sm${i === 0 ? " btn-primary" : ""}`, type: "button" }, "派这辆");
      button.addEventListener("click", () => { this.pop?.remove(); this.pop = undefined; void this.send(l, { ...body, vehicleId: to.get("vehicle"), driverId: to.get("driver") }); });
      if (to.get("vehicle")) list.append(h("li", {}, h("span", { class: "grow" }, h("b", {}, w.text), w.says), button));
      else list.append(h("li", {}, h("span", { class: "grow" }, h("b", {}, w.text), w.says), h("a", { class: "btn sm", href: w.url }, "去办理")));
    });
    list.append(h("li", {}, h("span", { class: "grow" }, h("b", {}, "填表办理"), "换车、换人、改时间或合乘"), h("a", { class: "btn sm", href: l.ask ? `/vehicles/requests/${l.from.dataset.ask}/dispatch` : `${l.from.getAttribute("href")}/change` }, "去办理")));
    const close = h("button", { class: "close", type: "button", "aria-label": "关闭" }, icon("x"));
    close.addEventListener("click", () => this.close());
    const title = `${this.name(l.at.row)} ${this.when(l)} 不能派`, reasons = (no.detail ?? no.title ?? "").split("；");
    const pop = this.pop = h("div", { class: "gj-refusal", role: "alertdialog", "aria-label": title, tabindex: "-1" }, h("header", {}, icon("ban"), h("span", {}, title), close),
      h("div", {}, ...reasons.map((r, i) => h("p", {}, reasons.length > 1 ? `${i + 1}. ${r}` : r)), ...(no.clause ? [h("a", { class: "gj-clause", href: `/standards/${no.clause}` }, no.clause.replace(/^cons:/, "信息化系统建设规范 "))] : [])), list);
    this.append(pop);
    const [g, b] = [l.ghost.getBoundingClientRect(), this.getBoundingClientRect()];
    pop.style.setProperty("left", `${Math.max(8, Math.min(g.left - b.left, b.width - pop.offsetWidth - 8))}px`);
    pop.style.setProperty("top", `${g.bottom - b.top + 8}px`);
    (pop.querySelector<HTMLElement>("li .btn") ?? pop).focus();
    pop.scrollIntoView({ block: "nearest" });
  }

  private close() {
    this.pop?.remove();
    this.refused?.remove();
    this.pop = this.refused = undefined;
    if (this.late) this.refresh();
  }

  private giveUp() {
    if (this.lift) {
      this.lift.ghost.remove();
      this.lift.from.classList.remove("lifted", "sel");
      this.lift = undefined;
      this.say("已放弃，没有改动");
    }
    if (this.pop || this.late) this.close();
  }

  private refresh() {
    this.late = false;
    (document.querySelector("gj-live") as (Element & { refresh?(): void }) | null)?.refresh?.();
  }

  // J and K go through what waits, D takes it up, the arrows choose the row, Enter sends; M takes up the trip that has the focus.
  private key(e: KeyboardEvent) {
    if (e.ctrlKey || e.metaKey || e.altKey || this.busy || (e.target as Element).closest?.("input, select, textarea, .gj-refusal .btn") && e.key !== "Escape") return;
    const l = this.lift, focused = document.activeElement as HTMLElement | null;
    if (e.key === "Escape" && (l || this.pop)) { e.preventDefault(); this.giveUp(); return; }
    if (l) {
      const step: Record<string, [number, number]> = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -this.step], ArrowRight: [0, this.step] };
      const by = step[e.key];
      if (by && !(l.ask && by[1])) {
        e.preventDefault();
        l.at = { row: Math.max(0, Math.min(this.rows.length - 1, l.at.row + by[0])), s: e.shiftKey ? l.at.s : l.at.s + by[1], e: Math.max(l.at.s + this.step, l.at.e + by[1]) };
        this.show(l);
        l.ghost.scrollIntoView({ block: "nearest" });
        this.say(`${this.name(l.at.row)} ${this.when(l)}`);
      } else if (e.key === "Enter") { e.preventDefault(); void this.drop(); }
      return;
    }
    const current = this.asks.findIndex(a => a.contains(focused));
    if (e.key === "j" || e.key === "k") {
      const next = this.asks[Math.max(0, Math.min(this.asks.length - 1, current + (e.key === "j" ? 1 : -1)))];
      if (next) { e.preventDefault(); next.querySelector("a")!.focus(); next.scrollIntoView({ block: "nearest" }); }
    } else if (e.key === "d" && current >= 0 && this.rows.length > 0) { e.preventDefault(); this.pick(this.asks[current]!, 0); this.show(this.lift!); this.say("上下键选车辆，Enter 派车，Esc 放弃"); }
    else if (e.key === "m" && focused?.matches(".gj-ev[data-move]") && this.contains(focused)) { e.preventDefault(); this.pick(focused, this.rows.findIndex(r => r.contains(focused))); this.say("上下键换一行，左右键改时间，Enter 放下，Esc 放弃"); }
  }
}
define("gj-dispatch", Dispatch);
