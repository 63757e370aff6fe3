import { COMMAND_BYTES } from '../../src/tables/commands';
import { extract, field, insert } from '../../src/tables/registers';
import { SMMU_REGISTERS } from '../../src/tables/smmu';
import { EVENT_QUEUE_LOG2SIZE, EventQueue } from './event-queue';
import { bitsOf } from './register-bits';

const { CR0, CR0ACK, GBPA, GERROR, GERRORN, IDR1 } = SMMU_REGISTERS;

const IDR1_SIDSIZE = field('SIDSIZE', 5, 0);
const IDR1_EVENTQS = field('EVENTQS', 20, 16);
const IDR1_CMDQS = field('CMDQS', 25, 21);
const CR0_SMMUEN = field('SMMUEN', 0);
const CR0_EVENTQEN = field('EVENTQEN', 2);
const GBPA_ABORT = field('ABORT', 20);
const GBPA_UPDATE = field('UPDATE', 31);
const GERROR_CMDQ = field('CMDQ_ERR', 0);

const STREAM_ID_BITS = 16n;
/** Largest command queue of the emulated SMMU, before the host's page size counts (LIM-03). */
const COMMAND_QUEUE_LOG2SIZE = 19n;

/** What decides over streams that have no say themselves: GBPA while the SMMU is off, the stream table while it is on. */
export type Policy = 'abort' | 'bypass' | 'streamTable';

/** The registers of the emulated SMMUv3 that matter to CMDQ-V; the others read 0. */
export class SmmuRegisters {
  readonly eventQueue = new EventQueue();
  #commandQueueLog2size = COMMAND_QUEUE_LOG2SIZE;
  #cr0 = 0n;
  #gbpa = 0n;
  #gerror = 0n;
  #gerrorn = 0n;

  read(offset: number): number {
    switch (offset) {
      case IDR1:
        return Number(this.#idr1());
      case CR0:
      case CR0ACK:
        return Number(this.#cr0);
      case GBPA:
        return Number(this.#gbpa);
      case GERROR:
        return Number(this.#gerror);
      case GERRORN:
        return Number(this.#gerrorn);
      default:
        return Number(this.eventQueue.read(offset) ?? 0n);
    }
  }

  write(offset: number, value: number): void {
    const content = BigInt.asUintN(32, BigInt(value));
    if (offset === CR0) this.#cr0 = content;
    // SMMU-02; UPDATE reads 0 once the update is done, which is at once
    else if (offset === GBPA && extract(content, GBPA_UPDATE) === 1n) this.#gbpa = content & ~bitsOf(GBPA_UPDATE);
    else if (offset === GERRORN) this.#gerrorn = content;
    else this.eventQueue.write(offset, content);
  }

  /** TRAP-03, SMMU-01, SMMU-03 */
  get policy(): Policy {
    if (extract(this.#cr0, CR0_SMMUEN) === 1n) return 'streamTable';
    return extract(this.#gbpa, GBPA_ABORT) === 1n ? 'abort' : 'bypass';
  }

  /** CR0.EVENTQEN: events reach the guest's queue (SMMU-09, SMMU-15). */
  get tellsEvents(): boolean {
    return extract(this.#cr0, CR0_EVENTQEN) === 1n;
  }

  /** The command queue has met a command that it cannot consume: an error is active while the bits differ (SMMU-08). */
  reportIllegalCommand(): void {
    this.#gerror = (this.#gerror & ~bitsOf(GERROR_CMDQ)) | (~this.#gerrorn & bitsOf(GERROR_CMDQ));
  }

  /** Content of GERROR. */
  get gerror(): number {
    return Number(this.#gerror);
  }

  /** Lowers IDR1.CMDQS, so that the guest's largest queue fits into a page of `pageBytes` (LIM-03). */
  clampCommandQueue(pageBytes: bigint): void {
    while (BigInt(COMMAND_BYTES) << this.#commandQueueLog2size > pageBytes) this.#commandQueueLog2size -= 1n;
  }

  reset(): void {
    this.#cr0 = 0n;
    this.#gbpa = 0n;
    this.#gerror = 0n;
    this.#gerrorn = 0n;
    this.eventQueue.reset();
  }

  #idr1(): bigint {
    const sizes = insert(insert(0n, IDR1_SIDSIZE, STREAM_ID_BITS), IDR1_EVENTQS, BigInt(EVENT_QUEUE_LOG2SIZE));
    return insert(sizes, IDR1_CMDQS, this.#commandQueueLog2size);
  }
}
