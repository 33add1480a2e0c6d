import { Island, define } from "./island";

/** A button that prints the page. */
class Print extends Island {
  protected override start() { this.addEventListener("click", () => print(), { signal: this.signal }); }
}
define("gj-print", Print);
