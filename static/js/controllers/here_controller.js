import { Controller } from "../../vendor/stimulus.js";
import { send } from "../csrf.js";

const MINUTE = 60_000;
let told = 0;

/** Says once a minute that somebody looks at a page of the desk: who is here can be given something. */
export default class extends Controller {
  connect() {
    this.timer = window.setInterval(() => this.tell(), MINUTE / 6);
    this.wake = () => this.tell();
    document.addEventListener("visibilitychange", this.wake);
    this.tell();
  }

  disconnect() {
    window.clearInterval(this.timer);
    if (this.wake) document.removeEventListener("visibilitychange", this.wake);
  }

  tell() {
    if (document.hidden || !document.body.dataset.live || Date.now() - told < MINUTE) return; // no data-live: not in yet
    told = Date.now();
    send("/shift/sign-of-life", "POST").catch(() => undefined);
  }
}
