import { Island, define } from "./island";

/** One click, one sending. The server knows a key used twice; this spares people the wait and shows at once that something happens. */
class Once extends Island {
  private busy?: HTMLElement;
  private since = 0;

  protected override start() {
    const form = this.closest("form");
    form?.addEventListener("submit", e => {
      if (this.busy && Date.now() - this.since < 30_000) { e.preventDefault(); e.stopImmediatePropagation(); return; }
      const button = (e as SubmitEvent).submitter ?? form.querySelector<HTMLElement>("[type=submit]");
      if (!button) return;
      this.since = Date.now();
      this.busy = button;
      button.classList.add("busy");
      button.setAttribute("aria-busy", "true");
    }, { capture: true, signal: this.signal });
    addEventListener("pageshow", () => this.wake(), { signal: this.signal });
  }

  protected override wake() {
    this.busy?.classList.remove("busy");
    this.busy?.removeAttribute("aria-busy");
    this.busy = undefined;
  }
}
define("gj-once", Once);
