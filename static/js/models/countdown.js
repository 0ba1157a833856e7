// How a wait stands: DOMAIN, response timer, rule 7. Moments are microseconds since 1970.

const MINUTE = 60_000_000;

/**
 * @param {{half: number, risk: number, due: number}} wait
 * @param {number} now
 * @returns {"fresh" | "running" | "at_risk" | "late"}
 */
export function stateOf(wait, now) {
  if (now >= wait.due) return "late";
  if (now >= wait.risk) return "at_risk";
  return now < wait.half ? "fresh" : "running";
}

/**
 * What the clock says: a key of the page's texts and the numbers in it. Minutes left are rounded up and minutes late
 * down, so "0 min left" is never shown and "late" never comes early.
 * @param {number} due
 * @param {number} now
 * @returns {[string, {hours: number, minutes: number, days: number}]}
 */
export function phrase(due, now) {
  const late = now >= due;
  const total = late ? Math.floor((now - due) / MINUTE) : Math.ceil((due - now) / MINUTE);
  const days = Math.floor(total / 1440);
  const hours = Math.floor((total % 1440) / 60);
  const values = { days, hours, minutes: total < 100 ? total : total % 60 };
  const side = late ? "late" : "left";
  if (days > 0) return [`timer.${side}.days`, values];
  if (total >= 100) return [`timer.${side}.hours`, values];
  return [`timer.${side}.minutes`, values];
}
