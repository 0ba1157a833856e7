import { Controller } from "../../../vendor/stimulus.js";
import { send } from "../../csrf.js";
import { t } from "../../texts.js";
import { answer, toMake, toSign } from "./passkey.js";

/** Has a passkey made or used for a form, and sends the form on with what the browser says. */
export default class extends Controller {
  static targets = ["answer", "wrong"];
  static values = { ask: String };

  connect() {
    this.element.hidden = !("PublicKeyCredential" in window);
  }

  async sign() {
    await this.through((asked) => navigator.credentials.get({ publicKey: toSign(asked) }));
  }

  async make(/** @type {SubmitEvent} */ event) {
    if (this.answerTarget.value) return;
    event.preventDefault();
    await this.through((asked) => navigator.credentials.create({ publicKey: toMake(asked) }));
  }

  /** @param {(asked: any) => Promise<Credential | null>} ceremony */
  async through(ceremony) {
    this.wrongTarget.hidden = true;
    try {
      const response = await send(this.askValue, "POST");
      const asked = await response.json();
      if (!response.ok) throw new Error(asked.message);
      this.answerTarget.value = answer(await ceremony(asked));
    } catch (error) {
      return this.say(error instanceof DOMException ? t("passkey.not_given") : t("passkey.not_asked"));
    }
    /** @type {HTMLFormElement} */ (this.element).requestSubmit();
  }

  /** @param {string} words */
  say(words) {
    this.wrongTarget.textContent = words;
    this.wrongTarget.hidden = false;
  }
}
