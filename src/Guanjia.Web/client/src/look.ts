import { Island, define } from "./island";

/** What the answers given so far lead to: after each of them the form goes to its own page with `_look`, which does nothing but show;
    the fragments marked data-look (each with an id) take the place of the old ones. A tick beside words that have changed is taken off. */
class Look extends Island {
  private timer = 0;
  private asking?: AbortController;

  protected override start() {
    const on = { signal: this.signal }, form = this.closest("form");
    form?.addEventListener("change", e => { if ((e.target as HTMLElement).closest("[data-quiet]")) return; clearTimeout(this.timer); this.timer = window.setTimeout(() => void this.look(form), 150); }, on);
    form?.addEventListener("submit", () => { clearTimeout(this.timer); this.asking?.abort(); }, on);
  }

  private async look(form: HTMLFormElement) {
    this.asking?.abort();
    const asking = this.asking = new AbortController();
    const body = new FormData(form);
    body.append("_look", "1");
    try {
      const answer = await fetch(form.getAttribute("action") || location.href, { method: "POST", body, headers: { accept: "text/html" }, signal: asking.signal });
      if (!answer.ok || answer.redirected) return;
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const old of document.querySelectorAll<HTMLElement>("[data-look]")) {
        const now = fresh.getElementById(old.id);
        if (!now || now.isEqualNode(old) || old.contains(document.activeElement)) continue;
        const ticked = old.closest("label")?.querySelector<HTMLInputElement>("input:checked");
        if (ticked && now.textContent !== old.textContent) ticked.checked = false;
        old.replaceWith(document.adoptNode(now));
      }
      form.dataset.looked = String(Number(form.dataset.looked ?? 0) + 1);
    } catch { /* overtaken by the next answer, or off line: the form itself still works */ }
  }
}
define("gj-look", Look);
