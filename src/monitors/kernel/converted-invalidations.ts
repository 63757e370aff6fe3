import {
  COMMAND_BYTES,
  type CommandWords,
  canBeAskedFor,
  commandFieldValue,
  commandsOf,
  commandWords,
  definitionOf,
  describeCommand,
} from '../../tables/commands';
import { HWPT_INVALIDATE, type Values } from '../../tables/uapi';
import type { Monitor } from '../monitor';
import { askedOf, type Ioctl, memoryAt } from '../views/call-structures';
import { isRequest } from '../views/outer-operations';
import { OWNERSHIP } from './vmid-of-stage2';

/** Commands of requests that are no invalidations, as the VM gave them: with every batch that a request is issued in there is one. */
const given = new WeakMap<Ioctl, ReadonlySet<string>>();

/** Whether a command that nobody can ask for is one that the VM asks for nevertheless, as it gives it. */
function isPassedOn(words: CommandWords, call: Ioctl, asked: Values<typeof HWPT_INVALIDATE.structure>): boolean {
  let commands = given.get(call);
  if (commands === undefined) {
    commands = othersGiven(call, asked);
    given.set(call, commands);
  }
  return commands.has(describeCommand(words));
}

function othersGiven({ before }: Ioctl, asked: Values<typeof HWPT_INVALIDATE.structure>): ReadonlySet<string> {
  const found = new Set<string>();
  if (asked.entry_len < COMMAND_BYTES) return found;
  const commands = memoryAt(before, asked.data_uptr, asked.entry_len * asked.entry_num) ?? new Uint8Array(0);
  for (let at = 0; at + COMMAND_BYTES <= commands.length; at += asked.entry_len) {
    const words = commandWords(commands, at);
    if (!canBeAskedFor(words)) found.add(describeCommand(words));
  }
  return found;
}

const isInvalidation = isRequest(HWPT_INVALIDATE);

/** ISO-09: what HWPT_INVALIDATE of a VM sends carries its VMID and its physical stream IDs. */
export const convertedInvalidations: Monitor = {
  clause: 'ISO-09',
  layer: 'kernel',
  sees: ['registers submit'],
  needs: [...OWNERSHIP, 'registers submit'],
  looksAt:
    'each command that the kernel puts on the SMMU queue for HWPT_INVALIDATE: VMID and StreamID are those of the VINTF, and it is about no other',
  watch: (scene, bench) => {
    return {
      begins(operation) {
        if (operation.port !== 'registers' || operation.by !== 'kernel' || operation.event.op !== 'submit') return;
        const { event } = operation;
        const call = scene.around(operation, isInvalidation);
        if (call?.port !== 'host' || call.event.op !== 'ioctl') return;
        const asked = askedOf(call.event, HWPT_INVALIDATE);
        if (asked === undefined) return;
        const owner = scene.ownedVintfs.of(call.who, call.event.fd, asked.hwpt_id);
        const block = owner === undefined ? undefined : scene.block(owner.smmu);
        const vmid = owner && block?.vintfField(owner.vintf, 'VMID');
        for (const words of commandsOf(event.commands)) {
          // What a kernel sends besides, of its own accord, is no invalidation of the VM's (HYP-08).
          if (!canBeAskedFor(words) && !isPassedOn(words, call.event, asked)) continue;
          if (definitionOf(words)?.name === 'TLBI_NSNH_ALL') {
            bench.violated(operation, `TLBI_NSNH_ALL, which is about every VM, is sent for ${owner ? `VINTF ${owner.vintf}` : 'a VM'}`);
            continue;
          }
          // Of a vIOMMU that was there before the log nobody knows which VINTF it has.
          if (owner === undefined || block === undefined) continue;
          const ofVm = commandFieldValue(words, 'VMID');
          const ofStream = commandFieldValue(words, 'SID');
          if (ofVm !== undefined && ofVm !== vmid)
            bench.violated(operation, `${describeCommand(words)} is sent for VINTF ${owner.vintf}, whose VMID is ${vmid}`);
          else if (ofStream !== undefined && block.slotOf(owner.vintf, ofStream) === undefined)
            bench.violated(operation, `${describeCommand(words)} is sent for VINTF ${owner.vintf}, which has no slot for that stream`);
          else if (ofVm !== undefined || ofStream !== undefined) bench.held();
        }
      },
    };
  },
};
