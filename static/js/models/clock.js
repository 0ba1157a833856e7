// The server's clock, as this browser sees it: microseconds since 1970, like every `data-…` moment on the page.
// The offset is set once from <meta name="server-now"> and corrected by each flush of the live feed.

let offset = 0;

/** @param {number} serverMicroseconds what the server's clock says at this moment */
export function correct(serverMicroseconds) {
  if (Number.isFinite(serverMicroseconds)) offset = serverMicroseconds - Date.now() * 1000;
}

/** @returns {number} microseconds since 1970 by the server's clock */
export function serverNow() {
  return Date.now() * 1000 + offset;
}

/** @type {Set<(now: number) => void>} */
const listeners = new Set();
let timer = 0;

/**
 * Call back once a second with the server's time; one timer serves the whole page.
 * @param {(now: number) => void} listener
 * @returns {() => void} stops it
 */
export function everySecond(listener) {
  listeners.add(listener);
  if (!timer) timer = window.setInterval(tick, 1000);
  listener(serverNow());
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    window.clearInterval(timer);
    timer = 0;
  };
}

function tick() {
  const now = serverNow();
  for (const listener of listeners) listener(now);
}

const meta = typeof document === "undefined" ? null : document.querySelector('meta[name="server-now"]');
if (meta) correct(Number(meta.getAttribute("content")));
