// What pages do on which somebody says who they are.
import { application } from "../app.js";
import DemoController from "./door/demo_controller.js";
import PasskeyController from "./door/passkey_controller.js";

application.register("demo", DemoController);
application.register("passkey", PasskeyController);
