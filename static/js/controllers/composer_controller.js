import { Controller } from "../../vendor/stimulus.js";
import { renderStreamMessage } from "../../vendor/turbo.js";
import { send } from "../csrf.js";
import { asksForDm, left, newIntent } from "../models/answer.js";
import { t } from "../texts.js";

const PAUSE = 120; // milliseconds: what changed together is asked for once

/** The box for an answer: how much room is left, what may be sent, and sending once per intent. */
export default class extends Controller {
  static targets = ["uuid", "text", "refusal", "refers", "left", "send"];
  static values = { limits: Object, signature: String, powers: String };

  connect() {
    this.count();
  }

  /** Also in place of one that was refused, since an earlier text was accepted under it. */
  uuidTargetConnected(/** @type {HTMLInputElement} */ field) {
    field.value ||= newIntent();
  }

  count() {
    const { audience = "note" } = this.element.dataset;
    const text = this.textTarget.value;
    const limit = this.limitsValue[audience];
    const room = limit === undefined ? 0 : left(text, this.signatureValue, limit);
    this.leftTarget.textContent = limit === undefined ? "" : String(room);
    this.leftTarget.classList.toggle("over", room < 0);
    this.refersTarget.hidden = !(audience === "public" && asksForDm(text));
    const ready = room >= 0 && text.trim() !== "" && !this.sending;
    for (const button of this.sendTargets) {
      button.disabled = button.dataset.audience !== audience || button.dataset.may !== "yes" || !ready;
    }
  }

  /** Ctrl+Enter sends and no other key does, from any field of the form. */
  key(/** @type {KeyboardEvent} */ event) {
    if (event.key !== "Enter" || event.isComposing || event.target instanceof HTMLButtonElement) return;
    const sends = event.ctrlKey || event.metaKey;
    if (sends || event.target !== this.textTarget) event.preventDefault();
    if (sends) this.sendTargets.find((/** @type {HTMLButtonElement} */ button) => !button.disabled)?.click();
  }

  /** What its writer may do here has changed, or may have: what sends is drawn anew, the text is not touched. */
  powers() {
    window.clearTimeout(this.asking);
    this.asking = window.setTimeout(async () => {
      if (!this.element.isConnected) return; // the conversation itself was lost
      const answer = await send(this.powersValue, "GET").catch(() => null);
      if (answer?.ok) renderStreamMessage(await answer.text());
    }, PAUSE);
  }

  /** New buttons: they know of no text yet. */
  sendTargetConnected() {
    if (this.hasLeftTarget) this.count();
  }

  start() {
    this.sending = true;
    this.sent = this.textTarget.value;
    this.count();
  }

  end(/** @type {CustomEvent} */ event) {
    this.sending = false;
    if (event.detail.success) this.accepted();
    else if (!event.detail.fetchResponse) this.offline();
    this.count();
  }

  /** It went out; what was typed meanwhile stays. */
  accepted() {
    const text = this.textTarget.value;
    this.textTarget.value = text.startsWith(this.sent) ? text.slice(this.sent.length).trimStart() : text;
    this.uuidTarget.value = newIntent();
    for (const box of this.boxes) {
      if (box.checked) box.click();
    }
    this.dispatch("accepted");
    this.textTarget.focus();
  }

  offline() {
    this.refusalTarget.textContent = t("composer.offline");
  }

  /** Its writer took a text back: it stands here again, unless something else does. Then nothing changes here. */
  giveBack(/** @type {CustomEvent<{text: string, quiet?: boolean}>} */ event) {
    const taken = this.textTarget.value.trim() !== "";
    this.refusalTarget.textContent = taken ? t("composer.taken") : "";
    if (taken) return event.stopImmediatePropagation(); // its tab is for this text, not for the one that stands here
    this.textTarget.value = event.detail.text;
    this.count();
    if (!event.detail.quiet) this.textTarget.focus();
  }

  get boxes() {
    const fields = Array.from(/** @type {HTMLFormElement} */ (this.element).elements);
    return /** @type {HTMLInputElement[]} */ (fields.filter((field) => field.matches('[type="checkbox"]')));
  }
}
