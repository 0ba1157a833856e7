import { Controller } from "../../vendor/stimulus.js";
import { beside } from "../models/beside.js";

/** A menu that opens below its button. */
export default class extends Controller {
  toggled(/** @type {ToggleEvent} */ event) {
    if (event.newState === "open") beside(this.element, document.querySelector(`[popovertarget="${this.element.id}"]`));
  }
}
