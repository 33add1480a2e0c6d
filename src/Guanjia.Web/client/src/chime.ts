import { Island, define, h, icon } from "./island";

/** Rings when a notice arrives while the page is open: a new order is heard in the corridor. Browsers give sound only after a touch: until then a button asks for one. */
class Chime extends Island {
  private sound?: AudioContext;
  private unread = 0;

  protected override start() {
    const on = { signal: this.signal };
    this.unread = unread();
    document.addEventListener("gj-refreshed", () => { const now = unread(); if (now > this.unread) this.ring(); this.unread = now; }, on);
    // Not when the finger goes down: the button that asks would vanish and the page move away under it.
    addEventListener("click", () => this.ready(), on);
    this.signal.addEventListener("abort", () => void this.sound?.close());
  }
  protected override wake() {
    if (this.sound?.state === "running" || this.querySelector("button")) return;
    const ask = h("button", { type: "button", class: "btn sm" }, icon("bell-ringing"), "新派车单响铃");
    this.replaceChildren(ask);
  }

  private ready() {
    this.sound ??= new AudioContext();
    if (this.sound.state === "suspended") void this.sound.resume();
    this.replaceChildren();
  }

  private ring() {
    navigator.vibrate?.([200, 100, 200]);
    this.dispatchEvent(new CustomEvent("gj-rang", { bubbles: true }));
    const sound = this.sound;
    if (sound?.state !== "running") return;
    for (const [after, hertz] of [[0, 880], [.25, 1175], [.5, 880], [.75, 1175]] as const) {
      const tone = sound.createOscillator(), gain = sound.createGain(), at = sound.currentTime + after;
      tone.frequency.value = hertz;
      gain.gain.setValueAtTime(.3, at);
      gain.gain.exponentialRampToValueAtTime(.001, at + .22);
      tone.connect(gain).connect(sound.destination);
      tone.start(at);
      tone.stop(at + .23);
    }
  }
}
const unread = () => Number(document.querySelector("#gj-bell .gj-count")?.textContent?.replace("+", "") ?? 0);
define("gj-chime", Chime);
