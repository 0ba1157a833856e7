import { Controller } from "../../vendor/stimulus.js";
import { warn } from "../announce.js";
import { everySecond, serverNow } from "../models/clock.js";
import { Lateness } from "../models/lateness.js";
import { t } from "../texts.js";

/** @type {Lateness | undefined} one for the whole visit: pages come and go, and each lateness is told once */
let lateness;

/** Says at once, to who cannot see it, that a conversation of theirs became late. */
export default class extends Controller {
  connect() {
    const me = document.body.dataset.user ?? "";
    if (lateness?.me !== me) lateness = new Lateness(me);
    this.listening = new AbortController();
    const { signal } = this.listening;
    document.addEventListener("live:row", (event) => this.take(/** @type {CustomEvent} */ (event).detail), { signal });
    for (const name of ["turbo:load", "turbo:frame-load"])
      document.addEventListener(name, () => this.look(), { signal });
    this.look();
    this.stop = everySecond((now) => lateness?.became(now) && warn(t("yours_late")));
  }

  disconnect() {
    this.listening?.abort();
    this.stop?.();
  }

  take(/** @type {import("../live.js").Item} */ { id, facts = {} }) {
    lateness?.take(id, facts, serverNow());
  }

  look() {
    for (const row of document.querySelectorAll("#rows > .row"))
      lateness?.take(row.id, /** @type {HTMLElement} */ (row).dataset, serverNow());
  }
}
