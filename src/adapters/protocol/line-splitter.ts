import { StringDecoder } from 'node:string_decoder';
import { MAX_LINE } from './channel';

/** Cuts a stream of bytes into lines, holding no more than one line of bounded length. */
export class LineSplitter {
  readonly #decoder = new StringDecoder('utf8');
  readonly #onLine: (line: string) => void;
  readonly #onTooLong: () => void;
  #parts: string[] = [];
  #length = 0;
  #tooLong = false;

  constructor(onLine: (line: string) => void, onTooLong: () => void) {
    this.#onLine = onLine;
    this.#onTooLong = onTooLong;
  }

  /** Takes the next bytes; nothing comes of any once a line was too long. */
  push(chunk: Buffer): void {
    if (this.#tooLong) return;
    const text = this.#decoder.write(chunk);
    let from = 0;
    for (let end = text.indexOf('\n', from); end >= 0; end = text.indexOf('\n', from)) {
      const last = text.slice(from, end);
      if (this.#length + last.length > MAX_LINE) {
        this.#giveUp();
        return;
      }
      const line = this.#parts.length === 0 ? last : this.#parts.join('') + last;
      this.#parts = [];
      this.#length = 0;
      from = end + 1;
      const trimmed = line.endsWith('\r') ? line.slice(0, -1) : line;
      if (trimmed !== '') this.#onLine(trimmed);
    }
    if (from >= text.length) return;
    const rest = from === 0 ? text : text.slice(from);
    this.#length += rest.length;
    if (this.#length <= MAX_LINE) this.#parts.push(rest);
    else this.#giveUp();
  }

  #giveUp(): void {
    this.#parts = [];
    this.#tooLong = true;
    this.#onTooLong();
  }
}
