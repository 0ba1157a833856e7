// One operation for everything that comes in live: change the element in place, or insert it where it belongs.
// Morphing keeps what the reader holds: focus, caret, unsaved text, open menus, what controllers wrote.
import { morphElements } from "../vendor/turbo.js";

const BROWSERS_OWN = new Set(["data-timer", "open", "popover-open"]); // set here, never by the server

/**
 * @param {{id: string, sort?: number, html?: string}} item
 * @param {string} [into] id of the container in which it belongs when it is not there yet
 * @returns {Element | null} the element, if it is on the page now
 */
export function upsert(item, into) {
  const present = document.getElementById(item.id);
  if (present) {
    morphElements(present, parse(item.html));
    return document.getElementById(item.id);
  }
  const container = into ? document.getElementById(into) : null;
  const element = container && parse(item.html);
  if (container && element) place(container, element);
  return element || null;
}

/** @param {string} [html] @returns {Element} */
export function parse(html = "") {
  const template = document.createElement("template");
  template.innerHTML = html;
  return /** @type {Element} */ (template.content.firstElementChild);
}

/** Put an element where its sort key says, without losing focus when it moves. @param {Element} container @param {Element} element */
export function place(container, element) {
  const sort = Number(element.getAttribute("data-live-sort") ?? 0);
  let before = null;
  for (let each = container.lastElementChild; each; each = each.previousElementSibling) {
    if (each === element || !each.hasAttribute("data-live-sort")) continue;
    if (Number(each.getAttribute("data-live-sort")) <= sort) break;
    before = each;
  }
  move(container, element, before);
}

/** @param {Element} container @param {Element} element @param {Element | null} before */
export function move(container, element, before) {
  if (element.parentElement === container && element.nextElementSibling === before) return;
  // moveBefore is newer than the type definitions; it keeps focus and running transitions.
  const mover = /** @type {any} */ (container);
  if (element.isConnected && mover.moveBefore) mover.moveBefore(element, before);
  else container.insertBefore(element, before);
}

/** Fields that are in use or hold unsaved text stay as they are. @param {Event} event */
function protect(event) {
  const element = event.target;
  if (element instanceof Element && element.hasAttribute("data-countdown-text")) return event.preventDefault();
  if (!(element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement)) return;
  if (element.type === "hidden") return;
  const ticked = element instanceof HTMLInputElement && element.checked !== element.defaultChecked;
  if (ticked || element === document.activeElement || element.value !== element.defaultValue) event.preventDefault();
}

/** @param {CustomEvent} event */
function keepAttribute(event) {
  const { attributeName, mutationType } = event.detail;
  if (BROWSERS_OWN.has(attributeName)) event.preventDefault();
  if (mutationType === "remove" && attributeName === "hidden" && event.target instanceof HTMLImageElement)
    event.preventDefault();
}

document.addEventListener("turbo:before-morph-element", protect);
document.addEventListener("turbo:before-morph-attribute", /** @type {EventListener} */ (keepAttribute));
