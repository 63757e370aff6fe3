import type { Operation } from '../../machine/log';
import type { CommandQueue } from '../../ports';
import { commandFieldValue, definitionOf, describeCommand } from '../../tables/commands';
import { extract, fieldNamed } from '../../tables/registers';
import type { Monitor, Sight, Watch } from '../monitor';
import type { Scene } from '../scene';
import type { PhysicalBlock } from '../views/physical-block';

type VcmdqQueue = Extract<CommandQueue, { readonly kind: 'vcmdq' }>;

interface Executed {
  readonly operation: Operation;
  readonly block: PhysicalBlock;
  readonly queue: VcmdqQueue;
  readonly words: { readonly word0: bigint; readonly word1: bigint };
  /** VMID of the VINTF. */
  readonly vmid: bigint;
}

const SEEN: readonly Sight[] = ['smmu execute'];

/** Commands of vCMDQs that reach the SMMU from a VINTF that its owner may not be trusted with. */
function onVmCommands(scene: Scene, see: (executed: Executed) => void): Watch {
  return {
    begins(operation) {
      if (operation.port !== 'smmu' || operation.event.queue.kind === 'smmu') return;
      const { queue, word0, word1 } = operation.event;
      const { who } = operation;
      const block = scene.block(who);
      // One from a VINTF that there is none of is for CQ-11.
      if (block === undefined || queue.vintf >= block.geometry.vintfs) return;
      const register = block.configOf(queue.vintf);
      const config = scene.queues(who)?.vintfs.configOf(queue.vintf);
      if (config === undefined || extract(config, fieldNamed(register, 'HYP_OWN')) === 1n) return;
      see({ operation, block, queue, words: { word0, word1 }, vmid: extract(config, fieldNamed(register, 'VMID')) });
    },
  };
}

/** Opcodes that a VINTF without HYP_OWN may issue, those that the documents leave open among them (HYP-01 to HYP-03). */
const PERMITTED: readonly string[] = ['TLBI_NH_ALL', 'TLBI_NH_ASID', 'TLBI_NH_VA', 'TLBI_NH_VAA', 'TLBI_NSNH_ALL', 'ATC_INV', 'CMD_SYNC'];

/** HYP-04: configuration commands of a VINTF without HYP_OWN are not executed. */
export const permittedCommands: Monitor = {
  clause: 'HYP-04',
  layer: 'hardware',
  sees: SEEN,
  looksAt: 'each command that is executed from a VINTF with HYP_OWN 0: it is a TLB invalidation of stage 1, ATC_INV or CMD_SYNC',
  watch: (scene, bench) =>
    onVmCommands(scene, ({ operation, queue, words }) => {
      if (PERMITTED.includes(definitionOf(words)?.name ?? '')) bench.held();
      else bench.violated(operation, `${describeCommand(words)} is executed from VINTF ${queue.vintf}, whose HYP_OWN is 0`);
    }),
};

/** SIDR-01: TLB invalidations carry the VMID of their VINTF. */
export const vmidOfVintf: Monitor = {
  clause: 'SIDR-01',
  layer: 'hardware',
  sees: SEEN,
  looksAt: 'each command with a VMID that is executed from a VINTF with HYP_OWN 0: it is the VMID of VINTF_CONFIG',
  watch: (scene, bench) =>
    onVmCommands(scene, ({ operation, queue, vmid, words }) => {
      const carried = commandFieldValue(words, 'VMID');
      if (carried === undefined) return;
      if (carried === vmid) bench.held();
      else bench.violated(operation, `${describeCommand(words)} is executed from VINTF ${queue.vintf}, whose VMID is ${vmid}`);
    }),
};

/** SIDR-09: invalidations reach nothing of another VM. */
export const streamsOfVintf: Monitor = {
  clause: 'SIDR-09',
  layer: 'hardware',
  sees: SEEN,
  looksAt:
    'each command with a StreamID that is executed from a VINTF with HYP_OWN 0: an enabled slot has it as PHYS_SID; and none is TLBI_NSNH_ALL, which is about every VM',
  watch: (scene, bench) =>
    onVmCommands(scene, ({ block, operation, queue, words }) => {
      if (definitionOf(words)?.name === 'TLBI_NSNH_ALL')
        bench.violated(operation, `TLBI_NSNH_ALL, which is about every VM, is executed from VINTF ${queue.vintf}`);
      const stream = commandFieldValue(words, 'SID');
      if (stream === undefined) return;
      if (!scene.whole) for (const match of block.matchesOf(queue.vintf)) if (!block.isWritten(match)) return;
      for (let slot = 0; slot < block.geometry.sids; slot++) {
        if (block.fieldOf(block.matchOf(queue.vintf, slot), 'ENABLE') === 0n) continue;
        if (block.fieldOf(block.replaceOf(queue.vintf, slot), 'PHYS_SID') === stream) {
          bench.held();
          return;
        }
      }
      bench.violated(operation, `${describeCommand(words)} is executed from VINTF ${queue.vintf}, which has no slot for that stream`);
    }),
};
