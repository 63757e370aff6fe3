import type { HostRegisters } from '../../../src/ports';
import { COMMAND_BYTES } from '../../../src/tables/commands';
import { compose, extract, type Field, insert } from '../../../src/tables/registers';
import { isPowerOfTwo, log2 } from '../integers';
import { LowestFree } from '../lowest-free';
import { Refusal } from '../refusal';
import { disable, enable } from './handshake';
import { BASE_ADDR, type SidSlot, VIRT_SID, type VintfRegisters } from './layout';
import { Lvcmdq, type LvcmdqSurroundings, type QueueMemory } from './lvcmdq';
import { load, store, storeAll } from './register-access';

/** Smallest queue, in bytes. */
const SMALLEST_QUEUE = 32n;
/** log2 of the bytes of a queue entry. */
export const ENTRY_SHIFT = Math.log2(COMMAND_BYTES);

/** What a VINTF needs around it. */
export interface VintfSurroundings {
  readonly registers: HostRegisters;
  readonly layout: VintfRegisters;
  /** log2 of the largest queue, in entries. */
  readonly cmdqs: number;
  /** What the logical vCMDQ `index` needs around it. */
  readonly lvcmdq: (index: number) => LvcmdqSurroundings;
}

/** A virtual interface: logical vCMDQs, vSID slots, and the VMID of their owner. */
export class Vintf {
  readonly index: number;
  /** VMID of the owner's stage-2 table; 0 for the kernel (VHW-06). */
  readonly vmid: number;
  /** Its logical vCMDQs, in ascending order without a gap. */
  readonly lvcmdqs: Lvcmdq[] = [];
  readonly #around: VintfSurroundings;
  readonly #sids: LowestFree;
  #report: (errMaps: readonly bigint[]) => Promise<void> = async () => {};

  constructor(index: number, vmid: number, around: VintfSurroundings) {
    this.index = index;
    this.vmid = vmid;
    this.#around = around;
    this.#sids = new LowestFree(0, around.layout.sids.length - 1);
  }

  get layout(): VintfRegisters {
    return this.#around.layout;
  }

  /** Names who is told of the errors of its queues. */
  onError(report: (errMaps: readonly bigint[]) => Promise<void>): void {
    this.#report = report;
  }

  /** Tells the owner of an error: the map's 64-bit words. */
  async reportError(errMaps: readonly bigint[]): Promise<void> {
    await this.#report(errMaps);
  }

  /** Adds a queue of the kernel; {@link start} starts it. */
  addQueue(memory: QueueMemory): void {
    this.lvcmdqs.push(this.#queue(this.lvcmdqs.length, memory));
  }

  /** Enables the VINTF with its queues; 'vintf' or 'vcmdq' names what was not acknowledged. */
  async start({ hypOwn }: { readonly hypOwn: boolean }): Promise<'started' | 'vintf' | 'vcmdq'> {
    const { registers, layout } = this.#around;
    await this.stop(); // VHW-01, VHW-02
    const config = compose(layout.config, { VMID: BigInt(this.vmid), HYP_OWN: hypOwn ? 1n : 0n });
    await store(registers, layout.config, config); // VHW-03
    if (!(await enable(registers, layout, config))) return 'vintf'; // VHW-04
    // VHW-05: HYP_OWN as read back tells which commands the driver may put on queues of its own; the model's puts none there.
    await load(registers, layout.config);
    for (const lvcmdq of this.lvcmdqs) {
      await lvcmdq.map();
      if (await lvcmdq.start()) continue;
      await this.stop(); // HOST-06
      return 'vcmdq';
    }
    return 'started';
  }

  /** Disables the VINTF; its queues go first, in descending order (PHYS-12). */
  async stop(): Promise<void> {
    const { registers, layout } = this.#around;
    for (const lvcmdq of this.lvcmdqs.toReversed()) {
      await lvcmdq.reset(); // VHW-07
      await lvcmdq.unmap();
    }
    await disable(registers, layout); // VHW-08; a timeout is ignored
    await storeAll(registers, layout.noSids); // VHW-09
  }

  /** Allocates a queue for the owner of the VINTF, in `length` bytes at a physical address. */
  async allocateQueue(index: number, address: bigint, length: bigint): Promise<Lvcmdq> {
    const { layout, cmdqs } = this.#around;
    if (index >= layout.lvcmdqs.length) throw new Refusal('EINVAL'); // UAPI-HWQ-10
    if (index < this.lvcmdqs.length) throw new Refusal('EEXIST'); // UAPI-HWQ-11
    if (index > this.lvcmdqs.length) throw new Refusal('EIO'); // UAPI-HWQ-12
    const longest = 2n ** BigInt(cmdqs + ENTRY_SHIFT);
    if (!isPowerOfTwo(length) || length < SMALLEST_QUEUE || length > longest) throw new Refusal('EINVAL'); // UAPI-HWQ-13
    const addressable = insert(0n, BASE_ADDR, extract(address, BASE_ADDR));
    if (address !== addressable || address % length !== 0n) throw new Refusal('EINVAL'); // UAPI-HWQ-14

    const lvcmdq = this.#queue(index, { address, log2size: log2(length) - ENTRY_SHIFT });
    this.lvcmdqs.push(lvcmdq);
    await lvcmdq.map(); // UAPI-HWQ-16
    await lvcmdq.prepare(); // UAPI-HWQ-17 to UAPI-HWQ-19
    return lvcmdq;
  }

  /** Takes back the queue that was allocated last (UAPI-HWQ-24). */
  async freeQueue(lvcmdq: Lvcmdq): Promise<void> {
    await lvcmdq.reset();
    await lvcmdq.unmap();
    this.lvcmdqs.splice(this.lvcmdqs.indexOf(lvcmdq), 1);
  }

  /** Lets the VINTF translate a vSID; returns its slot. */
  async mapSid(vsid: bigint, psids: readonly number[]): Promise<number> {
    const { registers } = this.#around;
    if (vsid > largest(VIRT_SID)) throw new Refusal('EINVAL'); // VSID-08
    const [psid, ...others] = psids;
    if (psid === undefined || others.length > 0) throw new Refusal('EOPNOTSUPP'); // VSID-09
    const slot = this.#sids.take();
    if (slot === undefined) throw new Refusal('ENOSPC'); // VSID-10
    const { match, replace } = this.#sidSlot(slot);
    await store(registers, replace, BigInt(psid)); // VSID-11: a slot never matches before it replaces
    await store(registers, match, compose(match, { ENABLE: 1n, VIRT_SID: vsid }));
    return slot;
  }

  /** Ends {@link mapSid}. */
  async unmapSid(slot: number): Promise<void> {
    const { registers } = this.#around;
    const { match, replace } = this.#sidSlot(slot);
    await store(registers, match, 0n); // VSID-12
    await store(registers, replace, 0n);
    this.#sids.give(slot);
  }

  #queue(index: number, memory: QueueMemory): Lvcmdq {
    return new Lvcmdq(index, memory, this.#around.lvcmdq(index));
  }

  #sidSlot(slot: number): SidSlot {
    const registers = this.#around.layout.sids[slot];
    if (registers === undefined) throw new RangeError(`VINTF${this.index} has no SID slot ${slot}`);
    return registers;
  }
}

function largest({ high, low }: Field): bigint {
  return 2n ** BigInt(high - low + 1) - 1n;
}
