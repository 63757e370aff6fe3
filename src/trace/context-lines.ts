/** Lines of a log before a violation that are told with it. */
const BEFORE = 40;
/** Requests about queues, and what was refused, that are told with a violation although they are further back. */
const NOTABLE = 12;
/** Characters of a line that are told. */
const WIDTH = 400;

/** A line of a log, with its number. */
export interface NumberedLine {
  readonly number: number;
  readonly text: string;
}

/** The last lines of a log, as far as they are told with what is found. */
export class ContextLines {
  readonly #last: NumberedLine[] = [];
  readonly #notable: NumberedLine[] = [];

  /** The next line. */
  see(line: NumberedLine, notable: boolean): void {
    const kept = { number: line.number, text: line.text.slice(0, WIDTH) };
    keep(this.#last, kept, BEFORE);
    if (notable) keep(this.#notable, kept, NOTABLE);
  }

  /** The last lines, and what is notable before them, in their order. */
  get lines(): readonly string[] {
    const [first] = this.#last;
    const earlier = this.#notable.filter(({ number }) => number < (first?.number ?? 0));
    const between = earlier.length === 0 ? [] : ['(lines left out)'];
    return [...earlier.map(told), ...between, ...this.#last.map(told)];
  }
}

function told({ number, text }: NumberedLine): string {
  return `line ${number}: ${text}`;
}

function keep(lines: NumberedLine[], line: NumberedLine, most: number): void {
  lines.push(line);
  if (lines.length > most) lines.shift();
}
