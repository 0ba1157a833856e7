import { Controller } from "../../../vendor/stimulus.js";
import { again } from "../../models/again.js";

const REST = 1500; // milliseconds between two looks, however much happens
const ANYWAY = 30_000; // minutes pass also when nothing happens
const HEARD = ["row", "gone", "crisis", "online", "reset"];

/** The part of the room that changes by itself is asked for again when something happened, and every half minute. */
export default class extends Controller {
  static values = { url: String };

  connect() {
    this.listening = new AbortController();
    const { signal } = this.listening;
    for (const kind of HEARD) document.addEventListener(`live:${kind}`, () => this.soon(), { signal });
    this.clock = window.setInterval(() => this.look(), ANYWAY);
    this.looked = performance.now();
  }

  disconnect() {
    this.listening?.abort();
    window.clearInterval(this.clock);
    window.clearTimeout(this.waiting);
  }

  soon() {
    if (this.waiting) return;
    const rest = Math.max(0, REST - (performance.now() - (this.looked ?? 0)));
    this.waiting = window.setTimeout(() => this.look(), rest);
  }

  look() {
    window.clearTimeout(this.waiting);
    this.waiting = undefined;
    this.looked = performance.now();
    again(this.element, this.urlValue);
  }
}
