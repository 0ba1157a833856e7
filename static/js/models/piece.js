// A piece of a text that the guard found. The server counts characters, a browser half ones.

/** @typedef {{start: number, end: number, piece: string}} Piece */

/**
 * Where it stands now, in the browser's own count: it may have moved since it was found.
 * @param {string} text
 * @param {Piece} found
 * @returns {[number, number]}
 */
export function pieceIn(text, { start, piece }) {
  const expected = Array.from(text).slice(0, start).join("").length;
  const there = text.startsWith(String(piece), expected) ? expected : text.indexOf(String(piece));
  return there < 0 ? [text.length, text.length] : [there, there + String(piece).length];
}

/**
 * The text without it, and nothing else changed but a doubled space.
 * @param {string} text
 * @param {Piece} found
 */
export function without(text, found) {
  const [start, end] = pieceIn(text, found);
  const before = text.slice(0, start);
  const after = text.slice(end);
  return before + (before === "" || before.endsWith(" ") ? after.replace(/^ /, "") : after);
}
