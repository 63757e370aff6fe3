import type { Channel } from './channel';
import { LineSplitter } from './line-splitter';

/** The other end of a child's channel: this process's own standard streams. */
export class StdioChannel implements Channel {
  #onLine: (line: string) => void = () => undefined;
  #onEnd: (reason: string) => void = () => undefined;

  constructor() {
    const splitter = new LineSplitter(
      (line) => this.#onLine(line),
      (why) => this.#onEnd(`the suite sent ${why}`),
    );
    process.stdin.on('data', (chunk: Buffer) => splitter.push(chunk));
    process.stdin.on('end', () => this.#onEnd('the suite closed the connection'));
    process.stdout.on('error', () => this.#onEnd('the suite reads no more'));
  }

  send(line: string): void {
    process.stdout.write(`${line}\n`);
  }

  receive(onLine: (line: string) => void, onEnd: (reason: string) => void): void {
    this.#onLine = onLine;
    this.#onEnd = onEnd;
  }

  close(): Promise<void> {
    process.stdin.destroy();
    return Promise.resolve();
  }

  diagnostics(): string {
    return '';
  }
}
