// The little of Node that this program uses. Delete this file once you install @types/node.

declare const process: {
  readonly stdin: { destroy(): void };
  readonly stdout: { write(text: string): boolean };
};

declare const console: { error(...values: unknown[]): void };

declare module 'node:readline' {
  export interface Interface {
    on(event: 'line', listener: (line: string) => void): this;
    close(): void;
  }
  export function createInterface(options: { readonly input: object; readonly crlfDelay: number }): Interface;
}
