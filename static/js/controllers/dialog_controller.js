import { Controller } from "../../vendor/stimulus.js";

/** A dialog: closes by its buttons, by Escape and by a press beside it; fetches what it shows when it is opened. */
export default class extends Controller {
  static targets = ["frame"];

  connect() {
    this.beside = (/** @type {Event} */ event) => event.target === this.element && this.close();
    this.element.addEventListener("click", this.beside);
    this.opened = new MutationObserver(() => this.element.open && this.fetch());
    this.opened.observe(this.element, { attributeFilter: ["open"] });
  }

  disconnect() {
    this.element.removeEventListener("click", this.beside);
    this.opened.disconnect();
  }

  fetch() {
    if (this.hasFrameTarget) this.frameTarget.src = this.frameTarget.dataset.src;
  }

  close() {
    this.element.close();
  }

  done(/** @type {CustomEvent} */ event) {
    if (event.detail.success) this.close();
  }
}
