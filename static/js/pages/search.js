// What search does beyond other pages.
import { application } from "../app.js";
import FoundController from "./search/found_controller.js";

application.register("found", FoundController);
