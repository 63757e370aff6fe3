import { commandNameIn } from './command-name';
import type { ProgramOp } from './program';
import { SENT } from './stages/below';
import type { Observation } from './stages/stage';

/**
 * Observations of which what the SMMU executed for a guest's trapped queue is compared at each CMD_SYNC alone: until then a VMM may hold
 * it back (CQ-07), and what is held when the VM is reset need not come.
 */
export class HeldCommands {
  readonly #held = new Map<string, string[]>();

  /** The observation of an operation, with what was held before it where it ends that. */
  of(op: ProgramOp, seen: Observation): Observation {
    const { [SENT]: sent, ...rest } = seen;
    if (op.op === 'reset' || op.op === 'shutDown') {
      for (const queue of this.#held.keys()) if (queue.startsWith(op.who)) this.#held.delete(queue);
      return rest;
    }
    const isSubmitted = op.op === 'submit' && 'command' in op;
    if (!isSubmitted && op.op !== 'stream' && op.op !== 'unplug') return seen;
    const queue = `${op.who} ${op.smmu ?? 0}`;
    const held = [...(this.#held.get(queue) ?? []), ...(sent === undefined ? [] : sent.split('; '))];
    const isSync = isSubmitted && commandNameIn(op.command) === 'CMD_SYNC';
    this.#held.set(queue, isSync ? [] : held);
    return isSync && held.length > 0 ? { ...rest, [SENT]: held.sort().join('; ') } : rest;
  }
}
