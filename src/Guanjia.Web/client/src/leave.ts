import { Island, define } from "./island";

const question = "您填写的内容还没有提交，离开后会丢失。确定离开吗？";

/** Warns before what was typed is left behind. Stands in its form; `dirty` when the server already knows of unsent text. */
class Leave extends Island {
  private dirty = false;
  private get form() { return this.closest("form"); }

  protected override start() {
    const on = { signal: this.signal }, form = this.form;
    form?.addEventListener("input", () => { this.dirty = true; }, on);
    form?.addEventListener("change", () => { this.dirty = true; }, on);
    form?.addEventListener("submit", e => { if (!e.defaultPrevented) this.dirty = false; }, on);
    addEventListener("beforeunload", e => { if (this.dirty) e.preventDefault(); }, on);
    // Enhanced navigation does not unload the page: ask at the link itself.
    document.addEventListener("click", e => {
      const a = (e.target as Element).closest?.("a[href]") as HTMLAnchorElement | null;
      if (!this.dirty || !a || a.target || a.hasAttribute("download") || e.ctrlKey || e.metaKey || e.shiftKey) return;
      if (a.href.split("#")[0] === location.href.split("#")[0]) return;
      if (confirm(question)) { this.dirty = false; return; }
      e.preventDefault();
      e.stopImmediatePropagation();
    }, { capture: true, signal: this.signal });
  }

  protected override wake() { this.dirty = this.hasAttribute("dirty"); }
}
define("gj-leave", Leave);
