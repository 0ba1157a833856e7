import { Controller } from "../../vendor/stimulus.js";
import { everySecond } from "../models/clock.js";
import { phrase, stateOf } from "../models/countdown.js";
import { t } from "../texts.js";

/** "11 min left", "8 min late": counted here from the deadline and the server's clock, without asking the server. */
export default class extends Controller {
  connect() {
    this.stop = everySecond((now) => this.show(now));
  }

  disconnect() {
    this.stop?.();
  }

  show(/** @type {number} */ now) {
    const wait = this.wait;
    const state = stateOf(wait, now);
    const [key, values] = phrase(wait.due, now);
    const text = t(key, values);
    if (this.element.dataset.timer !== state) this.element.dataset.timer = state;
    if (this.label.textContent !== text) this.label.textContent = text;
  }

  /** The span in which the text stands; the rest of the element (a word for screen readers) is the template's. */
  get label() {
    return this.element.querySelector("[data-countdown-text]") ?? this.element;
  }

  get wait() {
    const { countdownHalf, countdownRisk, countdownDue } = this.element.dataset;
    return { half: Number(countdownHalf), risk: Number(countdownRisk), due: Number(countdownDue) };
  }
}
