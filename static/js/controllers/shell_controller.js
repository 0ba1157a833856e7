import { Controller } from "../../vendor/stimulus.js";
import { announce, warn } from "../announce.js";
import { start } from "../live.js";
import { title } from "../models/title.js";
import { t } from "../texts.js";

/** The frame of the page: the connection, the counts on it, the tab's title, and what a screen reader hears. */
export default class extends Controller {
  connect() {
    this.unseen = 0;
    this.listening = new AbortController();
    const on = (/** @type {string} */ name, /** @type {(detail: any) => void} */ does) =>
      document.addEventListener(name, (event) => does(/** @type {CustomEvent} */ (event).detail), {
        signal: this.listening?.signal,
      });
    on("live:offline", () => this.connected(false));
    on("live:online", () => this.connected(true));
    on("live:counts", (item) => this.count(item.facts));
    on("live:alarm", () => warn(t("urgent")));
    on("list:news", () => this.news());
    on("visibilitychange", () => document.hidden || this.seen());
    for (const event of ["turbo:load", "turbo:frame-load"]) on(event, () => this.entitle());
    start();
  }

  disconnect() {
    this.listening?.abort();
  }

  connected(/** @type {boolean} */ yes) {
    const banner = document.getElementById("connection");
    if (!banner || banner.hidden === yes) return;
    banner.hidden = yes;
    announce(t(yes ? "online" : "offline"));
  }

  count(/** @type {Record<string, number>} */ counts) {
    for (const [view, number] of Object.entries(counts))
      for (const place of document.querySelectorAll(`[data-count="${view}"]`)) {
        place.textContent = number > 999 ? "999+" : number ? String(number) : "";
        if (place instanceof HTMLElement) place.dataset.number = String(number);
      }
    this.entitle();
  }

  news() {
    if (document.hidden) this.unseen = (this.unseen ?? 0) + 1;
    announce("heard", 1);
    this.entitle();
  }

  seen() {
    this.unseen = 0;
    this.entitle();
  }

  entitle() {
    const waiting = document.querySelector('#rail [data-count="waiting"]');
    const number = Number(waiting instanceof HTMLElement ? waiting.dataset.number : 0);
    const wanted = title(document.title, number, this.unseen ?? 0);
    if (document.title !== wanted) document.title = wanted;
  }
}
