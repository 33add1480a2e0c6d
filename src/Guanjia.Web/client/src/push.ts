import { Island, define } from "./island";

const bytes = (text: string) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), c => c.charCodeAt(0));

/** Lets notices be pushed to this browser: asks the person, then the push service, and sends what it says with the form around it. Attribute: key. */
class PushButton extends Island {
  protected override start() {
    this.addEventListener("click", e => { if ((e.target as Element).closest("button")) void this.ask(); }, { signal: this.signal });
  }

  private async ask() {
    this.say("");
    if (!isSecureContext || !("serviceWorker" in navigator) || !("PushManager" in globalThis)) { this.say("这个浏览器不能接收推送：需要用 HTTPS 打开本系统，并换用新一些的浏览器。"); return; }
    const button = this.querySelector("button")!;
    button.setAttribute("aria-busy", "true");
    try {
      if (await Notification.requestPermission() !== "granted") { this.say("浏览器没有允许通知：请在地址栏左边的网站设置里允许后再试。"); return; }
      await navigator.serviceWorker.register("/dist/sw.js", { scope: "/" });
      const worker = await navigator.serviceWorker.ready, key = bytes(this.getAttribute("key")!);
      const before = await worker.pushManager.getSubscription();
      // One made for other keys than ours would be refused by its service.
      if (before && !same(before.options.applicationServerKey, key)) await before.unsubscribe();
      const made = await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
      this.querySelector<HTMLInputElement>("input[name=subscription]")!.value = JSON.stringify(made.toJSON());
      this.closest("form")!.requestSubmit();
    } catch {
      this.say("没有登记：浏览器连不上它的推送服务。内网不通外网时，请改用其他方式。");
    } finally {
      button.removeAttribute("aria-busy");
    }
  }

  private say(what: string) {
    const line = this.querySelector<HTMLElement>("[role=alert]")!;
    line.textContent = what;
    line.hidden = !what;
  }
}
const same = (a: ArrayBuffer | null, b: Uint8Array) => !!a && a.byteLength === b.length && new Uint8Array(a).every((v, i) => v === b[i]);
define("gj-push", PushButton);
