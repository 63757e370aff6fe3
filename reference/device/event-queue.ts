import { extract, field } from '../../src/tables/registers';
import { SMMU_REGISTERS } from '../../src/tables/smmu';
import { VEVENT_SMMUV3 } from '../../src/tables/uapi';
import { bitsOf } from './register-bits';

const { EVENTQ_BASE: BASE_L, EVENTQ_BASE_H: BASE_H, EVENTQ_CONS: CONS, EVENTQ_PROD: PROD } = SMMU_REGISTERS;

/** Largest event queue of the emulated SMMU, as IDR1.EVENTQS tells it. */
export const EVENT_QUEUE_LOG2SIZE = 19;

const BASE_LOG2SIZE = field('LOG2SIZE', 4, 0);
const BASE_ADDRESS = field('ADDR', 51, 5);
/** OVFLG of PROD and OVACKFLG of CONS. */
const OVERFLOW = field('OVFLG', 31);
const WORD_BITS = 32n;
const WORD = 0xffff_ffffn;

/** Registers of the guest's event queue: where the next event goes. Entries are as long as the record of the user API. */
export class EventQueue {
  #base = 0n;
  #prod = 0n;
  #cons = 0n;

  /** A register of the queue; `undefined` if none is at the offset. */
  read(offset: number): bigint | undefined {
    switch (offset) {
      case BASE_L:
        return this.#base & WORD;
      case BASE_H:
        return this.#base >> WORD_BITS;
      case PROD:
        return this.#prod;
      case CONS:
        return this.#cons;
      default:
        return undefined;
    }
  }

  write(offset: number, content: bigint): void {
    if (offset === BASE_L) this.#base = (this.#base & ~WORD) | content;
    else if (offset === BASE_H) this.#base = (this.#base & WORD) | (content << WORD_BITS);
    else if (offset === PROD) this.#prod = content;
    else if (offset === CONS) this.#cons = content;
  }

  /** Entries of the queue. */
  get entries(): number {
    return 2 ** Number(this.#log2size);
  }

  /** Guest physical address of the next entry; a full queue has none, and remembers that it was asked (SMMU-14). */
  claim(): bigint | undefined {
    const size = 1n << this.#log2size;
    if (((this.#prod ^ this.#cons) & (2n * size - 1n)) === size) {
      this.#prod = (this.#prod & ~bitsOf(OVERFLOW)) | (~this.#cons & bitsOf(OVERFLOW));
      return undefined;
    }
    return (this.#base & bitsOf(BASE_ADDRESS)) + (this.#prod & (size - 1n)) * BigInt(VEVENT_SMMUV3.bytes);
  }

  /** The entry that was claimed is written (SMMU-10). */
  advance(): void {
    const places = (2n << this.#log2size) - 1n;
    this.#prod = (this.#prod & bitsOf(OVERFLOW)) | ((this.#prod + 1n) & places);
  }

  reset(): void {
    this.#base = 0n;
    this.#prod = 0n;
    this.#cons = 0n;
  }

  get #log2size(): bigint {
    const log2size = extract(this.#base, BASE_LOG2SIZE);
    return log2size < EVENT_QUEUE_LOG2SIZE ? log2size : BigInt(EVENT_QUEUE_LOG2SIZE);
  }
}
