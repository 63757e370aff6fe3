import type { DataTable } from '@cucumber/cucumber';
import { type Operation, vmAt } from '../../src/machine/log';
import { bytesAt } from '../../src/ports';
import { DESTROY, decodeStructure, HW_QUEUE_ALLOC } from '../../src/tables/uapi';
import { few } from '../few';
import { parseAssignments, parseNumber } from '../parameters';
import { Then } from '../vocabulary';
import type { ConformanceWorld } from '../world';
import { viommusAt } from './viommus';

/** A hw_queue that a VM holds, by what it was allocated with. */
interface HeldQueue {
  readonly index: bigint;
  readonly nesting_parent_iova: bigint;
  readonly length: bigint;
}

/** The hw_queues that the kernel gave to a VMM and has not taken back, by index; where the VM is told with an SMMU, only that one's. */
function heldQueues(world: ConformanceWorld, vm: string, operations: readonly Operation[]): readonly HeldQueue[] {
  const who = vmAt(vm);
  const viommus = viommusAt(world, vm);
  const held = new Map<number, HeldQueue>();
  for (const operation of operations) {
    if (operation.port !== 'host' || operation.who !== who || operation.event.op !== 'ioctl' || operation.event.status !== 'OK') continue;
    const { argument, request, after = [] } = operation.event;
    const bytes = bytesAt(after, argument);
    if (bytes === undefined) continue;
    if (request === DESTROY.number) held.delete(decodeStructure(DESTROY.structure, bytes).id);
    if (request !== HW_QUEUE_ALLOC.number) continue;
    const { out_hw_queue_id: id, viommu_id: viommu, index, nesting_parent_iova, length } = decodeStructure(HW_QUEUE_ALLOC.structure, bytes);
    if (viommus?.has(viommu) === false) continue;
    held.set(id, { index: BigInt(index), nesting_parent_iova, length });
  }
  return [...held.values()].sort((one, other) => Number(one.index - other.index));
}

/** Indices of the hw_queues that a VM held when `operations` were all that had happened. */
export function heldIndices(world: ConformanceWorld, vm: string, operations: readonly Operation[]): ReadonlySet<number> {
  return new Set(heldQueues(world, vm, operations).map(({ index }) => Number(index)));
}

function told({ index, nesting_parent_iova: iova, length }: HeldQueue): string {
  return `index=${index}, nesting_parent_iova=0x${iova.toString(16)}, length=0x${length.toString(16)}`;
}

function isAs(queue: HeldQueue, description: string): boolean {
  const members: Readonly<Record<string, bigint>> = { ...queue };
  return [...parseAssignments(description)].every(([name, text]) => {
    const actual = members[name];
    if (actual === undefined) throw new RangeError(`a hw_queue is told by ${Object.keys(members).join(', ')}, not by ${name}`);
    return actual === parseNumber(text);
  });
}

function expectQueues(world: ConformanceWorld, vm: string, rows: readonly string[]): void {
  const held = heldQueues(world, vm, world.machine.log.operations);
  if (held.length === rows.length && rows.every((row, place) => held.slice(place, place + 1).some((queue) => isAs(queue, row)))) return;
  world.fail(
    `${vm} holds ${few(held.map(told), 'no hw_queue')}, not ${few(rows, 'none')}`,
    rows.length === 0 ? 'no hw_queue' : rows,
    held.length === 0 ? 'no hw_queue' : held.map(told),
  );
}

/**
 * The hw_queues that the kernel has given to the VM and not taken back are exactly these, by index. A row has members of
 * HW_QUEUE_ALLOC.
 */
Then('{vm} holds these hw_queues:', ['observe.hostCalls'], (world, vm: string, table: DataTable) =>
  expectQueues(
    world,
    vm,
    table.raw().map((row) => row.join(', ')),
  ),
);

/** The kernel has taken back every hw_queue that it gave to the VM. */
Then('{vm} holds no hw_queue', ['observe.hostCalls'], (world, vm: string) => expectQueues(world, vm, []));
