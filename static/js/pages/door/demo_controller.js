// Fills the log-in form with one of the demonstration's colleagues.
import { Controller } from "../../../vendor/stimulus.js";

export default class DemoController extends Controller {
  static targets = ["email", "password"];

  /** @param {{ params: { email: string, password: string } }} event */
  fill({ params: { email, password } }) {
    this.emailTarget.value = email;
    this.passwordTarget.value = password;
    this.emailTarget.form.requestSubmit();
  }
}
