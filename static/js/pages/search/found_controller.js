import { Controller } from "../../../vendor/stimulus.js";
import { announce } from "../../announce.js";
import { MOVES, opened } from "../../going.js";

const QUIET = 1_000; // after the last change in something that was found

/** What was found: which of it is open, what lies further back, and that it stays as true as the inbox. */
export default class extends Controller {
  static targets = ["found"];

  connect() {
    this.heard = new AbortController();
    const listen = (/** @type {string} */ name, /** @type {(detail: any) => void} */ does) =>
      document.addEventListener(name, (event) => does(/** @type {CustomEvent} */ (event).detail), {
        signal: this.heard?.signal,
      });
    for (const moved of MOVES) listen(moved, () => this.decorate());
    listen("live:row", (item) => this.changed(item.id));
    listen("live:gone", (item) => this.drop(item.id));
    listen("live:reset", () => this.reload());
    this.decorate();
    if (this.element.dataset.told) announce(this.element.dataset.told);
  }

  disconnect() {
    this.heard?.abort();
    window.clearTimeout(this.waiting);
  }

  /** @returns {HTMLElement[]} */
  get rows() {
    return Array.from(this.element.querySelectorAll(".row"));
  }

  decorate() {
    for (const row of this.rows) {
      const link = /** @type {HTMLAnchorElement} */ (row.querySelector(".who a"));
      const open = link.href === opened().href;
      row.classList.toggle("current", open);
      if (open) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  }

  /** Words may have been deleted or edited: what was found before is found anew. */
  changed(/** @type {string} */ id) {
    if (!this.rows.some((row) => `conversation-${row.dataset.id}` === id)) return;
    window.clearTimeout(this.waiting);
    this.waiting = window.setTimeout(() => this.reload(), QUIET);
  }

  drop(/** @type {string} */ id) {
    const gone = this.rows.filter((row) => `conversation-${row.dataset.id}` === id);
    for (const row of gone) row.remove();
    if (gone.length) this.reload();
  }

  /** Beside it somebody may be writing: only what was found is drawn anew, and one stays where one was in it. */
  async reload() {
    const response = await fetch(this.element.dataset.address ?? "/search").catch(() => undefined);
    if (!response?.ok || response.redirected) return;
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const found = page.querySelector(".found");
    if (!found) return;
    const scrolled = this.foundTarget.querySelector(".rows")?.scrollTop ?? 0;
    const focused = this.rows.findIndex((row) => row.contains(document.activeElement));
    this.foundTarget.replaceWith(found);
    const place = found.querySelector(".rows");
    if (place) place.scrollTop = scrolled;
    /** @type {HTMLElement | null | undefined} */ (this.rows[focused]?.querySelector(".who a"))?.focus();
    this.decorate();
  }
}
