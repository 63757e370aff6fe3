import type { Operation } from '../../machine/log';
import { extract, fieldNamed, type Register } from '../../tables/registers';
import type { Watch } from '../monitor';
import type { Scene } from '../scene';
import type { CommandQueues } from '../views/command-queues';
import type { PhysicalBlock } from '../views/physical-block';

/** CONS_INDX of a vCMDQ, read while an error has stopped it. */
export interface StoppedQueue {
  readonly operation: Operation;
  readonly block: PhysicalBlock;
  readonly queues: CommandQueues;
  readonly queue: number;
  readonly register: Register;
  readonly value: bigint;
  /** CONS_INDX.ERR, not 0. */
  readonly error: number;
}

/** Takes what CONS_INDX tells of queues that are known to be stopped. */
export function onStoppedQueues(scene: Scene, see: (stopped: StoppedQueue) => void): NonNullable<Watch['begins']> {
  return (operation) => {
    if (operation.port !== 'registers' || operation.given || operation.event.op !== 'read') return;
    const { value } = operation.event;
    const block = scene.block(operation.who);
    const queues = scene.queues(operation.who);
    const register = scene.registerOf(operation);
    if (value === undefined || block === undefined || queues === undefined || register?.definition.name !== 'CONS_INDX') return;
    const queue = block.queueAt(register);
    if (queue === undefined || !queues.isStopped(queue)) return;
    const error = Number(extract(value, fieldNamed(register, 'ERR')));
    if (error !== 0) see({ operation, block, queues, queue, register, value, error });
  };
}
