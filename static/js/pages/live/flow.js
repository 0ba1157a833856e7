// What comes in (bars) and what is answered (a line), per five minutes. The elements are made once and changed after.
import { write } from "../../models/moment.js";

const SVG = "http://www.w3.org/2000/svg";
const WIDTH = 240;
const HEIGHT = 100;
const SLOT = 300_000_000; // microseconds
const LABEL_EVERY = 6; // slots: half an hour

export class Flow {
  /** @param {Element} plot @param {Element} top @param {Element} times @param {number} slots @param {Element} [table] */
  constructor(plot, top, times, slots, table) {
    this.top = top;
    this.times = times;
    this.table = table;
    this.step = WIDTH / slots;
    for (const old of plot.querySelectorAll(".bar, .line")) old.remove();
    this.bars = Array.from({ length: slots }, (_, place) => this.bar(plot, place));
    this.bars.at(-1)?.classList.add("running");
    this.line = plot.appendChild(document.createElementNS(SVG, "polyline"));
    this.line.setAttribute("class", "line");
    this.marks = Array.from({ length: slots / LABEL_EVERY }, () => document.createElement("span"));
    times.replaceChildren(...this.marks);
    this.drawn = "";
  }

  /** @param {Element} plot @param {number} place */
  bar(plot, place) {
    const bar = document.createElementNS(SVG, "rect");
    bar.setAttribute("class", "bar");
    bar.setAttribute("x", String(place * this.step + this.step * 0.15));
    bar.setAttribute("width", String(this.step * 0.7));
    return plot.appendChild(bar);
  }

  /** @param {import("./counted.js").Facts} facts @param {number} now */
  show({ inflow, answers, since }, now) {
    const wanted = `${since} ${inflow} ${answers}`;
    if (wanted === this.drawn) return;
    this.drawn = wanted;
    const whole = answers.slice(0, -1); // of the last five minutes nobody knows yet how many there will be
    const most = ceiling(Math.max(...inflow, ...whole));
    for (const [place, bar] of this.bars.entries()) rise(bar, (inflow[place] / most) * HEIGHT);
    const points = whole.map((each, place) => [(place + 0.5) * this.step, HEIGHT - (each / most) * HEIGHT]);
    this.line.setAttribute("points", points.map((point) => point.join(",")).join(" "));
    this.top.textContent = String(most);
    for (const [place, mark] of this.marks.entries()) mark.textContent = clock(since + place * LABEL_EVERY * SLOT, now);
    this.tabulate(inflow, answers, since, now);
  }

  /** @param {number[]} inflow @param {number[]} answers @param {number} since @param {number} now */
  tabulate(inflow, answers, since, now) {
    const rows = this.table?.querySelectorAll("tbody tr") ?? [];
    for (const [place, row] of Array.from(rows).entries())
      for (const [column, text] of [clock(since + place * SLOT, now), inflow[place], answers[place]].entries())
        row.children[column].textContent = String(text);
  }
}

/** A round number that nothing exceeds. @param {number} most */
function ceiling(most) {
  for (let unit = 1; ; unit *= 10)
    for (const step of [4, 6, 8, 10, 12, 16, 20, 30]) if (most <= step * unit) return step * unit;
}

/** @param {Element} bar @param {number} height */
function rise(bar, height) {
  bar.setAttribute("y", String(HEIGHT - height));
  bar.setAttribute("height", String(height));
}

/** @param {number} at @param {number} now */
function clock(at, now) {
  const text = write(at, now, document.documentElement.lang, document.body.dataset.timeZone);
  return text.slice(-5); // the time of day, also across midnight
}
