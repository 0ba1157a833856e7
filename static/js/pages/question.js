// What the page of a question to the CEO does beyond other pages.
import { application } from "../app.js";
import CoachController from "./question/coach_controller.js";
import QuestionController from "./question/question_controller.js";

application.register("coach", CoachController);
application.register("question", QuestionController);
