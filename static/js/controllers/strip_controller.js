import { Controller } from "../../vendor/stimulus.js";
import { serverNow } from "../models/clock.js";
import { stateOf } from "../models/countdown.js";
import { position } from "../models/strip.js";
import { t } from "../texts.js";

const REDRAW = 10_000;
const SVG = "http://www.w3.org/2000/svg";

/** The hour strip: every dot moves on by the clock, without asking the server; rows that change bring dots and take them. */
export default class extends Controller {
  static targets = ["dots"];

  connect() {
    this.hear = (/** @type {Event} */ event) => this.take(/** @type {CustomEvent} */ (event).detail);
    document.addEventListener("live:row", this.hear);
    this.ticker = window.setInterval(() => this.draw(), REDRAW);
    this.draw();
  }

  disconnect() {
    if (this.hear) document.removeEventListener("live:row", this.hear);
    window.clearInterval(this.ticker);
  }

  take(/** @type {import("../live.js").Item} */ { facts = {}, id }) {
    const number = id.replace("conversation-", "");
    const dot = this.dotsTarget.querySelector(`[data-id="${number}"]`) ?? this.make(number);
    if (!facts.started || facts.status !== "open" || facts.gathered) dot.remove();
    else {
      Object.assign(dot.dataset, { id: number, started: facts.started, risk: facts.risk, due: facts.due });
      this.dotsTarget.append(dot);
    }
    this.draw();
  }

  make(/** @type {string} */ number) {
    const dot = document.createElementNS(SVG, "rect");
    const shape = { class: "dot", width: "8", height: "8", y: String(4 + (Number(number) % 3) * 5) };
    for (const [name, value] of Object.entries(shape)) dot.setAttribute(name, value);
    return dot;
  }

  draw() {
    const now = serverNow();
    const counts = { late: 0, risk: 0 };
    for (const dot of this.dotsTarget.children) {
      const [started, risk, due] = [dot.dataset.started, dot.dataset.risk, dot.dataset.due].map(Number);
      const state = stateOf({ half: risk, risk, due }, now);
      dot.setAttribute("x", `${(position(started, due, now) * 100).toFixed(2)}%`);
      dot.dataset.timer = state;
      if (state === "late") counts.late += 1;
      if (state === "at_risk") counts.risk += 1;
    }
    const label = t("strip", { n: this.dotsTarget.childElementCount, ...counts });
    if (this.element.getAttribute("aria-label") !== label) this.element.setAttribute("aria-label", label);
  }
}
