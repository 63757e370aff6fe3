import type { QueueStop, StreamTableEntry } from '../../ports';
import { COMMAND_BYTES, commandBytes, encodeCommand } from '../../tables/commands';
import { queueErrorIn, SMMU_REGISTERS as SMMU } from '../../tables/smmu';
import type { Qtest } from './qtest';

const CMDQEN = 0x8;
const CMDQ_ERR = 0x1;

const QUEUE_LOG2 = 8;
const QUEUE_INDEX = (1 << (QUEUE_LOG2 + 1)) - 1;
/** StreamIDs are 16 bits; the low 8 index a second-level table. */
const STREAM_BITS = 16;
const SPLIT = 8;
const ENTRY_BYTES = 64n;
const TABLE_BYTES = ENTRY_BYTES << BigInt(SPLIT);
const TWO_LEVELS = 1 << 16;

/** Bytes at the end of RAM that the driver uses. */
export const DRIVER_BYTES = 0x2_0000n;

/** What the driver needs of the machine. */
export interface DriverPlace {
  readonly qtest: Pick<Qtest, 'read' | 'write'>;
  /** Guest physical address of the SMMU's registers. */
  readonly smmu: bigint;
  /** Guest physical address of {@link DRIVER_BYTES} bytes of RAM for its tables. */
  readonly memory: bigint;
  writeMemory(address: bigint, bytes: Uint8Array): Promise<void>;
}

/**
 * The part of a guest's SMMU driver that the suite's steps speak of: a stream table of two levels and
 * the trapped command queue, in the last of guest RAM.
 */
export class SmmuDriver {
  readonly #place: DriverPlace;
  readonly #expected = new Set<number>();
  readonly #tables = new Map<number, bigint>();
  #prepared = false;
  #produced = 0;

  constructor(place: DriverPlace) {
    this.#place = place;
  }

  /** The machine was reset: the registers have forgotten, and so does the driver. */
  forget(): void {
    this.#prepared = false;
    this.#produced = 0;
    this.#tables.clear();
  }

  async read(offset: number): Promise<number> {
    return Number(await this.#place.qtest.read(this.#register(offset), 4));
  }

  /** A write of the guest's; the tables that it may turn on are there first. */
  async write(offset: number, value: number): Promise<void> {
    await this.#prepare();
    await this.#write(offset, value);
  }

  /** Stores a Stream Table Entry where the SMMU looks for it. */
  async store(streamId: number, { word0, word1 }: StreamTableEntry): Promise<void> {
    await this.#prepare();
    const table = await this.#table(streamId >> SPLIT);
    const bytes = new Uint8Array(Number(ENTRY_BYTES));
    const view = new DataView(bytes.buffer);
    view.setBigUint64(0, word0, true);
    view.setBigUint64(8, word1, true);
    await this.#place.writeMemory(table + ENTRY_BYTES * BigInt(streamId & ((1 << SPLIT) - 1)), bytes);
  }

  /** Makes room for the entry of a stream; it is all zeros, hence invalid. */
  async expect(streamId: number): Promise<void> {
    this.#expected.add(streamId);
    if (this.#prepared) await this.#table(streamId >> SPLIT);
  }

  /** Tells the SMMU that the entry of a stream has changed. */
  configure(streamId: number): Promise<QueueStop | undefined> {
    return this.submit(commandBytes(encodeCommand('CFGI_STE', { SID: BigInt(streamId), Leaf: 1n })));
  }

  /** Puts a command on the queue; one that stops it is acknowledged and stepped over. */
  async submit(command: Uint8Array): Promise<QueueStop | undefined> {
    await this.#prepare();
    const cr0 = await this.read(SMMU.CR0);
    if ((cr0 & CMDQEN) === 0) await this.#write(SMMU.CR0, cr0 | CMDQEN);
    const slot = this.#place.memory + BigInt(this.#produced & ((1 << QUEUE_LOG2) - 1)) * BigInt(COMMAND_BYTES);
    await this.#place.writeMemory(slot, command);
    this.#produced = (this.#produced + 1) & QUEUE_INDEX;
    const [, consumed] = await Promise.all([this.#write(SMMU.CMDQ_PROD, this.#produced), this.read(SMMU.CMDQ_CONS)]);
    if ((consumed & QUEUE_INDEX) === this.#produced) return undefined;
    await this.#stepOver(slot);
    return { error: queueErrorIn(consumed) };
  }

  /** A CMD_SYNC takes the command's place, and the queue runs on as the error is acknowledged. */
  async #stepOver(slot: bigint): Promise<void> {
    await this.#place.writeMemory(slot, commandBytes(encodeCommand('CMD_SYNC', {})));
    const [gerror, gerrorn] = [await this.read(SMMU.GERROR), await this.read(SMMU.GERRORN)];
    if (((gerror ^ gerrorn) & CMDQ_ERR) !== 0) await this.#write(SMMU.GERRORN, gerrorn ^ CMDQ_ERR);
    await this.#write(SMMU.CMDQ_PROD, this.#produced);
  }

  async #prepare(): Promise<void> {
    if (this.#prepared) return;
    this.#prepared = true;
    const { qtest, memory, writeMemory } = this.#place;
    await writeMemory(memory, new Uint8Array(Number(DRIVER_BYTES)));
    await Promise.all([
      qtest.write(this.#register(SMMU.CMDQ_BASE), 8, memory | BigInt(QUEUE_LOG2)),
      qtest.write(this.#register(SMMU.STRTAB_BASE), 8, memory + 0x1000n),
      this.#write(SMMU.STRTAB_BASE_CFG, TWO_LEVELS | (SPLIT << 6) | STREAM_BITS),
    ]);
    for (const streamId of this.#expected) await this.#table(streamId >> SPLIT);
  }

  /** The second-level table for the StreamIDs that begin with `prefix`. */
  async #table(prefix: number): Promise<bigint> {
    const known = this.#tables.get(prefix);
    if (known !== undefined) return known;
    const { memory, writeMemory } = this.#place;
    const table = memory + 0x4000n + TABLE_BYTES * BigInt(this.#tables.size);
    if (table + TABLE_BYTES > memory + DRIVER_BYTES) throw new RangeError('the stream table of the guest is full');
    this.#tables.set(prefix, table);
    const descriptor = new Uint8Array(8);
    new DataView(descriptor.buffer).setBigUint64(0, table | BigInt(SPLIT + 1), true);
    await writeMemory(memory + 0x1000n + 8n * BigInt(prefix), descriptor);
    return table;
  }

  #register(offset: number): bigint {
    return this.#place.smmu + BigInt(offset);
  }

  #write(offset: number, value: number): Promise<void> {
    return this.#place.qtest.write(this.#register(offset), 4, BigInt(value >>> 0));
  }
}
