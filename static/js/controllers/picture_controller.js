import { Controller } from "../../vendor/stimulus.js";

/** A picture that cannot be had is hidden; the initials behind it stay. */
export default class extends Controller {
  connect() {
    const picture = /** @type {HTMLImageElement} */ (/** @type {unknown} */ (this.element));
    const hide = () => {
      picture.hidden = true;
    };
    if (picture.complete && picture.naturalWidth === 0) hide();
    picture.addEventListener("error", hide);
  }
}
