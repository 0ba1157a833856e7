import { Controller } from "../../vendor/stimulus.js";

/** A picture of a stranger is blurred until somebody chooses to see it; then, and otherwise, a press makes it large. */
export default class extends Controller {
  open() {
    if (this.element.dataset.blurred === "true") this.element.dataset.blurred = "false";
    else this.element.classList.toggle("large");
  }
}
