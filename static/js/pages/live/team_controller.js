import { Controller } from "../../../vendor/stimulus.js";

/** Four numbers of the team on a wall. */
export default class extends Controller {
  static targets = ["sum"];

  connect() {
    this.hear = (/** @type {Event} */ event) => this.show(/** @type {CustomEvent} */ (event).detail.facts);
    document.addEventListener("live:team", this.hear);
  }

  disconnect() {
    if (this.hear) document.removeEventListener("live:team", this.hear);
  }

  show(/** @type {Record<string, number>} */ sums) {
    for (const place of this.sumTargets) place.textContent = String(sums[place.dataset.sum ?? ""] ?? 0);
  }
}
