import {
  type CommandWords,
  commandFieldValue,
  covers,
  definitionOf,
  describeCommand,
  withEffect,
  withFieldsOf,
} from '../../tables/commands';
import type { Monitor } from '../monitor';
import { asidAsGiven, onFetched } from './entries-in-order';

/** Of a VINTF with HYP_OWN 0 in whose place hardware puts others, or which has a clause of its own: SIDR-01, SIDR-02 and SIDR-07. */
const REPLACED = ['VMID', 'SID'] as const;

/** SIDR-04: what an invalidation is about reaches the SMMU as the guest wrote it. */
export const coveredInvalidations: Monitor = {
  clause: 'SIDR-04',
  layer: 'hardware',
  sees: ['smmu execute'],
  needs: asidAsGiven.needs ?? [],
  looksAt: 'each invalidation that is executed from a vCMDQ: it is about all that the one in its entry is about',
  watch: (scene, bench) => ({
    begins: onFetched(scene, isInvalidation, ({ event, fetched, operation }) => {
      const smmu = scene.host.smmus.find(({ name }) => name === operation.who);
      if (smmu === undefined || !isInvalidation(fetched)) return;
      const isSame = definitionOf(fetched) === definitionOf(event);
      const wanted = withFieldsOf(fetched, event, isSame ? [...REPLACED, 'ASID'] : REPLACED);
      if (covers(withEffect(event, smmu), withEffect(wanted, smmu))) bench.held();
      else bench.violated(operation, `vCMDQ ${event.queue.index} executes ${describeCommand(event)} for ${describeCommand(fetched)}`);
    }),
  }),
};

/** SIDR-02: a StreamID is replaced by that of its slot. */
export const replacedStreams: Monitor = {
  clause: 'SIDR-02',
  layer: 'hardware',
  sees: ['smmu execute'],
  needs: asidAsGiven.needs ?? [],
  looksAt:
    'each command with a StreamID that is executed from a VINTF with HYP_OWN 0, and whose entry has one that a slot matches: it is PHYS_SID of that slot',
  watch: (scene, bench) => ({
    begins: onFetched(scene, hasStream, ({ event, fetched, operation }) => {
      const { vintf } = event.queue;
      const block = scene.block(operation.who);
      const virtual = commandFieldValue(fetched, 'SID');
      if (block === undefined || virtual === undefined || vintf >= block.geometry.vintfs) return;
      if (block.vintfField(vintf, 'HYP_OWN') === 1n) return;
      const wanted = block.streamFor(vintf, virtual);
      if (wanted === undefined) return;
      if (wanted === commandFieldValue(event, 'SID')) bench.held();
      else
        bench.violated(
          operation,
          `${describeCommand(event)} is executed for StreamID 0x${virtual.toString(16)} of VINTF ${vintf}, which is 0x${wanted.toString(16)}`,
        );
    }),
  }),
};

function hasStream(words: CommandWords): boolean {
  return commandFieldValue(words, 'SID') !== undefined;
}

/** TLBI_NSNH_ALL is no command of a VM: what hardware may make of it is open (HYP-03). */
function isInvalidation(words: CommandWords): boolean {
  const name = definitionOf(words)?.name;
  return name === 'ATC_INV' || (name?.startsWith('TLBI_') === true && name !== 'TLBI_NSNH_ALL');
}
