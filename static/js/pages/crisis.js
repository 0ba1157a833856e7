// What the crisis room does beyond other pages.
import { application } from "../app.js";
import PulseController from "./crisis/pulse_controller.js";

application.register("pulse", PulseController);
