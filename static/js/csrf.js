// Every request that changes something carries the token of this page in a header. So forms in shared partials need none.

/** @returns {string} */
export function token() {
  return document.querySelector('meta[name="csrf-token"]')?.getAttribute("content") ?? "";
}

document.addEventListener("turbo:before-fetch-request", (event) => {
  const { fetchOptions } = /** @type {CustomEvent} */ (event).detail;
  if ((fetchOptions.method ?? "GET").toUpperCase() !== "GET") fetchOptions.headers["X-CSRFToken"] = token();
});

/**
 * Ask the server for something outside of a form.
 * @param {string} url @param {string} method @param {URLSearchParams} [fields] @param {RequestInit} [more]
 */
export function send(url, method, fields, more = {}) {
  const headers = { "X-CSRFToken": token(), Accept: "application/json" };
  return fetch(url, { method, body: fields, headers, credentials: "same-origin", ...more });
}
