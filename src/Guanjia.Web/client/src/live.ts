import { HubConnection, HubConnectionBuilder, HubConnectionState, LogLevel } from "@microsoft/signalr";
import { Island, define } from "./island";

export interface Change { topic: string; kind: string; id: string; version: number }

// One connection a page, however many elements listen.
let hub: HubConnection | undefined;
let starting: Promise<void> | undefined;
const listeners = new Set<Live>();

async function connect() {
  if (!hub) {
    hub = new HubConnectionBuilder().withUrl("/live").withAutomaticReconnect({ nextRetryDelayInMilliseconds: c => Math.min(30_000, 500 * 2 ** c.previousRetryCount) }).configureLogging(LogLevel.None).build();
    hub.on("changed", (topic: string, kind: string, id: string, version: number) => { for (const l of listeners) if (l.topic === topic) l.changed({ topic, kind, id, version }); });
    // what was pushed meanwhile is lost: join again and look again
    hub.onreconnected(async () => { for (const l of listeners) { await l.join(); l.refresh(); } });
  }
  if (hub.state === HubConnectionState.Disconnected) starting = hub.start();
  await starting;
  return hub;
}

/** Listens to one topic. A push names only what changed; the page's own address is fetched again under the viewer's own scope,
    and its fragments marked data-live (each with an id) take the place of the old ones. An island of its own may instead
    listen to the event `gj-changed` and call preventDefault(). Attributes: topic, read (when the page was read, in ms). */
class Live extends Island {
  private timer = 0;
  private joined = "";
  get topic() { return this.getAttribute("topic") ?? ""; }

  protected override start() {
    listeners.add(this);
    document.addEventListener("visibilitychange", () => { if (!document.hidden && this.late) this.refresh(); }, { signal: this.signal });
  }
  override disconnectedCallback() { listeners.delete(this); super.disconnectedCallback(); }
  protected override wake() { if (this.topic && this.topic !== this.joined) void this.join(); }

  async join() {
    this.joined = this.topic;
    // what was said between the reading of the page and now would be missed
    try { if (await (await connect()).invoke("Join", this.topic, Number(this.getAttribute("read") ?? 0)) === "late") this.refresh(); } catch { this.joined = ""; }
  }

  changed(change: Change) {
    if (this.dispatchEvent(new CustomEvent("gj-changed", { detail: change, bubbles: true, cancelable: true }))) this.refresh();
  }

  private late = false;
  refresh() {
    if (document.hidden) { this.late = true; return; }
    this.late = false;
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void fetchAgain(), 60);
  }
}

const folded = (d: Element) => { const s = d.querySelector("summary"); return `${s?.getAttribute("aria-label") ?? ""} ${s?.textContent ?? ""}`; };

let running: Promise<void> | undefined, again = false;
async function fetchAgain() {
  if (running) { again = true; return; }
  running = (async () => {
    try {
      const answer = await fetch(location.href, { headers: { accept: "text/html" } });
      if (!answer.ok || answer.redirected) return;
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      // Somebody has taken something up meanwhile: under his hand nothing is exchanged.
      if (!document.dispatchEvent(new CustomEvent("gj-changed", { cancelable: true }))) return;
      for (const old of document.querySelectorAll("[data-live]")) {
        const now = old.id ? fresh.getElementById(old.id) : null;
        if (!now) continue;
        // What is folded out stays so: a menu does not close under the hand.
        for (const d of old.querySelectorAll("details[open]")) [...now.querySelectorAll("details")].find(n => folded(n) === folded(d))?.setAttribute("open", "");
        if (now.isEqualNode(old)) continue;
        const focus = old.contains(document.activeElement) ? document.activeElement!.id : "";
        old.replaceWith(document.adoptNode(now));
        if (focus) document.getElementById(focus)?.focus({ preventScroll: true });
      }
      document.dispatchEvent(new CustomEvent("gj-refreshed"));
    } catch { /* off line: the next push or reconnect tries again */ }
  })();
  await running;
  running = undefined;
  if (again) { again = false; await fetchAgain(); }
}
define("gj-live", Live);
