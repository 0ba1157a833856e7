import { Controller } from "../../../vendor/stimulus.js";
import { isOnline, say } from "../../live.js";
import { again } from "../../models/again.js";
import { everySecond, serverNow } from "../../models/clock.js";
import { Figures } from "./figures.js";
import { Flow } from "./flow.js";
import { Hour } from "./hour.js";
import { Line } from "./line.js";

const LIST_EVERY = 2000; // milliseconds

/** The board of the queue: takes the numbers as they come, and counts on by the clock in between. */
export default class extends Controller {
  static targets = ["clock", "line", "dots", "nobody", "more", "flow", "top", "times", "table", "list"];
  static values = { facts: Object, texts: Object, wall: Boolean, version: String };

  connect() {
    this.facts = this.factsValue;
    const t = (/** @type {string} */ key, values = {}) => fill(this.textsValue[key], values);
    this.t = t;
    this.figures = new Figures(this.element, t);
    this.hour = new Hour(this.dotsTarget);
    const table = this.hasTableTarget ? this.tableTarget : undefined;
    this.flow = new Flow(this.flowTarget, this.topTarget, this.timesTarget, this.facts.inflow.length, table);
    this.line = new Line(this, t);
    this.listening = new AbortController();
    const { signal } = this.listening;
    document.addEventListener("live:queue", (event) => this.take(/** @type {CustomEvent} */ (event).detail.facts), {
      signal,
    });
    document.addEventListener("live:online", () => this.watch(true), { signal });
    document.addEventListener("live:reset", () => this.line?.ask(), { signal });
    if (this.hasListTarget) this.listTarget.addEventListener("toggle", () => this.relist(), { signal });
    if (isOnline()) this.watch(true);
    this.stop = everySecond(() => this.show());
  }

  disconnect() {
    this.listening?.abort();
    this.stop?.();
    this.watch(false);
  }

  /** A wall screen has said so when it connected. @param {boolean} on */
  watch(on) {
    if (!this.wallValue) say("watch", { on });
  }

  /** @param {import("./counted.js").Facts} facts */
  take(facts) {
    this.facts = facts;
    this.line?.heard();
    this.show();
    this.relist();
  }

  show() {
    const now = serverNow();
    this.figures?.show(this.facts, now);
    this.hour?.show(this.facts, now);
    this.flow?.show(this.facts, now);
    this.line?.show(now);
    this.nobodyTarget.hidden = this.facts.waiting > 0;
    const more = this.facts.waiting - this.facts.dots.length;
    this.moreTarget.hidden = more <= 0;
    if (more > 0) this.moreTarget.textContent = this.t?.("more", { n: more });
  }

  /** The list of the same is asked for again while it is open, not at every change. */
  relist() {
    if (!this.hasListTarget || !this.listTarget.open || this.listed) return;
    const frame = this.listTarget.querySelector("turbo-frame");
    this.listed = window.setTimeout(() => {
      this.listed = 0;
      if (frame?.hasAttribute("complete")) again(frame, "/live/waiting");
    }, LIST_EVERY);
  }
}

/** @param {string} text @param {Record<string, string | number>} values */
function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}
