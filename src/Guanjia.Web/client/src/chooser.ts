import { Island, define, h, icon } from "./island";

interface Item { id: string; text: string; note?: string }

/** People, rooms, units by a few letters: the server finds by characters, pinyin and initials. The ids lie in a hidden field, comma-separated;
    the words beside them too, so that a refused form shows them again. Before a letter is typed, what the page suggests (data-suggest, by the field's name) stands first. Attributes: url, multiple. */
class Chooser extends Island {
  private items: Item[] = [];
  private at = -1;
  private timer = 0;
  private asked = "";
  /** Tab was pressed before the answer came: its first line is taken then, the focus has gone on. */
  private owed = false;
  private get box() { return this.querySelector<HTMLInputElement>("input[role=combobox]")!; }
  private get ids() { return this.querySelector<HTMLInputElement>("input[data-ids]")!; }
  private get words() { return this.querySelector<HTMLInputElement>("input[data-words]"); }
  private get chosen() { return [...this.querySelectorAll<HTMLElement>(".gj-chosen")]; }
  private get list() { return this.querySelector<HTMLElement>(".gj-list"); }
  private get many() { return this.hasAttribute("multiple"); }

  protected override start() {
    const on = { signal: this.signal };
    this.addEventListener("input", e => { if (e.target === this.box) { this.owed = false; this.box.classList.remove("lost"); this.later(); } }, on);
    this.addEventListener("keydown", e => this.key(e), on);
    this.addEventListener("focusout", e => { if (!this.owed && !this.contains(e.relatedTarget as Node | null)) this.close(true); }, on);
    this.addEventListener("click", e => {
      const gone = (e.target as Element).closest("[data-remove]");
      if (gone) { gone.closest(".gj-chosen")!.remove(); this.keep(); this.box.focus(); }
      else if (e.target === this || e.target === this.box) { this.box.focus(); void this.ask(); }
    }, on);
    // pressing must not take the focus from the box before the click arrives
    this.addEventListener("mousedown", e => { if ((e.target as Element).closest(".gj-list")) e.preventDefault(); }, on);
  }

  protected override wake() {
    this.list?.remove();
    this.box.setAttribute("aria-expanded", "false");
    for (const chip of this.chosen) if (!chip.querySelector("[data-remove]")) chip.append(this.cross(chip.textContent!.trim()));
  }

  private cross(text: string) { return h("button", { type: "button", "data-remove": "", "aria-label": `去掉 ${text}` }, icon("x")); }
  private later() { clearTimeout(this.timer); this.timer = window.setTimeout(() => void this.ask(), 120); }

  private async ask() {
    const q = this.asked = this.box.value.trim();
    const suggested = q ? [] : [...document.querySelectorAll<HTMLElement>("[data-suggest]")].filter(s => s.dataset.suggest === this.ids.name);
    if (suggested.length) { this.items = suggested.map(s => ({ id: s.getAttribute("value")!, text: s.dataset.text!, note: s.dataset.note })); this.show(); return; }
    const url = new URL(this.getAttribute("url")!, document.baseURI);
    url.searchParams.set("q", q);
    try {
      const answer = await fetch(url, { headers: { accept: "application/json" }, signal: this.signal });
      if (!answer.ok) throw new Error(String(answer.status));
      const json = await answer.json();
      if (this.asked !== q || !this.owed && !this.contains(document.activeElement)) return;
      this.items = (Array.isArray(json) ? json : json.items).map((i: Record<string, string>) => ({ id: i.id ?? i.value, text: i.text ?? i.name, note: i.note }));
      if (this.owed) {
        this.owed = false;
        const taken = new Set(this.chosen.map(c => c.dataset.id)), first = this.items.find(i => !taken.has(i.id));
        if (first) { this.take(first, false); return; }
        if (!this.contains(document.activeElement)) { this.close(false); this.box.classList.add("lost"); return; }   // what was typed stays, so that one sees it was not found
      }
      this.show(this.items.length ? undefined : q ? `没有找到“${q}”，可换名称、全拼或首字母再试` : "没有可选的项");
    } catch (x) {
      this.owed = false;
      if ((x as Error).name !== "AbortError") { this.items = []; this.show("暂时查不到，请检查网络后再试"); }
    }
  }

  private show(instead?: string) {
    const taken = new Set(this.chosen.map(c => c.dataset.id));
    const list = h("ul", { class: "gj-list", role: "listbox", id: `${this.box.id}-list`, "aria-label": this.box.getAttribute("aria-label") ?? "可选的项" });
    if (instead) list.append(h("li", { "aria-disabled": "true", role: "option" }, instead));
    this.items.forEach((item, i) => {
      const li = h("li", { role: "option", id: `${this.box.id}-${i}`, "aria-selected": "false" }, item.text);
      if (taken.has(item.id)) { li.setAttribute("aria-disabled", "true"); li.append(h("small", {}, "已选")); }
      else {
        if (item.note) li.append(h("small", {}, item.note));
        li.addEventListener("click", e => { e.stopPropagation(); this.take(item); });
      }
      list.append(li);
    });
    this.list?.remove();
    this.append(list);
    this.box.setAttribute("aria-expanded", "true");
    this.box.setAttribute("aria-controls", list.id);
    this.move(this.items.length && this.box.value.trim() ? 0 : -1);
  }

  private move(to: number) {
    const rows = [...this.list?.querySelectorAll<HTMLElement>("li:not([aria-disabled])") ?? []];
    this.at = rows.length ? (to + rows.length) % rows.length : -1;
    if (to < 0 && this.at === rows.length - 1 && to !== -2) this.at = -1;
    rows.forEach((r, i) => r.setAttribute("aria-selected", String(i === this.at)));
    const row = rows[this.at];
    if (row) { this.box.setAttribute("aria-activedescendant", row.id); row.scrollIntoView({ block: "nearest" }); } else this.box.removeAttribute("aria-activedescendant");
  }

  private key(e: KeyboardEvent) {
    if (e.target !== this.box || e.isComposing) return;
    if (e.key === "ArrowDown" || e.key === "ArrowUp") {
      e.preventDefault();
      if (!this.list) void this.ask(); else this.move(e.key === "ArrowDown" ? this.at + 1 : this.at <= 0 ? -2 : this.at - 1);
    } else if (e.key === "Enter" && this.list) {
      e.preventDefault();   // Enter chooses; only with the list closed does it send the form
      const row = this.list.querySelector<HTMLElement>("li[aria-selected=true]");
      row?.click();
    } else if (e.key === "Tab" && !e.shiftKey && this.box.value.trim()) {
      // Tab takes what Enter would take, and goes on to the next question.
      const row = this.list?.querySelector<HTMLElement>("li[aria-selected=true]");
      if (row && this.asked === this.box.value.trim()) this.take(this.items[[...this.list!.children].indexOf(row)]!, false);
      else { this.owed = true; clearTimeout(this.timer); void this.ask(); }
    } else if (e.key === "Escape" && this.list) { e.stopPropagation(); this.close(true); }
    else if (e.key === "Backspace" && this.box.value === "") { this.chosen.at(-1)?.remove(); this.keep(); }
  }

  private take(item: Item, stay = true) {
    if (!this.many) for (const c of this.chosen) c.remove();
    this.box.before(h("span", { class: "gj-chosen", "data-id": item.id }, h("span", {}, item.text), this.cross(item.text)));
    this.box.value = "";
    this.close(false);
    this.keep();
    if (stay) this.box.focus();
  }

  private keep() {
    this.ids.value = this.chosen.map(c => c.dataset.id).join(",");
    if (this.words) this.words.value = this.chosen.map(c => c.querySelector("span")?.textContent ?? c.textContent).join("\n");
    this.ids.dispatchEvent(new Event("change", { bubbles: true }));
  }

  private close(clear: boolean) {
    clearTimeout(this.timer);
    this.asked = "\0";
    this.list?.remove();
    this.box.setAttribute("aria-expanded", "false");
    this.box.removeAttribute("aria-activedescendant");
    if (clear) this.box.value = "";   // half a name is not a choice
  }
}
define("gj-chooser", Chooser);
