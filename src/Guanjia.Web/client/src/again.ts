import { Island, define } from "./island";

/** A page without account that goes on by itself: what stands in here is taken anew from the server every so many seconds. Attributes: every, id. Without script the page says when it was made, and is loaded again by hand. */
class Again extends Island {
  protected override start() {
    const timer = setInterval(() => { if (!document.hidden) void this.renew(); }, Number(this.getAttribute("every") ?? 60) * 1000);
    this.signal.addEventListener("abort", () => clearInterval(timer));
    document.addEventListener("visibilitychange", () => { if (!document.hidden) void this.renew(); }, { signal: this.signal });
  }

  private async renew() {
    const answer = await fetch(location.href, { headers: { accept: "text/html" } }).catch(() => undefined);
    if (!answer) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(this.id);
    if (fresh && fresh.innerHTML !== this.innerHTML) this.replaceChildren(...fresh.childNodes);
  }
}
define("gj-again", Again);
