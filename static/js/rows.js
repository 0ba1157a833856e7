// The rows of one list on the page. What belongs in it and in which order is asked of the models.
import { morphElements } from "../vendor/turbo.js";
import { opened } from "./going.js";
import { belongs } from "./models/membership.js";
import { compare } from "./models/order.js";
import { t } from "./texts.js";
import { move, parse } from "./upsert.js";

export class Rows {
  /** @param {HTMLElement} list @param {DOMStringMap} filter */
  constructor(list, filter) {
    this.list = list;
    this.filter = filter;
    this.me = document.body.dataset.user ?? "";
    /** @type {Map<string, HTMLElement>} rows that wait until nobody reads in the list */
    this.held_ = new Map();
    /** @type {Map<string, string[]>} */
    this.typists = new Map();
  }

  get held() {
    return this.held_.size;
  }

  /** @returns {HTMLElement[]} */
  get all() {
    return /** @type {HTMLElement[]} */ (Array.from(this.list.querySelectorAll(":scope > .row")));
  }

  /** Where the loaded part of the list ends; what comes after is on a next page. */
  get end() {
    return this.list.querySelector(":scope > .more") ? this.all.at(-1) : undefined;
  }

  /**
   * Take a row as it is now. @param {{id: string, html?: string}} item @param {number} now @param {boolean} frozen
   * @returns {boolean} whether it is new in this list
   */
  take(item, now, frozen) {
    const next = /** @type {HTMLElement} */ (parse(item.html));
    const present = document.getElementById(item.id);
    if (present && this.list.contains(present)) {
      morphElements(present, next);
      this.settle(present, now, frozen);
      this.dress(present);
      return false;
    }
    const wasHeld = this.held_.delete(item.id);
    if (!belongs(next.dataset, this.filter, this.me, now) || this.isBeyond(next)) return false;
    if (frozen) this.held_.set(item.id, next);
    else this.insert(next);
    return !wasHeld;
  }

  /** Look at everything again: who belongs, in which order. @param {number} now @param {boolean} frozen */
  look(now, frozen) {
    for (const row of this.all) if (!belongs(row.dataset, this.filter, this.me, now)) this.leave(row, frozen);
    if (frozen) return;
    for (const row of this.held_.values()) if (belongs(row.dataset, this.filter, this.me, now)) this.list.prepend(row);
    this.held_.clear();
    const sorted = this.all.sort((a, b) => compare(placeOf(a), placeOf(b)));
    let before = this.list.querySelector(":scope > .more");
    for (const row of sorted.reverse()) {
      move(this.list, row, before);
      before = row;
    }
    this.decorate();
  }

  /** @param {HTMLElement} row @param {number} now @param {boolean} frozen */
  settle(row, now, frozen) {
    if (!belongs(row.dataset, this.filter, this.me, now)) return this.leave(row, frozen);
    row.classList.remove("leaving");
    if (!frozen) this.insert(row);
  }

  /** @param {HTMLElement} row @param {boolean} frozen */
  leave(row, frozen) {
    if (frozen) row.classList.add("leaving");
    else row.remove();
  }

  /** @param {HTMLElement} row */
  insert(row) {
    const before = this.all.find((each) => each !== row && compare(placeOf(each), placeOf(row)) > 0);
    move(this.list, row, before ?? this.list.querySelector(":scope > .more"));
    this.dress(row);
  }

  /** @param {HTMLElement} row */
  isBeyond(row) {
    const end = this.end;
    return end !== undefined && compare(placeOf(row), placeOf(end)) > 0;
  }

  /** @param {string} id */
  remove(id) {
    this.held_.delete(id);
    document.getElementById(id)?.remove();
  }

  /** @param {string} html */
  replace(html) {
    this.held_.clear();
    this.list.innerHTML = html;
    this.decorate();
  }

  /** @param {{conversation: number, users: number[], names: string[]}} facts */
  typing(facts) {
    const names = facts.names.filter((_, index) => String(facts.users[index]) !== this.me);
    this.typists.set(String(facts.conversation), names);
    const row = document.getElementById(`conversation-${facts.conversation}`);
    if (row) this.dress(row);
  }

  decorate() {
    for (const row of this.all) this.dress(row);
  }

  /** What only this reader sees: which is open, which is theirs, who types. @param {HTMLElement} row */
  dress(row) {
    const link = /** @type {HTMLAnchorElement | null} */ (row.querySelector(".who a"));
    if (link) link.search = `?${this.filter.query}`;
    const current = link?.pathname === opened().pathname;
    row.classList.toggle("current", current);
    if (current) link?.setAttribute("aria-current", "true");
    else link?.removeAttribute("aria-current");
    const holder = row.querySelector(".claimed");
    const mine = row.dataset.assignee === this.me;
    holder?.classList.toggle("mine", mine);
    if (mine) holder?.querySelector("span")?.replaceChildren(t("mine"));
    const typing = /** @type {HTMLElement | null} */ (row.querySelector(".typing"));
    const names = this.typists.get(row.dataset.id ?? "") ?? [];
    if (!typing) return;
    typing.hidden = names.length === 0;
    typing.textContent = names.length ? t(names.length > 1 ? "types_many" : "types", { name: names[0] }) : "";
  }
}

/** @param {HTMLElement} row */
function placeOf(row) {
  return { sort: Number(row.dataset.liveSort), id: Number(row.dataset.id) };
}
