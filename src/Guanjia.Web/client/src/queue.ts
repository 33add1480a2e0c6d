import { Island, define, h, icon } from "./island";

/** What was decided without network: kept on this device, shown on every page until it has arrived. */
interface Waiting { id: number; person: string; url: string; title: string; body: [string, string][]; at: string; no?: string }

const store = "waiting";
let opened: Promise<IDBDatabase> | undefined;
const database = () => opened ??= new Promise<IDBDatabase>((done, fail) => {
  const ask = indexedDB.open("guanjia", 1);
  ask.onupgradeneeded = () => ask.result.createObjectStore(store, { keyPath: "id", autoIncrement: true });
  ask.onsuccess = () => done(ask.result);
  ask.onerror = () => fail(ask.error);
});
async function on<T>(mode: IDBTransactionMode, act: (s: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const transaction = (await database()).transaction(store, mode, { durability: "strict" });
  const ask = act(transaction.objectStore(store));
  return new Promise((done, fail) => { transaction.oncomplete = () => done(ask.result); transaction.onerror = transaction.onabort = () => fail(transaction.error); });
}

/** Whether the server can be reached now: the network may be there and lead nowhere. */
async function reachable() {
  if (!navigator.onLine) return false;
  try { return (await fetch("/dist/icons.svg", { method: "HEAD", cache: "no-store", signal: AbortSignal.timeout ? AbortSignal.timeout(4000) : undefined })).ok; } catch { return false; }
}

/** Forms with data-later go on their way when there is a way; else they wait here. Attribute: person (whose they are; another's are not shown, nor sent). */
class Queue extends Island {
  private sending = false;
  private passed = new WeakSet<HTMLFormElement>();
  // On the page that stands in for all others without network, whoever was here last.
  private get person() { return this.getAttribute("person") || (document.querySelector("[data-offline]") ? localStorage.getItem("gj-person") ?? "" : ""); }

  protected override start() {
    const on = { signal: this.signal };
    addEventListener("submit", e => void this.catch(e), { capture: true, signal: this.signal });
    addEventListener("online", () => void this.send(), on);
    document.addEventListener("visibilitychange", () => { if (!document.hidden) void this.send(); }, on);
    const timer = setInterval(() => void this.send(), 15_000);
    this.signal.addEventListener("abort", () => clearInterval(timer));
    if (this.getAttribute("person")) localStorage.setItem("gj-person", this.person);
    void this.send();
    if (isSecureContext) void navigator.serviceWorker?.register("/dist/sw.js", { scope: "/" }).catch(() => undefined);
  }
  protected override wake() { void this.show(); }

  private async catch(e: SubmitEvent) {
    const form = e.target as HTMLFormElement;
    if (!form.dataset.later || this.passed.delete(form)) return;
    e.preventDefault();
    e.stopImmediatePropagation();
    if (await reachable()) { this.passed.add(form); form.requestSubmit(e.submitter as HTMLElement | null); return; }
    const data = new FormData(form);
    const named = e.submitter as HTMLButtonElement | null;
    if (named?.name) data.append(named.name, named.value);
    await on("readwrite", s => s.add({ person: this.person, url: form.getAttribute("action") || location.pathname + location.search, title: form.dataset.later, body: [...data].map(([k, v]) => [k, String(v)]), at: new Date().toISOString() }));
    await this.show();
    this.scrollIntoView({ block: "nearest" });
    form.querySelectorAll<HTMLButtonElement>("[type=submit]").forEach(b => { b.disabled = true; });
  }

  private async mine() { return ((await on("readonly", s => s.getAll())) as Waiting[]).filter(w => w.person === this.person); }

  private async send() {
    if (this.sending || !this.person) return;
    this.sending = true;
    try {
      const waiting = (await this.mine()).filter(w => !w.no);
      if (waiting.length === 0 || !await reachable()) return;
      for (const w of waiting) {
        const answer = await fetch(w.url, { method: "POST", body: new URLSearchParams(w.body), headers: { accept: "text/html" } });
        if (answer.redirected && new URL(answer.url).pathname === "/sign-in") { await this.note("登录已过期，登录后自动发送"); return; }
        if (answer.ok) { await on("readwrite", s => s.delete(w.id)); await this.note(`已发送：${w.title}`); continue; }
        if (answer.status >= 500) return;
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const no = (page.querySelector(".gj-errors li") ?? page.querySelector(".gj-errors h2") ?? page.querySelector(".gj-empty h2"))?.textContent?.trim() || `没有办成（${answer.status}）`;
        await on("readwrite", s => s.put({ ...w, no }));
      }
    } catch { /* the way was lost again; what waits, waits */ } finally { this.sending = false; await this.show(); }
  }

  private said = "";
  private async note(text: string) { this.said = text; await this.show(); }

  private async show() {
    const waiting = this.person ? await this.mine() : [];
    this.replaceChildren();
    if (waiting.length === 0 && !this.said) return;
    const box = h("section", { class: "gj-waits", role: "status", "aria-label": "未发送" });
    if (this.said) box.append(h("p", {}, icon("circle-check"), this.said));
    for (const w of waiting) {
      const line = h("p", { class: w.no ? "no" : "" }, icon(w.no ? "alert-triangle" : "clock"), h("span", { class: "grow" }, `${w.no ? "没有办成" : "未发送"}：${w.title}（${new Date(w.at).toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Shanghai" })}）${w.no ? "。" + w.no : "，有网络后自动发送"}`));
      if (w.no) line.append(h("a", { class: "btn btn-sm", href: w.url }, "打开看看"));
      const drop = h("button", { type: "button", class: "btn btn-sm" }, w.no ? "知道了" : "不发了");
      drop.addEventListener("click", async () => { await on("readwrite", s => s.delete(w.id)); this.said = ""; await this.show(); });
      line.append(drop);
      box.append(line);
    }
    this.append(box);
  }
}
define("gj-queue", Queue);
