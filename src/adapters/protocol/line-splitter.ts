import { isUtf8 } from 'node:buffer';
import { MAX_LINE } from './channel';

const LINE_FEED = 0x0a;

/** Cuts a stream of bytes into lines of UTF-8, holding no more than one line of bounded length. */
export class LineSplitter {
  readonly #onLine: (line: string) => void;
  readonly #onUnfit: (why: string) => void;
  /** The line that has not ended. */
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
    if (this.#unfit) return;
    const end = chunk.lastIndexOf(LINE_FEED);
    if (end >= 0) this.#lines(this.#whole(chunk.subarray(0, end)));
    this.#begin(end < 0 ? chunk : chunk.subarray(end + 1));
  }

  /** Lines that have ended, a line feed between them. Decoded at once where that is possible: most are short, and many come together. */
  #lines(bytes: Buffer): void {
    if (bytes.length <= MAX_LINE && isUtf8(bytes)) {
      for (const line of bytes.toString('utf8').split('\n')) this.#line(line);
      return;
    }
    for (let from = 0; from <= bytes.length && !this.#unfit; ) {
      const next = bytes.indexOf(LINE_FEED, from);
      const line = bytes.subarray(from, next < 0 ? bytes.length : next);
      if (line.length > MAX_LINE) this.#giveUp('a line that is too long');
      else if (!isUtf8(line)) this.#giveUp('a line that is not UTF-8');
      else this.#line(line.toString('utf8'));
      from += line.length + 1;
    }
  }

  #line(line: string): void {
    const text = line.endsWith('\r') ? line.slice(0, -1) : line;
    if (text !== '') this.#onLine(text);
  }

  /** The line that had not ended, and what follows. */
  #whole(bytes: Buffer): Buffer {
    if (this.#parts.length === 0) return bytes;
    const whole = Buffer.concat([...this.#parts, bytes]);
    this.#parts = [];
    this.#length = 0;
    return whole;
  }

  #begin(bytes: Buffer): void {
    if (this.#unfit || bytes.length === 0) return;
    this.#length += bytes.length;
    if (this.#length > MAX_LINE) this.#giveUp('a line that is too long');
    else this.#parts.push(bytes);
  }

  #giveUp(why: string): void {
    this.#parts = [];
    this.#unfit = true;
    this.#onUnfit(why);
  }
}
