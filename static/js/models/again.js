import { morphTurboFrameElements } from "../../vendor/turbo.js";

const PAUSE = 120; // milliseconds: what changed together is asked for once

/** @type {WeakMap<Element, number>} */
const waiting = new WeakMap();

/**
 * Ask for a frame again, once for everything that happened at the same time, and never while it is on its way: of two
 * loads that meet, the second would replace what the reader holds instead of morphing it.
 * @param {any} frame @param {string} address @param {number} patience how often it waits for what is on its way
 */
export function again(frame, address, patience = 40) {
  window.clearTimeout(waiting.get(frame));
  waiting.set(
    frame,
    window.setTimeout(() => {
      if (!frame.isConnected) return;
      const drawn = !frame.src || frame.hasAttribute("complete");
      if (frame.hasAttribute("busy") || (!drawn && patience > 0)) again(frame, address, patience - 1);
      else if (frame.src) frame.reload();
      else morphFirst(frame, address);
    }, PAUSE),
  );
}

/** A frame that came with the page has no address yet; given one it would replace what is being ticked and typed. */
function morphFirst(/** @type {any} */ frame, /** @type {string} */ address) {
  const morph = (/** @type {CustomEvent} */ event) => {
    event.detail.render = morphTurboFrameElements;
  };
  frame.addEventListener("turbo:before-frame-render", morph, { once: true });
  frame.src = address;
}
