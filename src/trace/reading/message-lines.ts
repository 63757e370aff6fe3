import { isObject } from '../../is-object';
import { FAILURE_MEDIA_TYPE } from '../../run/session';
import type { Line } from './line-splitter';

/** A message that tells the operations of a failed scenario can be as long as this, in bytes. */
const LONGEST = 16 << 20;
/** What a run's first message begins with. */
const BEGIN = Buffer.from('{"meta":');
/** Scenarios whose names are kept; they are told before any of them runs. */
const NAMES = 20_000;

/** Reads cucumber's messages as a run writes them: those that tell what was done at the ports. */
export class MessageLines {
  static readonly longest = LONGEST;
  readonly #take: (scenario: string, operations: readonly string[], line: number) => void;
  readonly #pickles = new Map<string, string>();
  readonly #cases = new Map<string, string>();
  readonly #started = new Map<string, string>();

  constructor(take: (scenario: string, operations: readonly string[], line: number) => void) {
    this.#take = take;
  }

  /** Whether a file that begins so is one. */
  static begins(bytes: Buffer): boolean {
    return bytes.subarray(0, BEGIN.length).equals(BEGIN);
  }

  /** The next line; what is wrong with it, if something is. */
  take({ cut, number, text }: Line): string | undefined {
    if (text === '') return undefined;
    const wanted = /^\{"(pickle|testCase|testCaseStarted|testCaseFinished|attachment)":/.exec(text)?.[1];
    if (wanted === undefined) return text.startsWith('{"') ? undefined : 'a line that is no message';
    if (cut) return 'a message that is cut off';
    let message: unknown;
    try {
      message = JSON.parse(text);
    } catch {
      return 'a message that is no JSON';
    }
    const content = isObject(message) ? message[wanted] : undefined;
    if (isObject(content)) this.#message(wanted, content, number);
    return undefined;
  }

  #message(kind: string, content: Readonly<Record<string, unknown>>, line: number): void {
    const of = (name: string) => String(content[name] ?? '');
    if (kind === 'pickle') keep(this.#pickles, of('id'), of('name'));
    else if (kind === 'testCase') keep(this.#cases, of('id'), this.#pickles.get(of('pickleId')) ?? '');
    else if (kind === 'testCaseStarted') keep(this.#started, of('id'), this.#cases.get(of('testCaseId')) ?? '');
    else if (kind === 'testCaseFinished') this.#started.delete(of('testCaseStartedId'));
    else if (of('mediaType') === FAILURE_MEDIA_TYPE) {
      const operations = operationsIn(of('body'));
      if (operations.length > 0) this.#take(this.#started.get(of('testCaseStartedId')) ?? '', operations, line);
    }
  }
}

function operationsIn(body: string): readonly string[] {
  try {
    const told: unknown = JSON.parse(body);
    const lines = isObject(told) ? told.operations : undefined;
    return Array.isArray(lines) ? lines.filter((line): line is string => typeof line === 'string') : [];
  } catch {
    return [];
  }
}

function keep(names: Map<string, string>, id: string, name: string): void {
  if (names.size < NAMES) names.set(id, name.slice(0, 200));
}
