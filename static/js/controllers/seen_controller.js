import { Controller } from "../../vendor/stimulus.js";

const LONG_ENOUGH = 2000; // milliseconds on a visible screen

/** Which messages the reader has seen: those that stood on a visible screen for two seconds. */
export default class extends Controller {
  /** @type {Map<Element, number>} */
  waiting = new Map();
  observer = new IntersectionObserver((changes) => this.look(changes), { threshold: 0.5 });
  arrivals = new MutationObserver(() => this.watch());

  connect() {
    this.listening = new AbortController();
    const list = this.element.querySelector(".timeline");
    if (list) this.arrivals.observe(list, { childList: true });
    document.addEventListener("visibilitychange", () => this.again(), this.listening);
    this.element.addEventListener("submit", (event) => this.tell(event), {
      capture: true,
      signal: this.listening.signal,
    });
    this.watch();
  }

  disconnect() {
    this.listening?.abort();
    this.arrivals.disconnect();
    this.forget();
  }

  watch() {
    for (const entry of this.element.querySelectorAll(".timeline > [data-message]")) this.observer.observe(entry);
  }

  forget() {
    this.observer.disconnect();
    for (const timer of this.waiting.values()) window.clearTimeout(timer);
    this.waiting.clear();
  }

  again() {
    this.forget();
    this.watch();
  }

  look(/** @type {IntersectionObserverEntry[]} */ changes) {
    for (const { target, isIntersecting } of changes) {
      window.clearTimeout(this.waiting.get(target));
      this.waiting.delete(target);
      if (!isIntersecting || document.hidden) continue;
      this.waiting.set(
        target,
        window.setTimeout(() => this.saw(target), LONG_ENOUGH),
      );
    }
  }

  saw(/** @type {Element} */ entry) {
    this.waiting.delete(entry);
    this.observer.unobserve(entry);
    const id = Number(/** @type {HTMLElement} */ (entry).dataset.message);
    if (id > Number(this.field.value)) this.field.value = String(id);
  }

  /** A dismissal covers what its presser had seen, as an answer does. */
  tell(/** @type {Event} */ event) {
    const field = /** @type {HTMLFormElement} */ (event.target).elements.namedItem("seen_message_id");
    if (field instanceof HTMLInputElement && field !== this.field) field.value = this.field.value;
  }

  get field() {
    return /** @type {HTMLInputElement} */ (this.element.querySelector('.composer [name="seen_message_id"]'));
  }
}
