import { Controller } from "../../vendor/stimulus.js";

/** A button that opens a dialog of the page; closing it brings the focus back by itself. */
export default class extends Controller {
  static values = { id: String };

  open() {
    /** @type {HTMLElement | null} */ (this.element.closest("[popover]"))?.hidePopover();
    const dialog = document.getElementById(this.idValue);
    if (dialog instanceof HTMLDialogElement && !dialog.open) dialog.showModal();
  }
}
