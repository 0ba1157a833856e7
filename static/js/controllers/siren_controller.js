import { Controller } from "../../vendor/stimulus.js";

const AGAIN = 10_000; // milliseconds
const TONES = [880, 660]; // hertz, one after the other
const LASTS = 0.18; // seconds each
const LOUD = 0.15;

/** @type {AudioContext | undefined} */
let audio;
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

  /** Browsers let a page make a sound only after somebody touched it; until then it stays an alarm for the eye. */
  ring() {
    if (!this.soundValue || !this.hasAlarmTarget || Date.now() - rang < AGAIN) return;
    if (!navigator.userActivation?.hasBeenActive) return;
    rang = Date.now();
    audio ??= new AudioContext();
    audio.resume();
    for (const [place, pitch] of TONES.entries()) tone(audio, pitch, audio.currentTime + place * LASTS * 1.3);
  }
}

/** @param {AudioContext} on @param {number} pitch @param {number} at */
function tone(on, pitch, at) {
  const [source, volume] = [on.createOscillator(), on.createGain()];
  source.frequency.value = pitch;
  volume.gain.setValueAtTime(LOUD, at);
  volume.gain.exponentialRampToValueAtTime(0.001, at + LASTS);
  source.connect(volume).connect(on.destination);
  source.start(at);
  source.stop(at + LASTS);
}
