export class Controller {
  static targets: string[];
  static values: Record<string, unknown>;
  static classes: string[];
  readonly application: Application;
  readonly element: HTMLElement;
  readonly identifier: string;
  initialize(): void;
  connect(): void;
  disconnect(): void;
  dispatch(
    name: string,
    options?: { detail?: unknown; target?: Element; prefix?: string; bubbles?: boolean; cancelable?: boolean },
  ): CustomEvent;
  // Targets and values are made by Stimulus from the static lists.
  [made: string]: any;
}
export class Application {
  static start(element?: Element): Application;
  register(identifier: string, controller: typeof Controller): void;
  getControllerForElementAndIdentifier(element: Element, identifier: string): Controller | null;
  debug: boolean;
}
