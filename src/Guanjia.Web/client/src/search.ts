import { Island, define, h, icon } from "./island";

interface Found { kind: string; kindName: string; title: string; note?: string; url: string; marks: { at: number; length: number }[] }

/** The search of the bar: what is found stands below it while one types, grouped by kind, the parts that fit marked. Arrows, Enter opens, Esc closes; without script the form leads to the page of the search. Attribute: url. */
class Search extends Island {
  private at = -1;
  private timer = 0;
  private asked = "";
  /** Enter was pressed before the answer came: its first line is opened then. */
  private owed = false;
  private get box() { return this.querySelector<HTMLInputElement>("input[type=search]")!; }
  private get list() { return this.querySelector<HTMLElement>(".gj-list"); }
  private get rows() { return [...this.list?.querySelectorAll<HTMLElement>("[role=option]") ?? []]; }

  protected override start() {
    const on = { signal: this.signal };
    this.addEventListener("input", () => this.later(), on);
    this.addEventListener("keydown", e => this.key(e), on);
    this.addEventListener("focusin", () => { if (this.box.value.trim() && !this.list) this.later(); }, on);
    this.addEventListener("focusout", e => { if (!this.contains(e.relatedTarget as Node | null)) this.close(); }, on);
    this.addEventListener("click", e => { const row = (e.target as Element).closest<HTMLElement>("[role=option][data-url]"); if (row) this.open(row); }, on);
    // pressing must not take the focus from the box before the click arrives
    this.addEventListener("mousedown", e => { if ((e.target as Element).closest(".gj-list")) e.preventDefault(); }, on);
  }

  protected override wake() {
    this.close();
    for (const [name, value] of Object.entries({ role: "combobox", "aria-expanded": "false", "aria-autocomplete": "list", "aria-controls": "gj-search-list" })) this.box.setAttribute(name, value);
  }

  private later() {
    this.owed = false;
    clearTimeout(this.timer);
    this.asked = "\0";
    if (this.box.value.trim()) this.timer = window.setTimeout(() => void this.ask(), 120); else { this.timer = 0; this.close(); }
  }

  private async ask() {
    this.timer = 0;
    const q = this.asked = this.box.value.trim();
    const url = new URL(this.getAttribute("url")!, document.baseURI);
    url.searchParams.set("q", q);
    try {
      const answer = await fetch(url, { headers: { accept: "application/json" }, signal: this.signal });
      if (!answer.ok) throw new Error(String(answer.status));
      const items: Found[] = (await answer.json()).items;
      if (this.asked !== q || !this.contains(document.activeElement)) return;
      this.show(q, items);
      if (this.owed) { this.owed = false; if (items.length) this.open(this.rows[0]!); }
    } catch (x) {
      this.owed = false;
      if ((x as Error).name !== "AbortError" && this.asked === q) this.show(q, [], "暂时查不到，请检查网络后再试");
    }
  }

  private show(q: string, items: Found[], instead?: string) {
    const list = h("ul", { class: "gj-list", role: "listbox", id: "gj-search-list", "aria-label": "找到的" });
    let kind = "";
    items.forEach((item, i) => {
      if (item.kind !== kind) { kind = item.kind; list.append(h("li", { class: "kind", role: "presentation" }, item.kindName)); }
      const row = h("li", { role: "option", id: `gj-search-${i}`, "aria-selected": "false", "data-url": item.url }, ...this.marked(item));
      if (item.note) row.append(h("small", {}, item.note));
      list.append(row);
    });
    if (!items.length) list.append(h("li", { class: "none", role: "option", "aria-disabled": "true", "aria-selected": "false" }, instead ?? `没有找到“${q}”`));
    else list.append(h("li", { role: "option", id: "gj-search-all", "aria-selected": "false", "data-url": `${this.querySelector("form")!.getAttribute("action")}?q=${encodeURIComponent(q)}` }, icon("search"), `查看“${q}”的全部结果`));
    this.list?.remove();
    this.append(list);
    this.box.setAttribute("aria-expanded", "true");
    this.move(items.length ? 0 : -1);
  }

  private marked(item: Found): (Node | string)[] {
    const parts: (Node | string)[] = [];
    let at = 0;
    for (const m of item.marks) { parts.push(item.title.slice(at, m.at), h("mark", {}, item.title.slice(m.at, m.at + m.length))); at = m.at + m.length; }
    return [...parts, item.title.slice(at)];
  }

  private move(to: number) {
    const rows = this.rows.filter(r => !r.hasAttribute("aria-disabled"));
    this.at = rows.length ? (to + rows.length) % rows.length : -1;
    rows.forEach((r, i) => r.setAttribute("aria-selected", String(i === this.at)));
    const row = rows[this.at];
    if (row) { this.box.setAttribute("aria-activedescendant", row.id); row.scrollIntoView({ block: "nearest" }); } else this.box.removeAttribute("aria-activedescendant");
  }

  private key(e: KeyboardEvent) {
    if (e.isComposing) return;
    if ((e.key === "ArrowDown" || e.key === "ArrowUp") && this.list) { e.preventDefault(); this.move(this.at + (e.key === "ArrowDown" ? 1 : -1)); }
    else if (e.key === "Escape" && this.list) { e.preventDefault(); e.stopPropagation(); this.close(); }
    else if (e.key === "Enter" && this.box.value.trim()) {
      const row = this.list && this.asked === this.box.value.trim() ? this.rows[this.at] : undefined;
      if (row?.dataset.url) { e.preventDefault(); this.open(row); }
      else if (this.timer || this.asked === this.box.value.trim() && !this.list) {
        e.preventDefault();
        this.owed = true;
        if (this.timer) { clearTimeout(this.timer); void this.ask(); }
      }
    }
  }

  private open(row: HTMLElement) {
    // A link that is pressed, so that the page is merged as by any other.
    const link = h("a", { href: row.dataset.url!, hidden: "" });
    this.append(link);
    this.box.value = "";
    this.box.blur();
    link.click();
    link.remove();
    this.close();
  }

  private close() {
    clearTimeout(this.timer);
    this.timer = 0;
    this.asked = "\0";
    this.list?.remove();
    this.box.setAttribute("aria-expanded", "false");
    this.box.removeAttribute("aria-activedescendant");
  }
}
define("gj-search", Search);
