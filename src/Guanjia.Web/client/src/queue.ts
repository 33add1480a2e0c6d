import { Island, define, h, icon, token } from "./island";
import type { Unsent } from "./upload";
import { type Waiting, add, drop, forgetPages, hhmm, keep, keptPages, rowOf, waitingOf } from "./waiting";

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
/** Gate: the token of the form is of another sitting. */
const stale = 419;
const post = (url: string, body: BodyInit) => fetch(url, { method: "POST", body, headers: { accept: "text/html", "Gj-Later": "1" } });
const freshToken = async () => token(new DOMParser().parseFromString(await (await fetch("/me", { headers: { accept: "text/html" } })).text(), "text/html").documentElement);

/** The file's id; or why it was not taken; or that it has to be tried again later. */
async function upload(f: Unsent, body: [string, string][]): Promise<{ id?: string; no?: string; again?: string }> {
  const data = new FormData();
  data.append("file", f.file, f.file.name);
  const answer = await fetch(f.url, { method: "POST", body: data, headers: { accept: "application/json", RequestVerificationToken: await freshToken() } });
  if (answer.status === 401 || answer.redirected) return { again: expired };
  if (answer.status >= 500 || answer.status === 429) return { again: "" };
  const said = await answer.json().catch(() => ({})) as { id?: string; detail?: string };
  return answer.ok && said.id ? { id: said.id } : { no: `“${f.file.name}”没有收下：${said.detail ?? (answer.status === 413 ? "文件太大" : `（${answer.status}）`)}。请打开后重新选择` };
}
const expired = "登录已过期，登录后自动发送";
/** Which one its person has opened, until the next page is there. */
const opening = "gj-opening";

/** Says beside the first field what has to be filled in, or ticked (fieldset[data-every]: all of it). */
function lacking(form: HTMLFormElement) {
  form.querySelectorAll(".gj-lacking").forEach(e => e.remove());
  const say = (beside: Element, at: HTMLElement, text: string) => { beside.append(h("p", { class: "gj-lacking st-stop sm", role: "alert" }, text)); at.focus(); return true; };
  for (const e of form.querySelectorAll<HTMLInputElement>('[aria-required="true"]')) {
    if (!("value" in e) || e.value.trim() !== "" || e.closest("[hidden]")) continue;
    return say(e.closest(".gj-f") ?? e.parentElement!, e, `请填写${form.querySelector(`label[for="${e.id}"]`)?.firstChild?.textContent?.trim() ?? "这一项"}`);
  }
  for (const every of form.querySelectorAll<HTMLFieldSetElement>("fieldset[data-every]")) {
    const open = [...every.querySelectorAll<HTMLInputElement>("input[type=checkbox]")].filter(c => !c.checked);
    if (open.length > 0) return say(every, open[0], `还没有勾选：${open.map(c => c.closest("label")?.textContent?.trim() ?? "").join("、")}`);
  }
  return false;
}


/** Forms with data-later go on their way when there is a way; else they wait here. Attribute: person (whose they are; another's are not shown, nor sent). */
class Queue extends Island {
  private sending = false;
  private passed = new WeakSet<HTMLFormElement>();
  private taken = new WeakMap<HTMLFormElement, number>();
  // On the page that stands in for all others without network, whoever was here last.
  private get person() { return this.getAttribute("person") || (document.querySelector("[data-offline]") ? localStorage.getItem("gj-person") ?? "" : ""); }

  protected override start() {
    const on = { signal: this.signal };
    addEventListener("submit", e => void this.catch(e), { capture: true, signal: this.signal });
    addEventListener("online", () => void this.send(), on);
    document.addEventListener("visibilitychange", () => { if (!document.hidden) void this.send(); }, on);
    const timer = setInterval(() => void this.send(), 15_000);
    this.signal.addEventListener("abort", () => clearInterval(timer));
    // Pages that were kept for another are not this one's to read; nor anybody's after signing out.
    const offline = document.querySelector("[data-offline]");
    if (!offline && localStorage.getItem("gj-person") !== this.getAttribute("person")) void forgetPages();
    document.getElementById("gj-out")?.addEventListener("submit", e => { e.preventDefault(); void this.leave(e.target as HTMLFormElement); }, on);
    if (this.getAttribute("person")) localStorage.setItem("gj-person", this.person);
    if (offline) void this.offer();
    void this.arrived().then(() => this.send());
    // Taken up again as it was left: what was opened did not go.
    addEventListener("pageshow", e => { if (e.persisted) sessionStorage.removeItem(opening); }, on);
    if (isSecureContext) void navigator.serviceWorker?.register("/dist/sw.js", { scope: "/" }).catch(() => undefined);
  }
  protected override wake() { void this.show(); }

  /** Signing out needs the server: without network nobody is signed out, and that is said. */
  private async leave(form: HTMLFormElement) {
    await forgetPages();
    if (await reachable()) form.submit();
    else { await this.note("现在没有网络，还没有退出登录；有网络后请再退出一次，手机不要交给别人"); this.scrollIntoView({ block: "nearest" }); }
  }

  private async catch(e: SubmitEvent) {
    const form = e.target as HTMLFormElement;
    if (!form.dataset.later || this.passed.delete(form)) return;
    e.preventDefault();
    e.stopImmediatePropagation();
    // A finger that trembles: the same form again within two seconds is the same act.
    if (Date.now() - (this.taken.get(form) ?? 0) < 2000) return;
    this.taken.set(form, Date.now());
    const files = await unsent(form);
    // What waits for the same row goes first: nobody comes back before he has set out.
    const url = form.getAttribute("action") || location.pathname + location.search, before = (await this.mine()).some(w => rowOf(w.url) === rowOf(url));
    if (files.length === 0 && !before && await reachable()) { this.passed.add(form); form.requestSubmit(e.submitter as HTMLElement | null); return; }
    // Nobody answers here what is lacking: a step that cannot be done is not taken for done.
    if (lacking(form)) { this.taken.delete(form); return; }
    const data = new FormData(form);
    const named = e.submitter as HTMLButtonElement | null;
    if (named?.name) data.append(named.name, named.value);
    await add({ person: this.person, url, title: form.dataset.later!, body: [...data].filter(([, v]) => typeof v === "string").map(([k, v]) => [k, String(v)]), files, at: new Date().toISOString() });
    await this.show();
    this.scrollIntoView({ block: "nearest" });
    // Whoever goes on without network puts the page a step further; else it was done once.
    if (form.dispatchEvent(new CustomEvent("gj-kept", { bubbles: true, cancelable: true }))) form.querySelectorAll<HTMLButtonElement>("[type=submit]").forEach(b => { b.disabled = true; });
    if (navigator.onLine) void this.send();
  }

  /** On the page that stands in for all others: what can be opened all the same. */
  private async offer() {
    const at = document.querySelector("[data-kept-pages]"), kept = await keptPages();
    at?.replaceChildren(...kept.map(k => h("a", { class: "btn wide", href: k.path }, k.title)));
  }

  private mine() { return waitingOf(this.person); }

  private async send() {
    if (this.sending || !this.person) return;
    this.sending = true;
    try {
      // One page at a time, of all that are open.
      if (navigator.locks) await navigator.locks.request("gj-queue", { ifAvailable: true }, async lock => { if (lock) await this.sendAll(); });
      else await this.sendAll();
    } catch { /* the way was lost again; what waits, waits */ } finally { this.sending = false; await this.show(); }
  }

  private async sendAll() {
    const all = await this.mine(), held = new Set(all.filter(w => w.no).map(w => rowOf(w.url))), waiting = all.filter(w => !w.no);
    if (waiting.length === 0 || !await reachable()) return;
    for (const w of waiting) {
      if (held.has(rowOf(w.url))) continue;
      const refused = async (no: string) => { held.add(rowOf(w.url)); await keep({ ...w, no }); };
      let no: string | undefined;
      for (let f; !no && (f = w.files?.[0]);) {
        const taken = await upload(f, w.body);
        if (taken.again !== undefined) { if (taken.again) await this.note(taken.again); return; }
        if (taken.id) { w.body.push([f.name, taken.id]); w.files!.shift(); await keep(w); } else no = taken.no;
      }
      if (no) { await refused(no); continue; }
      // When it was done and when it is sent, by one clock: the server reckons back from its own.
      const body = new URLSearchParams(w.body);
      body.set("_phoneAt", w.at);
      body.set("_sentAt", new Date().toISOString());
      // The page that it was typed on may be days old: this one's token is good.
      if (token()) body.set("__RequestVerificationToken", token());
      let answer = await post(w.url, body);
      if (answer.status === stale) { body.set("__RequestVerificationToken", await freshToken()); answer = await post(w.url, body); }
      if (answer.status === 401) { await this.note(expired); return; }
      // Whatever was done leads on to another page.
      if (answer.ok && answer.redirected) { await drop(w.id); await this.note(`已发送：${w.title}`); continue; }
      if (answer.status >= 500 || answer.status === 429 || answer.status === stale) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      await refused((page.querySelector(".gj-errors li") ?? page.querySelector(".gj-errors h2") ?? page.querySelector(".gj-empty h2") ?? page.querySelector("main.one p"))?.textContent?.trim() || `没有办成（${answer.status}）`);
    }
  }

  /** Opened as it was typed. It stays here until the page that answers has come: the way may be lost in between. */
  private async open(w: Waiting) {
    if (!await reachable()) { await this.note("现在没有网络，有网络后再打开"); return; }
    const form = h("form", { method: "post", action: w.url, hidden: "" });
    for (const [name, value] of w.body) form.append(h("input", { type: "hidden", name, value: name === "__RequestVerificationToken" ? token() || value : value }));
    form.append(h("input", { type: "hidden", name: "_phoneAt", value: w.at }), h("input", { type: "hidden", name: "_sentAt", value: new Date().toISOString() }));
    document.body.append(form);
    sessionStorage.setItem(opening, String(w.id));
    form.submit();
  }

  /** The page that answers what was opened is here: it has what was typed. One that stands in for it, or that was gone back to, has not. */
  private async arrived() {
    const id = sessionStorage.getItem(opening);
    sessionStorage.removeItem(opening);
    const [way] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
    if (id && way?.type !== "back_forward" && !document.querySelector("[data-offline]")) await drop(Number(id));
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
      const behind = waiting.some(o => o.no && o.id < w.id && rowOf(o.url) === rowOf(w.url));
      const line = h("p", { class: w.no ? "no" : "" }, icon(w.no ? "alert-triangle" : "clock"), h("span", { class: "grow" }, `${w.no ? "没有办成" : "未发送"}：${w.title}（${hhmm(new Date(w.at))}）${w.no ? "。" + w.no : behind ? "，前一步办成后发送" : "，有网络后自动发送"}`));
      // Opened as it was typed: nothing has to be entered twice.
      if (w.no) { const look = h("button", { type: "button", class: "btn btn-sm" }, "打开看看"); look.addEventListener("click", () => void this.open(w)); line.append(look); }
      const away = h("button", { type: "button", class: "btn btn-sm" }, w.no ? "知道了" : "不发了");
      away.addEventListener("click", async () => { await drop(w.id); this.said = ""; await this.show(); });
      line.append(away);
      box.append(line);
    }
    this.append(box);
  }
}
define("gj-queue", Queue);
