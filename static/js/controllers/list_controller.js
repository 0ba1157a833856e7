import { Controller } from "../../vendor/stimulus.js";
import { MOVES } from "../going.js";
import { serverNow } from "../models/clock.js";
import { Rows } from "../rows.js";
import { t } from "../texts.js";

const LOOK_AGAIN = 10_000; // a filter on the timer changes by itself
const LET_GO = 400; // after the pointer left

/** The list of conversations: keeps its own membership and order, and stands still while somebody reads in it. */
export default class extends Controller {
  static targets = ["rows", "empty", "newer"];

  connect() {
    this.rows = new Rows(this.rowsTarget, this.element.dataset);
    this.heard = new AbortController();
    const listen = (/** @type {string} */ name, /** @type {(detail: any) => void} */ does) =>
      document.addEventListener(name, (event) => does(/** @type {CustomEvent} */ (event).detail), {
        signal: this.heard?.signal,
      });
    listen("live:row", (item) => this.take(item));
    listen("live:gone", (item) => this.drop(item));
    listen("live:typing", (item) => this.rows?.typing(item.facts));
    listen("live:reset", () => this.reload());
    for (const moved of MOVES) listen(moved, () => this.rows?.decorate());
    for (const leaving of ["pointerleave", "focusout"]) this.element.addEventListener(leaving, () => this.later());
    this.ticker = window.setInterval(() => this.refresh(), LOOK_AGAIN);
    this.rows.decorate();
  }

  disconnect() {
    this.heard?.abort();
    window.clearInterval(this.ticker);
  }

  get frozen() {
    const pointer = this.rowsTarget.matches(":hover") && window.matchMedia("(hover: hover)").matches;
    return pointer || this.rowsTarget.contains(document.activeElement) || this.rowsTarget.scrollTop > 8;
  }

  take(/** @type {import("../live.js").Item} */ item) {
    const isNews = this.rows?.take(item, serverNow(), this.frozen);
    if (isNews) document.dispatchEvent(new CustomEvent("list:news", { detail: item }));
    this.showState();
  }

  drop(/** @type {import("../live.js").Item} */ { id }) {
    this.rows?.remove(id);
    this.showState();
  }

  later() {
    window.clearTimeout(this.waiting);
    this.waiting = window.setTimeout(() => !this.frozen && this.refresh(), LET_GO);
  }

  refresh() {
    this.rows?.look(serverNow(), this.frozen);
    this.showState();
  }

  release() {
    this.rowsTarget.scrollTop = 0;
    this.rows?.look(serverNow(), false);
    this.showState();
  }

  showState() {
    const n = this.rows?.held ?? 0;
    this.newerTarget.hidden = n === 0;
    this.newerTarget.querySelector("span")?.replaceChildren(t("newer", { n }));
    this.emptyTarget.hidden = this.rowsTarget.childElementCount > 0;
  }

  /** Draw the list anew: the mandate changed, or too much was missed. */
  async reload() {
    const response = await fetch(`/inbox/rows?${this.element.dataset.query}`).catch(() => undefined);
    if (response?.ok && !response.redirected) this.rows?.replace(await response.text());
    this.showState();
  }
}
