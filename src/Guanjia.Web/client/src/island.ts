declare global {
  var Blazor: { addEventListener(name: "enhancedload", f: () => void): void; removeEventListener(name: "enhancedload", f: () => void): void } | undefined;
}

/** A piece of a page with behaviour. The server may merge new content into it at any time: <see wake> must be safe to run again. */
export abstract class Island extends HTMLElement {
  private readonly merged = () => this.isConnected && this.wake();
  private stop = new AbortController();
  /** Listeners added with this signal end with the element. */
  protected get signal() { return this.stop.signal; }

  connectedCallback() {
    this.stop = new AbortController();
    this.start();
    this.wake();
    globalThis.Blazor?.addEventListener("enhancedload", this.merged);
  }

  disconnectedCallback() {
    this.stop.abort();
    globalThis.Blazor?.removeEventListener("enhancedload", this.merged);
  }

  /** Once a connection: listeners. */
  protected start() {}
  /** At connection and after each merge. */
  protected wake() {}
}

export const define = (name: string, type: CustomElementConstructor) => { if (!customElements.get(name)) customElements.define(name, type); };

/** An element with attributes and children; text is always text. */
export function h<K extends keyof HTMLElementTagNameMap>(tag: K, attributes: Record<string, string> = {}, ...children: (Node | string)[]): HTMLElementTagNameMap[K] {
  const e = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) e.setAttribute(name, value);
  e.append(...children);
  return e;
}

/** An icon of the sprite; its address is that of any icon on the page. */
export function icon(name: string): SVGElement {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg"), use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  const sprite = document.querySelector("svg.gj-i > use")?.getAttribute("href")?.split("#")[0] ?? "/dist/icons.svg";
  svg.setAttribute("class", "gj-i");
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `${sprite}#${name}`);
  svg.append(use);
  return svg;
}

/** The anti-forgery token that stands in the form (or anywhere on the page). */
export const token = (form?: Element | null) =>
  ((form ?? document).querySelector<HTMLInputElement>("input[name=__RequestVerificationToken]") ?? document.querySelector<HTMLInputElement>("input[name=__RequestVerificationToken]"))?.value ?? "";
