import { Controller } from "../../vendor/stimulus.js";
import { asksForDm, left, newIntent } from "../models/answer.js";
import { t } from "../texts.js";

/** The box for an answer: who will read it, how much room is left, and sending once per intent. */
export default class extends Controller {
  static targets = [
    "uuid",
    "seen",
    "audience",
    "tab",
    "panel",
    "text",
    "refusal",
    "promising",
    "due",
    "refers",
    "left",
    "send",
  ];
  static values = { conversation: Number, limits: Object, signature: String, may: Object };

  connect() {
    if (!this.uuidTarget.value) this.uuidTarget.value = newIntent();
    this.count();
  }

  choose(/** @type {Event} */ event) {
    this.show(/** @type {HTMLElement} */ (event.currentTarget).dataset.audience ?? "note");
    this.textTarget.focus();
  }

  walk(/** @type {KeyboardEvent} */ event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const tabs = this.tabTargets;
    const next = tabs[(tabs.indexOf(event.currentTarget) + step + tabs.length) % tabs.length];
    this.show(next.dataset.audience);
    next.focus();
  }

  /** Another audience keeps the text; it never changes by itself. */
  show(/** @type {string} */ tab) {
    this.element.dataset.audience = tab;
    this.audienceTarget.value = tab;
    for (const each of this.tabTargets) {
      const chosen = each.dataset.audience === tab;
      each.setAttribute("aria-selected", String(chosen));
      each.tabIndex = chosen ? 0 : -1;
      if (chosen) this.panelTarget.setAttribute("aria-labelledby", each.id);
    }
    this.count();
    this.dispatch("changed");
  }

  count() {
    const limit = this.limitsValue[this.tab];
    const text = this.textTarget.value;
    const room = limit === undefined ? 0 : left(text, this.signatureValue, limit);
    this.leftTarget.textContent = limit === undefined ? "" : String(room);
    this.leftTarget.classList.toggle("over", room < 0);
    this.refersTarget.hidden = !(this.tab === "public" && asksForDm(text));
    const ready = this.mayValue[this.tab] && room >= 0 && text.trim() !== "" && !this.sending;
    for (const button of this.sendTargets) button.disabled = button.dataset.audience !== this.tab || !ready;
  }

  promise(/** @type {Event} */ event) {
    const promises = /** @type {HTMLInputElement} */ (event.currentTarget).checked;
    this.promisingTarget.hidden = !promises;
    if (!promises) return;
    const tomorrow = new Date(Date.now() + 86_400_000 - new Date().getTimezoneOffset() * 60_000);
    if (!this.dueTarget.value) this.dueTarget.value = tomorrow.toISOString().slice(0, 16);
    this.promisingTarget.querySelector("input")?.focus();
  }

  /** Ctrl+Enter sends and no other key does, from any field of the form. */
  key(/** @type {KeyboardEvent} */ event) {
    if (event.key !== "Enter" || event.isComposing) return;
    const sends = event.ctrlKey || event.metaKey;
    if (sends || event.target !== this.textTarget) event.preventDefault();
    if (sends) this.sendTargets.find((/** @type {HTMLButtonElement} */ button) => !button.disabled)?.click();
  }

  start() {
    this.sending = true;
    this.count();
  }

  end(/** @type {CustomEvent} */ event) {
    this.sending = false;
    if (event.detail.success) this.accepted();
    else if (!event.detail.fetchResponse) this.offline();
    this.count();
  }

  accepted() {
    this.textTarget.value = "";
    this.uuidTarget.value = newIntent();
    for (const box of this.boxes) box.checked = false;
    this.promisingTarget.hidden = true;
    this.dispatch("accepted");
    this.textTarget.focus();
  }

  offline() {
    this.refusalTarget.textContent = t("composer.offline");
  }

  /** Its writer took a text back: it stands here again, unless something else was typed meanwhile. */
  giveBack(/** @type {CustomEvent<{text: string, tab: string, quiet?: boolean}>} */ { detail }) {
    if (this.textTarget.value.trim() !== "") return;
    this.textTarget.value = detail.text;
    this.show(
      this.tabTargets.some((/** @type {HTMLElement} */ each) => each.dataset.audience === detail.tab)
        ? detail.tab
        : this.tab,
    );
    if (!detail.quiet) this.textTarget.focus();
  }

  get boxes() {
    const fields = Array.from(/** @type {HTMLFormElement} */ (this.element).elements);
    return /** @type {HTMLInputElement[]} */ (fields.filter((field) => field.matches('[type="checkbox"]')));
  }

  get tab() {
    return this.element.dataset.audience ?? "note";
  }
}
