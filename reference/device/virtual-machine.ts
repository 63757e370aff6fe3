import {
  type AccessWidth,
  type DirectWindow,
  DONE,
  type GuestBus,
  type HostCalls,
  knownBits,
  type Plugged,
  type PluggedDevice,
  type QueueStop,
  type StreamTableEntry,
  type VmDescription,
} from '../../src/ports';
import { commandBytes, encodeCommand } from '../../src/tables/commands';
import { AcceleratedSmmu } from './accelerated-smmu';
import { acpiTablesOf } from './acpi-tables';
import { GuestMemory } from './guest-memory';
import { checkProperties } from './properties';
import { Refusal } from './refusal';
import { SharedSession } from './shared-session';
import { Turns } from './turns';

/** What a virtual machine has once, however many SMMUs. */
interface Board {
  readonly memory: GuestMemory;
  readonly sessions: SharedSession;
  readonly turns: Turns;
  /** At each SMMU, in the order of the description. */
  readonly seats: VirtualMachine[];
}

/** One virtual machine at one of its SMMUs, as its guest and its user see it. */
export class VirtualMachine implements GuestBus {
  readonly #board: Board;
  readonly #name: string | undefined;
  readonly #memory: GuestMemory;
  readonly #smmu: AcceleratedSmmu;
  readonly #turns: Turns;
  #interrupt: () => void = () => undefined;

  private constructor(description: VmDescription, calls: HostCalls, board: Board, name: string | undefined) {
    this.#board = board;
    this.#name = name;
    this.#memory = board.memory;
    this.#turns = board.turns;
    this.#smmu = new AcceleratedSmmu(calls, description, board.memory, board.sessions, () => this.#interrupt());
    board.seats.push(this);
  }

  /** Starts a VM with its RAM and without devices; the host's iommufd is opened for the first of them (LIFE-01, LIFE-15). */
  static async start(description: VmDescription, calls: HostCalls): Promise<VirtualMachine> {
    checkProperties(description);
    const memory = await GuestMemory.allocate(calls, description.ram);
    const board: Board = { memory, sessions: new SharedSession(calls, memory), turns: new Turns(), seats: [] };
    const [first, ...others] = description.smmus ?? [undefined];
    const machine = new VirtualMachine(description, calls, board, first);
    for (const name of others) new VirtualMachine(description, calls, board, name);
    return machine;
  }

  ofSmmu(name: string): GuestBus {
    const seat = this.#board.seats.find((each) => each.#name === name);
    if (seat === undefined) throw new RangeError(`the virtual machine has no SMMU ${name}`);
    return seat;
  }

  read(offset: number, width: AccessWidth): Promise<bigint> {
    if (!this.#turns.idle) return this.#turns.take(() => this.#read(offset, width));
    const value = this.#read(offset, width);
    return typeof value === 'bigint' ? knownBits(value) : this.#turns.hold(value);
  }

  write(offset: number, width: AccessWidth, value: bigint): Promise<void> {
    if (!this.#turns.idle) return this.#turns.take(() => this.#write(offset, width, value));
    const running = this.#write(offset, width, value);
    return running === undefined ? DONE : this.#turns.hold(running);
  }

  readMemory(address: bigint, length: number): Promise<Uint8Array> {
    return this.#turns.take(() => this.#memory.read(address, length));
  }

  writeMemory(address: bigint, bytes: Uint8Array): Promise<void> {
    return this.#turns.take(() => this.#memory.write(address, bytes));
  }

  readSmmu(offset: number): Promise<number> {
    return this.#turns.take(() => this.#smmu.read(offset));
  }

  writeSmmu(offset: number, value: number): Promise<void> {
    return this.#turns.take(() => this.#smmu.write(offset, value));
  }

  configureStream(streamId: number, entry: StreamTableEntry): Promise<void> {
    return this.#turns.take(async () => {
      this.#smmu.storeEntry(streamId, entry);
      await this.#smmu.submit(commandBytes(encodeCommand('CFGI_STE', { SID: BigInt(streamId), Leaf: 1n })));
    });
  }

  submit(command: Uint8Array): Promise<QueueStop | undefined> {
    return this.#turns.take(() => this.#smmu.submit(command));
  }

  plug(device: PluggedDevice): Promise<Plugged> {
    return this.#turns.take(() => this.#answer(() => this.#smmu.plug(device)));
  }

  unplug(device: string): Promise<Plugged> {
    return this.#turns.take(() => this.#answer(() => this.#smmu.unplug(device)));
  }

  reset(): Promise<void> {
    return this.#turns.take(async () => {
      for (const seat of this.#board.seats) await seat.#smmu.reset();
    });
  }

  shutDown(): Promise<void> {
    return this.#turns.take(async () => {
      for (const seat of this.#board.seats) await seat.#smmu.shutDown();
      await this.#board.sessions.end();
    });
  }

  onInterrupt(handler: () => void): void {
    this.#interrupt = handler;
  }

  async settle(): Promise<void> {
    do {
      await this.#turns.over();
      for (const seat of this.#board.seats) await seat.#smmu.delivered();
    } while (!this.#turns.idle);
  }

  windows(): Promise<readonly DirectWindow[]> {
    return this.#turns.take(() => this.#smmu.cmdqvBlock?.windows() ?? []);
  }

  firmware(): Promise<ReadonlyMap<string, Uint8Array>> {
    return this.#turns.take(() =>
      acpiTablesOf(
        this.#board.seats.map((seat, index) => ({
          identifier: index + 1,
          cmdqv: seat.#smmu.cmdqvBlock !== undefined,
          ats: seat.#smmu.ats,
        })),
      ),
    );
  }

  /** Before the region exists it reads 0 (LIFE-04). */
  #read(offset: number, width: AccessWidth): bigint | Promise<bigint> {
    const block = this.#smmu.cmdqvBlock;
    return block === undefined ? 0n : block.read(offset, width);
  }

  #write(offset: number, width: AccessWidth, value: bigint): undefined | Promise<void> {
    return this.#smmu.cmdqvBlock?.write(offset, width, value);
  }

  async #answer(request: () => Promise<void>): Promise<Plugged> {
    try {
      await request();
      return { ok: true };
    } catch (failure) {
      if (failure instanceof Refusal) return { ok: false, message: failure.message };
      throw failure;
    }
  }
}
