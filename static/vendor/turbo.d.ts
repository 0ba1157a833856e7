export interface MorphOptions {
  callbacks?: {
    beforeNodeMorphed?: (current: Node, next: Node) => boolean | undefined;
  };
  morphStyle?: "innerHTML" | "outerHTML";
}
export function morphElements(current: Element, next: Element | string, options?: MorphOptions): void;
export function morphTurboFrameElements(current: Element, next: Element): void;
export function visit(address: string | URL, options?: { action?: "advance" | "replace"; frame?: string }): void;
export function renderStreamMessage(message: string): void;
export function start(): void;
export const config: { drive: { progressBarDelay: number }; forms: { confirm: (message: string) => Promise<boolean> } };
export const session: unknown;
export const cache: { clear(): void };

export interface StreamElement extends HTMLElement {
  targetElements: HTMLElement[];
  templateContent: DocumentFragment;
}
export const StreamActions: Record<string, (this: StreamElement) => void>;
