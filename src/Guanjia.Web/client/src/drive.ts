import { Island, define, h } from "./island";
import { forgetPage, hhmm, keepPage, rowOf, waitingOf } from "./waiting";

/** The driver's page: of the steps to come the present one is shown. What is kept without network takes the page a step further, as the server will.
    Attributes: state (where the trip is on the server); data-keep (what the page is called while it lies on the phone, to be opened again without network). Forms: data-next (the state after it), data-again (may be done more than once). */
class Drive extends Island {
  private now = "";
  private watch = 0;

  protected override start() {
    const on = { signal: this.signal };
    this.addEventListener("gj-kept", e => { e.preventDefault(); this.kept(e.target as HTMLFormElement); }, on);
    // Said by the dispatcher meanwhile: taken back, changed. What is being typed stays until the step itself is another.
    document.addEventListener("gj-refreshed", () => { const there = this.querySelector<HTMLElement>("#drive-now")?.dataset.state; if (there && there !== this.getAttribute("state") && this.now === this.getAttribute("state")) location.reload(); }, on);
    this.signal.addEventListener("abort", () => { if (this.watch) navigator.geolocation.clearWatch(this.watch); });
    this.addEventListener("submit", e => {
      this.locate();
      // With the last step there is nothing left to open again.
      if (["CostsEntered", "Broken"].includes((e.target as HTMLFormElement).dataset.next ?? "")) void forgetPage(location.pathname).catch(() => undefined);
    }, { ...on, capture: true });
    if (isSecureContext) void navigator.permissions?.query({ name: "geolocation" }).then(p => { if (p.state === "granted") this.locate(); }).catch(() => undefined);
  }
  protected override wake() {
    this.now = this.getAttribute("state") ?? "";
    void this.resume();
    // As it is now: opened again in a valley it must not ask for what has been done.
    void (this.dataset.keep ? keepPage(location.pathname) : forgetPage(location.pathname)).catch(() => undefined);
  }

  /** What waits on the phone has been done, whatever the page knew when it was laid by. */
  private async resume() {
    const row = rowOf(location.pathname), person = document.querySelector("gj-queue")?.getAttribute("person") ?? "";
    this.querySelectorAll("[data-kept-list] [data-unsent]").forEach(e => e.remove());
    for (const w of (await waitingOf(person)).filter(w => rowOf(w.url) === row)) {
      if (w.no) return;
      const form = [...this.querySelectorAll<HTMLFormElement>("form.gj-drive-act")].find(f => f.getAttribute("action") === w.url && f.dataset.later === w.title);
      if (form?.dataset.again !== undefined) this.told(form, new Date(w.at));
      else if (form?.dataset.next) this.step(form.dataset.next);
    }
  }

  /** One that may be done again: it stands in the list, and its form is a new one. */
  private told(form: HTMLFormElement, at: Date) {
    form.querySelector<HTMLInputElement>("input[name=_key]")!.value = crypto.randomUUID().replaceAll("-", "");
    this.querySelector("[data-kept-list]")?.append(h("li", { "data-unsent": "" }, h("span", { class: "num" }, hhmm(at)), h("span", { class: "grow" }, form.querySelector("button")!.textContent!.trim()), h("span", { class: "t3 sm" }, "未发送")));
  }

  private kept(form: HTMLFormElement) {
    form.querySelectorAll<HTMLElement>("[aria-busy]").forEach(b => { b.classList.remove("busy"); b.removeAttribute("aria-busy"); });
    if (form.dataset.again !== undefined) {
      this.told(form, new Date());
      return;
    }
    if (form.dataset.next) this.step(form.dataset.next);
  }

  private step(state: string) {
    this.now = state;
    // The word at the head goes along; that it has not been sent stands beside it until the server has said so itself.
    const head = this.querySelector("#drive-now .gj-task.now > .row-x"), chip = this.querySelector<HTMLTemplateElement>(`template[data-chip="${state}"]`)?.content.firstElementChild?.cloneNode(true);
    if (head && chip) { head.querySelector("[data-unsent]")?.remove(); head.firstElementChild!.replaceWith(chip, h("span", { class: "t3 sm", "data-unsent": "" }, "未发送")); }
    for (const part of this.querySelectorAll<HTMLElement>("[data-step]")) part.hidden = !part.dataset.step!.split(" ").includes(state);
    this.querySelector<HTMLElement>("[data-step]:not([hidden])")?.scrollIntoView({ block: "start" });
  }

  /** The telephone says where it is while the page is open: kept at the steps alone. */
  private locate() {
    if (this.watch || !isSecureContext || !navigator.geolocation) return;
    this.watch = navigator.geolocation.watchPosition(p => {
      for (const [name, value] of [["_lat", p.coords.latitude], ["_lon", p.coords.longitude]] as const) this.querySelectorAll<HTMLInputElement>(`input[name=${name}]`).forEach(i => { i.value = value.toFixed(6); });
    }, () => undefined, { enableHighAccuracy: true, maximumAge: 30_000 });
  }
}
define("gj-drive", Drive);
