import {
  type AccessWidth,
  type ActAnswer,
  type DirectWindow,
  type GuestBus,
  known,
  type Plugged,
  type PluggedDevice,
  type QueueStop,
  type StreamTableEntry,
} from '../../ports';
import type { GuestEvent } from './operation';
import type { OperationLog } from './operation-log';
import { placeAt } from './place';

/** A guest bus that records what crosses it. */
export class RecordingGuestBus implements GuestBus {
  readonly #inner: GuestBus;
  readonly #log: OperationLog;
  readonly #vm: string;
  /** There where the bus has it. */
  readonly firmware?: () => Promise<ReadonlyMap<string, Uint8Array>>;
  /** There where an operating system runs. */
  readonly act?: (words: string) => Promise<ActAnswer>;
  readonly #atSmmus = new Map<string, RecordingGuestBus>();
  /** Absent where the bus behind has one SMMU only. */
  readonly ofSmmu?: (name: string) => GuestBus;

  constructor(inner: GuestBus, log: OperationLog, vm: string) {
    this.#inner = inner;
    this.#log = log;
    this.#vm = vm;
    if (inner.firmware !== undefined) this.firmware = () => this.#firmware();
    if (inner.act !== undefined) this.act = (words) => this.#act(words);
    inner.onOwnAct?.((act) => {
      const n = log.begin('guest', vm, act, 'scenario');
      return () => void log.over(n, known(undefined));
    });
    if (inner.ofSmmu !== undefined) this.ofSmmu = (name) => this.#atSmmu(name);
  }

  read(offset: number, width: AccessWidth): Promise<bigint> {
    const starts = this.#inner.run?.();
    if (starts !== undefined) return starts.then(() => this.read(offset, width));
    const event: Extract<GuestEvent, { op: 'read' }> = { op: 'read', offset, width, value: undefined };
    const n = this.#log.begin('guest', this.#vm, event, 'scenario');
    return this.#log.loaded(n, this.#inner.read(offset, width), event);
  }

  write(offset: number, width: AccessWidth, value: bigint): Promise<void> {
    return this.#acting({ op: 'write', offset, width, value }, () => this.#inner.write(offset, width, value));
  }

  readMemory(address: bigint, length: number): Promise<Uint8Array> {
    const event: GuestEvent = { op: 'readMemory', address, length };
    return this.#during(
      event,
      () => this.#inner.readMemory(address, length),
      (result) => {
        event.bytes = result;
      },
    );
  }

  writeMemory(address: bigint, bytes: Uint8Array): Promise<void> {
    return this.#during({ op: 'writeMemory', address, bytes }, () => this.#inner.writeMemory(address, bytes));
  }

  readSmmu(offset: number): Promise<number> {
    const event: GuestEvent = { op: 'readSmmu', offset };
    return this.#acting(
      event,
      () => this.#inner.readSmmu(offset),
      (result) => {
        event.value = result;
      },
    );
  }

  writeSmmu(offset: number, value: number): Promise<void> {
    return this.#acting({ op: 'writeSmmu', offset, value }, () => this.#inner.writeSmmu(offset, value));
  }

  configureStream(streamId: number, entry: StreamTableEntry): Promise<void> {
    return this.#acting({ op: 'configureStream', streamId, entry }, () => this.#inner.configureStream(streamId, entry));
  }

  submit(command: Uint8Array): Promise<QueueStop | undefined> {
    const event: GuestEvent = { op: 'submit', command };
    return this.#acting(
      event,
      () => this.#inner.submit(command),
      (result) => {
        if (result !== undefined) event.stopped = result;
      },
    );
  }

  plug(device: PluggedDevice): Promise<Plugged> {
    const event: GuestEvent = { op: 'plug', device };
    return this.#during(
      event,
      () => this.#inner.plug(device),
      (result) => {
        if (!result.ok) event.refusal = result.message;
      },
    );
  }

  unplug(device: string): Promise<Plugged> {
    const event: GuestEvent = { op: 'unplug', device };
    return this.#acting(
      event,
      () => this.#inner.unplug(device),
      (result) => {
        if (!result.ok) event.refusal = result.message;
      },
    );
  }

  reset(): Promise<void> {
    return this.#acting({ op: 'reset' }, () => this.#inner.reset());
  }

  shutDown(): Promise<void> {
    return this.#during({ op: 'shutDown' }, () => this.#inner.shutDown());
  }

  onInterrupt(handler: () => void): void {
    this.#inner.onInterrupt(() => {
      this.#log.note({ port: 'guest', who: this.#vm, event: { op: 'interrupt' } }, 'device');
      handler();
    });
  }

  settle(): Promise<void> {
    return this.#inner.settle();
  }

  windows(): Promise<readonly DirectWindow[]> {
    const event: GuestEvent = { op: 'windows' };
    return this.#during(
      event,
      () => this.#inner.windows(),
      (result) => {
        event.windows = result;
      },
    );
  }

  #act(words: string): Promise<ActAnswer> {
    const event: Extract<GuestEvent, { op: 'act' }> = { op: 'act', words };
    return this.#during(
      event,
      async () => (await this.#inner.act?.(words)) ?? { done: false, said: [] },
      ({ done }) => {
        event.done = done;
      },
    );
  }

  #firmware(): Promise<ReadonlyMap<string, Uint8Array>> {
    const event: GuestEvent = { op: 'firmware' };
    return this.#acting(
      event,
      async () => (await this.#inner.firmware?.()) ?? new Map(),
      (result) => {
        event.files = result;
      },
    );
  }

  /** What crosses at this SMMU is told of `VM at smmu1`. */
  #atSmmu(name: string): GuestBus {
    const known = this.#atSmmus.get(name);
    if (known !== undefined) return known;
    if (this.#inner.ofSmmu === undefined) throw new Error(`${this.#vm} has one SMMU only`);
    const bus = new RecordingGuestBus(this.#inner.ofSmmu(name), this.#log, placeAt(this.#vm, name));
    this.#atSmmus.set(name, bus);
    return bus;
  }

  /** As {@link #during}, of what a virtual machine has to run for. */
  #acting<T>(event: GuestEvent, run: () => Promise<T>, keep?: (result: T) => void): Promise<T> {
    const starts = this.#inner.run?.();
    return starts === undefined ? this.#during(event, run, keep) : starts.then(() => this.#during(event, run, keep));
  }

  #during<T>(event: GuestEvent, run: () => Promise<T>, keep?: (result: T) => void): Promise<T> {
    return this.#log.during({ port: 'guest', who: this.#vm, event }, 'scenario', run, keep);
  }
}
