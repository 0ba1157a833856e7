// What a response can do to the open page beyond Turbo's own actions.
import { StreamActions } from "../vendor/turbo.js";
import { place } from "./models/place.js";

const TOAST_LASTS = 10_000; // milliseconds

Object.assign(StreamActions, {
  /** Entries of a timeline: each is changed where it stands, or put where its moment says. */
  entries() {
    for (const list of this.targetElements) {
      for (const entry of [...this.templateContent.children]) place(list, entry);
    }
  },

  /** A frame that depends on who reads is asked for again. */
  again() {
    for (const frame of this.targetElements) {
      if (frame.getAttribute("src") === this.getAttribute("href")) frame.reload();
      else frame.setAttribute("src", this.getAttribute("href"));
    }
  },

  /** Something to take back, for a while; it waits as long as it is pointed at or focused. */
  toast() {
    const box = document.getElementById("toasts") ?? toasts();
    const toast = document.createElement("div");
    toast.className = "toast";
    toast.append(this.templateContent);
    box.replaceChildren(toast);
    const leave = () => (toast.matches(":hover, :focus-within") ? window.setTimeout(leave, 1000) : toast.remove());
    window.setTimeout(leave, TOAST_LASTS);
    toast.addEventListener("turbo:submit-end", () => toast.remove());
  },

  /** The text of an answer that was taken back, for its writer. */
  "give-back"() {
    const detail = { text: this.templateContent.textContent, tab: this.dataset.tab };
    for (const form of this.targetElements) form.dispatchEvent(new CustomEvent("give-back", { detail }));
  },
});

function toasts() {
  const box = document.createElement("div");
  box.id = "toasts";
  box.setAttribute("role", "status");
  document.body.append(box);
  return box;
}
