import type { Duplex } from 'node:stream';
import { LineSplitter } from '../protocol/line-splitter';
import { Patience } from './patience';

/** QEMU refused a command, in its own words. */
export class QmpRefusal extends Error {}

interface Pending {
  /** The command, or the event, that is waited for. */
  readonly what: string;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

interface Wait {
  readonly matches: (data: unknown) => boolean;
  readonly pending: Pending;
}

/** A client of QEMU's monitor protocol. */
export class Qmp {
  readonly #socket: Duplex;
  readonly #pending: Pending[] = [];
  readonly #waits: Wait[] = [];
  readonly #patience: Patience;
  #fault: Error | undefined;

  /** `overdue` is told of the command, or the event, that did not come in `timeout` milliseconds. */
  constructor(socket: Duplex, timeout: number, overdue: (what: string) => void) {
    this.#socket = socket;
    this.#patience = new Patience(timeout, () => overdue((this.#pending.at(-1) ?? this.#waits[0]?.pending)?.what ?? ''));
    const splitter = new LineSplitter(
      (line) => this.#receive(line),
      (why) => this.fail(new Error(`QEMU sent by QMP ${why}`)),
    );
    socket.on('data', (chunk: Buffer) => splitter.push(chunk));
    socket.on('error', () => undefined);
    // A QEMU that was started before anyone asked answers this when it is taken: nobody waits for it.
    this.#ask('qmp_capabilities', {}).catch(() => undefined);
  }

  /** No answer comes any more. */
  fail(error: Error): void {
    this.#fault ??= error;
    this.#patience.end();
    for (const { reject } of this.#pending.splice(0)) reject(this.#fault);
    for (const { pending } of this.#waits.splice(0)) pending.reject(this.#fault);
  }

  /** Resolves with what the command returns; rejects with a {@link QmpRefusal}. */
  execute(command: string, parameters: Readonly<Record<string, unknown>> = {}): Promise<unknown> {
    if (this.#fault !== undefined) return Promise.reject(this.#fault);
    this.#patience.begin();
    return this.#ask(command, parameters);
  }

  #ask(command: string, parameters: Readonly<Record<string, unknown>>): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.#pending.push({ what: String(parameters['command-line'] ?? command), resolve, reject });
      this.#socket.write(`${JSON.stringify({ execute: command, arguments: parameters })}\n`);
    });
  }

  /** The text that a command of the human monitor prints. */
  async monitor(line: string): Promise<string> {
    return String(await this.execute('human-monitor-command', { 'command-line': line }));
  }

  /** Resolves at the next event of that name that `matches`. */
  next(event: string, matches: (data: unknown) => boolean = () => true): Promise<unknown> {
    if (this.#fault !== undefined) return Promise.reject(this.#fault);
    this.#patience.begin();
    return new Promise((resolve, reject) => this.#waits.push({ matches, pending: { what: event, resolve, reject } }));
  }

  #receive(line: string): void {
    const message = parse(line);
    if (message === undefined) this.fail(new Error(`QEMU sent QMP that is not an object: ${line.slice(0, 200)}`));
    else if ('event' in message) this.#happened(String(message.event), 'data' in message ? message.data : {});
    else if ('return' in message) this.#pending.shift()?.resolve(message.return);
    else if ('error' in message) this.#pending.shift()?.reject(new QmpRefusal(describe(message.error)));
    this.#patience.heard(this.#pending.length + this.#waits.length > 0);
  }

  #happened(event: string, data: unknown): void {
    const index = this.#waits.findIndex((wait) => wait.pending.what === event && wait.matches(data));
    if (index >= 0) this.#waits.splice(index, 1)[0]?.pending.resolve(data);
  }
}

function parse(line: string): object | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function describe(error: unknown): string {
  return typeof error === 'object' && error !== null && 'desc' in error ? String(error.desc) : JSON.stringify(error);
}
