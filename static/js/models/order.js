// The order of every list: one number per row, equals by id. The same as webcare/inbox/rows.py.

const RECENT = 4_000_000_000_000_000; // beyond it stand rows without a deadline, newest first

/** @typedef {{sort: number, id: number}} Place */

/** @param {Place} a @param {Place} b */
export function compare(a, b) {
  return a.sort - b.sort || (a.sort > RECENT ? b.id - a.id : a.id - b.id);
}
