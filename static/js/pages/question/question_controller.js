import { Controller } from "../../../vendor/stimulus.js";
import { visit } from "../../../vendor/turbo.js";
import { show } from "../../live.js";

/** A question that stands open on a phone: it hears what becomes of it. What was typed stays, whatever happens. */
export default class extends Controller {
  static targets = ["over"];
  static values = { conversation: Number };

  connect() {
    this.lose = (/** @type {Event} */ event) => this.gone(/** @type {CustomEvent} */ (event).detail.id);
    document.addEventListener("live:gone", this.lose);
    show(this.conversationValue);
    this.look();
  }

  disconnect() {
    if (this.lose) document.removeEventListener("live:gone", this.lose);
    show(null);
  }

  /** Ended by somebody else: nothing can be posted any more. Open again: it can, or the page is drawn anew. */
  look() {
    const over = this.hasOverTarget;
    if (!over && this.wasOver && !this.box) return visit(window.location.href, { action: "replace" });
    this.wasOver = over;
    for (const button of this.buttons) button.disabled = over;
    this.element.classList.toggle("over", over);
  }

  /** Its reader may not see it any more: it goes from the screen at once. @param {string} id */
  gone(id) {
    if (id !== `conversation-${this.conversationValue}`) return;
    this.element.replaceChildren();
    visit("/escalations", { action: "replace" });
  }

  get box() {
    return this.element.querySelector(".saying");
  }

  get buttons() {
    const all = this.element.querySelectorAll(".saying .cta button, .saying .anyway button");
    return /** @type {NodeListOf<HTMLButtonElement>} */ (all);
  }
}
