import { closeSync, openSync, writeFileSync } from 'node:fs';

/** Characters to gather before a write; what a crash can cost is written by {@link MessagesLog.close}. */
const BUFFERED = 1 << 16;

/** A file of JSON lines that holds whole lines at any time. */
export class MessagesLog {
  readonly #file: number;
  #lines: string[] = [];
  #length = 0;
  #closed = false;

  /** Empties the file. */
  constructor(path: string) {
    this.#file = openSync(path, 'w');
  }

  /** Appends a line. */
  write(message: unknown): void {
    if (this.#closed) return;
    const line = `${JSON.stringify(message)}\n`;
    this.#lines.push(line);
    this.#length += line.length;
    if (this.#length >= BUFFERED) this.#flush();
  }

  /** Writes what is left; later messages are dropped. */
  close(): void {
    if (this.#closed) return;
    this.#flush();
    this.#closed = true;
    closeSync(this.#file);
  }

  #flush(): void {
    // The file's position is where the last line ended.
    writeFileSync(this.#file, this.#lines.join(''));
    this.#lines = [];
    this.#length = 0;
  }
}
