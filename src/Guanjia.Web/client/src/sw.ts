// The shell on the phone: with network nothing goes by here; without it the page that says so, in the same clothes. Of pages with anyone's data only those of work under way are kept (waiting.ts), a day at most.
declare const SHELL: string[];   // what the queue is made of, laid in by the build
const worker = self as unknown as ServiceWorkerGlobalScope, kept = "guanjia-1", pages = "guanjia-pages", longest = 24 * 3600_000, shell = "/offline";

worker.addEventListener("install", e => e.waitUntil((async () => {
  const cache = await caches.open(kept);
  await cache.add(new Request(shell, { credentials: "omit" }));
  const page = await (await cache.match(shell))!.text();
  // What that page is made of: its style, its icons.
  const parts = [...page.matchAll(/(?:href|src)="(\/?dist\/[^"#]+|\/?logo[^"#]*|\/?_framework\/[^"#]+)(?:#[^"]*)?"/g)].map(m => new URL(m[1]!, worker.location.origin).href);
  await cache.addAll([...new Set([...parts, ...SHELL])]).catch(() => undefined);
  await worker.skipWaiting();
})()));
worker.addEventListener("activate", e => e.waitUntil((async () => {
  for (const name of await caches.keys()) if (name !== kept && name !== pages) await caches.delete(name);
  await worker.clients.claim();
})()));
worker.addEventListener("fetch", e => {
  if (e.request.method !== "GET" || new URL(e.request.url).origin !== worker.location.origin) return;
  const path = new URL(e.request.url).pathname;
  // A page that is fetched to be merged in comes without the word that it may be, so that it is opened instead.
  if (e.request.mode === "navigate" || e.request.headers.get("accept")?.includes("blazor-enhanced-nav")) e.respondWith(fetch(e.request).catch(async () => await laidBy(path) ?? await caches.match(shell) ?? Response.error()));
  else if (path.startsWith("/dist/") || path.startsWith("/_framework/")) e.respondWith(fetch(e.request).catch(async () => (await caches.match(e.request, { ignoreSearch: true })) ?? Response.error()));
});
async function laidBy(path: string) {
  const cache = await caches.open(pages), page = await cache.match(path, { ignoreVary: true });
  if (page && Date.now() - Date.parse(page.headers.get("date") ?? "") < longest) return page;
  if (page) await cache.delete(path);
  return undefined;
}
// A notice that was pushed is shown; a click leads to what it speaks of, in a window that is open already where there is one.
worker.addEventListener("push", e => {
  const notice = e.data?.json() as { text: string; link: string; urgent: boolean } | undefined;
  if (notice) e.waitUntil(worker.registration.showNotification("机关事务信息化系统", { body: notice.text, icon: "/logo.svg", lang: "zh-CN", requireInteraction: notice.urgent, data: notice.link }));
});
worker.addEventListener("notificationclick", e => {
  e.notification.close();
  const to = new URL(String(e.notification.data), worker.location.origin);
  if (to.origin !== worker.location.origin) return;
  e.waitUntil((async () => {
    const open = (await worker.clients.matchAll({ type: "window" }))[0];
    if (open) { await open.focus(); await open.navigate(to.href); } else await worker.clients.openWindow(to.href);
  })());
});
