import { Controller } from "../../vendor/stimulus.js";
import { beside } from "../models/beside.js";

/** The small form for a tag: known ones to choose from, a new one by typing it. */
export default class extends Controller {
  static targets = ["name", "known"];

  async toggled(/** @type {ToggleEvent} */ event) {
    if (event.newState !== "open") return;
    beside(this.element, document.querySelector(`[popovertarget="${this.element.id}"]`));
    this.nameTarget.focus();
    if (this.knownTarget.childElementCount > 0) return;
    const response = await fetch("/tags", { headers: { Accept: "application/json" } }).catch(() => null);
    const { tags } = response?.ok ? await response.json() : { tags: [] };
    this.knownTarget.replaceChildren(...tags.map((/** @type {string} */ name) => new Option(name, name)));
  }

  done(/** @type {CustomEvent} */ event) {
    if (!event.detail.success) return;
    this.nameTarget.value = "";
    this.element.hidePopover();
  }
}
