/** `/` searches; `g` and a letter goes to a module (data-key on the menu's lines); Esc closes what is open. Also: menus close on a click outside, links to a place on this page move the focus there. */
export function keyboard() {
  let g = 0;
  const typing = (e: Event) => (e.target as Element).closest?.("input, textarea, select, [contenteditable]") != null;
  const open = () => document.querySelectorAll<HTMLDetailsElement>("details.gj-menu[open], details.gj-filter[open]");

  document.addEventListener("keydown", e => {
    if (e.key === "Escape") {
      for (const menu of open()) { menu.open = false; menu.querySelector("summary")?.focus(); }
      sheet(false);
      if ((e.target as Element).id === "gj-search") (e.target as HTMLElement).blur();
      return;
    }
    if (e.ctrlKey || e.metaKey || e.altKey || e.isComposing || typing(e)) return;
    const search = document.getElementById("gj-search");
    if (e.key === "/" && search) { e.preventDefault(); search.focus(); return; }
    if (g && Date.now() - g < 1200) {
      const link = document.querySelector<HTMLAnchorElement>(`.gj-nav a[data-key="${CSS.escape(e.key.toLowerCase())}"]`);
      g = 0;
      if (link) { e.preventDefault(); link.click(); }
      return;
    }
    g = e.key === "g" ? Date.now() : 0;
  });

  document.addEventListener("click", e => {
    const at = e.target as Element;
    for (const menu of open()) if (!menu.contains(at)) menu.open = false;
    const a = at.closest?.("a[href]") as HTMLAnchorElement | null;
    if (!a?.hash || a.href.split("#")[0] !== location.href.split("#")[0]) { if (a?.closest(".gj-nav")) sheet(false); return; }
    if (a.hash === "#gj-nav" || a.closest(".gj-nav-close")) { e.preventDefault(); e.stopImmediatePropagation(); sheet(a.hash === "#gj-nav"); return; }
    const target = document.getElementById(decodeURIComponent(a.hash.slice(1)));
    if (!target) return;
    e.preventDefault();
    e.stopImmediatePropagation();
    const field = target.matches("input, select, textarea, [tabindex], a, button") ? target : target.querySelector<HTMLElement>("input:not([type=hidden]), select, textarea") ?? target;
    target.scrollIntoView({ block: "center" });
    field.focus({ preventScroll: true });
  }, true);

  // The fragment that a page without script opens by :target is a class here, since enhanced navigation keeps the address.
  function sheet(show: boolean) {
    const nav = document.getElementById("gj-nav");
    if (!nav || nav.classList.contains("open") === show) return;
    nav.classList.toggle("open", show);
    (show ? nav.querySelector<HTMLElement>("a") : document.querySelector<HTMLElement>(".gj-tabbar [href$='#gj-nav']"))?.focus();
  }
}
