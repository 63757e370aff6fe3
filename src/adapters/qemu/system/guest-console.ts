import type { Duplex } from 'node:stream';
import type { ActAnswer } from '../../../ports';
import { AdapterFault } from '../../../run/faults';

/** Lines of the console that a message ends with. */
const LAST_LINES = 20;

/** Firmware clears the screen, and leaves the kernel in the middle of a line. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const ESCAPES = /\x1b\[[0-9;=?]*[A-Za-z]/g;

const ANSWER = /^@@ (?:(done)|failed (\d+)|(ready) (.*))$/;

interface Waiting {
  readonly what: string;
  /** What the guest says once a kernel is up ends the act, too: it was started anew. */
  readonly startsAnew: boolean;
  readonly begins: number;
  readonly resolve: (answer: ActAnswer) => void;
  readonly reject: (error: Error) => void;
  readonly late: NodeJS.Timeout;
}

const START = 'start';

/** Acts after which another kernel runs. */
const STARTS_ANEW = new Set(['reboot', 'kexec']);

/** The console of a guest whose first process does what is written to it. */
export class GuestConsole {
  readonly #socket: Duplex;
  readonly #patience: number;
  readonly #lines: string[] = [];
  #rest = '';
  #waiting: Waiting | undefined;
  #fault: Error | undefined;
  /** What the kernel that runs calls itself. */
  release: string | undefined;
  /** Whatever the guest has said by now has been done. */
  onAnswer: () => Promise<void> = () => Promise.resolve();

  /** The guest has `patience` milliseconds for each act. */
  constructor(socket: Duplex, patience: number) {
    this.#socket = socket;
    this.#patience = patience;
    socket.on('data', (chunk: Buffer) => this.#receive(chunk.toString('latin1')));
    socket.on('error', () => undefined);
  }

  /** All that was said. */
  get lines(): readonly string[] {
    return this.#lines;
  }

  /** Resolves when a kernel is up. */
  async ready(): Promise<void> {
    await this.#wait(START, true);
  }

  /** Has the guest do an act. */
  act(words: string): Promise<ActAnswer> {
    const answer = this.#wait(words, STARTS_ANEW.has(words.split(' ')[0] ?? ''));
    this.#socket.write(`${words}\n`);
    return answer;
  }

  /** Nothing more is said. */
  fail(error: Error): void {
    this.#fault ??= new AdapterFault(`${error.message}${this.#last()}`);
    this.#over()?.reject(this.#fault);
  }

  #wait(what: string, startsAnew: boolean): Promise<ActAnswer> {
    if (this.#fault !== undefined) return Promise.reject(this.#fault);
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => this.#late(what), this.#patience);
      this.#waiting = { what, startsAnew, begins: this.#lines.length, resolve, reject, late };
    });
  }

  #receive(text: string): void {
    const lines = (this.#rest + text).split(/\r*\n/);
    this.#rest = lines.pop() ?? '';
    for (const said of lines) {
      const line = said.replace(ESCAPES, '');
      this.#lines.push(line);
      const [, done, , ready, release] = ANSWER.exec(line) ?? [];
      if (ready !== undefined) this.release = release;
      if (!ANSWER.test(line) || (ready !== undefined) !== (this.#waiting?.startsAnew ?? false)) continue;
      const waiting = this.#over();
      if (waiting === undefined) continue;
      const answer = { done: done !== undefined || ready !== undefined, said: this.#lines.slice(waiting.begins, -1) };
      this.onAnswer().then(() => waiting.resolve(answer), waiting.reject);
    }
  }

  /** A guest that does not come up says nothing of the stack; one that was told to do something and does not, fails. */
  #late(what: string): void {
    const words = `no answer in ${this.#patience / 1000} s`;
    if (what === START) {
      this.fail(new AdapterFault(`the guest does not start: ${words}`));
      return;
    }
    const waiting = this.#over();
    this.#fault ??= new AdapterFault(`the guest is still told to ${what}: ${words}`);
    waiting?.resolve({ done: false, said: [...this.#lines.slice(waiting.begins), words] });
  }

  #over(): Waiting | undefined {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    clearTimeout(waiting?.late);
    return waiting;
  }

  #last(): string {
    const lines = [...this.#lines, this.#rest].filter((line) => line.trim() !== '').slice(-LAST_LINES);
    return lines.length === 0 ? '; it said nothing' : `; the last that it said:\n${lines.join('\n')}`;
  }
}
