import { morphElements } from "../../vendor/turbo.js";

/**
 * Put an element where it belongs in a list that is sorted by data-live-sort; one with the same id is changed in place.
 * @param {Element} list @param {Element} element
 */
export function place(list, element) {
  const known = document.getElementById(element.id);
  if (known && list.contains(known)) {
    morphElements(known, element);
    if (inOrder(known)) return;
    element = known;
  }
  list.insertBefore(element, next(list, element));
}

const sort = (/** @type {Element | null} */ element) => Number(element?.getAttribute("data-live-sort"));

/** @param {Element} element */
function inOrder(element) {
  const { previousElementSibling: before, nextElementSibling: after } = element;
  return (!before || sort(before) <= sort(element)) && (!after || sort(after) >= sort(element));
}

/** The first element that belongs after it; looked for from the end, where new entries go. @param {Element} list @param {Element} element */
function next(list, element) {
  let after = null;
  for (let each = list.lastElementChild; each && (each === element || sort(each) > sort(element)); each = each.previousElementSibling) {
    if (each !== element) after = each;
  }
  return after;
}
