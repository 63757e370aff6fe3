import { once } from 'node:events';

import { type Duplex, PassThrough } from 'node:stream';
import { messageOf } from '../../message-of';
import { AdapterFault } from '../../run/faults';

import { Tail } from '../protocol/tail';
import { type Ending, manner, type Newborn, said } from './nursery';
import { Qmp } from './qmp';
import { Qtest } from './qtest';
import { ShimLink } from './shim-link';

/** What else a process is started with. */
export interface EmulatorOptions {
  /** Where its files are, for messages. */
  readonly folder: string;
  /** Milliseconds for each answer. */
  readonly timeout: number;
  /** What is asked and answered is kept. */
  readonly transcribed: boolean;
  /** A guest runs in it: what would else be for qtest is its console. */
  readonly guestRuns?: boolean;
}

/** One QEMU process and the ways to talk to it. */
export class Emulator {
  readonly qtest: Qtest;
  readonly qmp: Qmp;
  readonly link: ShimLink;
  /** Of a guest that runs. */
  readonly console: Duplex | undefined;
  /** All that QEMU wrote to standard error, where that is kept: its trace, too. */
  readonly errors: Buffer[] = [];
  /** The commands of qtest and what they gave, and the system calls in between, as comments. */
  readonly transcript: string[] = [];
  readonly #transcribed: boolean;
  readonly #newborn: Newborn;
  readonly #stderr = new Tail();
  readonly #drained: Promise<void>;
  #ending: Ending | undefined;
  readonly #events: readonly Duplex[];
  readonly #timeout: number;
  #leaving = false;
  /** Why it was given up, where it did not answer. */
  #hung: AdapterFault | undefined;
  #fault: AdapterFault | undefined;

  constructor(newborn: Newborn, { folder, guestRuns = false, timeout, transcribed }: EmulatorOptions) {
    this.#newborn = newborn;
    newborn.stderr.on('data', (chunk: Buffer) => {
      this.#stderr.push(chunk);
      if (transcribed) this.errors.push(chunk);
    });
    const silent = once(newborn.stderr, 'close').catch(() => undefined);
    this.#drained = newborn.ended
      .then(async (ending) => {
        this.#ending = ending;
        await silent;
        const hint = ending.signal === 'SIGBUS' ? `, as it does when there is no room for guest RAM in ${folder}` : '';
        this.fail(new AdapterFault(`QEMU ended ${manner(ending)}${hint}${this.#leaving ? '' : said(this.diagnostics)}`));
      })
      .catch((error: unknown) => this.fail(error instanceof AdapterFault ? error : new AdapterFault(messageOf(error))));
    this.#timeout = timeout;
    this.#transcribed = transcribed;
    const overdue = (what: string) => {
      this.#hung = new AdapterFault(`QEMU did not answer '${what}' in ${timeout} ms${said(this.diagnostics)}`);
      this.fail(this.#hung);
      this.kill();
    };
    this.console = guestRuns ? newborn.qtest : undefined;
    this.qtest = new Qtest(guestRuns ? new PassThrough() : newborn.qtest, timeout, overdue);
    if (transcribed) this.qtest.transcribe = (line) => this.note(line);
    this.qmp = new Qmp(newborn.qmp, timeout, overdue);
    this.link = new ShimLink(newborn.link);
    this.#events = newborn.events;
    for (const events of this.#events) events.on('error', () => undefined).resume();
  }

  /** The last that QEMU wrote to standard error. */
  get diagnostics(): string {
    return this.#stderr.text;
  }

  /** The process is no more, whatever is still to be read of it. */
  get ended(): boolean {
    return this.#fault !== undefined || this.#ending !== undefined;
  }

  /** Resolves when QEMU has ended. */
  get over(): Promise<void> {
    return this.#drained;
  }

  /** Set once QEMU has ended by itself. */
  get exitCode(): number | null {
    return this.#ending?.code ?? null;
  }

  /** Nothing more is to be had of this process: whoever waits for it learns why. */
  fail(fault: AdapterFault): void {
    this.#fault ??= fault;
    this.qtest.fail(this.#fault);
    this.qmp.fail(this.#fault);
  }

  /** Adds to the transcript what did not go through qtest. */
  note(line: string): void {
    if (this.#transcribed) this.transcript.push(line);
  }

  /** Makes the file descriptor of the event queue in that slot readable. */
  wake(slot: number): void {
    const events = this.#events[slot];
    if (events?.destroyed === false) events.write('.');
  }

  /** Asks QEMU to leave, and waits until it has. Rejects where it does not. */
  async quit(): Promise<void> {
    this.#leaving = true;
    await this.qmp.execute('quit').catch(() => undefined);
    const late = setTimeout(() => {
      this.#hung ??= new AdapterFault(`QEMU did not end in ${this.#timeout} ms after 'quit'${said(this.diagnostics)}`);
      this.kill();
    }, this.#timeout);
    await this.#drained;
    clearTimeout(late);
    if (this.#hung !== undefined) throw this.#hung;
  }

  kill(): void {
    this.#leaving = true;
    this.#newborn.kill();
  }

  /** Ends QEMU, whatever it is doing. */
  async end(): Promise<void> {
    this.kill();
    await this.#drained;
  }
}
