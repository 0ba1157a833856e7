const PAUSE = 120; // milliseconds: what changed together is asked for once

/** @type {WeakMap<Element, number>} */
const waiting = new WeakMap();

/**
 * Ask for a frame again, once for everything that happened at the same time, and never while it is on its way.
 * @param {any} frame @param {string} address
 */
export function again(frame, address) {
  window.clearTimeout(waiting.get(frame));
  waiting.set(
    frame,
    window.setTimeout(() => {
      if (!frame.isConnected) return;
      if (frame.hasAttribute("busy")) again(frame, address);
      else if (frame.src) frame.reload();
      else frame.src = address;
    }, PAUSE),
  );
}
