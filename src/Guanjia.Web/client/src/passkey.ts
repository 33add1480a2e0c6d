import { Island, define } from "./island";

// Browsers have parseRequestOptionsFromJSON and toJSON from Chrome 129 on; those in offices are older.
const bytes = (text: string) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), c => c.charCodeAt(0));
const text = (buffer: ArrayBuffer | null) => buffer && btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const keys = (list?: { id: string }[]) => list?.map(k => ({ ...k, id: bytes(k.id) }));

/** Asks the device for a passkey, or to make one, and sends its answer with the form around it. */
class PasskeyButton extends Island {
  private get button() { return this.querySelector("button")!; }

  protected override start() {
    this.addEventListener("click", e => { if ((e.target as Element).closest("button")) void this.ask(); }, { signal: this.signal });
  }

  private async ask() {
    const make = this.hasAttribute("make");
    this.say("");
    if (!globalThis.PublicKeyCredential) { this.say("这个浏览器不支持通行密钥，请换新一些的浏览器，或用其他方式。"); return; }
    // A key that the server would not take for want of a name would still lie in the device.
    const unanswered = make && [...this.closest("form")!.querySelectorAll<HTMLInputElement>("[aria-required=true]")].find(i => !i.value.trim());
    if (unanswered) { this.say("请先给它起个名字。"); unanswered.focus(); return; }
    this.button.setAttribute("aria-busy", "true");
    try {
      const options = JSON.parse(this.getAttribute("options")!);
      options.challenge = bytes(options.challenge);
      options.allowCredentials = keys(options.allowCredentials);
      options.excludeCredentials = keys(options.excludeCredentials);
      if (options.user) options.user.id = bytes(options.user.id);
      const made = await (make ? navigator.credentials.create({ publicKey: options }) : navigator.credentials.get({ publicKey: options })) as PublicKeyCredential;
      const said = made.response as AuthenticatorAssertionResponse & AuthenticatorAttestationResponse;
      const response: Record<string, unknown> = { clientDataJSON: text(said.clientDataJSON) };
      if (make) Object.assign(response, { attestationObject: text(said.attestationObject), transports: said.getTransports?.() ?? [] });
      else Object.assign(response, { authenticatorData: text(said.authenticatorData), signature: text(said.signature), userHandle: text(said.userHandle) });
      this.querySelector<HTMLInputElement>("input[name=Answer]")!.value = JSON.stringify({ id: made.id, rawId: text(made.rawId), type: made.type, clientExtensionResults: made.getClientExtensionResults(), authenticatorAttachment: made.authenticatorAttachment, response });
      this.closest("form")!.requestSubmit();
    } catch (x) {
      this.say((x as Error).name === "InvalidStateError" ? "这台设备上已经有本账号的通行密钥，不必再添加。"
        : make ? "没有添加：可能是取消了，或者设备没有设置锁屏密码、指纹或人脸。" : "没有完成：可能是取消了，或者这台设备上没有本系统的通行密钥。");
    } finally {
      this.button.removeAttribute("aria-busy");
    }
  }

  private say(what: string) {
    const line = this.querySelector<HTMLElement>("[role=alert]")!;
    line.textContent = what;
    line.hidden = !what;
  }
}
define("gj-passkey", PasskeyButton);
