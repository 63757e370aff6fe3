import type { Monitor } from '../monitor';
import { isCall } from '../views/outer-operations';
import { vintfOf } from './kernel-writes';

/** ISO-06: what is done for one user touches nothing that another has. */
export const ownVintf: Monitor = {
  clause: 'ISO-06',
  layer: 'kernel',
  sees: [
    'registers write VINTF_CONFIG',
    'registers write VINTF_SID_MATCH',
    'registers write VINTF_SID_REPLACE',
    'registers write CMDQ_ALLOC_MAP',
    'registers write VCMDQ_CONFIG',
    'registers write VCMDQ_GERRORN',
    'registers write VCMDQ_BASE',
  ],
  needs: ['registers write VINTF_CONFIG', 'host ioctl VIOMMU_ALLOC', 'host ioctl DESTROY'],
  skipsIdleWrites: true,
  onlyWithin: true,
  looksAt:
    'each write within a call of a process to CONFIG, stream-ID slots, or a vCMDQ of a VINTF that a vIOMMU has: it is one of that process',
  watch: (scene, bench) => ({
    begins(operation) {
      const block = scene.block(operation.who);
      const register = scene.registerOf(operation);
      if (operation.port !== 'registers' || block === undefined || register === undefined) return;
      const { element, place } = register;
      const vintf = place.kind === 'global' ? block.vintfOf(element) : vintfOf(block, register);
      const owner = vintf === 0 ? undefined : scene.ownedVintfs.ownerOf(operation.who, vintf);
      // Of a file that is closed nobody sees when the kernel takes its VINTF back.
      if (owner === undefined || scene.process(owner.who).get(owner.fd, owner.viommu)?.kind !== 'vIOMMU') return;
      const call = scene.around(operation, isCall);
      if (call === undefined) return;
      if (call.who === owner.who) bench.held();
      else bench.violated(operation, `in a call of ${call.who} ${register.name} is written, which is of VINTF ${vintf} of ${owner.who}`);
    },
  }),
};
