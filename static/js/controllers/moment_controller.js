import { Controller } from "../../vendor/stimulus.js";
import { serverNow } from "../models/clock.js";
import { write } from "../models/moment.js";

/** Writes a moment in the reader's own zone and language, since one rendering serves every screen. */
export default class extends Controller {
  connect() {
    this.again = () => this.show();
    this.element.addEventListener("turbo:morph-element", this.again);
    this.show();
  }

  disconnect() {
    if (this.again) this.element.removeEventListener("turbo:morph-element", this.again);
  }

  show() {
    const { lang } = document.documentElement;
    const zone = document.body.dataset.timeZone;
    const text = write(Number(this.element.dataset.momentAt), serverNow(), lang, zone);
    if (this.element.textContent !== text) this.element.textContent = text;
  }
}
