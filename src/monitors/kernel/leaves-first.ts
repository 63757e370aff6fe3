import type { Monitor } from '../monitor';
import { isCall } from '../views/outer-operations';
import { onKernelWrites } from './kernel-writes';

/** UAPI-DES-05: what goes with a call goes from the leaves: the vCMDQs of a VINTF before the VINTF. */
export const leavesFirst: Monitor = {
  clause: 'UAPI-DES-05',
  layer: 'kernel',
  sees: ['registers write VINTF_CONFIG', 'registers write VCMDQ_CONFIG', 'host close', 'host munmap', 'host ioctl DESTROY'],
  needs: ['registers write VINTF_CONFIG', 'registers write VCMDQ_CONFIG'],
  onlyWithin: true,
  looksAt: 'each user VINTF that the kernel disables in CLOSE, MUNMAP or DESTROY: it resets no vCMDQ of it afterwards in that call',
  watch: (scene, bench) => {
    /** What the call that is under way disabled, by SMMU and number. */
    const disabled = bench.keep(new Set<string>());
    const call = bench.keep<{ under: number | undefined }>({ under: undefined });
    return {
      begins: onKernelWrites(scene, ({ before, operation, register: { definition, name, place }, value }) => {
        if (value !== 0n || (place.kind !== 'vintf' && place.kind !== 'logical') || place.vintf === 0) return;
        const outer = scene.around(operation, isCall)?.n;
        if (outer === undefined) return;
        if (outer !== call.under) disabled.clear();
        call.under = outer;
        const vintf = `${operation.who} ${place.vintf}`;
        if (place.kind === 'vintf') {
          if ((before & 1n) === 1n) disabled.add(vintf);
        } else if (definition.name === 'CONFIG' && disabled.delete(vintf))
          bench.violated(operation, `${name} is cleared after VINTF ${place.vintf} was disabled`);
      }),
      ends({ n }) {
        if (n === call.under && disabled.size > 0) bench.held();
        disabled.clear();
      },
    };
  },
};
