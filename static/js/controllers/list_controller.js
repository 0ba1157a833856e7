import { Controller } from "../../vendor/stimulus.js";
import { MOVES } from "../going.js";
import { serverNow } from "../models/clock.js";
import { Rows } from "../rows.js";
import { t } from "../texts.js";

const LOOK_AGAIN = 10_000; // a filter on the timer changes by itself
const LET_GO = 400; // after the pointer left
const NEAR = { rootMargin: "600px", scrollMargin: "600px" }; // of the window, or of what scrolls in it

/** The list of conversations: keeps its own membership and order, and stands still while somebody reads in it. */
export default class extends Controller {
  static targets = ["rows", "empty", "newer", "more"];

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
    const news = this.rows?.take(item, serverNow(), this.frozen);
    if (news) document.dispatchEvent(new CustomEvent("list:news", { detail: item }));
    this.showState();
  }

  drop(/** @type {import("../live.js").Item} */ item) {
    this.rows?.remove(item.id);
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
    const waiting = this.rows?.held ?? 0;
    this.newerTarget.hidden = waiting === 0;
    this.newerTarget.querySelector("span")?.replaceChildren(t("newer", { n: waiting }));
    this.emptyTarget.hidden = this.rowsTarget.childElementCount > 0;
  }

  /** The rows that follow are fetched before somebody reaches the end of these. */
  moreTargetConnected(/** @type {Element} */ end) {
    const near = new IntersectionObserver(([seen]) => {
      if (!seen?.isIntersecting) return;
      near.disconnect();
      this.more();
    }, NEAR);
    near.observe(end);
  }

  /** @param {Event} [event] */
  async more(event) {
    event?.preventDefault();
    const link = this.moreTarget.querySelector("a");
    link.setAttribute("aria-disabled", "true");
    const response = await fetch(link.href);
    if (!response.ok) return link.removeAttribute("aria-disabled");
    this.rows?.append(await response.text(), this.moreTarget);
  }

  /** Draw the list anew: the mandate changed, or too much was missed. */
  async reload() {
    const response = await fetch(`/inbox/rows?${this.element.dataset.query}`);
    if (response.ok) this.rows?.replace(await response.text());
    this.showState();
  }
}
