import type { CommandEvent, Operation } from '../../machine/log';
import { type CommandWords, commandFieldValue, definitionOf, describeCommand } from '../../tables/commands';
import { extract, fieldNamed } from '../../tables/registers';
import type { Bench, Monitor } from '../monitor';
import type { Scene } from '../scene';
import type { CommandQueues } from '../views/command-queues';
import type { PhysicalBlock } from '../views/physical-block';

type VcmdqCommand = CommandEvent & { readonly queue: { readonly kind: 'vcmdq' } };

/** A command of a vCMDQ whose place in its queue is known. */
interface Entry {
  readonly operation: Operation;
  readonly event: VcmdqCommand;
  readonly queues: CommandQueues;
  /** Its index, with the wrap bit. */
  readonly at: number;
}

function onEntries(scene: Scene, see: (entry: Entry) => void): (operation: Operation) => void {
  return (operation) => {
    if (operation.port !== 'smmu' || !isOfVcmdq(operation.event)) return;
    const { event, who } = operation;
    const queues = scene.queues(who);
    const at = queues?.next(event.queue.index);
    // Nothing is next for a vCMDQ that there is none of, and it has no memory to ask for.
    if (queues !== undefined && at !== undefined) see({ operation, event, queues, at });
  };
}

/** As {@link onEntries}, of commands that are `about` something, with what was fetched for their entry where the log tells it. */
export function onFetched(
  scene: Scene,
  about: (words: CommandWords) => boolean,
  see: (entry: Entry & { readonly fetched: CommandWords }) => void,
): (operation: Operation) => void {
  return onEntries(scene, (entry) => {
    const { at, event, queues } = entry;
    const { index } = event.queue;
    const fetched = about(event) && queues.knowsEntries(index) ? queues.commandAt(index, at) : undefined;
    if (fetched !== undefined) see({ ...entry, fetched });
  });
}

function isOfVcmdq(event: CommandEvent): event is VcmdqCommand {
  return event.queue.kind === 'vcmdq';
}

/** What a command does, however wide: hardware may invalidate more than it was asked for, within the VM. */
function purposeOf(words: CommandWords): string | undefined {
  const name = definitionOf(words)?.name;
  return name?.startsWith('TLBI_') === true ? 'TLBI' : name;
}

/** RD says how far a vCMDQ is: never behind where it was, nor past PROD_INDX. */
function judgeAdvance(scene: Scene, bench: Bench, operation: Extract<Operation, { readonly port: 'registers' }>): void {
  const { event, given, who } = operation;
  const block = scene.block(who);
  const queues = scene.queues(who);
  const register = scene.registerOf(operation);
  if (given || event.op !== 'read' || event.value === undefined || block === undefined || register === undefined) return;
  const queue = block.queueAt(register);
  const advance = queue === undefined ? undefined : queues?.advance(queue);
  // Of a block or a VINTF that is off nobody says what it shows.
  if (queue === undefined || queues === undefined || advance === undefined || !isOn(scene, block, queues, queue)) return;
  const { from, to } = advance;
  const at = Number(extract(event.value, fieldNamed(register, 'RD')));
  if (queues.distance(queue, from, at) <= queues.distance(queue, from, to)) bench.held();
  else
    bench.violated(
      operation,
      `vCMDQ ${queue} tells RD 0x${at.toString(16)}; it was 0x${from.toString(16)} before, and may be up to 0x${to.toString(16)}`,
    );
}

function isOn(scene: Scene, block: PhysicalBlock, queues: CommandQueues, queue: number): boolean {
  const { alloc, vintf } = block.allocation(queue);
  if (!block.isEnabled || !alloc || vintf >= block.geometry.vintfs) return false;
  return block.vintfField(vintf, 'ENABLE') === 1n || (!scene.knows(block, block.configOf(vintf)) && queues.hasExecuted(queue));
}

/** CQ-05: commands are executed in the order of their entries, up to PROD_INDX. */
export const entriesInOrder: Monitor = {
  clause: 'CQ-05',
  layer: 'hardware',
  sees: ['smmu execute', 'registers read VCMDQ_CONS_INDX'],
  needs: ['smmu execute', 'registers write VCMDQ_CONS_INDX', 'registers write VCMDQ_PROD_INDX', 'registers write VCMDQ_BASE'],
  looksAt:
    'each command that is executed from a vCMDQ: it is the one that was fetched from the entry behind the last one, below PROD_INDX; each read of CONS_INDX: RD has not gone back, nor past PROD_INDX',
  watch: (scene, bench) => {
    const executed = onEntries(scene, ({ at, event, operation, queues }) => {
      const { index } = event.queue;
      const told = `vCMDQ ${index} executes ${describeCommand(event)}`;
      if (queues.end(index) === at) {
        bench.violated(operation, `${told}, and has none left below PROD_INDX`);
        return;
      }
      if (!queues.knowsEntries(index)) return;
      const fetched = queues.commandAt(index, at);
      if (!queues.isFetched(index, at)) bench.violated(operation, `${told} as entry 0x${at.toString(16)}, which was not fetched`);
      else if (fetched !== undefined && purposeOf(fetched) !== purposeOf(event))
        bench.violated(operation, `${told}, and the next entry holds ${describeCommand(fetched)}`);
      else bench.held();
    });
    return {
      begins(operation) {
        if (operation.port === 'registers') judgeAdvance(scene, bench, operation);
        else executed(operation);
      },
    };
  },
};

function hasAsid(words: CommandWords): boolean {
  return commandFieldValue(words, 'ASID') !== undefined;
}

/** SIDR-07: the ASID of an invalidation is the guest's. */
export const asidAsGiven: Monitor = {
  clause: 'SIDR-07',
  layer: 'hardware',
  sees: ['smmu execute'],
  needs: [...(entriesInOrder.needs ?? []), 'memory read', 'memory bytes'],
  looksAt: 'each invalidation by ASID that is executed from a vCMDQ as it was fetched: the ASID is that of its entry',
  watch: (scene, bench) => ({
    begins: onFetched(scene, hasAsid, ({ event, fetched, operation }) => {
      if (definitionOf(fetched) !== definitionOf(event)) return;
      if (commandFieldValue(fetched, 'ASID') === commandFieldValue(event, 'ASID')) bench.held();
      else bench.violated(operation, `vCMDQ ${event.queue.index} executes ${describeCommand(event)} for ${describeCommand(fetched)}`);
    }),
  }),
};
