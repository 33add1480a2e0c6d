import { Island, define, h } from "./island";

/** What the answers given so far lead to: after each of them the form goes to its own page with `_look`, which does nothing but show;
    the fragments marked data-look (each with an id) take the place of the old ones. A tick beside words that have changed is taken off. */
class Look extends Island {
  private timer = 0;
  private asking?: AbortController;

  protected override start() {
    const on = { signal: this.signal }, form = this.closest("form");
    form?.addEventListener("change", e => { if ((e.target as HTMLElement).closest("[data-quiet]")) return; clearTimeout(this.timer); this.timer = window.setTimeout(() => void this.look(form), 150); }, on);
    // A way out of a clash is taken here, in the form as it is typed; the link itself would begin anew. On the window, before anyone asks whether to leave.
    addEventListener("click", e => {
      const way = (e.target as Element).closest?.<HTMLAnchorElement>(".gj-errors .way a");
      const url = way && new URL(way.href), room = url?.searchParams.get("room"), days = url?.searchParams.get("days");
      if (!form || !way || !url?.pathname.endsWith("/new") || !room || !days) return;
      e.preventDefault();
      e.stopImmediatePropagation();
      setRoom(form, room, way.textContent!.trim().replace(/^改用/, ""));
      setDays(form, days);
      setFurther(form, url.searchParams.get("further"));
      form.dispatchEvent(new Event("change", { bubbles: true }));
      way.closest<HTMLElement>(".gj-errors")!.hidden = true;
      form.querySelector<HTMLElement>(".gj-acts [type=submit]")?.focus();
    }, { capture: true, signal: this.signal });
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
      let cleared: HTMLInputElement | undefined;
      for (const old of document.querySelectorAll<HTMLElement>("[data-look]")) {
        const now = fresh.getElementById(old.id);
        if (!now || now.isEqualNode(old) || old.contains(document.activeElement)) continue;
        const ticked = old.closest("label")?.querySelector<HTMLInputElement>("input:checked");
        if (ticked && now.textContent !== old.textContent) { ticked.checked = false; cleared ??= ticked; }
        old.replaceWith(document.adoptNode(now));
      }
      // Whoever stands at the button that sends is taken to what he has to read back again.
      if (document.activeElement?.matches(".gj-acts [type=submit]")) cleared?.focus();
      form.dataset.looked = String(Number(form.dataset.looked ?? 0) + 1);
    } catch { /* overtaken by the next answer, or off line: the form itself still works */ }
  }
}
function setRoom(form: HTMLFormElement, id: string, name: string) {
  const select = form.querySelector<HTMLSelectElement>("select[name=RoomId]"), ids = form.querySelector<HTMLInputElement>("input[data-ids][name=RoomId]");
  if (select) select.value = [...select.options].find(o => o.value.toLowerCase() === id.toLowerCase())?.value ?? select.value;
  if (!ids || ids.value.toLowerCase() === id.toLowerCase()) return;
  ids.value = id;
  const chooser = ids.closest("gj-chooser")!;
  for (const old of chooser.querySelectorAll(".gj-chosen")) old.remove();
  chooser.querySelector("input[role=combobox]")!.before(h("span", { class: "gj-chosen", "data-id": id }, h("span", {}, name)));
}

/** Further rooms, room:role by comma, into their boxes. */
function setFurther(form: HTMLFormElement, text: string | null) {
  text?.split(",").forEach((one, i) => {
    const [room, role] = one.split(":");
    for (const [name, value] of [[`Further_${i}`, room!], [`FurtherRole_${i}`, role!]]) { const box = form.querySelector<HTMLSelectElement>(`[name=${name}]`); if (box) box.value = value!; }
  });
}

/** 2026-11-26 09:00-11:30 14:00-17:00;2026-11-27 … into the boxes of days and their parts, or into the one line. */
function setDays(form: HTMLFormElement, text: string) {
  const line = form.querySelector<HTMLInputElement>("[name=When]");
  if (line) { line.value = text; return; }
  const set = (name: string, value: string) => { const box = form.querySelector<HTMLInputElement>(`[name=${name}]`); if (box) box.value = value; };
  text.split(";").forEach((day, i) => {
    const [date, ...spans] = day.split(" ");
    set(`Day${i}`, date!);
    for (const part of [0, 1, 2]) { set(`Day${i}F${part}`, ""); set(`Day${i}T${part}`, ""); }
    for (const span of spans) {
      const [from, to] = span.split("-"), hour = Number(from!.slice(0, 2)), part = hour < 12 ? 0 : hour < 18 ? 1 : 2;
      set(`Day${i}F${part}`, from!);
      set(`Day${i}T${part}`, to!);
    }
  });
}
define("gj-look", Look);
