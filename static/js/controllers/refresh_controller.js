import { Controller } from "../../vendor/stimulus.js";
import { again } from "../models/again.js";

/** A frame that depends on who reads: it is asked for again when something in it may have changed. */
export default class extends Controller {
  static values = { url: String, on: String };

  connect() {
    this.hear = (/** @type {Event} */ event) => this.look(/** @type {CustomEvent} */ (event).detail);
    this.all = () => again(this.element, this.urlValue);
    for (const kind of this.kinds) document.addEventListener(kind, this.hear);
    document.addEventListener("live:reset", this.all);
  }

  disconnect() {
    for (const kind of this.kinds) if (this.hear) document.removeEventListener(kind, this.hear);
    if (this.all) document.removeEventListener("live:reset", this.all);
  }

  get kinds() {
    return this.onValue.split(" ").map((/** @type {string} */ kind) => `live:${kind}`);
  }

  /** An item names the element it is about; a count of what waits is about all of it, here if anything stands here. */
  look(/** @type {{id: string, facts?: Record<string, number>}} */ item) {
    const waiting = item.facts?.approvals;
    const counted = waiting !== undefined && (waiting > 0 || this.element.childElementCount > 0);
    if (item.id === this.element.id || counted) again(this.element, this.urlValue);
  }
}
