// The loader: the keyboard, and each island only where its element stands on the page.
import { keyboard } from "./keyboard";
import { saved } from "./saved";

const islands: Record<string, () => Promise<unknown>> = {
  "gj-focus": () => import("./focus"),
  "gj-leave": () => import("./leave"),
  "gj-once": () => import("./once"),
  "gj-chooser": () => import("./chooser"),
  "gj-upload": () => import("./upload"),
  "gj-live": () => import("./live"),
  "gj-board": () => import("./board"),
  "gj-dispatch": () => import("./dispatch"),
  "gj-find": () => import("./find"),
  "gj-search": () => import("./search"),
  "gj-look": () => import("./look"),
  "gj-telephone": () => import("./telephone"),
  "gj-queue": () => import("./queue"),
  "gj-passkey": () => import("./passkey"),
  "gj-push": () => import("./push"),
  "gj-print": () => import("./print"),
  "gj-drive": () => import("./drive"),
  "gj-chime": () => import("./chime"),
  "gj-again": () => import("./again"),
  "gj-cars": () => import("./cars"),
  "gj-track": () => import("./track"),
  "gj-spot": () => import("./spot"),
  "gj-place": () => import("./place"),
  "gj-fence": () => import("./fence"),
};

function load() {
  for (const [name, get] of Object.entries(islands))
    // Without network only what lies on the phone comes to life; the rest is tried again with the next page.
    if (!customElements.get(name) && document.querySelector(name)) get().catch((e: unknown) => { if (navigator.onLine) throw e; });
}

load();
keyboard();
const look = saved();
// After an enhanced navigation scripts do not run again; elements come to life by themselves, only their code may still be missing.
globalThis.Blazor?.addEventListener("enhancedload", () => { load(); look(); });
