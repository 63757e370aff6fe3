import type { ProgramOp } from '../program';
import type { Observation } from '../stages/stage';

/** What is said of a difference while something of the kernel's is made to fail by its number. */
export type Verdict =
  /** It is one. */
  | 'stands'
  /** How often a kernel allocates, and which of its own invalidations time out, is its business. */
  | 'open'
  /** It is one unless the reference does so, too, where nothing fails. */
  | 'in doubt';

const GIVING_BACK: readonly string[] = ['DESTROY', 'VFIO_DEVICE_DETACH_IOMMUFD_PT'];

function givesBack(op: ProgramOp): boolean {
  return op.op === 'close' || op.op === 'munmap' || (op.op === 'ioctl' && GIVING_BACK.includes(op.request));
}

/** What is made to fail in a program so far: an allocation, ATC_INVs, or the SMMU's own queue. */
export class Failures {
  #allocation: number | undefined;
  #timesOut = false;
  #isStopped = false;
  /** Commands were issued since, in batches of the kernel's own. */
  #hasIssued = false;

  /** The operation that made an allocation fail, as long as one may. */
  get allocation(): number | undefined {
    return this.#allocation;
  }

  /** The n-th operation is over. */
  goesOn(op: ProgramOp, n: number): void {
    if (op.op === 'failAllocation') this.#allocation = op.nth === 0 ? undefined : n;
    else if (op.op === 'timeout') this.#timesOut = op.count > 0;
    else if (op.op === 'queueFails' || op.op === 'spoil') this.#isStopped = true;
    if (op.op === 'timeout' || op.op === 'queueFails') this.#hasIssued = false;
    else if (op.op === 'ioctl') this.#hasIssued = true;
  }

  /** Whether it counts that an operation shows something else than on the reference. */
  judge(op: ProgramOp, wanted: Observation, got: Observation): Verdict {
    if (this.#isStopped || this.#timesOut) {
      // One command is a batch of its own; of more than one each kernel makes batches of its own.
      const isOne = op.op === 'ioctl' && op.request === 'HWPT_INVALIDATE' && op.members.entry_num === 1;
      return isOne && !this.#hasIssued && wanted.status === got.status ? 'stands' : 'open';
    }
    if (this.#allocation === undefined) return 'stands';
    // To give back takes no memory (UAPI-COM-13).
    if (givesBack(op) && wanted.status === 'OK' && got.status !== 'OK') return 'stands';
    // An event that is lost for want of memory shows later.
    if (op.op !== 'ioctl') return 'open';
    if (wanted.status === got.status || (wanted.status !== 'ENOMEM' && got.status !== 'ENOMEM')) return 'stands';
    return got.status === 'ENOMEM' || got.status === 'OK' ? 'open' : 'in doubt';
  }
}
