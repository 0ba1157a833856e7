// What pages do on which somebody says who they are with a passkey.
import { application } from "../app.js";
import PasskeyController from "./door/passkey_controller.js";

application.register("passkey", PasskeyController);
