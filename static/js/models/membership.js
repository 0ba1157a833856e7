// Whether a conversation belongs in a list: the same rules as webcare/inbox/filters.py, over a row's data attributes.
import { stateOf } from "./countdown.js";

/**
 * @typedef {{view?: string, channel?: string, audience?: string, tag?: string, assignee?: string, timer?: string}} Filter
 * @typedef {Record<string, string | undefined>} Facts
 */

/** @type {Record<string, (facts: Facts, me: string) => boolean>} */
const VIEWS = {
  waiting: (facts) => Boolean(facts.due || facts.urgent),
  mine: (facts, me) => facts.assignee === me,
  open: () => true,
  mentions: (facts) => !facts.asks && !facts.due,
  promises: (facts) => Boolean(facts.promise),
};

/** @param {Facts} facts @param {Filter} filter @param {string} me @param {number} now microseconds */
export function belongs(facts, filter, me, now) {
  if (!inView(facts, filter.view ?? "waiting", me)) return false;
  if (filter.channel && facts.channel !== filter.channel) return false;
  if (filter.audience && facts.audience !== filter.audience) return false;
  if (filter.tag && !(facts.tags ?? "").split(" ").includes(filter.tag)) return false;
  if (!heldAsWanted(facts.assignee ?? "", filter.assignee ?? "", me)) return false;
  return !filter.timer || timerOf(facts, now) === filter.timer;
}

/** @param {Facts} facts @param {string} view @param {string} me */
function inView(facts, view, me) {
  if (view === "closed") return facts.status === "closed";
  if (facts.status !== "open" || (facts.gathered && !/mine|promises/.test(view))) return false;
  return VIEWS[view]?.(facts, me) ?? false;
}

/** @param {string} holder @param {string} wanted @param {string} me */
function heldAsWanted(holder, wanted, me) {
  if (!wanted) return true;
  if (wanted === "nobody") return holder === "";
  return holder === (wanted === "me" ? me : wanted);
}

/** How its nearest deadline stands; a promise alone is fresh until it is late. @param {Facts} facts @param {number} now */
function timerOf(facts, now) {
  if (!facts.due) return "";
  const due = Number(facts.due);
  if (!facts.started) return now >= due ? "late" : "fresh";
  return stateOf({ half: Number(facts.half), risk: Number(facts.risk), due }, now);
}
