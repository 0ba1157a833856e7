// What pages do on which somebody chooses how they are told.
import { application } from "../app.js";
import DesktopController from "./settings/desktop_controller.js";
import PushController from "./settings/push_controller.js";

application.register("desktop", DesktopController);
application.register("push", PushController);
