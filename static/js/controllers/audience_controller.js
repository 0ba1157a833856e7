import { Controller } from "../../vendor/stimulus.js";

/** The tabs of the composer: who will read it. Another audience keeps the text, and is never chosen by itself. */
export default class extends Controller {
  static targets = ["tab", "panel", "field"];

  choose(/** @type {Event} */ event) {
    this.show(/** @type {HTMLElement} */ (event.currentTarget).dataset.audience);
    this.writing.focus();
  }

  walk(/** @type {KeyboardEvent} */ event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const tabs = this.tabTargets;
    const next = tabs[(tabs.indexOf(event.currentTarget) + step + tabs.length) % tabs.length];
    this.show(next.dataset.audience);
    next.focus();
  }

  /** A text that was taken back returns in the tab in which it was written. */
  giveBack(/** @type {CustomEvent<{tab: string}>} */ { detail }) {
    this.show(detail.tab);
  }

  show(/** @type {string | undefined} */ audience) {
    const tab = this.tabTargets.find((/** @type {HTMLElement} */ each) => each.dataset.audience === audience);
    if (!tab) return;
    this.element.dataset.audience = audience;
    this.fieldTarget.value = audience;
    this.writing.placeholder = tab.dataset.hint ?? "";
    for (const each of this.tabTargets) {
      each.setAttribute("aria-selected", String(each === tab));
      each.tabIndex = each === tab ? 0 : -1;
    }
    this.panelTarget.setAttribute("aria-labelledby", tab.id);
    this.dispatch("changed");
  }

  get writing() {
    return /** @type {HTMLTextAreaElement} */ (this.element.querySelector("textarea"));
  }
}
