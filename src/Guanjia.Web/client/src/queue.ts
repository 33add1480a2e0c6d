import { Island, define, h, icon, token } from "./island";
import type { Unsent } from "./upload";

/** What was decided without network: kept on this device, shown on every page until it has arrived. */
interface Waiting { id: number; person: string; url: string; title: string; body: [string, string][]; files?: Unsent[]; at: string; no?: string }

/** What one act waits for: a row's acts go one after the other, and one that was refused holds back those behind it. */
const rowOf = (w: Waiting) => w.url.split("?")[0]!.replace(/\/[^/]*$/, "");

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

/** The files of a form that could not be sent where there was no network. */
async function unsent(form: HTMLFormElement): Promise<Unsent[]> {
  if (!form.querySelector("gj-upload")) return [];
  const { waitingFiles } = await import("./upload");
  return waitingFiles(form);
}
async function upload(f: Unsent, body: [string, string][]): Promise<string> {
  const data = new FormData();
  data.append("file", f.file, f.file.name);
  const answer = await fetch(f.url, { method: "POST", body: data, headers: { accept: "application/json", RequestVerificationToken: body.find(([k]) => k === "__RequestVerificationToken")?.[1] ?? "" } });
  if (!answer.ok) throw new Error(`a file was not taken: ${answer.status}`);
  return (await answer.json() as { id: string }).id;
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
    const files = await unsent(form);
    if (files.length === 0 && await reachable()) { this.passed.add(form); form.requestSubmit(e.submitter as HTMLElement | null); return; }
    const data = new FormData(form);
    const named = e.submitter as HTMLButtonElement | null;
    if (named?.name) data.append(named.name, named.value);
    await on("readwrite", s => s.add({ person: this.person, url: form.getAttribute("action") || location.pathname + location.search, title: form.dataset.later!, body: [...data].filter(([, v]) => typeof v === "string").map(([k, v]) => [k, String(v)]), files, at: new Date().toISOString() } satisfies Omit<Waiting, "id">));
    await this.show();
    this.scrollIntoView({ block: "nearest" });
    // Whoever goes on without network puts the page a step further; else it was done once.
    if (form.dispatchEvent(new CustomEvent("gj-kept", { bubbles: true, cancelable: true }))) form.querySelectorAll<HTMLButtonElement>("[type=submit]").forEach(b => { b.disabled = true; });
    if (navigator.onLine) void this.send();
  }

  private async mine() { return ((await on("readonly", s => s.getAll())) as Waiting[]).filter(w => w.person === this.person); }

  private async send() {
    if (this.sending || !this.person) return;
    this.sending = true;
    try {
      const all = await this.mine(), held = new Set(all.filter(w => w.no).map(rowOf)), waiting = all.filter(w => !w.no);
      if (waiting.length === 0 || !await reachable()) return;
      for (const w of waiting) {
        if (held.has(rowOf(w))) continue;
        for (let f; (f = w.files?.[0]);) {
          const id = await upload(f, w.body);
          w.body.push([f.name, id]);
          w.files!.shift();
          await on("readwrite", s => s.put(w));
        }
        // When it was done and when it is sent, by one clock: the server reckons back from its own.
        const body = new URLSearchParams(w.body);
        body.set("_phoneAt", w.at);
        body.set("_sentAt", new Date().toISOString());
        const answer = await fetch(w.url, { method: "POST", body, headers: { accept: "text/html" } });
        if (answer.redirected && new URL(answer.url).pathname === "/sign-in") { await this.note("登录已过期，登录后自动发送"); return; }
        if (answer.ok) { await on("readwrite", s => s.delete(w.id)); await this.note(`已发送：${w.title}`); continue; }
        if (answer.status >= 500) return;
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const no = (page.querySelector(".gj-errors li") ?? page.querySelector(".gj-errors h2") ?? page.querySelector(".gj-empty h2"))?.textContent?.trim() || `没有办成（${answer.status}）`;
        held.add(rowOf(w));
        await on("readwrite", s => s.put({ ...w, no }));
      }
    } catch { /* the way was lost again; what waits, waits */ } finally { this.sending = false; await this.show(); }
  }

  private async open(w: Waiting) {
    const form = h("form", { method: "post", action: w.url, hidden: "" });
    for (const [name, value] of w.body) form.append(h("input", { type: "hidden", name, value: name === "__RequestVerificationToken" ? token() || value : value }));
    form.append(h("input", { type: "hidden", name: "_phoneAt", value: w.at }), h("input", { type: "hidden", name: "_sentAt", value: new Date().toISOString() }));
    document.body.append(form);
    await on("readwrite", s => s.delete(w.id));
    form.submit();
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
      // Opened as it was typed: nothing has to be entered twice.
      if (w.no) { const look = h("button", { type: "button", class: "btn btn-sm" }, "打开看看"); look.addEventListener("click", () => void this.open(w)); line.append(look); }
      const drop = h("button", { type: "button", class: "btn btn-sm" }, w.no ? "知道了" : "不发了");
      drop.addEventListener("click", async () => { await on("readwrite", s => s.delete(w.id)); this.said = ""; await this.show(); });
      line.append(drop);
      box.append(line);
    }
    this.append(box);
  }
}
define("gj-queue", Queue);
