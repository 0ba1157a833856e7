// The numbers of the board: each element says by data-figure which one it shows.
import { write } from "../../models/moment.js";
import { counted, lately, stretch } from "./counted.js";

/** @typedef {import("./counted.js").Facts} Facts */

const LONG = 7; // letters of a number that still fit in large print

export class Figures {
  /** @param {Element} board @param {(key: string, values?: Record<string, string | number>) => string} t */
  constructor(board, t) {
    this.board = board;
    this.t = t;
    this.gauge = board.querySelector("[data-figure-gauge]");
  }

  /** @param {Facts} facts @param {number} now */
  show(facts, now) {
    const { late, risk, share, always, oldest } = counted(facts, now);
    const { dismissed, dismissed_late, median, p90 } = facts.today;
    this.write("late", late);
    this.write("risk", risk);
    this.write("waiting", facts.waiting);
    this.write("share", share ?? "–");
    this.write("median", median === null ? "–" : this.stretch(median));
    this.write("promises", facts.promises);
    this.write("oldest", oldest === null ? "" : this.t("oldest", { time: this.stretch(oldest) }));
    this.write("lately", this.t("lately", lately(facts, 3)));
    this.write("always", always === null ? "" : this.t("always", { share: always }));
    this.write("beside", dismissed ? this.t("beside", { dismissed, late: dismissed_late }) : "");
    this.write("p90", p90 === null ? this.t("unanswered") : this.t("p90", { time: this.stretch(p90) }));
    this.write("next_promise", this.promised(facts, now));
    this.board.querySelector("[data-figure-unit=share]")?.toggleAttribute("hidden", share === null);
    this.fill(share);
  }

  /** @param {Facts} facts @param {number} now */
  promised({ next_promise, promises_late }, now) {
    if (next_promise === null) return this.t("no_promise");
    const time = write(next_promise, now, document.documentElement.lang, document.body.dataset.timeZone);
    return this.t(promises_late ? "late_promises" : "next_promise", { late: promises_late, time });
  }

  /** @param {number} seconds */
  stretch(seconds) {
    return this.t(...stretch(seconds));
  }

  /** @param {number | null} share */
  fill(share) {
    const gauge = this.gauge;
    if (!(gauge instanceof SVGElement)) return;
    const norm = Number(gauge.dataset.norm);
    gauge.querySelector(".part")?.setAttribute("width", `${share ?? 0}%`);
    gauge.toggleAttribute("data-reached", share !== null && share >= norm);
    gauge.setAttribute("aria-label", this.t("gauge", { share: share ?? "–", norm }));
  }

  /** @param {string} name @param {string | number} value */
  write(name, value) {
    const place = this.board.querySelector(`[data-figure="${name}"]`);
    const text = String(value);
    if (!place || place.textContent === text) return;
    place.textContent = text;
    place.toggleAttribute("data-long", text.length > LONG);
  }
}
