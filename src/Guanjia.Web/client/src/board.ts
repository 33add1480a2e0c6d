import { type Place, clock, noClickAfterDrag, range, snap, step } from "./hours";
import { Island, define, h, icon, token } from "./island";

interface Lift { block: HTMLElement; ghost: HTMLElement; from: Place; at: Place; how: "move" | "start" | "end"; grab: number }
interface Problem { status?: number; detail?: string; title?: string; code?: string; clause?: string | null; holder?: string; waysOut?: { text: string; says: string; url: string }[] }
interface Span { from: string; to: string }
interface Booking { version: number; days: { date: string; spans: Span[] }[]; roomId: string; signatures: unknown[] }

/** 24:00 is written 00:00 of the next day. */
const typed = (t: number) => clock(t).replace("24:00", "00:00");

/** The day board: drag on an empty span makes a booking, a block moves, its edges stretch; by mouse, by touch (hold), by keyboard.
    Blocks never move before the server has said yes; a no opens beside the place, with the ways out. Without script the links do the same by forms. */
class Board extends Island {
  private cursor = h("div", { class: "gj-cursor", tabindex: "0", role: "application", "aria-roledescription": "日程光标" });
  private says = h("p", { class: "visually-hidden", role: "status", "aria-live": "polite" });
  private at: Place = { row: 0, s: 9, e: 9.5 };
  private lift?: Lift;
  private draw?: { ghost: HTMLElement; from: number; row: number };
  private pop?: HTMLElement;
  private refused?: HTMLElement;
  private busy = false;
  private late = false;
  private dragEnds!: () => void;

  private get grid() { return this.querySelector<HTMLElement>("#board")!; }
  private get rows() { return [...this.grid.querySelectorAll<HTMLElement>(".gj-grid-row")]; }
  private get h0() { return Number(this.grid.style.getPropertyValue("--h0")); }
  private get hn() { return Number(this.grid.style.getPropertyValue("--hn")); }
  private get date() { return this.getAttribute("date")!; }
  private get makes() { return this.getAttribute("new"); }
  private get narrow() { return matchMedia("(max-width: 48rem)").matches; }

  protected override start() {
    const o = { signal: this.signal };
    this.append(this.cursor, this.says);
    this.addEventListener("pointerdown", e => this.down(e), o);
    // What does not fit into a block is said when one points at it.
    this.addEventListener("pointerover", e => { const b = (e.target as Element).closest<HTMLElement>(".gj-lane > .gj-ev"); if (b && !b.title && e.pointerType === "mouse") b.title = this.wordsOf(b); }, o);
    this.addEventListener("dragstart", e => e.preventDefault(), o);
    this.dragEnds = noClickAfterDrag(this, this.signal);
    // A finger that holds a block drags it: the page must not scroll under it.
    this.addEventListener("touchmove", e => { if (this.lift || this.draw) e.preventDefault(); }, { passive: false, ...o });
    this.addEventListener("contextmenu", e => { if (this.lift || this.draw) e.preventDefault(); }, o);
    this.cursor.addEventListener("keydown", e => this.key(e), o);
    this.cursor.addEventListener("focus", () => this.tell(), o);
    this.addEventListener("keydown", e => { if (e.key === "Escape" && (this.pop || this.lift || this.draw)) { e.stopPropagation(); this.giveUp(); } }, o);
    document.addEventListener("pointerdown", e => { if (this.pop && !this.pop.contains(e.target as Node)) this.close(); }, o);
    document.addEventListener("gj-changed", e => { if (this.lift || this.draw || this.busy) { this.late = true; e.preventDefault(); } }, o);
    document.addEventListener("gj-refreshed", () => this.wake(), o);
    const date = this.previousElementSibling?.querySelector<HTMLInputElement>("input[type=date]");
    date?.addEventListener("change", () => { if (date.value) date.form!.requestSubmit(); }, o);
    const timer = window.setInterval(() => this.tick(), 30_000);
    this.signal.addEventListener("abort", () => { clearInterval(timer); this.cursor.remove(); this.says.remove(); this.pop?.remove(); });
  }

  protected override wake() {
    if (!this.cursor.isConnected) this.append(this.cursor, this.says);
    for (const v of ["--h0", "--hn"]) { const x = this.grid.style.getPropertyValue(v); this.cursor.style.setProperty(v, x); }
    this.cursor.style.setProperty("--label", getComputedStyle(this.grid).getPropertyValue("--label"));
    this.place();
  }

  // The dark line goes on with the server's clock, from where the server put it.
  private now?: { s: number; at: number };
  private tick() {
    const line = this.grid.querySelector<HTMLElement>(".gj-now");
    if (!line) return;
    const s = Number(line.style.getPropertyValue("--s"));
    if (!this.now || Math.abs(this.now.s + (performance.now() - this.now.at) / 3_600_000 - s) > .05) this.now = { s, at: performance.now() };
    const present = this.now.s + (performance.now() - this.now.at) / 3_600_000;
    line.style.setProperty("--s", String(Math.round(present * 1000) / 1000));
    line.firstElementChild!.textContent = clock(present);
  }

  // where is what ------------------------------------------------------------------------
  private lane(row: number) { return this.rows[row]!.querySelector<HTMLElement>(".gj-lane")!; }
  private hourAt(row: number, x: number) { const r = this.lane(row).getBoundingClientRect(); return this.h0 + (x - r.left) / r.width * this.hn; }
  private rowAt(y: number) {
    const rows = this.rows;
    const i = rows.findIndex(r => { const b = r.getBoundingClientRect(); return y >= b.top && y < b.bottom; });
    return i >= 0 ? i : y < rows[0]!.getBoundingClientRect().top ? 0 : rows.length - 1;
  }
  private clamp(p: Place): Place {
    const length = Math.min(p.e - p.s, this.hn);
    const s = Math.max(this.h0, Math.min(p.s, this.h0 + this.hn - length));
    return { row: Math.max(0, Math.min(p.row, this.rows.length - 1)), s, e: s + length };
  }
  private spanOf(e: HTMLElement) { return { s: Number(e.style.getPropertyValue("--s")), e: Number(e.style.getPropertyValue("--e")) }; }
  private blocks(row: number) { return [...this.lane(row).querySelectorAll<HTMLElement>(":scope > .gj-ev:not(.prep):not(.drag):not(.ghost)")]; }
  private blockAt(p: Place) { return this.blocks(p.row).find(b => { const x = this.spanOf(b); return x.s < p.e - .001 && x.e > p.s + .001; }); }
  private inTheWay(p: Place, but?: HTMLElement) { return this.blocks(p.row).find(b => b !== but && b.getAttribute("href") !== (but?.getAttribute("href") ?? "") && (x => x.s < p.e - .001 && x.e > p.s + .001)(this.spanOf(b))); }
  private name(row: number) { return this.rows[row]!.querySelector("h2")!.textContent!; }
  private api(b: HTMLElement) { return `/api/v1${b.getAttribute("href")}`; }
  private wordsOf(b: HTMLElement) { return `${this.titleOf(b)}，${b.querySelector("small")!.textContent!.replaceAll(" ·\u00a0", "，")}`; }
  private titleOf(b: HTMLElement) { return b.querySelector("b")!.textContent!; }

  private ghost(title: string) { return h("div", { class: "gj-ev drag", "aria-hidden": "true" }, h("b", {}, title), h("small", {})); }
  private show(g: HTMLElement, p: Place, but?: HTMLElement) {
    const lane = this.lane(p.row);
    if (g.parentElement !== lane) lane.append(g);
    g.style.setProperty("--s", String(p.s));
    g.style.setProperty("--e", String(p.e));
    const taken = this.inTheWay(p, but);
    g.className = taken ? "gj-ev ghost" : "gj-ev drag";
    g.lastElementChild!.textContent = range(p) + (taken ? " 放不下" : "");
  }

  // mouse and touch ------------------------------------------------------------------------
  private down(e: PointerEvent) {
    const at = e.target as HTMLElement;
    if (e.button !== 0 || this.busy || this.narrow || this.pop?.contains(at) || !at.closest(".gj-lane")) return;
    const block = at.closest<HTMLElement>(".gj-ev");
    if (block ? !("move" in block.dataset) : !this.makes) return;
    const row = this.rowAt(e.clientY);
    const begin = { x: e.clientX, y: e.clientY };
    const stop = new AbortController();
    const o = { signal: stop.signal };
    const touch = e.pointerType === "touch";
    const go = () => {
      if (block) this.pick(block, row, begin.x);
      else { const from = Math.floor(this.hourAt(row, begin.x) * 2) / 2; this.draw = { ghost: this.ghost("新预约"), from, row }; this.show(this.draw.ghost, { row, s: from, e: from + .5 }); }
      if (touch) navigator.vibrate?.(10);
    };
    let hold = touch ? window.setTimeout(() => { hold = 0; go(); }, 350) : 0;
    addEventListener("pointermove", m => {
      const far = Math.hypot(m.clientX - begin.x, m.clientY - begin.y);
      if (!this.lift && !this.draw) {
        if (far < 5) return;
        if (touch) { clearTimeout(hold); stop.abort(); return; }   // a finger that moves at once scrolls
        go();
      }
      if (this.draw) this.stretch(m.clientX); else this.carry(m.clientX, m.clientY);
    }, o);
    const end = (done: boolean) => {
      clearTimeout(hold);
      stop.abort();
      if (!this.lift && !this.draw) return;
      this.dragEnds();
      if (!done) this.giveUp(); else if (this.draw) this.make(this.spanOf(this.draw.ghost), this.draw.row); else void this.drop();
    };
    addEventListener("pointerup", () => end(true), o);
    addEventListener("pointercancel", () => end(false), o);
    addEventListener("keydown", k => { if (k.key === "Escape") end(false); }, { capture: true, ...o });
  }

  private pick(block: HTMLElement, row: number, x?: number) {
    this.close();
    const span = this.spanOf(block);
    const r = block.getBoundingClientRect();
    const edge = Math.min(8, r.width / 4);
    const how = x === undefined ? "move" : x < r.left + edge ? "start" : x > r.right - edge ? "end" : "move";
    const from = { row, ...span };
    this.lift = { block, ghost: this.ghost(this.titleOf(block)), from, at: { ...from }, how, grab: x === undefined ? 0 : this.hourAt(row, x) - span.s };
    block.classList.add("lifted");
    this.show(this.lift.ghost, from, block);
  }

  private carry(x: number, y: number) {
    const l = this.lift!;
    const t = this.hourAt(l.from.row, x);
    if (l.how === "move") l.at = this.clamp({ row: this.rowAt(y), s: snap(t - l.grab), e: snap(t - l.grab) + l.from.e - l.from.s });
    else if (l.how === "start") l.at = { ...l.from, s: Math.max(this.h0, Math.min(snap(t), l.from.e - step)) };
    else l.at = { ...l.from, e: Math.min(this.h0 + this.hn, Math.max(snap(t), l.from.s + step)) };
    this.show(l.ghost, l.at, l.block);
  }

  private stretch(x: number) {
    const d = this.draw!;
    const t = Math.max(this.h0, Math.min(this.hourAt(d.row, x), this.h0 + this.hn));
    const [s, e] = t >= d.from ? [d.from, Math.max(snap(t), d.from + .5)] : [Math.min(snap(t), d.from - .25), d.from + .5];
    this.show(d.ghost, { row: d.row, s, e: Math.min(e, this.h0 + this.hn) });
  }

  // acts ---------------------------------------------------------------------------------------
  private make(p: { s: number; e: number }, row: number) {
    const url = `${this.makes}?room=${this.rows[row]!.dataset.room}&days=${encodeURIComponent(`${this.date} ${clock(p.s)}-${typed(p.e)}`)}`;
    this.say(`新建预约：${this.name(row)} ${range({ row, ...p })}`);
    location.assign(url);
  }

  private async drop() {
    const l = this.lift!;
    if (l.at.row === l.from.row && l.at.s === l.from.s && l.at.e === l.from.e) { this.giveUp(); return; }
    this.busy = true;
    l.ghost.lastElementChild!.textContent = "正在改…";
    const url = this.api(l.block);
    let no: Problem | undefined, signed = 0;
    try {
      // The other days of the meeting stay: they are asked for, the span that was moved is put in.
      const known = await fetch(url, { headers: { accept: "application/json" } });
      if (!known.ok) no = await known.json() as Problem;
      else {
        const b = await known.json() as Booking;
        const from = clock(l.from.s), day = b.days.find(d => d.date === this.date), span = day?.spans.find(x => x.from === from);
        if (!span) no = { detail: "这场会议刚才改过，请看过现在的安排再动", code: "wrong-state" };
        else {
          if (l.at.s !== l.from.s) span.from = typed(l.at.s);
          if (l.at.e !== l.from.e) span.to = l.how === "move" && l.from.e - l.from.s > 0 ? this.shifted(span.to, l) : typed(l.at.e);
          // Whoever has signed signs for a time and a room.
          signed = b.signatures.length;
          if (signed > 0 && !confirm(`这场会议已有 ${signed} 方签字。改到 ${this.name(l.at.row)} ${range(l.at)} 后，签字作废，请三方重新签字。确定要改吗？`)) { this.busy = false; this.lift = l; this.giveUp(); return; }
          no = await this.send(url, this.rows[l.at.row]!.dataset.room!, b.days, Number(l.block.dataset.v));
        }
      }
    } catch { no = { detail: "网络不通，没有改成；请稍后再试" }; }
    this.busy = false;
    if (!no) this.say(`已改到 ${this.name(l.at.row)} ${range(l.at)}${signed > 0 ? "，请三方重新签字" : ""}`);
    this.settle(l, no);
  }

  // What ends after midnight is cut on the board; it moves by as much as its start.
  private shifted(to: string, l: Lift) {
    const [hour = 0, minute = 0] = to.split(":").map(Number);
    const end = hour + minute / 60 + (hour + minute / 60 <= l.from.s ? 24 : 0) + l.at.s - l.from.s;
    return typed(end % 24);
  }

  private async send(url: string, roomId: string, days: unknown, version: number): Promise<Problem | undefined> {
    const key = Array.from(crypto.getRandomValues(new Uint8Array(12)), x => x.toString(16).padStart(2, "0")).join("");
    const answer = await fetch(`${url}/move`, { method: "POST", headers: { "content-type": "application/json", accept: "application/json", RequestVerificationToken: token(), "Idempotency-Key": key }, body: JSON.stringify({ roomId, days, version }) });
    return answer.ok ? undefined : await answer.json() as Problem;
  }

  private settle(l: Lift, no?: Problem) {
    this.lift = undefined;
    l.block.classList.remove("lifted");
    if (no) {
      l.ghost.className = "gj-ev ghost";
      l.ghost.lastElementChild!.textContent = `${range(l.at)} 放不下`;
      this.refused = l.ghost;
      this.say(no.detail ?? "不能改到这里");
      this.explain(no, l);
    } else l.ghost.remove();
    if (!no || this.late) this.refresh();
  }

  private explain(no: Problem, l: Lift) {
    const ways = no.waysOut ?? [];
    const list = h("ul");
    ways.forEach((w, i) => {
      const to = new URL(w.url, document.baseURI);
      const here = to.pathname.endsWith("/move") && to.searchParams.get("days");
      const button = here ? h("button", { class: `btn sm${i === 0 ? " btn-primary" : ""}`, type: "button" }, "改到这里") : h("a", { class: `btn sm${i === 0 ? " btn-primary" : ""}`, href: w.url }, w.url.startsWith("tel:") ? "拨打" : "去办理");
      if (here) button.addEventListener("click", () => void this.take(l, to.searchParams.get("room")!, here, w.text));
      list.append(h("li", {}, h("span", { class: "grow" }, h("b", {}, w.text), w.says), button));
    });
    if (!ways.some(w => new URL(w.url, document.baseURI).pathname.endsWith("/move")) && no.code !== "wrong-state") list.append(h("li", {}, h("span", { class: "grow" }, h("b", {}, "填表改"), "写明加急原因，或改别的时间"), h("a", { class: "btn sm", href: `${l.block.getAttribute("href")}/move?room=${this.rows[l.at.row]!.dataset.room}` }, "去修改")));
    const close = h("button", { class: "close", type: "button", "aria-label": "关闭" }, icon("x"));
    close.addEventListener("click", () => this.close(true));
    const taken = no.code === "room-occupied" && no.holder;
    const body = h("div");
    if (taken) body.append(h("p", {}, `占用：${no.holder}。`), h("p", {}, "规则：同一会议室同一时段只办一场会议。", ...this.clause(no)));
    else body.append(h("p", {}, "会议还在原来的时间和会议室。", ...this.clause(no)));
    const title = taken ? `${this.name(l.at.row)} ${range(l.at)} 已被占用，不能改到这里` : no.detail ?? no.title ?? "不能改到这里";
    const pop = this.pop = h("div", { class: "gj-refusal", role: "alertdialog", "aria-label": title, tabindex: "-1" }, h("header", {}, icon("ban"), h("span", {}, title), close), body, ...(list.childElementCount ? [list] : []));
    this.append(pop);
    const [g, b] = [l.ghost.getBoundingClientRect(), this.getBoundingClientRect()];
    pop.style.setProperty("left", `${Math.max(8, Math.min(g.left - b.left, b.width - pop.offsetWidth - 8))}px`);
    pop.style.setProperty("top", `${g.bottom - b.top + 8}px`);
    (pop.querySelector<HTMLElement>("li .btn") ?? pop).focus();
    pop.scrollIntoView({ block: "nearest" });
  }

  private clause(no: Problem) { return no.clause ? [h("a", { class: "gj-clause", href: `/standards/${no.clause}` }, no.clause.replace(/^cons:/, "信息化系统建设规范 ").replace(/^conf:/, "会议服务规范 "))] : []; }

  /** A way out that moves: taken at once. */
  private async take(l: Lift, room: string, days: string, says: string) {
    if (this.busy) return;
    this.busy = true;
    const body = days.split(";").map(d => { const [date, ...spans] = d.split(" "); return { date, spans: spans.map(s => { const [from, to] = s.split("-"); return { from, to }; }) }; });
    let no: Problem | undefined;
    try { no = await this.send(this.api(l.block), room, body, Number(l.block.dataset.v)); }
    catch { no = { detail: "网络不通，没有改成；请稍后再试" }; }
    this.busy = false;
    this.pop?.remove();
    this.pop = undefined;
    if (no) { this.say(no.detail ?? ""); this.explain(no, l); return; }
    this.close(true);
    this.say(`已办：${says}`);
    this.refresh();
  }

  private close(back = false) {
    this.pop?.remove();
    this.refused?.remove();
    this.pop = this.refused = undefined;
    if (back) this.cursor.focus({ preventScroll: true });
    if (this.late) this.refresh();
  }

  private giveUp() {
    if (this.lift) {
      const { from, block, ghost } = this.lift;
      ghost.remove();
      block.classList.remove("lifted");
      this.lift = undefined;
      this.at = { row: from.row, s: from.s, e: from.s + .5 };
      this.place();
      this.say("已放弃，会议还在原处");
    }
    this.draw?.ghost.remove();
    this.draw = undefined;
    if (this.pop) this.close(true); else if (this.late) this.refresh();
  }

  private refresh() {
    this.late = false;
    (document.querySelector("gj-live") as (Element & { refresh?(): void }) | null)?.refresh?.();
  }

  // keyboard ---------------------------------------------------------------------------------
  private key(e: KeyboardEvent) {
    if (e.ctrlKey || e.metaKey || e.altKey || this.busy) return;
    const l = this.lift;
    const arrows: Record<string, [number, number]> = { ArrowLeft: [0, -.5], ArrowRight: [0, .5], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
    const by = arrows[e.key];
    if (by) {
      e.preventDefault();
      if (l) {
        l.at = e.shiftKey && by[1] ? { ...l.at, e: Math.min(this.h0 + this.hn, Math.max(l.at.s + step, l.at.e + by[1])) } : this.clamp({ row: l.at.row + by[0], s: l.at.s + by[1], e: l.at.e + by[1] });
        l.how = l.at.e - l.at.s === l.from.e - l.from.s ? "move" : "end";
        this.show(l.ghost, l.at, l.block);
        l.ghost.scrollIntoView({ block: "nearest" });
        const taken = this.inTheWay(l.at, l.block);
        this.say(`${this.name(l.at.row)} ${range(l.at)}${taken ? `，与${this.titleOf(taken)}重叠` : "，空闲"}`);
        this.at = { ...l.at };
        this.place();
      } else {
        this.at = e.shiftKey && by[1] ? { ...this.at, e: Math.min(this.h0 + this.hn, Math.max(this.at.s + .5, this.at.e + by[1])) } : this.clamp({ row: this.at.row + by[0], s: this.at.s + by[1], e: this.at.s + by[1] + .5 });
        this.place();
        this.rows[this.at.row]!.scrollIntoView({ block: "nearest" });
        this.tell();
      }
      return;
    }
    switch (e.key) {
      case "Home": case "End": e.preventDefault(); this.at = this.clamp({ row: this.at.row, s: e.key === "Home" ? this.h0 : this.h0 + this.hn - .5, e: e.key === "Home" ? this.h0 + .5 : this.h0 + this.hn }); this.place(); this.tell(); break;
      case "Enter": {
        e.preventDefault();
        if (l) { void this.drop(); break; }
        const block = this.blockAt(this.at);
        if (block instanceof HTMLAnchorElement) block.click();
        else if (!block && this.makes) this.make(this.at.e - this.at.s > .5 ? this.at : { s: this.at.s, e: Math.min(this.at.s + 1, this.free(this.at)) }, this.at.row);
        break;
      }
      case "m": case "M": {
        const block = this.blockAt(this.at);
        if (!l && block && "move" in block.dataset) { e.preventDefault(); this.pick(block, this.at.row); this.say(`移动${this.titleOf(block)}：方向键改时间和会议室，Shift 加左右键改结束时间，Enter 放下，Esc 放弃`); }
        else if (!l && block) this.say("这一场您不能移动");
        break;
      }
      case "Tab":
        // Out of the board in one step: its hundreds of links are reached by the cursor.
        if (!e.shiftKey) {
          const after = [...document.querySelectorAll<HTMLElement>("a[href], button, input, summary")].find(x => this.compareDocumentPosition(x) & Node.DOCUMENT_POSITION_FOLLOWING && !this.contains(x) && x.offsetParent !== null);
          if (after) { e.preventDefault(); after.focus(); }
        }
        break;
    }
  }

  /** Until when the room stays free after a place. */
  private free(p: Place) { return Math.min(this.h0 + this.hn, ...this.blocks(p.row).map(b => this.spanOf(b).s).filter(s => s > p.s)); }

  private place() {
    this.at = this.clamp(this.at);
    const row = this.rows[this.at.row];
    if (!row) return;
    this.cursor.style.setProperty("--s", String(this.at.s));
    this.cursor.style.setProperty("--e", String(this.at.e));
    this.cursor.style.setProperty("top", `${row.offsetTop + this.grid.offsetTop + this.grid.clientTop}px`);
    this.cursor.style.setProperty("height", `${row.offsetHeight}px`);
    this.cursor.setAttribute("aria-label", this.words());
  }

  private words() {
    const block = this.blockAt(this.at);
    return `${this.name(this.at.row)} ${range(this.at)}，${block ? this.wordsOf(block) : "空闲"}`;
  }
  private tell() { this.say(this.words() + (this.blockAt(this.at) ? "" : this.makes ? "，按 Enter 新建" : "")); }
  private say(text: string) { this.says.textContent = text; }
}
define("gj-board", Board);
