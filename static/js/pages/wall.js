// Everything a wall screen does: it hears the numbers, counts on, and looks after itself. Nothing else is loaded.
import { Application } from "../../vendor/stimulus.js";
import { start } from "../live.js";
import QueueController from "./live/queue_controller.js";
import RisingController from "./live/rising_controller.js";
import TeamController from "./live/team_controller.js";

const application = Application.start();
application.register("queue", QueueController);
application.register("rising", RisingController);
application.register("team", TeamController);
start();
