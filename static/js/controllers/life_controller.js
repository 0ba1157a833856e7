import { Controller } from "../../vendor/stimulus.js";
import { send } from "../csrf.js";

const MINUTE = 60_000;

/** Signs of life for the claim that is open, once a minute while it is seen; the bar says which others end soon. */
export default class extends Controller {
  static targets = ["bar", "open"];

  /** @type {string | undefined} */
  bar;

  connect() {
    this.timer = window.setInterval(() => this.tell(), MINUTE);
    if (!this.hasOpenTarget) this.tell();
  }

  disconnect() {
    window.clearInterval(this.timer);
  }

  openTargetConnected() {
    this.tell();
  }

  keep(/** @type {{params: {ids: number[]}}} */ { params }) {
    this.tell(params.ids);
  }

  async tell(/** @type {number[]} */ kept = []) {
    if (!document.body.dataset.live) return; // not in yet
    const open = document.hidden || !this.hasOpenTarget ? [] : [this.openTarget.dataset.id];
    const fields = new URLSearchParams([...kept, ...open].map((id) => ["conversation", String(id)]));
    const answer = await send("/conversations/signs-of-life", "POST", fields).catch(() => undefined);
    const bar = answer?.ok ? await answer.text() : this.bar;
    if (bar !== this.bar) this.barTarget.innerHTML = this.bar = bar; // else who stands on its button stays there
  }
}
