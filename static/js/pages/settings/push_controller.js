import { Controller } from "../../../vendor/stimulus.js";
import { token } from "../../csrf.js";

/** Switching pushes on in this browser. */
export default class extends Controller {
  static targets = ["on", "refused"];
  static values = { key: String };

  connect() {
    if (!("serviceWorker" in navigator && "PushManager" in window)) this.refuse();
  }

  async switchOn() {
    try {
      const worker = await navigator.serviceWorker.register("/service-worker.js", { scope: "/" });
      const asked = { userVisibleOnly: true, applicationServerKey: this.keyValue };
      const told = await worker.pushManager.subscribe(asked);
      const headers = { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token() };
      const body = JSON.stringify(told);
      const answer = await fetch("/settings/devices", { method: "POST", headers, body, credentials: "same-origin" });
      if (!answer.ok) throw new Error(String(answer.status));
      window.location.reload();
    } catch {
      this.refuse();
    }
  }

  refuse() {
    this.refusedTarget.hidden = false;
    this.onTarget.hidden = true;
  }
}
