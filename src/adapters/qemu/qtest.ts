import type { Duplex } from 'node:stream';
import type { AccessWidth } from '../../ports';
import { LineSplitter } from '../protocol/line-splitter';
import { Patience } from './patience';

const SUFFIX: Readonly<Record<AccessWidth, string>> = { 1: 'b', 2: 'w', 4: 'l', 8: 'q' };

interface Pending {
  readonly command: string;
  readonly resolve: (answer: string) => void;
  readonly reject: (error: Error) => void;
}

/** A client of QEMU's qtest protocol. Commands are sent at once and answered in order. */
export class Qtest {
  readonly #socket: Duplex;
  readonly #pending: Pending[] = [];
  readonly #patience: Patience;
  #fault: Error | undefined;
  #unsent = '';
  /** Gets each command as a line of a script, and each answer as its comment. */
  transcribe: ((line: string) => void) | undefined;
  /** One edge of an intercepted interrupt line going up. */
  onRaise: (line: number) => void = () => undefined;

  /** `overdue` is told of the command that got no answer in `timeout` milliseconds. */
  constructor(socket: Duplex, timeout: number, overdue: (command: string) => void) {
    this.#socket = socket;
    this.#patience = new Patience(timeout, () => overdue(this.#pending[0]?.command ?? ''));
    const splitter = new LineSplitter(
      (line) => this.#receive(line),
      (why) => this.fail(new Error(`QEMU sent by qtest ${why}`)),
    );
    socket.on('data', (chunk: Buffer) => splitter.push(chunk));
    socket.on('error', () => undefined);
  }

  /** Commands that have not been answered. */
  get waiting(): number {
    return this.#pending.length;
  }

  /** No answer comes any more. */
  fail(error: Error): void {
    this.#fault ??= error;
    this.#patience.end();
    for (const { reject } of this.#pending.splice(0)) reject(this.#fault);
  }

  /** Sends a command; resolves with what follows `OK`. Rejects where QEMU refuses it. */
  ask(command: string): Promise<string> {
    if (this.#fault !== undefined) return Promise.reject(this.#fault);
    return new Promise((resolve, reject) => {
      this.#pending.push({ command, resolve, reject });
      this.#patience.begin();
      this.#send(command);
    });
  }

  /** What is asked in one turn goes out in one write. */
  #send(command: string): void {
    if (this.#unsent === '') {
      queueMicrotask(() => {
        this.#socket.write(this.#unsent);
        this.#unsent = '';
      });
    }
    this.#unsent += `${command}\n`;
  }

  async read(address: bigint, width: AccessWidth): Promise<bigint> {
    return BigInt((await this.ask(`read${SUFFIX[width]} 0x${address.toString(16)}`)).trim());
  }

  async write(address: bigint, width: AccessWidth, value: bigint): Promise<void> {
    await this.ask(`write${SUFFIX[width]} 0x${address.toString(16)} 0x${BigInt.asUintN(width * 8, value).toString(16)}`);
  }

  #receive(line: string): void {
    if (line.startsWith('IRQ ')) {
      const [, edge, number] = line.split(' ');
      this.transcribe?.(`# ${line}`);
      if (edge === 'raise') this.onRaise(Number(number));
      return;
    }
    const pending = this.#pending.shift();
    this.#patience.heard(this.#pending.length > 0);
    if (pending !== undefined) this.transcribe?.(`${pending.command} # ${line}`);
    if (pending === undefined) this.fail(new Error(`QEMU answered what was not asked: ${line}`));
    else if (line.startsWith('OK')) pending.resolve(line.slice('OK'.length));
    else pending.reject(new Error(`QEMU refused '${pending.command}': ${line}`));
  }
}
