import type { HostRegisters } from '../../../src/ports';
import { fieldNamed, insert, type Register } from '../../../src/tables/registers';
import { disable, enable } from './handshake';
import type { LvcmdqRegisters } from './layout';
import { load, store, storeAll } from './register-access';

/** Memory of a queue. */
export interface QueueMemory {
  /** Physical address, aligned to the size of the queue. */
  readonly address: bigint;
  /** log2 of the number of entries. */
  readonly log2size: number;
}

/** What a logical vCMDQ needs around it. */
export interface LvcmdqSurroundings {
  readonly registers: HostRegisters;
  /** The queue in the pages of its VINTF. */
  readonly layout: LvcmdqRegisters;
  /** Its entry of CMDQ_ALLOC_MAP. */
  readonly allocMap: Register;
  /** Completes what is in flight on the SMMU's own queue. */
  readonly flush: () => Promise<void>;
}

/** A logical vCMDQ of a VINTF: a queue in memory behind a physical vCMDQ. */
export class Lvcmdq {
  readonly index: number;
  readonly memory: QueueMemory;
  readonly #around: LvcmdqSurroundings;

  constructor(index: number, memory: QueueMemory, around: LvcmdqSurroundings) {
    this.index = index;
    this.memory = memory;
    this.#around = around;
  }

  get layout(): LvcmdqRegisters {
    return this.#around.layout;
  }

  /** Makes the queue reachable through the pages of its VINTF (UAPI-HWQ-16, PHYS-11). */
  async map(): Promise<void> {
    await this.#allocate(1n);
  }

  /** Ends {@link map} (UAPI-HWQ-24). */
  async unmap(): Promise<void> {
    await this.#allocate(0n);
  }

  /** Readies a queue for its user, who enables it himself (UAPI-HWQ-17 to UAPI-HWQ-19). */
  async prepare(): Promise<void> {
    await this.reset();
    await this.#setBase();
  }

  /** Readies and enables a queue of the kernel; false if it is not acknowledged (HOST-05). */
  async start(): Promise<boolean> {
    await this.reset();
    await this.#setBase();
    const { registers, layout } = this.#around;
    if (await enable(registers, layout)) return true;
    await this.#logErrors();
    return false;
  }

  /** Takes from the queue whatever its last owner left (ISO-08). */
  async reset(): Promise<void> {
    const { registers, layout, flush } = this.#around;
    if (!(await disable(registers, layout))) await this.#logErrors(); // RST-01
    await flush(); // RST-02
    await storeAll(registers, layout.empty); // RST-03, RST-04
    const gerrorn = await load(registers, layout.gerrorn); // RST-05
    const gerror = await load(registers, layout.gerror);
    if (gerror !== gerrorn) await store(registers, layout.gerrorn, gerror);
  }

  async #setBase(): Promise<void> {
    const { registers, layout } = this.#around;
    const { address, log2size } = this.memory;
    await store(registers, layout.base, insert(address, fieldNamed(layout.base, 'LOG2SIZE'), BigInt(log2size))); // UAPI-HWQ-18
  }

  async #allocate(bit: 0n | 1n): Promise<void> {
    const { registers, allocMap } = this.#around;
    const entry = await load(registers, allocMap);
    await store(registers, allocMap, insert(entry, fieldNamed(allocMap, 'ALLOC'), bit));
  }

  /** The driver prints these when a handshake fails (RST-06). */
  async #logErrors(): Promise<void> {
    const { registers, layout } = this.#around;
    for (const register of [layout.cons, layout.gerror, layout.gerrorn]) await load(registers, register);
  }
}
