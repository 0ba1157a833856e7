// What the page of the live queue does beyond other pages.
import { application } from "../app.js";
import PeopleController from "./live/people_controller.js";
import QueueController from "./live/queue_controller.js";
import RisingController from "./live/rising_controller.js";

application.register("people", PeopleController);
application.register("queue", QueueController);
application.register("rising", RisingController);
