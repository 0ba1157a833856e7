import { Controller } from "../../vendor/stimulus.js";
import { send } from "../csrf.js";
import { serverNow } from "../models/clock.js";
import { DraftStore } from "../models/draft_store.js";
import { t } from "../texts.js";

const PAUSE = 800; // milliseconds without a key before the server hears of it

/** What is being typed is kept in this browser at every key, and on the server after every pause. */
export default class extends Controller {
  static targets = ["state"];
  static values = { conversation: Number, at: Number };

  connect() {
    this.store = new DraftStore(localStorage, document.body.dataset.user ?? "", this.conversationValue);
    const newer = this.store.newerThan(this.atValue);
    if (newer) this.restore(newer);
    this.forget = () => this.done();
    this.changed = () => this.keep();
    this.element.addEventListener("composer:accepted", this.forget);
    this.element.addEventListener("composer:changed", this.changed);
  }

  disconnect() {
    this.element.removeEventListener("composer:accepted", this.forget);
    this.element.removeEventListener("composer:changed", this.changed);
    if (this.timer) this.save(true);
  }

  restore(/** @type {import("../models/draft_store.js").Kept} */ kept) {
    this.text.value = kept.text;
    queueMicrotask(() => {
      const composer = this.application.getControllerForElementAndIdentifier(this.element, "composer");
      if (this.element.querySelector(`[role="tab"][data-audience="${CSS.escape(kept.tab)}"]`)) composer?.show(kept.tab);
      else composer?.count();
    });
  }

  keep() {
    this.store.write({ text: this.text.value, tab: this.tab, at: serverNow() });
    this.stateTarget.textContent = "";
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.save(), PAUSE);
  }

  async save(leaving = false) {
    window.clearTimeout(this.timer);
    this.timer = 0;
    const fields = new URLSearchParams({ text: this.text.value, audience: this.tab });
    this.latest = Symbol("save");
    const mine = this.latest;
    const kept = await send(`/conversations/${this.conversationValue}/draft`, "PUT", fields, { keepalive: leaving })
      .then((response) => response.ok)
      .catch(() => false);
    if (!leaving && mine === this.latest) this.stateTarget.textContent = kept ? t("draft.kept") : t("draft.here");
  }

  /** It went out: the server dropped its copy in the same transaction. */
  done() {
    window.clearTimeout(this.timer);
    this.timer = 0;
    this.store.forget();
    this.stateTarget.textContent = "";
  }

  get text() {
    return /** @type {HTMLTextAreaElement} */ (this.element.querySelector("textarea"));
  }

  get tab() {
    return this.element.dataset.audience ?? "note";
  }
}
