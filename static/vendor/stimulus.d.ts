export class Application {
  static start(element?: Element): Application;
  register(identifier: string, controller: typeof Controller): void;
  debug: boolean;
}
export class Controller<E extends Element = HTMLElement> {
  static targets: string[];
  static values: Record<string, unknown>;
  static classes: string[];
  readonly application: Application;
  readonly element: E;
  readonly identifier: string;
  connect(): void;
  disconnect(): void;
  initialize(): void;
  dispatch(name: string, options?: { detail?: unknown; target?: Element; prefix?: string; bubbles?: boolean; cancelable?: boolean }): CustomEvent;
  // biome-ignore lint/suspicious/noExplicitAny: targets and values are made by Stimulus from the static lists
  [made: string]: any;
}
