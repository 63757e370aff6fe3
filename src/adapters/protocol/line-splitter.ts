import { isUtf8 } from 'node:buffer';
import { MAX_LINE } from './channel';

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** Cuts a stream of bytes into lines of UTF-8, holding no more than one line of bounded length. */
export class LineSplitter {
  readonly #onLine: (line: string) => void;
  readonly #onUnfit: (why: string) => void;
  #parts: Buffer[] = [];
  #length = 0;
  #unfit = false;

  /** `onUnfit` is told once of a line that is too long or no text; nothing comes after it. */
  constructor(onLine: (line: string) => void, onUnfit: (why: string) => void) {
    this.#onLine = onLine;
    this.#onUnfit = onUnfit;
  }

  /** Takes the next bytes. */
  push(chunk: Buffer): void {
    let from = 0;
    for (let end = chunk.indexOf(LINE_FEED); end >= 0 && !this.#unfit; end = chunk.indexOf(LINE_FEED, from)) {
      this.#take(chunk.subarray(from, end));
      from = end + 1;
      this.#endLine();
    }
    if (from < chunk.length) this.#take(chunk.subarray(from));
  }

  #take(bytes: Buffer): void {
    if (this.#unfit) return;
    this.#length += bytes.length;
    if (this.#length > MAX_LINE) this.#giveUp('a line that is too long');
    else this.#parts.push(bytes);
  }

  #endLine(): void {
    if (this.#unfit) return;
    const [first] = this.#parts;
    const whole = this.#parts.length === 1 && first !== undefined ? first : Buffer.concat(this.#parts);
    this.#parts = [];
    this.#length = 0;
    const line = whole.at(-1) === CARRIAGE_RETURN ? whole.subarray(0, -1) : whole;
    if (!isUtf8(line)) this.#giveUp('a line that is not UTF-8');
    else if (line.length > 0) this.#onLine(line.toString('utf8'));
  }

  #giveUp(why: string): void {
    this.#parts = [];
    this.#unfit = true;
    this.#onUnfit(why);
  }
}
