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
    this.timer = 0;
    const newer = this.store.newerThan(this.atValue);
    if (newer) queueMicrotask(() => this.restore(newer));
  }

  disconnect() {
    if (this.timer) this.save(true);
  }

  restore(/** @type {import("../models/draft_store.js").Kept} */ kept) {
    this.text.value = "";
    this.element.dispatchEvent(
      new CustomEvent("give-back", { detail: { text: kept.text, tab: kept.tab, quiet: true } }),
    );
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
    const mine = new AbortController();
    this.latest = mine;
    const fields = new URLSearchParams({ text: this.text.value, audience: this.tab });
    const kept = await send(`/conversations/${this.conversationValue}/draft`, "PUT", fields, {
      keepalive: leaving,
      signal: mine.signal,
    })
      .then((response) => response.ok)
      .catch(() => false);
    if (mine !== this.latest) return;
    this.latest = undefined;
    if (!leaving && !this.timer && this.text.value)
      this.stateTarget.textContent = t(kept ? "draft.kept" : "draft.here");
  }

  /** While the text is being sent nothing of it may still be on its way to the drafts. */
  pause() {
    window.clearTimeout(this.timer);
    this.timer = 0;
    this.overtaken = this.latest !== undefined;
    this.latest?.abort();
    this.latest = undefined;
  }

  /** It went out: the server dropped its copy in the same transaction; what was overtaken or typed since is kept after. */
  done() {
    const overtaken = this.overtaken || this.latest;
    this.pause();
    this.store.forget();
    this.stateTarget.textContent = "";
    if (this.text.value) this.keep();
    else if (overtaken) this.save();
  }

  /** It was refused: the text is still a draft. */
  resume(/** @type {CustomEvent} */ event) {
    if (!event.detail.success) this.keep();
  }

  get store() {
    return new DraftStore(localStorage, document.body.dataset.user ?? "", this.conversationValue);
  }

  get text() {
    return /** @type {HTMLTextAreaElement} */ (this.element.querySelector("textarea"));
  }

  get tab() {
    return this.element.dataset.audience ?? "note";
  }
}
