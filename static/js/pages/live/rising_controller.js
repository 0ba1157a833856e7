import { Controller } from "../../../vendor/stimulus.js";

const EVERY = 30_000; // milliseconds

/** What rises, asked for anew now and then, and when a crisis is suggested; never while somebody is busy in it. */
export default class extends Controller {
  static targets = ["body"];
  static values = { url: String };

  connect() {
    this.hear = () => this.look();
    for (const kind of ["live:suggestion", "live:reset"]) document.addEventListener(kind, this.hear);
    this.timer = window.setInterval(this.hear, EVERY);
    this.look();
  }

  disconnect() {
    window.clearInterval(this.timer);
    for (const kind of ["live:suggestion", "live:reset"]) if (this.hear) document.removeEventListener(kind, this.hear);
  }

  async look() {
    if (document.hidden || this.bodyTarget.contains(document.activeElement)) return;
    const answer = await fetch(this.urlValue, { headers: { Accept: "text/html" } }).catch(() => undefined);
    if (!answer?.ok || answer.redirected || !this.element.isConnected) return;
    const drawn = new DOMParser().parseFromString(await answer.text(), "text/html");
    this.bodyTarget.replaceChildren(...drawn.body.childNodes);
    this.bodyTarget.removeAttribute("aria-busy");
  }
}
