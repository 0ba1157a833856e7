import { Controller } from "../../vendor/stimulus.js";
import { again } from "../models/again.js";

/** A frame that depends on who reads: it is asked for again when something in it may have changed. */
export default class extends Controller {
  static values = { url: String, on: String };

  connect() {
    this.hear = (/** @type {Event} */ event) => this.look(/** @type {CustomEvent} */ (event).detail);
    this.all = () => again(this.element, this.urlValue);
    document.addEventListener(`live:${this.onValue}`, this.hear);
    document.addEventListener("live:reset", this.all);
  }

  disconnect() {
    if (this.hear) document.removeEventListener(`live:${this.onValue}`, this.hear);
    if (this.all) document.removeEventListener("live:reset", this.all);
  }

  /** Counts concern the list when they count it; anything else names the element it is about. */
  look(/** @type {{id: string, facts?: Record<string, number>}} */ item) {
    if (item.id === this.element.id || item.facts?.approvals !== undefined) again(this.element, this.urlValue);
  }
}
