// Everything a page does in the browser begins here. One Stimulus controller per behaviour.
import { Application } from "../vendor/stimulus.js";
import "../vendor/turbo.js";
import "./streams.js";
import "./me.js";
import "./csrf.js";
import AlertsController from "./controllers/alerts_controller.js";
import AudienceController from "./controllers/audience_controller.js";
import ComposerController from "./controllers/composer_controller.js";
import ConversationController from "./controllers/conversation_controller.js";
import CopyController from "./controllers/copy_controller.js";
import CountdownController from "./controllers/countdown_controller.js";
import DialogController from "./controllers/dialog_controller.js";
import DraftController from "./controllers/draft_controller.js";
import FurtherController from "./controllers/further_controller.js";
import GuardController from "./controllers/guard_controller.js";
import HereController from "./controllers/here_controller.js";
import KeysController from "./controllers/keys_controller.js";
import LatenessController from "./controllers/lateness_controller.js";
import LifeController from "./controllers/life_controller.js";
import ListController from "./controllers/list_controller.js";
import MenuController from "./controllers/menu_controller.js";
import MomentController from "./controllers/moment_controller.js";
import OpensController from "./controllers/opens_controller.js";
import PictureController from "./controllers/picture_controller.js";
import PresenceController from "./controllers/presence_controller.js";
import PrintController from "./controllers/print_controller.js";
import PromiseController from "./controllers/promise_controller.js";
import RefreshController from "./controllers/refresh_controller.js";
import RevealController from "./controllers/reveal_controller.js";
import SeenController from "./controllers/seen_controller.js";
import ShellController from "./controllers/shell_controller.js";
import SidestepController from "./controllers/sidestep_controller.js";
import SirenController from "./controllers/siren_controller.js";
import StripController from "./controllers/strip_controller.js";
import TaggingController from "./controllers/tagging_controller.js";
import TwiceController from "./controllers/twice_controller.js";
import UndoController from "./controllers/undo_controller.js";

const controllers = {
  alerts: AlertsController,
  audience: AudienceController,
  promise: PromiseController,
  composer: ComposerController,
  conversation: ConversationController,
  copy: CopyController,
  dialog: DialogController,
  draft: DraftController,
  further: FurtherController,
  guard: GuardController,
  menu: MenuController,
  opens: OpensController,
  refresh: RefreshController,
  reveal: RevealController,
  seen: SeenController,
  sidestep: SidestepController,
  tagging: TaggingController,
  twice: TwiceController,
  undo: UndoController,
  countdown: CountdownController,
  moment: MomentController,
  here: HereController,
  keys: KeysController,
  lateness: LatenessController,
  life: LifeController,
  list: ListController,
  picture: PictureController,
  presence: PresenceController,
  print: PrintController,
  shell: ShellController,
  siren: SirenController,
  strip: StripController,
};

/** Pages with scripts of their own (pages/) register those here as well. */
export const application = Application.start();
for (const [name, controller] of Object.entries(controllers)) application.register(name, controller);
