import { COMMAND_BYTES } from '../../src/tables/commands';
import {
  extract,
  type Register,
  type RegisterDefinition,
  SLOT_STRIDE,
  VCMDQ_PAGE0_REGISTERS,
  VCMDQ_PAGE1_REGISTERS,
} from '../../src/tables/registers';
import type { HostPage } from './host-page';
import { guestBits, guestField, guestRegister } from './register-bits';
import { RegisterFile } from './register-file';
import type { Viommu } from './viommu';

const CMDQ_EN = guestBits('VCMDQ0_CONFIG', 'CMDQ_EN');
const CMDQ_EN_OK = guestBits('VCMDQ0_STATUS', 'CMDQ_EN_OK');
const CMDQ_INIT_ERR = guestBits('VCMDQ0_GERROR', 'CMDQ_INIT_ERR');
const BASE_ADDR = guestBits('VCMDQ0_BASE', 'ADDR');
const BASE_LOG2SIZE = guestField('VCMDQ0_BASE', 'LOG2SIZE');

const LOW_HALF = 0xffff_ffffn;
const HALF_BITS = 32n;

/** What moves to the hardware at allocation, in this order: CMDQ_EN last, GERRORN not at all (MIG-01 to MIG-05, OQ-02). */
const MIGRATED = ['CONS_INDX', 'PROD_INDX', 'CONFIG'].map((name) => guestRegister(`VCMDQ0_${name}`).definition);

/**
 * One vCMDQ slot, the same behind both apertures (MAP-09): the cache of its registers, and the
 * host's hw_queue while it has one.
 *
 * Live means that the hw_queue exists; page 0 then belongs to the hardware and its cache rests.
 */
export class Vcmdq {
  readonly index: number;
  readonly #viommu: Viommu;
  readonly #page: HostPage;
  readonly #page0 = new RegisterFile(resetValues(VCMDQ_PAGE0_REGISTERS));
  readonly #page1 = new RegisterFile(resetValues(VCMDQ_PAGE1_REGISTERS));
  #hwQueue: number | undefined;

  constructor(index: number, viommu: Viommu, page: HostPage) {
    this.index = index;
    this.#viommu = viommu;
    this.#page = page;
  }

  get live(): boolean {
    return this.#hwQueue !== undefined;
  }

  /** BASE is not 0; LOG2SIZE alone counts (ALLOC-01). */
  get hasBase(): boolean {
    return this.#page1.get('BASE') !== 0n;
  }

  /** Control and status: the hardware's while live, the cache's otherwise (RD-01, RD-02). */
  readPage0({ definition }: Register): bigint | Promise<bigint> {
    return this.#hwQueue === undefined ? this.#page0.get(definition.name) : this.#page.load(this.#pageOffset(definition), 4);
  }

  /** A 32-bit write; the cache neither checks nor processes anything (WR-14 to WR-18, DIR-04). */
  writePage0({ definition }: Register, value: bigint): undefined | Promise<void> {
    if (this.#hwQueue !== undefined) return this.#page.store(this.#pageOffset(definition), 4, value);
    this.#page0.set(definition.name, value);
    if (definition.name === 'CONFIG') this.#acknowledgeEnable((value & CMDQ_EN) !== 0n);
    return undefined;
  }

  /** Addresses: always the cache (RD-03, DIR-07). */
  readPage1({ definition, half }: Register): bigint {
    const value = this.#page1.get(definition.name);
    if (half === 'whole') return value;
    return half === 'low' ? value & LOW_HALF : value >> HALF_BITS;
  }

  /** Stores verbatim, reserved bits included (VCMDQ-15). */
  writePage1({ definition, half }: Register, value: bigint): void {
    if (half === 'whole') this.#page1.set(definition.name, value);
    else {
      const old = this.#page1.get(definition.name);
      this.#page1.set(definition.name, half === 'low' ? (old & ~LOW_HALF) | value : (old & LOW_HALF) | (value << HALF_BITS));
    }
  }

  /** Asks the host for the hw_queue; the kernel alone judges BASE (ALLOC-06, ALLOC-07). */
  async allocate(): Promise<boolean> {
    const base = this.#page1.get('BASE');
    const length = BigInt(COMMAND_BYTES) << extract(base, BASE_LOG2SIZE);
    const hwQueue = await this.#viommu.allocateQueue(this.index, base & BASE_ADDR, length);
    if (hwQueue === undefined) {
      // FAIL-01; no interrupt and no error map goes with it (FAIL-04)
      this.#page0.raise('GERROR', CMDQ_INIT_ERR);
      this.#page0.lower('STATUS', CMDQ_EN_OK);
      return false;
    }
    // ALLOC-14
    this.#page0.lower('GERROR', CMDQ_INIT_ERR);
    this.#page0.raise('STATUS', CMDQ_EN_OK);
    this.#hwQueue = hwQueue;
    for (const definition of MIGRATED) await this.#page.store(this.#pageOffset(definition), 4, this.#page0.get(definition.name));
    return true;
  }

  /** Frees a live queue; page 0 is then as after reset and nothing comes back from the hardware (MIG-08, MIG-09, TEAR-01). */
  async free(): Promise<void> {
    if (this.#hwQueue === undefined) return;
    const hwQueue = this.#hwQueue;
    this.#hwQueue = undefined;
    this.#page0.reset();
    await this.#viommu.destroyQueue(hwQueue);
  }

  /** As after power-on; nothing else but a write changes BASE (VCMDQ-17). The queue must be free. */
  reset(): void {
    this.#page0.reset();
    this.#page1.reset();
  }

  /** STATUS follows CONFIG, except that a queue without hardware cannot be enabled (WR-16, WR-17, FAIL-02). */
  #acknowledgeEnable(enable: boolean): void {
    if (!enable) this.#page0.lower('STATUS', CMDQ_EN_OK);
    else if (!this.#page0.has('GERROR', CMDQ_INIT_ERR)) this.#page0.raise('STATUS', CMDQ_EN_OK);
  }

  #pageOffset({ offset }: RegisterDefinition): number {
    return this.index * SLOT_STRIDE + offset;
  }
}

function resetValues(definitions: readonly RegisterDefinition[]): ReadonlyMap<string, bigint> {
  return new Map(definitions.map(({ name, reset = 0n }) => [name, reset]));
}
