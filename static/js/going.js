// Between the press of a row and its conversation: what is open by then already, and what stands there still.

/** The pane of a conversation while another is on its way to it. @returns {any} */
export const going = () => document.querySelector("turbo-frame#talk[src]:not([complete])");

/** The address of the conversation that is open, or will be in a moment: its row is marked as soon as it is pressed. */
export const opened = () => new URL(going()?.src ?? window.location.href);

/** When that may be another one, or rows came that do not know. */
export const MOVES = [
  "turbo:before-fetch-request",
  "turbo:fetch-request-error",
  "turbo:frame-load",
  "turbo:load",
  "further:came",
];

/** What could not be fetched is no longer on its way. */
document.addEventListener("turbo:fetch-request-error", (event) => {
  if (event.target === going()) going().setAttribute("complete", "");
});
