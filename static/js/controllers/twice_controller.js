import { Controller } from "../../vendor/stimulus.js";

const CALM = 5000;

/** A button that asks to be pressed again before it does what cannot be undone. */
export default class extends Controller {
  static targets = ["button", "first", "second"];

  press(/** @type {Event} */ event) {
    if (this.armed) return;
    event.preventDefault();
    this.arm(true);
    this.timer = window.setTimeout(() => this.calm(), CALM);
  }

  calm() {
    window.clearTimeout(this.timer);
    this.arm(false);
  }

  arm(/** @type {boolean} */ armed) {
    this.armed = armed;
    this.firstTarget.hidden = armed;
    this.secondTarget.hidden = !armed;
    this.buttonTarget.classList.toggle("danger", armed);
  }

  disconnect() {
    window.clearTimeout(this.timer);
  }
}
