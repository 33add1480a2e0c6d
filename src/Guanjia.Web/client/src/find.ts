import { Island, define } from "./island";

/** Narrows a list on the page while one types: by its words, by pinyin or initials (data-find). Attribute: for, the id of the list. Without script the form asks the server. */
class Find extends Island {
  protected override start() {
    const input = this.querySelector("input")!;
    input.addEventListener("input", () => this.narrow(input.value), { signal: this.signal });
    // One that is left over is meant.
    this.closest("form")?.addEventListener("submit", e => { const left = this.links().filter(a => !a.hidden); if (input.value && left.length) { e.preventDefault(); left[0]!.click(); } }, { signal: this.signal });
  }

  private links() { return [...document.getElementById(this.getAttribute("for")!)?.querySelectorAll<HTMLElement>("[data-find]") ?? []]; }

  private narrow(text: string) {
    const wanted = text.trim().toLowerCase();
    for (const a of this.links()) a.hidden = !!wanted && !a.textContent!.toLowerCase().includes(wanted) && !a.dataset.find!.split(" ").some(w => w.startsWith(wanted));
    for (const g of document.getElementById(this.getAttribute("for")!)?.querySelectorAll<HTMLElement>(".g") ?? []) g.hidden = !g.querySelector("[data-find]:not([hidden])");
  }
}
define("gj-find", Find);
