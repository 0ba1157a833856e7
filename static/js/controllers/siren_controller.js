import { Controller } from "../../vendor/stimulus.js";
import { play } from "../sound.js";

const AGAIN = 10_000; // milliseconds
const TONES = [880, 660]; // hertz, one after the other

let rang = 0;

/** A sound for who asked for it, again and again until somebody has taken on every urgent conversation. */
export default class extends Controller {
  static targets = ["alarm"];
  static values = { sound: Boolean };

  connect() {
    this.ticker = window.setInterval(() => this.ring(), AGAIN / 10);
  }

  disconnect() {
    window.clearInterval(this.ticker);
  }

  alarmTargetConnected() {
    this.ring();
  }

  /** Until somebody has touched the page it stays an alarm for the eye. */
  ring() {
    if (!this.soundValue || !this.hasAlarmTarget || Date.now() - rang < AGAIN) return;
    if (play(TONES)) rang = Date.now();
  }
}
