import { Island, define } from "./island";

/** Moves the focus to the summary of what was refused: a screen reader reads it, a sighted person sees it. */
class Focus extends Island {
  protected override wake() {
    const summary = this.querySelector<HTMLElement>("[tabindex='-1']");
    summary?.focus({ preventScroll: true });
    summary?.scrollIntoView({ block: "center" });
  }
}
define("gj-focus", Focus);
