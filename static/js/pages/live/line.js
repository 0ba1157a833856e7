// Whether the numbers are live: the socket, or else asking for them over HTTP, or else the moment since when they are old.
// A wall screen looks after itself for weeks: it keeps its log-in alive, takes a new version, and comes back by itself.
import { isOnline } from "../../live.js";
import { write } from "../../models/moment.js";

const ASK_EVERY = 10_000; // milliseconds, while there is no live connection
const LOOK_AFTER = 30 * 60_000; // a sign of life for the log-in, and a look whether there is a new version
const HICCUP = 3000;

export class Line {
  /** @param {any} board the controller @param {(key: string, values?: Record<string, string | number>) => string} t */
  constructor(board, t) {
    this.board = board;
    this.t = t;
    this.right = Date.now(); // when the numbers were last known to be right
    this.asked = Date.now();
    if (board.wallValue) stayAwake();
  }

  /** Numbers came in. */
  heard() {
    this.right = Date.now();
  }

  /** Once a second. @param {number} now */
  show(now) {
    const online = isOnline();
    if (online) this.right = Date.now();
    const away = Date.now() - this.right;
    const state = online || away < HICCUP ? "on" : away < 3 * ASK_EVERY ? "asked" : "old";
    const time = clock(now - away * 1000, now);
    const { element, clockTarget, lineTarget } = this.board;
    if (element.dataset.line !== state) element.dataset.line = state;
    put(clockTarget, seconds(now));
    put(lineTarget, this.t(state, { time }));
    const due = online ? this.board.wallValue && Date.now() - this.asked > LOOK_AFTER : away > HICCUP;
    if (due && Date.now() - this.asked > ASK_EVERY) this.ask();
  }

  /** Ask for the numbers over HTTP. What does not come is asked for again at the next turn. */
  async ask() {
    this.asked = Date.now();
    try {
      const response = await fetch("/live/figures", { headers: { Accept: "application/json" }, redirect: "manual" });
      if (response.status === 401 || response.type === "opaqueredirect") return window.location.reload();
      if (!response.ok) return;
      const { version, facts, team } = await response.json();
      if (version !== this.board.versionValue && this.board.wallValue) return window.location.reload();
      this.board.take(facts);
      document.dispatchEvent(new CustomEvent("live:team", { detail: { facts: team } }));
    } catch {
      // the server is away; this page stays and says since when
    }
  }
}

/** @param {Element} place @param {string} text */
function put(place, text) {
  if (place.textContent !== text) place.textContent = text;
}

/** @param {number} at @param {number} now */
function clock(at, now) {
  return write(at, now, document.documentElement.lang, document.body.dataset.timeZone);
}

/** @type {Intl.DateTimeFormat | undefined} made once: it is asked every second for weeks */
let format;

/** @param {number} now */
function seconds(now) {
  format ??= new Intl.DateTimeFormat(document.documentElement.lang, {
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
    timeZone: document.body.dataset.timeZone,
  });
  return format.format(now / 1000);
}

/** A wall that goes dark shows nothing; a browser that refuses shows all the same. */
function stayAwake() {
  const ask = () => navigator.wakeLock?.request("screen").catch(() => undefined);
  document.addEventListener("visibilitychange", () => document.hidden || ask());
  ask();
}
