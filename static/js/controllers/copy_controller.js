import { Controller } from "../../vendor/stimulus.js";

/** Puts the text of an answer that did not leave back into the composer. */
export default class extends Controller {
  static values = { url: String };

  async again() {
    const response = await fetch(this.urlValue, { headers: { Accept: "application/json" } }).catch(() => null);
    if (!response?.ok) return;
    const { text, audience } = await response.json();
    const detail = { text, tab: audience };
    document.querySelector("form.composer")?.dispatchEvent(new CustomEvent("give-back", { detail }));
  }
}
