// The shell on the phone: with network nothing goes by here; without it the page that says so, in the same clothes. No page with anyone's data is ever kept.
declare const SHELL: string[];   // what the queue is made of, laid in by the build
const worker = self as unknown as ServiceWorkerGlobalScope, kept = "guanjia-1", shell = "/offline";

worker.addEventListener("install", e => e.waitUntil((async () => {
  const cache = await caches.open(kept);
  await cache.add(new Request(shell, { credentials: "omit" }));
  const page = await (await cache.match(shell))!.text();
  // What that page is made of: its style, its icons.
  const parts = [...page.matchAll(/(?:href|src)="(\/?dist\/[^"#]+|\/?logo[^"#]*|\/?_framework\/[^"#]+)"/g)].map(m => new URL(m[1]!, worker.location.origin).href);
  await cache.addAll([...new Set([...parts, ...SHELL])]).catch(() => undefined);
  await worker.skipWaiting();
})()));
worker.addEventListener("activate", e => e.waitUntil((async () => {
  for (const name of await caches.keys()) if (name !== kept) await caches.delete(name);
  await worker.clients.claim();
})()));
worker.addEventListener("fetch", e => {
  if (e.request.method !== "GET" || new URL(e.request.url).origin !== worker.location.origin) return;
  if (e.request.mode === "navigate") e.respondWith(fetch(e.request).catch(async () => (await caches.match(shell)) ?? Response.error()));
  else if (new URL(e.request.url).pathname.startsWith("/dist/")) e.respondWith(fetch(e.request).catch(async () => (await caches.match(e.request, { ignoreSearch: true })) ?? Response.error()));
});
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
