import type { Unsent } from "./upload";

/** What was decided without network: kept on this device until it has arrived. */
export interface Waiting { id: number; person: string; url: string; title: string; body: [string, string][]; files?: Unsent[]; at: string; no?: string }

/** What one act waits for: a row's acts go one after the other, and one that was refused holds back those behind it. */
export const rowOf = (url: string) => url.split("?")[0]!.replace(/\/[^/]*$/, "");

const store = "waiting";
let opened: Promise<IDBDatabase> | undefined;
const database = () => opened ??= new Promise<IDBDatabase>((done, fail) => {
  const ask = indexedDB.open("guanjia", 1);
  ask.onupgradeneeded = () => ask.result.createObjectStore(store, { keyPath: "id", autoIncrement: true });
  ask.onsuccess = () => done(ask.result);
  ask.onerror = () => fail(ask.error);
});
async function on<T>(mode: IDBTransactionMode, act: (s: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const transaction = (await database()).transaction(store, mode, { durability: "strict" });
  const ask = act(transaction.objectStore(store));
  return new Promise((done, fail) => { transaction.oncomplete = () => done(ask.result); transaction.onerror = transaction.onabort = () => fail(transaction.error); });
}

export const add = (w: Omit<Waiting, "id">) => on("readwrite", s => s.add(w));
export const drop = (id: number) => on("readwrite", s => s.delete(id));
/** What is still there: another page may have sent it, or its person taken it back, meanwhile. */
export async function keep(w: Waiting) { if (await on("readonly", s => s.getKey(w.id)) !== undefined) await on("readwrite", s => s.put(w)); }
export const waitingOf = async (person: string) => ((await on("readonly", s => s.getAll())) as Waiting[]).filter(w => w.person === person);

/** Pages of work under way that their person may open without network (sw.ts answers with them): of this person alone, and gone with him. */
const pages = "guanjia-pages";
export const hhmm = (at: Date) => at.toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Shanghai" });
export async function keepPage(path: string) {
  if (!isSecureContext) return;
  const page = await fetch(path, { headers: { accept: "text/html" }, cache: "no-store" });
  const cache = await caches.open(pages);
  if (page.ok && !page.redirected && page.headers.get("content-type")?.includes("text/html")) await cache.put(path, page); else await cache.delete(path);
}
export async function forgetPage(path: string) { if (isSecureContext) await (await caches.open(pages)).delete(path); }
export async function forgetPages() { if (isSecureContext) await caches.delete(pages); }
export async function keptPages(): Promise<{ path: string; title: string }[]> {
  if (!isSecureContext) return [];
  const cache = await caches.open(pages), found = [];
  for (const ask of await cache.keys()) {
    const page = await cache.match(ask);
    if (page) found.push({ path: new URL(ask.url).pathname, title: new DOMParser().parseFromString(await page.text(), "text/html").querySelector("[data-keep]")?.getAttribute("data-keep") ?? "" });
  }
  return found;
}
