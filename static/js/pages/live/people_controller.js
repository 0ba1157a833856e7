import { Controller } from "../../../vendor/stimulus.js";
import { again } from "../../models/again.js";

/** The numbers beside each colleague follow what happens; the list itself is asked for again only when it is another. */
export default class extends Controller {
  static targets = ["person", "sum"];
  static values = { url: String, call: Number, coming: Number };

  connect() {
    this.listening = new AbortController();
    const { signal } = this.listening;
    const hear = (/** @type {Event} */ event) => this.show(/** @type {CustomEvent} */ (event).detail.facts);
    document.addEventListener("live:people", hear, { signal });
    document.addEventListener("live:reset", () => this.again(), { signal });
  }

  disconnect() {
    this.listening?.abort();
  }

  show(/** @type {{people: Person[], sums: Record<string, number>, call: number, coming: number}} */ facts) {
    for (const place of this.sumTargets) write(place, facts.sums[place.dataset.sum ?? ""] ?? 0);
    const shown = new Map(this.personTargets.map((/** @type {HTMLElement} */ each) => [Number(each.dataset.id), each]));
    const same = shown.size === facts.people.length && facts.people.every((each) => shown.has(each.id));
    const called = facts.call === this.callValue && facts.coming === this.comingValue;
    for (const each of facts.people) draw(shown.get(each.id), each);
    if (!same || !called) this.again();
  }

  again() {
    again(this.element.closest("turbo-frame"), this.urlValue);
  }

  /** A menu of which the form was sent has done its work. */
  close(/** @type {Event} */ event) {
    if (/** @type {CustomEvent} */ (event).detail.success)
      /** @type {HTMLElement} */ (event.currentTarget).hidePopover();
  }
}

/** @typedef {{id: number, state: string, held: number, room: number, most: number, standby: boolean}} Person */

/** @param {HTMLElement | undefined} row @param {Person} person */
function draw(row, person) {
  if (!row) return;
  row.dataset.state = person.state;
  row.toggleAttribute("data-standby", person.standby);
  const meter = row.querySelector("meter");
  if (meter) [meter.max, meter.value] = [Math.max(person.most, person.held, 1), person.held];
  write(row.querySelector('[data-part="held"]'), person.held);
  write(row.querySelector('[data-part="room"]'), person.room);
}

/** @param {Element | null} place @param {number} number */
function write(place, number) {
  if (place && place.textContent !== String(number)) place.textContent = String(number);
}
