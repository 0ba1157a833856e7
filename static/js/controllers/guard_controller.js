import { Controller } from "../../vendor/stimulus.js";
import { renderStreamMessage } from "../../vendor/turbo.js";
import { send } from "../csrf.js";
import { pieceIn, without } from "../models/piece.js";

/** @typedef {{params: import("../models/piece.js").Piece}} Marked */
const PAUSE = 400; // milliseconds without a key before the guard looks

/** What should not go out in this text is listed under it while one types; the text itself is never touched unasked. */
export default class extends Controller {
  static targets = ["text", "promise", "found"];
  static values = { url: String };

  connect() {
    /** @type {string} */
    this.shown = "";
    if (!this.element.querySelector(".anyway")) this.soon(); // else it was refused a moment ago, and says why
  }

  disconnect() {
    this.pause();
  }

  /** Another text: what was overruled in the one before does not count for it. */
  later() {
    for (const old of this.element.querySelectorAll("[data-carried], .anyway, [data-error^='guard_']")) old.remove();
    this.soon();
  }

  soon() {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.look(), PAUSE);
  }

  async look() {
    this.asked?.abort();
    if (!this.textTarget.value.trim()) return this.clear();
    const asked = new AbortController();
    this.asked = asked;
    const fields = new URLSearchParams({ text: this.textTarget.value, audience: this.element.dataset.audience ?? "" });
    if (!this.hasPromiseTarget) fields.set("alone", "yes");
    else if (this.promiseTarget.checked) fields.set("promises", "on");
    const answer = await send(this.urlValue, "POST", fields, { signal: asked.signal }).catch(() => null);
    const found = answer?.ok ? await answer.text() : "";
    if (asked.signal.aborted || found === this.shown) return;
    renderStreamMessage(found);
    this.shown = found;
  }

  /** While it is being sent the server looks by itself. */
  pause() {
    window.clearTimeout(this.timer);
    this.asked?.abort();
    this.shown = "";
  }

  clear() {
    this.pause();
    this.foundTarget.replaceChildren();
  }

  /** The same text, for the customer alone; the DM stays linked to this conversation. */
  moveToDm() {
    /** @type {HTMLElement | null} */ (this.element.querySelector("[role='tab'][data-audience='private']"))?.click();
  }

  point(/** @type {Marked} */ { params }) {
    this.textTarget.focus();
    this.textTarget.setSelectionRange(...pieceIn(this.textTarget.value, params));
  }

  remove(/** @type {Marked} */ { params }) {
    this.textTarget.value = without(this.textTarget.value, params);
    this.textTarget.dispatchEvent(new Event("input", { bubbles: true }));
    this.textTarget.focus();
  }

  writeDown() {
    if (!this.promiseTarget.checked) this.promiseTarget.click();
  }
}
