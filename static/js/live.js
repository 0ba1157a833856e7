// The live connection. It hears `{from, to, now, items}`, keeps the id of the last event it has heard of, and asks for
// what it missed. Each item becomes a document event `live:<kind>`; whoever shows that kind listens. Nothing here knows
// what an item means, but that an element with its id is changed in place, or put in its place by its sort key.
import { io } from "../vendor/socket.io.js";
import { correct } from "./models/clock.js";
import { upsert } from "./upsert.js";

/** @typedef {{kind: string, id: string, sort?: number, facts?: Record<string, any>, html?: string, into?: string}} Item */
/** @typedef {{from: number, to: number, now: number, reset?: boolean, items: Item[]}} Flush */

const PATIENCE = 1500; // a hiccup is not worth a banner
const HIDDEN_TOO_LONG = 60_000; // a page that was asleep asks again, whatever the socket believes
const SILENCE = 20_000; // the server says something every 5 s, if only that nothing happened
const IN_PLACE = new Set(["head", "answering", "alarm"]);

/** @type {import("../vendor/socket.io.js").Socket | undefined} */
let socket;
let last = 0;
let catching = false;
let hiddenSince = 0;
let heard = 0;
/** @type {number | undefined} */
let offlineTimer;
/** @type {number | null} */
let conversation = null;

/** Begin, once per visit, on pages of somebody who is logged in. */
export function start() {
  if (socket || !document.body.dataset.live) return;
  last = Number(document.body.dataset.live);
  const wall = "wall" in document.body.dataset; // hears numbers alone, and no row of a list
  const auth = wall ? { wall } : undefined;
  socket = io({ transports: ["websocket"], reconnectionDelay: 300, reconnectionDelayMax: 4000, auth });
  socket.on("connect", online);
  socket.on("disconnect", offline);
  socket.on("connect_error", refused);
  socket.on("happened", happened);
  socket.on("items", (/** @type {{items: Item[]}} */ message) => apply(message.items));
  socket.on("caught_up", caughtUp);
  socket.on("reset", (/** @type {{items: Item[]}} */ message) => {
    apply(message.items);
    tell("reset");
  });
  document.addEventListener("visibilitychange", wake);
  window.setInterval(listen, SILENCE / 4);
}

/** Tell the server something; lost when there is no connection, as everything said this way may be.
 * @param {string} event @param {Record<string, unknown>} data */
export function say(event, data) {
  if (socket?.connected) socket.emit(event, data);
}

/** This screen shows a conversation now, or none. @param {number | null} id */
export function show(id) {
  conversation = id;
  say("open", { conversation });
}

export function isOnline() {
  return socket?.connected ?? false;
}

/** A connection that stands and says nothing is as good as none: take another. */
function listen() {
  if (!socket?.connected || document.hidden || Date.now() - heard < SILENCE) return;
  socket.disconnect().connect();
}

function online() {
  heard = Date.now();
  window.clearTimeout(offlineTimer);
  say("open", { conversation });
  document.documentElement.dataset.connected = "true";
  catchUp();
  tell("online");
}

/** @param {string} reason */
function offline(reason) {
  if (reason === "io server disconnect") return window.location.reload(); // the log-in is over
  delete document.documentElement.dataset.connected;
  window.clearTimeout(offlineTimer);
  offlineTimer = window.setTimeout(() => tell("offline"), PATIENCE);
}

/** @param {Error} error */
function refused(error) {
  if (error.message === "factor_needed") return; // the page says what to do first
  if (error.message === "log_in_first") window.location.reload();
  else offline("");
}

/** @param {Flush} flush */
function happened(flush) {
  heard = Date.now();
  correct(flush.now);
  apply(flush.items);
  if (flush.from > last && !catching) return catchUp();
  if (!catching) last = Math.max(last, flush.to);
}

function catchUp() {
  catching = true;
  say("catch_up", { since: last });
}

/** @param {Flush} answer */
function caughtUp(answer) {
  correct(answer.now);
  catching = false;
  apply(answer.items);
  last = Math.max(last, answer.to);
  if (answer.reset) tell("reset");
}

function wake() {
  if (document.hidden) hiddenSince = Date.now();
  else if (hiddenSince && Date.now() - hiddenSince > HIDDEN_TOO_LONG && isOnline()) catchUp();
}

/** @param {Item[]} items */
function apply(items) {
  for (const item of items) {
    if (IN_PLACE.has(item.kind)) upsert(item, item.kind === "alarm" ? "alarms" : undefined);
    else if (item.kind === "entry") upsert(item, item.into);
    else if (item.kind === "gone" && !item.id.startsWith("conversation-")) document.getElementById(item.id)?.remove();
    tell(item.kind, item);
  }
}

/** @param {string} kind @param {unknown} [detail] */
function tell(kind, detail) {
  document.dispatchEvent(new CustomEvent(`live:${kind}`, { detail }));
}
