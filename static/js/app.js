// Everything a page does in the browser begins here. One Stimulus controller per behaviour.
import { Application } from "../vendor/stimulus.js";
import "../vendor/turbo.js";
import CountdownController from "./controllers/countdown_controller.js";
import DemoController from "./controllers/demo_controller.js";
import MomentController from "./controllers/moment_controller.js";

const controllers = {
  countdown: CountdownController,
  demo: DemoController,
  moment: MomentController,
};

const application = Application.start();
for (const [name, controller] of Object.entries(controllers)) application.register(name, controller);
