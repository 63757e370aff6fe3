import type { Operation } from '../../machine/log';
import type { Register } from '../../tables/registers';
import { HW_QUEUE_ALLOC } from '../../tables/uapi';
import { askedOf } from './call-structures';
import type { Clearing, PhysicalBlock } from './physical-block';

/** The reset of a user's vCMDQ, in the call that gives it out or takes it back. */
export class QueueReset {
  /** What ends it: BASE of the new queue is written, or the vCMDQ unmapped. */
  readonly operation: Operation;
  /** The vCMDQ in words, and by SMMU and number. */
  readonly queue: string;
  readonly key: string;
  /** The call, by its position. */
  readonly call: number;
  readonly #block: PhysicalBlock;
  readonly #number: number;

  constructor(operation: Operation, block: PhysicalBlock, queue: number, call: Operation) {
    this.operation = operation;
    this.queue = `vCMDQ ${queue}`;
    this.key = `${operation.who} ${queue}`;
    this.call = call.n;
    this.#block = block;
    this.#number = queue;
  }

  /** When a register was cleared for the first time in the call, and for the last; nothing if it was not. */
  cleared(name: string): Clearing | undefined {
    return this.#block.clearedAfter(this.call, this.#number, name);
  }

  /** What of two registers is wrong if the one has to be cleared before the other. */
  misorder(one: string, other: string): string | undefined {
    const [before, after] = [this.cleared(one), this.cleared(other)];
    if (before === undefined) return `${one} is not cleared`;
    if (after === undefined) return `${other} is not cleared`;
    return before.first < after.last ? undefined : `${other} is cleared before ${one}`;
  }
}

/** Finds where the kernel ends the reset of a user's vCMDQ; several ask of each write. */
export class QueueResets {
  readonly #callAround: (operation: Operation) => Operation | undefined;
  /** The call that gave a vCMDQ out last, by its position. */
  #given: number | undefined;
  #last: Operation | undefined;
  #found: QueueReset | undefined;

  constructor(callAround: (operation: Operation) => Operation | undefined) {
    this.#callAround = callAround;
  }

  /** Those of another log that began alike. */
  copy(callAround: (operation: Operation) => Operation | undefined): QueueResets {
    const copy = new QueueResets(callAround);
    copy.#given = this.#given;
    return copy;
  }

  /** The reset that a write of the kernel, to BASE or CMDQ_ALLOC_MAP, ends, if it ends one; asked before the block has seen it. */
  endedBy(operation: Operation, block: PhysicalBlock, register: Register): QueueReset | undefined {
    if (operation !== this.#last) {
      this.#last = operation;
      this.#found = this.#ended(operation, block, register);
    }
    return this.#found;
  }

  #ended(operation: Operation, block: PhysicalBlock, register: Register): QueueReset | undefined {
    if (operation.port !== 'registers' || operation.by !== 'kernel' || operation.event.op !== 'write') return undefined;
    const { value } = operation.event;
    if (register.definition.name === 'BASE') return value === 0n ? undefined : this.#givenOut(operation, block, register);
    const queue = register.element;
    if (register.definition.name !== 'CMDQ_ALLOC_MAP' || block.unmappedFrom(queue, value) === 0) return undefined;
    const call = this.#callAround(operation);
    return call && new QueueReset(operation, block, queue, call);
  }

  #givenOut(operation: Operation, block: PhysicalBlock, register: Register): QueueReset | undefined {
    if (register.place.kind !== 'logical' || register.place.vintf === 0) return undefined;
    const call = this.#callAround(operation);
    // Of a BASE in two halves, and of one that is written twice, the first ends the reset.
    if (call?.port !== 'host' || call.n === this.#given || askedOf(call.event, HW_QUEUE_ALLOC) === undefined) return undefined;
    this.#given = call.n;
    const queue = block.queueAt(register);
    return queue === undefined ? undefined : new QueueReset(operation, block, queue, call);
  }
}
