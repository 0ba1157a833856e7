import { Controller } from "../../vendor/stimulus.js";
import { going } from "../going.js";

/** Keys of one letter: J and K walk the list, ? explains, and any other presses the visible button that names it. */
export default class extends Controller {
  connect() {
    this.hear = (/** @type {KeyboardEvent} */ event) => this.press(event);
    document.addEventListener("keydown", this.hear);
  }

  disconnect() {
    if (this.hear) document.removeEventListener("keydown", this.hear);
  }

  press(/** @type {KeyboardEvent} */ event) {
    if (this.element.dataset.shortcuts !== "on" || event.defaultPrevented || event.isComposing) return;
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if (document.querySelector("dialog[open]")) return;
    const key = event.key.toLowerCase();
    const does = this.meant(key);
    if (!does || (event.repeat && going())) return;
    event.preventDefault();
    does();
  }

  meant(/** @type {string} */ key) {
    const walks = { j: () => this.walk(1), k: () => this.walk(-1), "?": () => this.help() }[key];
    return walks ?? (going() && /^[a-z]$/.test(key) ? () => this.there(key) : this.button(key));
  }

  /** A key means the conversation that was chosen last, however slow the line: never the one that stands there still. */
  async there(/** @type {string} */ key) {
    const { src, loaded } = going();
    await loaded;
    if (window.location.href === src) this.button(key)?.();
  }

  walk(/** @type {number} */ step) {
    const links = Array.from(document.querySelectorAll(".list .row:not(.leaving) .who a"));
    const here = links.findIndex((link) => link.closest(".row.current") || link === document.activeElement);
    const next = /** @type {HTMLElement | undefined} */ (links[here < 0 ? 0 : here + step]);
    next?.closest(".row")?.scrollIntoView({ block: "nearest" });
    next?.click();
  }

  help() {
    const dialog = document.getElementById("keys");
    if (dialog instanceof HTMLDialogElement) dialog.showModal();
  }

  /** The first button that is to be seen and says that this key presses it. */
  button(/** @type {string} */ key) {
    if (!/^[a-z/]$/.test(key)) return undefined;
    const named = Array.from(document.querySelectorAll(`:is(#talk, #toasts, #list) [data-key="${key}" i]`));
    const shown = /** @type {HTMLElement | undefined} */ (named.find((each) => each.checkVisibility()));
    if (!shown) return undefined;
    return () => (isTyping(shown) ? shown.focus() : shown.click());
  }
}

/** @param {EventTarget | null} target */
function isTyping(target) {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || /^(textarea|select)$/i.test(target.tagName) || isText(target);
}

/** @param {HTMLElement} target */
function isText(target) {
  return target instanceof HTMLInputElement && !/^(checkbox|radio|button|submit)$/.test(target.type);
}
