import { Controller } from "../../vendor/stimulus.js";
import { say, show } from "../live.js";
import { again } from "../models/again.js";
import { t } from "../texts.js";

const EVERY = 2000; // how often typing is told while it goes on

/** Who else reads or types in the open conversation. Seeing that is no claim. */
export default class extends Controller {
  static targets = ["others"];

  connect() {
    this.told = 0;
    this.conversation = Number(this.element.dataset.id);
    this.hear = (/** @type {Event} */ event) => this.see(/** @type {CustomEvent} */ (event).detail.facts);
    this.refresh = () => this.again();
    this.type = (/** @type {Event} */ event) => event.target instanceof HTMLTextAreaElement && this.tell();
    document.addEventListener("live:presence", this.hear);
    document.addEventListener("live:side", this.refresh);
    this.lose = (/** @type {Event} */ event) => this.gone(/** @type {CustomEvent} */ (event).detail.id);
    document.addEventListener("live:gone", this.lose);
    this.element.addEventListener("input", this.type);
    show(this.conversation);
  }

  disconnect() {
    if (this.hear) document.removeEventListener("live:presence", this.hear);
    if (this.lose) document.removeEventListener("live:gone", this.lose);
    if (this.refresh) document.removeEventListener("live:side", this.refresh);
    window.clearTimeout(this.silence);
    if (!document.querySelector("#talk .talk")) show(null);
  }

  tell() {
    if (Date.now() - (this.told ?? 0) > EVERY) {
      this.told = Date.now();
      say("typing", { on: true });
    }
    window.clearTimeout(this.silence);
    this.silence = window.setTimeout(() => say("typing", { on: false }), EVERY);
  }

  /** The customer pane depends on who reads, so it is asked for again rather than sent. */
  again() {
    const frame = document.getElementById(`side-${this.conversation}`);
    if (frame) again(frame, `/conversations/${this.conversation}/side`);
  }

  /** The mandate for this conversation is lost: nothing of it stays on the screen. */
  gone(/** @type {string} */ id) {
    if (id !== `conversation-${this.conversation}`) return;
    const empty = document.createElement("p");
    empty.className = "empty";
    empty.textContent = t("gone");
    document.getElementById("talk")?.replaceChildren(empty);
  }

  see(/** @type {{conversation: number, reading: {user: number, name: string}[], typing: number[]}} */ who) {
    if (who.conversation !== this.conversation) return;
    const me = Number(document.body.dataset.user);
    const others = who.reading.filter((each) => each.user !== me);
    const typing = others.filter((each) => who.typing.includes(each.user));
    this.othersTarget.textContent = typing.length
      ? t(typing.length > 1 ? "types_many" : "types", { name: typing[0].name })
      : others.length
        ? t("reads", { n: others.length, names: others.map((each) => each.name).join(", ") })
        : "";
  }
}
