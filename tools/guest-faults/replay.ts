import { messageOf } from '../../src/message-of';
import type { HostDescription, SmmuDescription } from '../../src/ports';
import {
  type HostCalls,
  type HostKernel,
  type HostMemory,
  type HostRegisters,
  UserMemory,
  type WholeImplementation,
} from '../../src/ports';
import { returned } from './recording';
import { betweenLayers, type Entry, said } from './tape';

/** Where an implementation parts from a tape. */
export interface Difference {
  /** Position on the tape. */
  readonly at: number;
  readonly expected: string;
  readonly actual: string;
}

/** Turns that an implementation has to do what is next: it waits for nothing but what the tape gives. */
const TURNS = 100;

const NOTHING = 'nothing';

/** Does to an implementation what was done to the one that left the tape, until it does another thing: where, or `undefined`. */
export function replay(entries: readonly Entry[], layers: WholeImplementation): Promise<Difference | undefined> {
  return new Replay(layers).run(entries);
}

class Replay {
  readonly #layers: WholeImplementation;
  /** What the layers did that the tape has not come to. */
  readonly #deeds: { readonly words: string; readonly answer?: (value: unknown) => void }[] = [];
  readonly #waiting = new Map<number, (value: unknown) => void>();
  readonly #registers = new Map<string, HostRegisters>();
  readonly #processes: HostCalls[] = [];
  #kernel: HostKernel | undefined;
  #isOver = false;

  constructor(layers: WholeImplementation) {
    this.#layers = layers;
  }

  async run(entries: readonly Entry[]): Promise<Difference | undefined> {
    const first = entries.findIndex(({ id, kind }) => kind === 'does' && id === entries.find(isBoot)?.id) + 1;
    for (const entry of entries.slice(0, first)) if (entry.kind === 'call') await this.#comeUp(entry);
    for (const [at, entry] of entries.entries()) {
      if (at < first) continue;
      if (entry.kind === 'call') this.#call(entry);
      else if (entry.kind === 'answer') this.#waiting.get(entry.id)?.(entry.value);
      else {
        const deed = await this.#nextDeed();
        if (deed?.words !== entry.words) return this.#parts(at, entry.words, deed?.words ?? NOTHING);
        if (deed.answer !== undefined) this.#waiting.set(entry.id, deed.answer);
      }
    }
    const more = await this.#nextDeed();
    return more === undefined ? undefined : this.#parts(entries.length, NOTHING, more.words);
  }

  /** What the host does before there is a guest is no affair of a guest: it is not compared. */
  async #comeUp(entry: Extract<Entry, { kind: 'call' }>): Promise<void> {
    this.#call(entry);
    let last = '';
    for (let deed = await this.#nextDeed(); deed !== undefined; deed = await this.#nextDeed()) {
      deed.answer?.('done');
      last = deed.words;
    }
    if (!last.startsWith(`${entry.target} ${entry.method} returned`)) this.#deeds.push({ words: last });
  }

  #parts(at: number, expected: string, actual: string): Difference {
    this.#isOver = true;
    return { at, expected, actual };
  }

  async #nextDeed() {
    for (let turn = 0; this.#deeds.length === 0 && turn < TURNS; turn++) await undefined;
    if (this.#deeds.length === 0) await new Promise((resolve) => setImmediate(resolve));
    return this.#deeds.shift();
  }

  #call({ args, method, target }: Extract<Entry, { kind: 'call' }>): void {
    if (target === 'kernel' && method === 'startProcess') {
      const process = this.#kernel?.startProcess(String(args[0]));
      if (process !== undefined) this.#processes.push(process);
      return;
    }
    const calls = this.#processes[Number(target)];
    if (method === 'onReadable') {
      const fd = Number(args[0]);
      calls?.onReadable(fd, async () => {
        await this.#asks(target, 'readable', [fd]);
      });
      return;
    }
    const given = args.map(asGiven);
    const ended = (what: string, value: unknown) => this.#deeds.push({ words: said(target, `${method} ${what}`, value) });
    this.#begin(target, method, given).then(
      (value) => ended('returned', method === 'create' || method === 'boot' ? undefined : returned(value, given)),
      (error: unknown) => ended('failed', messageOf(error)),
    );
  }

  async #begin(target: string, method: string, args: readonly unknown[]): Promise<unknown> {
    if (target === 'hardware') return this.#create(args[0] as SmmuDescription);
    if (target === 'kernel') return this.#boot(args[0] as HostDescription);
    const port: object | undefined = this.#processes[Number(target)] ?? this.#registers.get(target);
    const member: unknown = port === undefined ? undefined : Reflect.get(port, method);
    if (typeof member !== 'function') throw new Error(`no ${method} of ${target}`);
    return Reflect.apply(member, port, args);
  }

  async #create(smmu: SmmuDescription): Promise<void> {
    const target = `${smmu.name} commands`;
    const commands = { execute: async (command: unknown) => (await this.#asks(target, 'execute', [command])) as 'done' };
    const memory = this.#memory(`${smmu.name} memory`);
    this.#registers.set(smmu.name, await this.#layers.hardware.create(smmu, { memory, commands }));
  }

  async #boot(host: HostDescription): Promise<void> {
    const tell = (words: string) => {
      if (this.#isOver) throw new Error('the replay is over');
      this.#deeds.push({ words });
    };
    const registers = new Map([...this.#registers].map(([name, one]) => [name, betweenLayers(one, name, tell)]));
    this.#kernel = await this.#layers.kernel.boot(host, { memory: this.#memory('kernel memory'), registers });
  }

  #memory(target: string): HostMemory {
    return {
      read: async (...args) => (await this.#asks(target, 'read', args)) as Uint8Array | undefined,
      write: async (...args) => (await this.#asks(target, 'write', args)) as boolean,
    };
  }

  #asks(target: string, method: string, args: readonly unknown[]): Promise<unknown> {
    return new Promise((answer) => this.#deeds.push({ words: said(target, method, args), answer }));
  }
}

function isBoot(entry: Entry): boolean {
  return entry.kind === 'call' && entry.method === 'boot';
}

function asGiven(arg: unknown): unknown {
  if (arg instanceof Uint8Array) return Uint8Array.from(arg);
  if (typeof arg !== 'object' || arg === null || !('segments' in arg)) return arg;
  const { segments } = arg as UserMemory;
  return new UserMemory(segments.map((segment) => ({ ...segment, bytes: Uint8Array.from(segment.bytes) })));
}
