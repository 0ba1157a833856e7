import { Controller } from "../../vendor/stimulus.js";
import { send } from "../csrf.js";

const MINUTE = 60_000;

/** Signs of life for a claim, once a minute while the page is visible; warns before the claim goes back to the queue. */
export default class extends Controller {
  static targets = ["warning"];
  static values = { id: Number };

  connect() {
    this.timer = window.setInterval(() => this.tell(), MINUTE);
    this.tell();
  }

  disconnect() {
    window.clearInterval(this.timer);
  }

  keep() {
    this.warningTarget.hidden = true;
    this.tell();
  }

  async tell() {
    const fields = new URLSearchParams(document.hidden ? {} : { conversation: String(this.idValue) });
    const answer = await send("/conversations/signs-of-life", "POST", fields)
      .then((response) => (response.ok ? response.json() : { expiring: [] }))
      .catch(() => ({ expiring: [] }));
    if (this.hasWarningTarget) this.warningTarget.hidden = !answer.expiring.includes(this.idValue);
  }
}
