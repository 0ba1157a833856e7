import { Controller } from "../../vendor/stimulus.js";

/** On a phone: from the customer back to the conversation. */
export default class extends Controller {
  back() {
    const pair = this.element.closest("#talk");
    pair?.classList.remove("aside");
    /** @type {HTMLElement | null | undefined} */ (pair?.querySelector(".to-side"))?.focus();
  }
}
