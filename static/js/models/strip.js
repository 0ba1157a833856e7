// Where a wait stands on the hour strip: the same as webcare/inbox/strip.py.

const DUE = 0.9;

/** @param {number} started @param {number} due @param {number} now microseconds @returns {number} 0 to 1 */
export function position(started, due, now) {
  const gone = Math.max(now - started, 0) / Math.max(due - started, 1_000_000);
  return gone <= 1 ? gone * DUE : 1 - (1 - DUE) / gone;
}
