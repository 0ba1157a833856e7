import { Controller } from "../../vendor/stimulus.js";
import { everySecond, serverNow } from "../models/clock.js";
import { t } from "../texts.js";

/** How many seconds are left to take an answer back. */
export default class extends Controller {
  static values = { until: Number };

  connect() {
    this.stop = everySecond((now) => this.show(now));
    this.element.addEventListener("turbo:morph-element", () => this.show(serverNow()));
  }

  show(/** @type {number} */ now) {
    const seconds = Math.max(0, Math.ceil((this.untilValue - now) / 1_000_000));
    this.element.textContent = seconds > 0 ? t("undo.left", { seconds }) : t("undo.leaving");
  }

  disconnect() {
    this.stop?.();
  }
}
