import { Controller } from "../../../vendor/stimulus.js";

/** Asks the browser whether it may show notifications, as soon as somebody wishes for them. */
export default class extends Controller {
  static targets = ["refused"];

  connect() {
    this.asked = () => this.ask();
    this.box?.addEventListener("change", this.asked);
    if (this.box?.checked) this.say(this.allowed());
  }

  disconnect() {
    if (this.asked) this.box?.removeEventListener("change", this.asked);
  }

  get box() {
    return /** @type {HTMLInputElement | null} */ (this.element.querySelector('input[type="checkbox"]'));
  }

  allowed() {
    return "Notification" in window && Notification.permission === "granted";
  }

  async ask() {
    if (!this.box?.checked) return this.say(true);
    const answer = "Notification" in window ? await Notification.requestPermission() : "denied";
    this.say(answer === "granted");
  }

  say(/** @type {boolean} */ allowed) {
    this.refusedTarget.hidden = allowed;
  }
}
