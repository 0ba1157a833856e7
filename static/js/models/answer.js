// What can be said of an answer before it is sent.
import { weightedLength } from "./weighted_length.js";

/**
 * The text as it will be posted: the server adds the signature where it is not there yet.
 * @param {string} text
 * @param {string} signature with its caret: "^SK"
 */
function signed(text, signature) {
  const trimmed = text.trim();
  return trimmed === "" || trimmed.endsWith(signature) ? trimmed : `${trimmed} ${signature}`;
}

/**
 * How many characters are left, as the platform counts, signature included.
 * @param {string} text
 * @param {string} signature
 * @param {number} limit
 */
export function left(text, signature, limit) {
  return limit - weightedLength(signed(text, signature));
}

const ASKS_FOR_DM = /\b(?:dm|pb|priv[eé]bericht|direct message|private message|direct bericht)\b/i;

/**
 * Whether a public answer reads as "send us a DM". A suggestion only: the writer ticks the box.
 * @param {string} text
 */
export function asksForDm(text) {
  return ASKS_FOR_DM.test(text);
}

/** A new intent has a new UUID; sending the same one twice is one reply. */
export function newIntent() {
  return crypto.randomUUID?.() ?? fromRandom();
}

/** For pages served over plain HTTP, where randomUUID is missing. */
function fromRandom() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
}
