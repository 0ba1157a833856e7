// The answer to a question that was put to the CEO: where to start from, what to look out for, how much room is left.
import { Controller } from "../../../vendor/stimulus.js";
import { send } from "../../csrf.js";
import { weightedLength } from "../../models/weighted_length.js";

const PAUSE = 600; // milliseconds without a key before anything is asked

export default class CoachController extends Controller {
  static targets = ["text", "left", "advice"];
  static values = { url: String, draft: String, limit: Number, signature: String };

  connect() {
    this.count();
  }

  disconnect() {
    clearTimeout(this.pause);
  }

  /** @param {{params: {text: string}}} event */
  start({ params }) {
    this.textTarget.value = params.text;
    this.textTarget.focus();
    this.textTarget.dispatchEvent(new Event("input", { bubbles: true }));
  }

  typed() {
    this.count();
    clearTimeout(this.pause);
    this.pause = setTimeout(() => this.look(), PAUSE);
  }

  count() {
    const left = this.limitValue - weightedLength(this.textTarget.value.trim() + this.signatureValue);
    this.leftTarget.textContent = String(left);
    this.leftTarget.classList.toggle("over", left < 0);
  }

  async look() {
    const fields = new URLSearchParams({ text: this.textTarget.value });
    try {
      send(this.draftValue, "PUT", fields);
      const answer = await send(this.urlValue, "POST", fields);
      if (answer.ok) this.show((await answer.json()).advice);
    } catch {
      // Without a line there is no advice; the server looks again when it is posted.
    }
  }

  /** @param {string[]} advice */
  show(advice) {
    this.adviceTarget.replaceChildren(
      ...advice.map((words) => {
        const item = document.createElement("li");
        item.textContent = words;
        return item;
      }),
    );
  }
}
