import type { HostEvent } from '../../machine/log';
import { SLOT_STRIDE, VCMDQ_PAGE0_REGISTERS } from '../../tables/registers';

/** What a new hw_queue is given of what its guest wrote before, in the order of MIG-01 to MIG-03. */
const ORDER = ['CONS_INDX', 'PROD_INDX', 'CONFIG'].map((name) => VCMDQ_PAGE0_REGISTERS.find((register) => register.name === name)?.offset);

/** Registers as they are copied to the pages of hw_queues that are new. */
export class CopiedRegisters {
  /** The furthest in {@link ORDER} that was stored first, by slot, of those that are new since this was asked last. */
  readonly #reached = new Map<number, number>();
  readonly #stored = new Map<number, Set<number>>();
  readonly #late = new Set<number>();

  /** A slot has a new hw_queue. */
  begins(slot: number): void {
    this.#reached.set(slot, -1);
    this.#stored.set(slot, new Set());
  }

  /** A store to a page that is mapped there. Tells whether it should have been made before another one. */
  see({ address }: Extract<HostEvent, { readonly op: 'store' }>, page: bigint): boolean {
    const offset = Number(address - page);
    const slot = Math.floor(offset / SLOT_STRIDE);
    const place = ORDER.indexOf(offset % SLOT_STRIDE);
    const reached = this.#reached.get(slot);
    const stored = this.#stored.get(slot);
    // Stored once more is stored all the same.
    if (place < 0 || reached === undefined || stored === undefined || stored.has(place)) return false;
    stored.add(place);
    this.#reached.set(slot, Math.max(place, reached));
    if (place > reached) return false;
    this.#late.add(slot);
    return true;
  }

  /** Slots where a register came after one that it comes before, since this was asked last. */
  outOfOrder(): readonly number[] {
    const slots = [...this.#late];
    this.#late.clear();
    this.#reached.clear();
    this.#stored.clear();
    return slots;
  }
}
