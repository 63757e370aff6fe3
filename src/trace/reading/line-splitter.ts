const NEWLINE = 10;

/** Bytes of a line that are read; what is longer is no line of a log. */
export const LONGEST_LINE = 16_384;

/** A line of a file. */
export interface Line {
  /** From 1. */
  readonly number: number;
  readonly text: string;
  /** Not all of it is there: it is longer than a line can be, or the file ends in it. */
  readonly cut: boolean;
}

/** Lines of a file that comes in pieces; holds no more than one of them. */
export class LineSplitter {
  readonly #take: (line: Line) => void;
  readonly #longest: number;
  #rest: Buffer = Buffer.alloc(0);
  #cut = false;
  #number = 0;

  constructor(take: (line: Line) => void, longest = LONGEST_LINE) {
    this.#take = take;
    this.#longest = longest;
  }

  /** The next piece of the file. */
  push(piece: Buffer): void {
    let from = 0;
    for (let end = piece.indexOf(NEWLINE); end >= 0; end = piece.indexOf(NEWLINE, from)) {
      this.#line(piece.subarray(from, end));
      from = end + 1;
    }
    this.#keep(piece.subarray(from));
  }

  /** The file is over. */
  end(): void {
    if (this.#rest.length === 0) return;
    this.#cut = true;
    this.#line(Buffer.alloc(0));
  }

  #line(end: Buffer): void {
    let bytes = end;
    if (this.#rest.length > 0) {
      this.#keep(end);
      bytes = this.#rest;
    } else if (bytes.length > this.#longest) {
      this.#cut = true;
      bytes = bytes.subarray(0, this.#longest);
    }
    this.#number += 1;
    const text = bytes.toString('utf8');
    this.#take({ number: this.#number, text: text.endsWith('\r') ? text.slice(0, -1) : text, cut: this.#cut });
    this.#rest = Buffer.alloc(0);
    this.#cut = false;
  }

  #keep(bytes: Buffer): void {
    const room = this.#longest - this.#rest.length;
    if (bytes.length > room) this.#cut = true;
    // A copy: the piece that it is of is not to be kept.
    this.#rest = Buffer.concat([this.#rest, bytes.subarray(0, Math.max(0, room))]);
  }
}
