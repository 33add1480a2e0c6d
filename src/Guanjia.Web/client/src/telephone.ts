import { Island, define } from "./island";

/** While someone speaks on the telephone the hands stay on the keys: the first box has the focus, a space ticks what was read back and goes on to the next,
    after the last to the button that sends. */
class Telephone extends Island {
  protected override start() {
    const on = { signal: this.signal }, form = this.closest("form");
    this.addEventListener("keydown", e => {
      const box = e.target as HTMLInputElement;
      if (e.key !== " " || box.type !== "checkbox" || box.checked) return;
      e.preventDefault();
      box.checked = true;
      box.dispatchEvent(new Event("change", { bubbles: true }));
      const boxes = [...this.querySelectorAll<HTMLInputElement>("input[type=checkbox]")];
      const next = boxes.slice(boxes.indexOf(box) + 1).find(b => !b.checked) ?? boxes.find(b => !b.checked);
      (next ?? form?.querySelector<HTMLElement>(".gj-acts [type=submit]"))?.focus();
    }, on);
    const first = document.activeElement === document.body && !document.querySelector("gj-focus") ? form?.querySelector<HTMLElement>("input[role=combobox]") : null;
    first?.focus();
  }
}
define("gj-telephone", Telephone);
