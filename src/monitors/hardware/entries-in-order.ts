import type { CommandEvent, Operation } from '../../machine/log';
import { type CommandWords, definitionOf, describeCommand, getField } from '../../tables/commands';
import type { Monitor } from '../monitor';
import type { Scene } from '../scene';
import type { CommandQueues } from '../views/command-queues';

type VcmdqCommand = CommandEvent & { readonly queue: { readonly kind: 'vcmdq' } };

/** A command of a vCMDQ whose place in its queue is known. */
interface Entry {
  readonly operation: Operation;
  readonly event: VcmdqCommand;
  readonly queues: CommandQueues;
  /** Its index, with the wrap bit. */
  readonly at: number;
}

export function onEntries(scene: Scene, see: (entry: Entry) => void): (operation: Operation) => void {
  return (operation) => {
    if (operation.port !== 'smmu' || !isOfVcmdq(operation.event)) return;
    const { event, who } = operation;
    const queues = scene.queues(who);
    const at = queues?.next(event.queue.index);
    // Nothing is next for a vCMDQ that there is none of, and it has no memory to ask for.
    if (at !== undefined && queues?.knowsEntries(event.queue.index) === true) see({ operation, event, queues, at });
  };
}

function isOfVcmdq(event: CommandEvent): event is VcmdqCommand {
  return event.queue.kind === 'vcmdq';
}

/** What a command does, however wide: hardware may invalidate more than it was asked for, within the VM. */
function purposeOf(words: CommandWords): string | undefined {
  const name = definitionOf(words)?.name;
  return name?.startsWith('TLBI_') === true ? 'TLBI' : name;
}

/** CQ-05: commands are executed in the order of their entries, up to PROD_INDX. */
export const entriesInOrder: Monitor = {
  clause: 'CQ-05',
  layer: 'hardware',
  sees: ['smmu execute'],
  needs: [
    'smmu execute',
    'memory read',
    'registers write VCMDQ_CONS_INDX',
    'registers write VCMDQ_PROD_INDX',
    'registers write VCMDQ_BASE',
  ],
  looksAt: 'each command that is executed from a vCMDQ: it is the one that was fetched from the entry behind the last one, below PROD_INDX',
  watch: (scene, bench) => ({
    begins: onEntries(scene, ({ at, event, operation, queues }) => {
      const { index } = event.queue;
      const fetched = queues.commandAt(index, at);
      const told = `vCMDQ ${index} executes ${describeCommand(event)}`;
      if (queues.end(index) === at) bench.violated(operation, `${told}, and has none left below PROD_INDX`);
      else if (fetched === undefined) bench.violated(operation, `${told} as entry 0x${at.toString(16)}, which was not fetched`);
      else if (purposeOf(fetched) !== purposeOf(event))
        bench.violated(operation, `${told}, and the next entry holds ${describeCommand(fetched)}`);
      else bench.held();
    }),
  }),
};

/** SIDR-07: the ASID of an invalidation is the guest's. */
export const asidAsGiven: Monitor = {
  clause: 'SIDR-07',
  layer: 'hardware',
  sees: ['smmu execute'],
  needs: entriesInOrder.needs ?? [],
  looksAt: 'each invalidation by ASID that is executed from a vCMDQ as it was fetched: the ASID is that of its entry',
  watch: (scene, bench) => ({
    begins: onEntries(scene, ({ at, event, operation, queues }) => {
      const { index } = event.queue;
      const fetched = queues.commandAt(index, at);
      const definition = definitionOf(event);
      const asid = definition?.fields.find(({ name }) => name === 'ASID');
      if (fetched === undefined || asid === undefined || definitionOf(fetched) !== definition) return;
      if (getField(fetched, asid) === getField(event, asid)) bench.held();
      else bench.violated(operation, `vCMDQ ${index} executes ${describeCommand(event)} for ${describeCommand(fetched)}`);
    }),
  }),
};
