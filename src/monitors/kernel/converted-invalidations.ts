import type { Operation } from '../../machine/log';
import { COMMAND_BYTES, commandField, commandWords, definitionOf, describeCommand, getField } from '../../tables/commands';
import { HWPT_INVALIDATE, VIOMMU_ALLOC, VIOMMU_TYPES } from '../../tables/uapi';
import type { Monitor } from '../monitor';
import { answerOf, askedOf } from '../views/call-structures';
import { userVintfOf } from './user-vintf';

const isInvalidation = (outer: Operation) => outer.port === 'host' && askedOf(outer.event, HWPT_INVALIDATE) !== undefined;

/** ISO-09: what HWPT_INVALIDATE of a VM sends carries its VMID and its physical stream IDs. */
export const convertedInvalidations: Monitor = {
  clause: 'ISO-09',
  layer: 'kernel',
  sees: ['host ioctl VIOMMU_ALLOC', 'registers write VINTF_CONFIG', 'registers submit'],
  looksAt: 'each command that the kernel puts on the SMMU queue for HWPT_INVALIDATE: VMID and StreamID are those of the VINTF',
  watch: (scene, bench) => {
    const vintfs = new Map<string, { readonly smmu: string; readonly vintf: number }>();
    let enabled: { readonly smmu: string; readonly vintf: number } | undefined;
    return {
      begins(operation) {
        if (operation.port !== 'registers' || operation.by !== 'kernel') return;
        const { event, who } = operation;
        if (event.op === 'write') {
          const register = scene.block(who)?.reached(event);
          const vintf = register === undefined ? undefined : userVintfOf(register);
          if (vintf !== undefined && register?.definition.name === 'CONFIG' && (event.value & 1n) === 1n) enabled = { smmu: who, vintf };
        }
        if (event.op !== 'submit') return;
        const call = scene.around(operation, isInvalidation);
        if (call?.port !== 'host' || call.event.op !== 'ioctl') return;
        const owner = vintfs.get(`${call.who} ${call.event.fd} ${askedOf(call.event, HWPT_INVALIDATE)?.hwpt_id}`);
        const block = owner === undefined ? undefined : scene.block(owner.smmu);
        if (owner === undefined || block === undefined) return;
        const vmid = block.fieldOf(`VINTF${owner.vintf}_CONFIG`, 'VMID');
        const streams = Array.from({ length: block.geometry.sids }, (_, slot) =>
          block.fieldOf(`VINTF${owner.vintf}_SID_MATCH_${slot}`, 'ENABLE') === 1n
            ? block.valueOf(`VINTF${owner.vintf}_SID_REPLACE_${slot}`)
            : undefined,
        );
        for (let at = 0; at + COMMAND_BYTES <= event.commands.length; at += COMMAND_BYTES) {
          const words = commandWords(event.commands, at);
          const definition = definitionOf(words);
          const [ofVm, ofStream] = ['VMID', 'SID'].map((name) => (definition === undefined ? undefined : commandField(definition, name)));
          if (ofVm !== undefined && getField(words, ofVm) !== vmid)
            bench.violated(operation, `${describeCommand(words)} is sent for VINTF ${owner.vintf}, whose VMID is ${vmid}`);
          else if (ofStream !== undefined && !streams.includes(getField(words, ofStream)))
            bench.violated(operation, `${describeCommand(words)} is sent for VINTF ${owner.vintf}, which has no slot for that stream`);
          else if (ofVm !== undefined || ofStream !== undefined) bench.held();
        }
      },
      ends(operation) {
        if (operation.port !== 'host' || operation.event.op !== 'ioctl') return;
        const made = answerOf(operation.event, VIOMMU_ALLOC);
        if (made?.type !== VIOMMU_TYPES.TEGRA241_CMDQV || enabled === undefined) return;
        vintfs.set(`${operation.who} ${operation.event.fd} ${made.out_viommu_id}`, enabled);
        enabled = undefined;
      },
    };
  },
};
