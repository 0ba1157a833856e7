import { Controller } from "../../vendor/stimulus.js";

/** A button that prints the page. */
export default class extends Controller {
  now() {
    window.print();
  }
}
