import type { CommandQueue } from '../../src/ports';
import { type Geometry, GLOBAL_REGISTERS } from '../../src/tables/registers';
import { fieldIn } from './register-field';

const ALLOC = fieldIn(GLOBAL_REGISTERS, 'CMDQ_ALLOC_MAP', 'ALLOC');
const LVCMDQ = fieldIn(GLOBAL_REGISTERS, 'CMDQ_ALLOC_MAP', 'LVCMDQ');
const VIRT_INTF_INDX = fieldIn(GLOBAL_REGISTERS, 'CMDQ_ALLOC_MAP', 'VIRT_INTF_INDX');

/** A vCMDQ and the logical slot of a VINTF that it is mapped to. */
export type MappedVcmdq = Extract<CommandQueue, { kind: 'vcmdq' }>;

/**
 * CMDQ_ALLOC_MAP: gives each vCMDQ at most one logical slot of one VINTF (ISO-06).
 *
 * An entry that names a slot that VINTFs do not have maps nothing; a VINTF that the block does not have
 * cannot be enabled. Of several entries that name the same slot, the lowest vCMDQ has it.
 */
export class AllocMap {
  readonly #lvcmdqs: number;
  readonly #entries: Uint32Array;
  #byQueue = new Map<number, MappedVcmdq>();
  #bySlot = new Map<number, MappedVcmdq>();

  constructor({ vcmdqs, lvcmdqs }: Geometry) {
    this.#lvcmdqs = lvcmdqs;
    this.#entries = new Uint32Array(vcmdqs);
  }

  read(index: number): number {
    return this.#entries[index] ?? 0;
  }

  write(index: number, value: number): void {
    const before = this.read(index);
    this.#entries[index] = value;
    if (ALLOC.isSet(before) || ALLOC.isSet(value)) this.#map();
  }

  /** Where a vCMDQ is mapped; `undefined` if it is not. */
  placeOf(index: number): MappedVcmdq | undefined {
    return this.#byQueue.get(index);
  }

  /** What is mapped to a logical slot; `undefined` if nothing is. */
  mappedAt(vintf: number, lvcmdq: number): MappedVcmdq | undefined {
    return this.#bySlot.get(this.#slot(vintf, lvcmdq));
  }

  /** How many vCMDQs are mapped to a VINTF. */
  mappedTo(vintf: number): number {
    return [...this.#byQueue.values()].filter((place) => place.vintf === vintf).length;
  }

  #slot(vintf: number, lvcmdq: number): number {
    return vintf * this.#lvcmdqs + lvcmdq;
  }

  #map(): void {
    this.#byQueue = new Map();
    this.#bySlot = new Map();
    for (let index = 0; index < this.#entries.length; index++) {
      const entry = this.read(index);
      if (!ALLOC.isSet(entry)) continue;
      const vintf = VIRT_INTF_INDX.of(entry);
      const lvcmdq = LVCMDQ.of(entry);
      const slot = this.#slot(vintf, lvcmdq);
      if (lvcmdq >= this.#lvcmdqs || this.#bySlot.has(slot)) continue;
      const mapped: MappedVcmdq = { kind: 'vcmdq', index, vintf, lvcmdq };
      this.#byQueue.set(index, mapped);
      this.#bySlot.set(slot, mapped);
    }
  }
}
