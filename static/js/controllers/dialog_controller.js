import { Controller } from "../../vendor/stimulus.js";

/** A dialog: closes by its buttons, by Escape and by a press beside it; fetches what it shows when it is opened. */
export default class extends Controller {
  static targets = ["frame"];

  connect() {
    this.listening = new AbortController();
    this.element.addEventListener("click", (event) => event.target === this.element && this.close(), this.listening);
    this.opened = new MutationObserver(() => this.fetch());
    this.opened.observe(this.element, { attributeFilter: ["open"] });
  }

  disconnect() {
    this.listening?.abort();
    this.opened?.disconnect();
  }

  fetch() {
    if (this.hasFrameTarget && this.element.hasAttribute("open")) this.frameTarget.src = this.frameTarget.dataset.src;
  }

  close() {
    /** @type {HTMLDialogElement} */ (this.element).close();
  }

  done(/** @type {CustomEvent} */ event) {
    if (event.detail.success) this.close();
  }
}
