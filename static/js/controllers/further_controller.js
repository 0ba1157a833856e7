import { Controller } from "../../vendor/stimulus.js";
import { announce } from "../announce.js";

const NEAR = { rootMargin: "600px", scrollMargin: "600px" }; // of the window, or of what scrolls in it

/** The end of a list, and what comes after it: fetched when asked for, or `ahead`, before somebody reaches the end. */
export default class extends Controller {
  connect() {
    if (!("ahead" in this.element.dataset)) return;
    this.near = new IntersectionObserver(([end]) => end?.isIntersecting && this.fetch(), NEAR);
    this.near.observe(this.element);
  }

  disconnect() {
    this.near?.disconnect();
  }

  /** @param {Event} [asked] */
  async fetch(asked) {
    asked?.preventDefault();
    this.disconnect();
    const link = /** @type {HTMLAnchorElement} */ (this.element.querySelector("a"));
    if (link.ariaDisabled) return;
    link.ariaDisabled = "true";
    const response = await fetch(link.href).catch(() => undefined);
    link.ariaDisabled = null;
    if (response?.redirected) return window.location.reload(); // logged out meanwhile
    if (response?.ok) this.add(await response.text(), asked);
  }

  /** What is in the list already stays as it is there, for it was kept up to date. @param {string} html @param {Event} [asked] */
  add(html, asked) {
    const { element } = this;
    const list = /** @type {HTMLElement} */ (element.parentElement);
    const further = document.createElement("template");
    further.innerHTML = html;
    const there = new Set(Array.from(rowsIn(list), (row) => row.dataset.id));
    for (const row of rowsIn(further.content)) if (there.has(row.dataset.id)) row.remove();
    if (element.dataset.end && !further.content.querySelector(".more")) announce(element.dataset.end);
    const first = further.content.querySelector(".who a, .more a");
    element.replaceWith(further.content);
    this.dispatch("came", { target: list });
    const links = list.querySelectorAll(".who a");
    if (asked) /** @type {HTMLElement | undefined} */ (first ?? links[links.length - 1])?.focus();
  }
}

/** @param {ParentNode} place @returns {NodeListOf<HTMLElement>} */
function rowsIn(place) {
  return place.querySelectorAll(".row");
}
