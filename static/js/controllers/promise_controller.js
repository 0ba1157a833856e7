import { Controller } from "../../vendor/stimulus.js";

const DAY = 86_400_000;

/** An answer that says more will follow: what and by when, tomorrow at this hour unless said otherwise. */
export default class extends Controller {
  static targets = ["box", "fields", "due"];

  toggle() {
    this.fieldsTarget.hidden = !this.boxTarget.checked;
    if (!this.boxTarget.checked) return;
    if (!this.dueTarget.value) this.dueTarget.value = tomorrow();
    this.fieldsTarget.querySelector("input")?.focus();
  }
}

/** As a field for local date and time wants it. */
function tomorrow() {
  const shift = new Date().getTimezoneOffset() * 60_000;
  return new Date(Date.now() + DAY - shift).toISOString().slice(0, 16);
}
