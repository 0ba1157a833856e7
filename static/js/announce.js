// What a screen reader hears: one polite sentence at most every ten seconds, summed up; alarms at once.
import { t } from "./texts.js";

const QUIET = 10_000;
let until = 0;
let number = 0;
/** @type {number | undefined} */
let timer;
let sentence = "";

/** Say something politely. @param {string} text a sentence, or with `count` the key of one @param {number} [count] is added up */
export function announce(text, count) {
  if (count) number += count;
  sentence = count ? t(text, { n: number }) : text;
  window.clearTimeout(timer);
  timer = window.setTimeout(speak, Math.max(until - Date.now(), 300));
}

/** Say something at once. @param {string} text */
export function warn(text) {
  document.getElementById("alert")?.replaceChildren(text);
}

function speak() {
  until = Date.now() + QUIET;
  number = 0;
  document.getElementById("status")?.replaceChildren(sentence);
}
