import { Island, define, h, icon, token } from "./island";

/** A file that has not arrived, and where it belongs. */
export interface Unsent { url: string; name: string; file: File }
const waiting = new WeakMap<Element, Unsent>();
/** Files of a form that is kept without network: they wait with it. */
export const waitingFiles = (form: HTMLFormElement): Unsent[] => [...form.querySelectorAll("gj-upload li")].flatMap(li => waiting.get(li) ?? []);

/** Sends files as soon as they are chosen, with a bar each; what comes back ({id,name,size}) stands in the form as hidden fields.
    A form that is sent while a file is under way waits for it; one with a file that did not arrive is not sent, the reason would be lost.
    Attributes: url, name (of the hidden fields), max (bytes), multiple. Without script the plain file field is sent with the form. */
class Upload extends Island {
  private get input() { return this.querySelector<HTMLInputElement>("input[type=file]")!; }
  private sending = 0;
  private held?: { by: HTMLElement | null; says: HTMLElement };
  private get files() { return this.querySelector<HTMLElement>(".gj-files")!; }

  protected override start() {
    const on = { signal: this.signal };
    this.addEventListener("change", e => { if (e.target === this.input) { this.take(this.input.files); this.input.value = ""; } }, on);
    this.addEventListener("click", e => { const b = (e.target as Element).closest("[data-remove]"); if (b) { b.closest("li")!.remove(); this.changed(); } }, on);
    this.addEventListener("dragover", e => { e.preventDefault(); this.drop(true); }, on);
    this.addEventListener("dragleave", () => this.drop(false), on);
    // At the window, before gj-once takes it for sent.
    addEventListener("submit", e => { if (e.target === this.closest("form")) this.hold(e); }, { ...on, capture: true });
    this.addEventListener("drop", e => { e.preventDefault(); this.drop(false); this.take(e.dataTransfer?.files); }, on);
  }

  protected override wake() { this.input.removeAttribute("name"); }   // the field itself is for pages without script

  private drop(over: boolean) { this.querySelector(".gj-drop")?.classList.toggle("over", over); }
  private changed() { this.dispatchEvent(new Event("change", { bubbles: true })); }

  private hold(e: SubmitEvent) {
    const failed = this.files.querySelector<HTMLElement>("li.failed [data-remove]");
    if (!this.sending && !failed) return;
    e.preventDefault();
    e.stopImmediatePropagation();
    if (failed) { failed.focus(); return; }
    if (this.held) return;
    const says = h("p", { class: "gj-hint", role: "status" }, "文件还在上传，传完后自动提交……");
    this.files.after(says);
    this.held = { by: e.submitter, says };
  }

  private release() {
    const by = this.held?.by ?? null;
    this.held?.says.remove();
    this.held = undefined;
    return by;
  }

  /** A file has come to its end, one way or the other. */
  private over() {
    this.sending--;
    if (this.sending || !this.held) return;
    const by = this.release();
    if (!this.files.querySelector("li.failed")) this.closest("form")?.requestSubmit(by);
  }

  private take(files?: FileList | null) {
    for (const file of files ?? []) {
      if (!this.hasAttribute("multiple")) this.files.replaceChildren();
      this.send(file);
    }
  }

  private send(file: File) {
    const max = Number(this.getAttribute("max") ?? 0), size = h("span", { class: "t3 num" }, say(file.size)), bar = h("progress", { max: "100", value: "0", "aria-label": `正在上传 ${file.name}` });
    const stop = h("button", { type: "button", class: "btn sm", "data-remove": "" }, "取消");
    const line = h("li", {}, icon("paperclip"), h("span", { class: "cut" }, file.name), size, stop);
    this.files.append(line);
    if (max && file.size > max) { fail(`超过 ${say(max)}，不能上传`); return; }
    line.append(bar);
    const body = new FormData(), xhr = new XMLHttpRequest();
    body.append("file", file);
    xhr.open("POST", this.getAttribute("url")!);
    xhr.setRequestHeader("RequestVerificationToken", token(this.closest("form")));
    xhr.setRequestHeader("accept", "application/json");
    xhr.upload.onprogress = e => { if (e.lengthComputable) { bar.value = e.loaded / e.total * 100; size.textContent = `${say(e.loaded)} / ${say(e.total)}`; } };
    stop.onclick = () => { this.release(); xhr.abort(); };   // whoever takes a file back decides anew whether to send
    xhr.onloadend = () => this.over();
    const name = this.getAttribute("name")!, url = this.getAttribute("url")!;
    xhr.onerror = () => {
      if (!this.closest("form")?.dataset.later) { fail("网络中断，没有传完；请重新选择"); return; }
      bar.remove();
      stop.textContent = "移除";
      size.textContent = `${say(file.size)}，没有网络，随这一步一起稍后发送`;
      waiting.set(line, { url, name, file });
      this.changed();
    };
    xhr.onload = () => {
      const answer = read(xhr.responseText);
      if (xhr.status >= 300 || !answer?.id) { fail(answer?.detail ?? (xhr.status === 413 ? "文件太大，不能上传" : "没有传成，请重试")); return; }
      bar.remove();
      size.textContent = say(file.size);
      stop.textContent = "移除";
      line.append(h("input", { type: "hidden", name: this.getAttribute("name")!, value: answer.id }));
      this.changed();
    };
    this.sending++;
    xhr.send(body);

    function fail(why: string) {
      bar.remove();
      line.classList.add("failed");
      stop.textContent = "移除";
      line.append(h("p", { class: "gj-error", role: "alert" }, icon("alert-circle"), h("span", {}, why)));
    }
  }
}

const say = (n: number) => n < 1024 ? `${n} B` : n < 1048576 ? `${Math.round(n / 1024)} KB` : `${(n / 1048576).toFixed(1)} MB`;
function read(text: string) { try { return JSON.parse(text) as { id?: string; detail?: string }; } catch { return undefined; } }
define("gj-upload", Upload);
