import { Controller } from "../../../vendor/stimulus.js";
import { visit } from "../../../vendor/turbo.js";

/** What was found: which of it is open, and what lies further back. What one may no longer read goes at once. */
export default class extends Controller {
  static targets = ["more"];

  connect() {
    this.heard = new AbortController();
    const signal = this.heard.signal;
    for (const shown of ["turbo:frame-load", "turbo:load"])
      document.addEventListener(shown, () => this.decorate(), { signal });
    document.addEventListener("live:gone", (event) => this.drop(/** @type {CustomEvent} */ (event).detail.id), {
      signal,
    });
    document.addEventListener("live:reset", () => visit(this.element.dataset.address ?? "/search"), { signal });
    this.decorate();
  }

  disconnect() {
    this.heard?.abort();
  }

  /** @returns {HTMLElement[]} */
  get rows() {
    return Array.from(this.element.querySelectorAll(".row"));
  }

  decorate() {
    for (const row of this.rows) {
      const link = /** @type {HTMLAnchorElement} */ (row.querySelector(".who a"));
      const open = link.pathname === window.location.pathname && link.search === window.location.search;
      row.classList.toggle("current", open);
      if (open) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  }

  drop(/** @type {string} */ id) {
    for (const row of this.rows) if (`conversation-${row.dataset.id}` === id) row.remove();
  }

  async more(/** @type {Event} */ event) {
    event.preventDefault();
    const end = this.moreTarget;
    const link = /** @type {HTMLAnchorElement} */ (end.querySelector("a"));
    if (link.ariaDisabled) return;
    link.ariaDisabled = "true";
    const response = await fetch(link.href).catch(() => undefined);
    if (!response?.ok) {
      link.ariaDisabled = null;
      return;
    }
    const further = document.createElement("template");
    further.innerHTML = await response.text();
    const first = /** @type {HTMLElement | null} */ (further.content.querySelector(".who a, .more a"));
    end.replaceWith(further.content);
    first?.focus();
    this.decorate();
  }
}
