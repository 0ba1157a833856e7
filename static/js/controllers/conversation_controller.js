import { Controller } from "../../vendor/stimulus.js";
import { visit } from "../../vendor/turbo.js";

const NEAR = 80; // pixels from the end that count as being at the end

/** An open conversation: where it is scrolled, which step a phone shows. */
export default class extends Controller {
  static targets = ["scroll", "timeline", "below", "earlier"];

  connect() {
    this.element.parentElement?.classList.remove("aside");
    this.toEnd();
    this.toSought();
    if (document.activeElement === document.body) this.element.querySelector("h1")?.focus({ preventScroll: true });
    const growth = new MutationObserver((changes) => this.grew(changes));
    this.growth = growth;
    growth.observe(this.timelineTarget, { childList: true });
    this.scrolled = () => this.follow();
    this.scrollTarget.addEventListener("scroll", this.scrolled, { passive: true });
  }

  disconnect() {
    this.growth?.disconnect();
  }

  earlierTargetConnected(/** @type {HTMLAnchorElement} */ link) {
    this.reach = new IntersectionObserver(
      ([entry]) => entry.isIntersecting && this.scrollTarget.scrollTop > 0 && link.click(),
      {
        root: this.scrollTarget,
        rootMargin: "120px 0px 0px 0px",
      },
    );
    this.reach.observe(link);
  }

  earlierTargetDisconnected() {
    this.reach?.disconnect();
  }

  /** Entries at the end are followed while one is there; entries at the top leave the reader where they were. */
  grew(/** @type {MutationRecord[]} */ changes) {
    const above = changes.some(
      (change) => change.nextSibling !== null && change.previousSibling === null && change.addedNodes.length > 1,
    );
    const gained = this.scrollTarget.scrollHeight - this.height;
    if (above && !this.atEnd) this.scrollTarget.scrollTop += gained;
    else if (this.atEnd) this.toEnd();
    else this.belowTarget.hidden = gained <= 0;
    this.height = this.scrollTarget.scrollHeight;
  }

  follow() {
    const { scrollTop, scrollHeight, clientHeight } = this.scrollTarget;
    this.atEnd = scrollHeight - scrollTop - clientHeight < NEAR;
    this.height = scrollHeight;
    if (this.atEnd) this.belowTarget.hidden = true;
  }

  toEnd() {
    this.scrollTarget.scrollTop = this.scrollTarget.scrollHeight;
    this.follow();
  }

  /** A message that was searched for stands in the middle. */
  toSought() {
    const sought = this.timelineTarget.querySelector(`[data-message="${this.element.dataset.sought}"]`);
    sought?.classList.add("sought");
    sought?.scrollIntoView({ block: "center" });
    this.follow();
  }

  side() {
    this.element.parentElement?.classList.add("aside");
    /** @type {HTMLElement | null | undefined} */ (this.element.parentElement?.querySelector(".from-side"))?.focus();
  }

  back(/** @type {Event} */ event) {
    event.preventDefault();
    const { address, query = "" } = document.getElementById("list")?.dataset ?? {};
    visit(address ?? `/inbox?${query}`);
  }
}
