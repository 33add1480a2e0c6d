import { h, icon } from "./island";

/** Back after saving: the form that was sent is empty again, and nothing in it tells that what was typed was saved. This says it, and leads there. */
export function saved() {
  const store = (key: string, value?: object) => {
    try { if (value) sessionStorage.setItem(key, JSON.stringify(value)); else sessionStorage.removeItem(key); } catch { /* without storage nothing is said */ }
  };
  const read = (key: string) => { try { return JSON.parse(sessionStorage.getItem(key) ?? "null") as { path: string; url: string; at: number } | null; } catch { return null; } };
  let back = (performance.getEntriesByType("navigation")[0] as PerformanceNavigationTiming | undefined)?.type === "back_forward";
  addEventListener("popstate", () => { back = true; });
  addEventListener("pageshow", e => { if (e.persisted) { back = true; look(); } });
  // Not what only looks something up.
  document.addEventListener("submit", e => {
    const form = e.target as HTMLFormElement;
    if (form.method === "post" && form.querySelector("gj-once")) store("gj-sent", { path: location.pathname, url: "", at: Date.now() });
  });
  document.addEventListener("click", e => { if ((e.target as Element).closest?.("a[href]")) back = false; }, true);
  look();
  return look;

  function look() {
    const sent = read("gj-sent"), was = read("gj-saved");
    if (sent && sent.path !== location.pathname) {
      // It led on: what was sent is saved there. (A form that comes back with what was refused stays where it was.)
      store("gj-sent");
      if (Date.now() - sent.at < 60_000 && !location.pathname.startsWith("/sign-in")) { store("gj-saved", { path: sent.path, url: location.pathname + location.search, at: Date.now() }); return; }
    }
    if (!was || was.path !== location.pathname) return;
    if (!back || Date.now() - was.at > 3_600_000) { store("gj-saved"); return; }
    const form = document.querySelector("form:has(gj-once)");
    if (!form || document.getElementById("gj-saved")) return;
    form.before(h("div", { class: "gj-note done", role: "status", id: "gj-saved" }, icon("circle-check"),
      h("span", { class: "grow" }, "刚才填写的已经保存，不用再提交；要看或修改，请打开它。"), h("a", { class: "btn btn-sm", href: was.url }, "看已保存的")));
  }
}
