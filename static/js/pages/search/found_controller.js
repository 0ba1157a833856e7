import { Controller } from "../../../vendor/stimulus.js";
import { announce } from "../../announce.js";
import { MOVES, opened } from "../../going.js";

const QUIET = 1_000; // after the last change in something that was found

/** What was found: which of it is open, what lies further back, and that it stays as true as the inbox. */
export default class extends Controller {
  static targets = ["found", "more"];

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

  async more(/** @type {Event} */ event) {
    event.preventDefault();
    const end = this.moreTarget;
    const link = /** @type {HTMLAnchorElement} */ (end.querySelector("a"));
    if (link.ariaDisabled) return;
    link.ariaDisabled = "true";
    const response = await fetch(link.href).catch(() => undefined);
    link.ariaDisabled = null;
    if (response?.redirected) return window.location.reload(); // logged out meanwhile
    if (!response?.ok) return;
    const further = document.createElement("template");
    further.innerHTML = await response.text();
    const there = new Set(Array.from(end.parentElement?.querySelectorAll(".row") ?? [], (row) => rowId(row)));
    for (const row of further.content.querySelectorAll(".row")) if (there.has(rowId(row))) row.remove();
    const first = /** @type {HTMLElement | null} */ (further.content.querySelector(".who a, .more a"));
    if (!further.content.querySelector(".more")) announce(this.element.dataset.end ?? "");
    end.replaceWith(further.content);
    (first ?? /** @type {HTMLElement | null} */ (this.rows.at(-1)?.querySelector(".who a")))?.focus();
    this.decorate();
  }
}

/** @param {Element} row */
function rowId(row) {
  return /** @type {HTMLElement} */ (row).dataset.id;
}
