import { Controller } from "../../vendor/stimulus.js";

const LONG_ENOUGH = 2000; // milliseconds on a visible screen

/** Which messages the reader has seen: those that stood on a visible screen for two seconds. */
export default class extends Controller {
  connect() {
    this.waiting = new Map();
    this.observer = new IntersectionObserver((changes) => this.look(changes), { threshold: 0.5 });
    this.arrivals = new MutationObserver(() => this.watch());
    const list = this.element.querySelector(".timeline");
    if (list) this.arrivals.observe(list, { childList: true });
    this.watch();
    this.turn = () => this.again();
    document.addEventListener("visibilitychange", this.turn);
    this.fill = (/** @type {Event} */ event) => this.tell(/** @type {HTMLFormElement} */ (event.target));
    this.element.addEventListener("submit", this.fill, true);
  }

  disconnect() {
    this.observer.disconnect();
    this.arrivals.disconnect();
    for (const timer of this.waiting.values()) window.clearTimeout(timer);
    document.removeEventListener("visibilitychange", this.turn);
    this.element.removeEventListener("submit", this.fill, true);
  }

  watch() {
    for (const entry of this.element.querySelectorAll(".timeline > [data-message]")) this.observer.observe(entry);
  }

  again() {
    this.observer.disconnect();
    for (const timer of this.waiting.values()) window.clearTimeout(timer);
    this.waiting.clear();
    this.watch();
  }

  look(/** @type {IntersectionObserverEntry[]} */ changes) {
    for (const { target, isIntersecting } of changes) {
      window.clearTimeout(this.waiting.get(target));
      this.waiting.delete(target);
      if (isIntersecting && !document.hidden) this.waiting.set(target, window.setTimeout(() => this.saw(target), LONG_ENOUGH));
    }
  }

  saw(/** @type {Element} */ entry) {
    this.waiting.delete(entry);
    this.observer.unobserve(entry);
    const id = Number(/** @type {HTMLElement} */ (entry).dataset.message);
    if (id > Number(this.field.value)) this.field.value = String(id);
  }

  /** A dismissal covers what its presser had seen, as an answer does. */
  tell(/** @type {HTMLFormElement} */ form) {
    const field = form.elements.namedItem("seen_message_id");
    if (field instanceof HTMLInputElement && field !== this.field) field.value = this.field.value;
  }

  get field() {
    return /** @type {HTMLInputElement} */ (this.element.querySelector('.composer [name="seen_message_id"]'));
  }
}
