import { Controller } from "../../vendor/stimulus.js";
import { visit } from "../../vendor/turbo.js";
import { warn } from "../announce.js";
import { again } from "../models/again.js";
import { isNews, maySound } from "../models/told.js";
import { play } from "../sound.js";

const TONES = [660, 880];

/** What concerns the reader, in one bar: asked for when the server says that it is another; news is told once. */
export default class extends Controller {
  static targets = ["news"];
  static values = { url: String };

  /** @type {string | undefined} */
  known;

  connect() {
    this.hear = (/** @type {Event} */ event) => this.look(/** @type {CustomEvent} */ (event).detail.facts ?? {});
    document.addEventListener("live:counts", this.hear);
  }

  disconnect() {
    if (this.hear) document.removeEventListener("live:counts", this.hear);
  }

  look(/** @type {Record<string, number>} */ { alerts, alerts_newest: newest, away }) {
    if (away !== undefined) document.getElementById("away")?.toggleAttribute("hidden", away === 0);
    if (alerts === undefined) return;
    const known = `${alerts} ${newest}`;
    if (known === this.known || (alerts === 0 && !this.hasNewsTarget)) return;
    this.known = known;
    again(this.element, this.urlValue);
    document.dispatchEvent(new CustomEvent("live:alerts", { detail: { id: "alert-list" } }));
  }

  newsTargetConnected(/** @type {HTMLElement} */ { dataset }) {
    const user = document.body.dataset.user ?? "";
    if (!isNews(user, Number(dataset.newest), window.localStorage)) return;
    warn(dataset.told ?? "");
    if (dataset.sound === "true" && maySound(user, Date.now(), window.localStorage)) play(TONES);
    if (dataset.desktop === "true" && document.hidden) notify(dataset.told ?? "", dataset.path ?? "/alerts");
  }
}

/** One notification, that takes the place of the one before. @param {string} told @param {string} path */
function notify(told, path) {
  if (!("Notification" in window) || Notification.permission !== "granted") return;
  const shown = new Notification("Webcare", { body: told, tag: "alerts" });
  shown.onclick = () => {
    window.focus();
    visit(path);
    shown.close();
  };
}
