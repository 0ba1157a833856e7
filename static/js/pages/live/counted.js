// How the queue stands at a moment: what the server told, counted on by the clock. No page is needed.
// A wait becomes late at its deadline here as well, so the numbers move by themselves between two messages.

/**
 * @typedef {[number, number, number, number, number]} Dot conversation, and in microseconds: started, at risk, due; today
 * @typedef {{answered: number, in_time: number, late: number, in_time_always: number, late_always: number,
 *   dismissed: number, dismissed_late: number, covered: number, in_private: number, median: number | null,
 *   p90: number | null}} Today
 * @typedef {{waiting: number, risk: number, late: number, oldest: number | null, dots: Dot[], today: Today,
 *   promises: number, promises_late: number, next_promise: number | null, since: number, inflow: number[],
 *   answers: number[]}} Facts
 */

/** @param {Facts} facts @param {number} now microseconds */
export function counted(facts, now) {
  const whole = facts.dots.length === facts.waiting; // else only those nearest to their deadline are here
  const late = facts.dots.filter(([, , , due]) => now >= due);
  const risk = facts.dots.filter(([, , risky, due]) => now >= risky && now < due);
  const lateToday = whole ? late.filter((dot) => dot[4]).length : facts.today.late;
  return {
    late: whole ? late.length : facts.late,
    risk: whole ? risk.length : facts.risk,
    share: percent(facts.today.in_time, facts.today.answered + lateToday),
    always: percent(facts.today.in_time_always, facts.today.answered + facts.today.late_always),
    oldest: facts.oldest === null ? null : Math.max(now - facts.oldest, 0) / 1_000_000,
  };
}

/** In whole percents, rounded down: 89.9 is never shown as 90. @param {number} part @param {number} whole */
function percent(part, whole) {
  return whole === 0 ? null : Math.floor((part * 100) / whole);
}

/** Both, over the last whole five minutes. @param {Facts} facts @param {number} slots */
export function lately(facts, slots) {
  const sum = (/** @type {number[]} */ each) => each.slice(-slots - 1, -1).reduce((total, one) => total + one, 0);
  return { into: sum(facts.inflow), out: sum(facts.answers) };
}

/** A stretch of time as the key of a text and its numbers. @param {number} seconds @returns {[string, Record<string, number>]} */
export function stretch(seconds) {
  const minutes = Math.floor(seconds / 60);
  if (minutes < 100) return ["minutes", { minutes }];
  if (minutes < 1440) return ["hours", { hours: Math.floor(minutes / 60), minutes: minutes % 60 }];
  return ["days", { days: Math.floor(minutes / 1440), hours: Math.floor((minutes % 1440) / 60) }];
}

/**
 * Where a wait stands in the field, 0 to 1: three quarters of the time at `RISK`, the deadline at `DUE`, whatever the
 * service hours, so that a dot changes its colour where the field does; what is late goes slowly on.
 * @param {number} started @param {number} risk @param {number} due @param {number} now
 */
export function place(started, risk, due, now) {
  if (now < risk) return Math.max(0, (now - started) / Math.max(risk - started, 1)) * RISK;
  if (now < due) return RISK + ((now - risk) / Math.max(due - risk, 1)) * (DUE - RISK);
  return 1 - (1 - DUE) / (1 + (now - due) / Math.max(due - started, 1));
}

const RISK = 0.675;
const DUE = 0.9;
const TURN = 0.618034; // of a circle: neighbours stand far apart, and each always at its own height

/** @param {number} id @returns {number} 0 to 1 */
export function height(id) {
  return (id * TURN) % 1;
}
