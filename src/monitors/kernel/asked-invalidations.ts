import {
  COMMAND_BYTES,
  type CommandWords,
  canBeAskedFor,
  commandFieldValue,
  commandsOf,
  commandWords,
  covers,
  definitionOf,
  describeCommand,
  encodeCommand,
  withEffect,
  withField,
  withFieldsOf,
} from '../../tables/commands';
import { HWPT_INVALIDATE } from '../../tables/uapi';
import type { Monitor } from '../monitor';
import type { Scene } from '../scene';
import { answerOf, askedOf, type Ioctl, memoryAt } from '../views/call-structures';
import { isRequest } from '../views/outer-operations';
import { OWNERSHIP } from './vmid-of-stage2';

const isInvalidation = isRequest(HWPT_INVALIDATE);

/** SIDR-11: what a VM has invalidated is invalidated, and nothing else in its place. */
export const askedInvalidations: Monitor = {
  clause: 'SIDR-11',
  layer: 'kernel',
  sees: ['host ioctl HWPT_INVALIDATE', 'registers submit'],
  needs: [...OWNERSHIP, 'host ioctl HWPT_INVALIDATE', 'registers submit'],
  looksAt:
    'each command of an HWPT_INVALIDATE that succeeds: one is put on the SMMU queue that does all that it does, for the pSID of its StreamID',
  watch: (scene, bench) => {
    /** What was put on the queue for a request, by SMMU. */
    const issued = bench.keep(new Map<number, { readonly smmu: string; readonly commands: readonly CommandWords[] }>());
    return {
      begins(operation) {
        if (operation.port !== 'registers' || operation.by !== 'kernel' || operation.event.op !== 'submit') return;
        const call = scene.around(operation, isInvalidation);
        if (call === undefined) return;
        const before = issued.get(call.n)?.commands ?? [];
        const commands = [...before, ...[...commandsOf(operation.event.commands)].filter(canBeAskedFor)];
        issued.set(call.n, { smmu: operation.who, commands });
      },
      ends(operation) {
        const { event, n, who } = operation;
        const done = issued.get(n);
        issued.delete(n);
        if (done === undefined || operation.given || event.op !== 'ioctl' || answerOf(event, HWPT_INVALIDATE) === undefined) return;
        const smmu = scene.host.smmus.find(({ name }) => name === done.smmu);
        if (smmu === undefined) return;
        const did = done.commands.map((words) => withEffect(words, smmu));
        const commands = askedCommands(event);
        // What is put on a queue of another kind is not told here (UAPI-INV-11).
        if (did.length < commands.length) return;
        for (const [index, asked] of commands.entries()) {
          const wanted = inItsPlace(scene, { call: event, who, asked });
          const does = (words: CommandWords) => covers(words, withEffect(withFieldsOf(wanted.words, words, wanted.open), smmu));
          const inOrder = did[index];
          // Most kernels keep their order.
          if ((inOrder !== undefined && does(inOrder)) || did.some(does)) bench.held();
          else
            bench.violated(operation, `HWPT_INVALIDATE succeeds, and nothing that is issued does what ${describeCommand(asked)} asks for`);
        }
      },
    };
  },
};

/** The commands of a request, where user memory is told. */
function askedCommands(call: Ioctl): readonly CommandWords[] {
  const asked = askedOf(call, HWPT_INVALIDATE);
  if (asked === undefined || asked.entry_len < COMMAND_BYTES) return [];
  const bytes = memoryAt(call.before, asked.data_uptr, asked.entry_len * asked.entry_num);
  return bytes === undefined ? [] : Array.from({ length: asked.entry_num }, (_, index) => commandWords(bytes, index * asked.entry_len));
}

/** What a VM asks for as the SMMU is to get it, and which of its fields others judge (ISO-09), or nobody knows. */
function inItsPlace(
  scene: Scene,
  { asked, call, who }: { readonly asked: CommandWords; readonly call: Ioctl; readonly who: string },
): { readonly words: CommandWords; readonly open: readonly string[] } {
  if (definitionOf(asked)?.name === 'TLBI_NSNH_ALL') return { words: encodeCommand('TLBI_NH_ALL'), open: ['VMID'] };
  const owner = scene.ownedVintfs.of(who, call.fd, askedOf(call, HWPT_INVALIDATE)?.hwpt_id ?? 0);
  const virtual = commandFieldValue(asked, 'SID');
  const physical = owner && virtual !== undefined ? scene.block(owner.smmu)?.streamFor(owner.vintf, virtual) : undefined;
  if (physical === undefined) return { words: asked, open: ['VMID', 'SID'] };
  return { words: withField(asked, 'SID', physical), open: ['VMID'] };
}
