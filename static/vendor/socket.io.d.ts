export interface Socket {
  connected: boolean;
  active: boolean;
  auth: unknown;
  io: { on(event: string, listener: (...values: never[]) => void): void; reconnection(value: boolean): void };
  on(event: string, listener: (...values: never[]) => void): this;
  off(event?: string): this;
  emit(event: string, ...values: unknown[]): this;
  connect(): this;
  disconnect(): this;
}
export function io(options?: Record<string, unknown>): Socket;
