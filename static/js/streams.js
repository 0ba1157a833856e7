// What a response can do to the open page beyond Turbo's own actions.
import { morphElements, StreamActions } from "../vendor/turbo.js";
import { announce } from "./announce.js";
import { again } from "./models/again.js";
import { t } from "./texts.js";
import { place } from "./upsert.js";

const TOAST_LASTS = 10_000; // milliseconds
const ROWS = ".list .row:not(.leaving)";

/** @type {HTMLElement | null} */
let neighbour = null;

/** @type {Record<string, (this: import("../vendor/turbo.js").StreamElement) => void>} */
const actions = {
  /** Entries of a timeline: each is changed where it stands, or put where its moment says. */
  entries() {
    for (const list of this.targetElements) {
      for (const entry of Array.from(this.templateContent.children)) {
        const there = document.getElementById(entry.id);
        if (there) morphElements(there, entry);
        place(list, document.getElementById(entry.id) ?? entry);
      }
    }
  },

  /** A frame that depends on who reads is asked for again. */
  again() {
    for (const frame of this.targetElements) again(frame, this.getAttribute("href") ?? "");
  },

  /** What the reader may do here now: the page shows and hides by it. */
  powers() {
    for (const place of this.targetElements) /** @type {HTMLElement} */ (place).dataset.may = this.dataset.may ?? "";
  },

  /** Something to take back, for a while; it stays as long as it is pointed at or focused. */
  toast() {
    const toast = document.createElement("div");
    toast.className = "toast";
    toast.append(this.templateContent);
    toasts().replaceChildren(toast);
    const leave = () => (toast.matches(":hover, :focus-within") ? window.setTimeout(leave, 1000) : toast.remove());
    window.setTimeout(leave, TOAST_LASTS);
    toast.addEventListener("turbo:submit-end", () => toast.remove());
  },

  /** On to the next conversation of the list. */
  next() {
    const next = neighbour?.isConnected ? neighbour : document.querySelector(`${ROWS}:not(.current) .who a`);
    if (next instanceof HTMLElement) next.click();
    else announce(t("nothing_left"));
  },

  /** The text of an answer that was taken back, for its writer. */
  "give-back"() {
    const detail = { text: this.templateContent.textContent, tab: this.dataset.tab };
    for (const form of this.targetElements) form.dispatchEvent(new CustomEvent("give-back", { detail }));
  },
};

Object.assign(StreamActions, actions);

function toasts() {
  const there = document.getElementById("toasts");
  if (there) return there;
  const box = document.createElement("div");
  box.id = "toasts";
  box.setAttribute("role", "status");
  document.body.append(box);
  return box;
}

/** Which row comes after the open one is looked up before it leaves the list. */
document.addEventListener("turbo:submit-start", (event) => {
  if (!(event.target instanceof Element) || !event.target.matches("form.dismiss")) return;
  const rows = /** @type {HTMLElement[]} */ (Array.from(document.querySelectorAll(ROWS)));
  const open = /** @type {HTMLElement | null} */ (document.querySelector("#talk .talk"))?.dataset.id;
  const here = rows.findIndex((row) => row.dataset.id === open);
  neighbour = (rows[here + 1] ?? rows[here - 1])?.querySelector(".who a") ?? null;
});

/**
 * Turbo gives the focus back, a frame after a change of the page, to what had it before; also when a key or a click
 * has moved it on in that frame. What had it takes it back only when nothing else did.
 */
document.addEventListener("turbo:before-stream-render", () => {
  const held = document.activeElement;
  if (!(held instanceof HTMLElement) || !held.id) return;
  held.focus = (how) => {
    if (document.activeElement === document.body) HTMLElement.prototype.focus.call(held, how);
  };
  requestAnimationFrame(() => requestAnimationFrame(() => Reflect.deleteProperty(held, "focus")));
});

/** A request that was given up, because its frame left the page or was asked for again, is no error. */
window.addEventListener("unhandledrejection", (event) => {
  if (event.reason?.name === "AbortError") event.preventDefault();
});
