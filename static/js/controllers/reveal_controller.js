import { Controller } from "../../vendor/stimulus.js";

/** A stranger's picture is blurred until a press shows it; the next makes it large. */
export default class extends Controller {
  open() {
    const { classList, dataset } = this.element;
    if (dataset.blurred !== "true") return classList.toggle("large");
    dataset.blurred = "false";
    this.element.ariaLabel = dataset.name ?? null;
  }
}
