// The hour: one dot for each waiting customer, moved by the clock. Elements are kept by conversation and used again.
import { stateOf } from "../../models/countdown.js";
import { height, place } from "./counted.js";

const SVG = "http://www.w3.org/2000/svg";

export class Hour {
  /** @param {Element} field */
  constructor(field) {
    this.field = field;
    if (field.getAttribute("data-opens") === "yes") field.addEventListener("click", open);
    /** @type {Map<number, Element>} */
    this.dots = new Map();
    field.replaceChildren();
  }

  /** @param {import("./counted.js").Facts} facts @param {number} now */
  show(facts, now) {
    const present = new Set(facts.dots.map(([id]) => id));
    for (const [id, dot] of this.dots) if (!present.has(id)) this.drop(id, dot);
    for (const [id, started, risk, due] of facts.dots) {
      const dot = this.dots.get(id) ?? this.make(id);
      const at = `${(place(started, risk, due, now) * 100).toFixed(2)}%`;
      const state = stateOf({ half: risk, risk, due }, now);
      if (dot.getAttribute("x") !== at) dot.setAttribute("x", at);
      if (dot.getAttribute("data-timer") !== state) dot.setAttribute("data-timer", state);
    }
  }

  /** @param {number} id @param {Element} dot */
  drop(id, dot) {
    this.dots.delete(id);
    dot.remove();
  }

  /** @param {number} id */
  make(id) {
    const dot = document.createElementNS(SVG, "rect");
    dot.setAttribute("class", "dot");
    dot.setAttribute("data-conversation", String(id));
    dot.setAttribute("y", `${(6 + height(id) * 70).toFixed(1)}%`);
    this.field.append(dot);
    this.dots.set(id, dot);
    return dot;
  }
}

/** For the pointer; the keyboard has the same as a list. @param {Event} event */
async function open(event) {
  const id = event.target instanceof SVGElement && event.target.dataset.conversation;
  if (!id) return;
  const { visit } = await import("../../../vendor/turbo.js"); // a wall screen never needs it
  visit(`/conversations/${id}`);
}
