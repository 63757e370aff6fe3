import type { Monitor } from '../monitor';
import { isCall } from '../views/outer-operations';
import { onUserVintfWrites } from './kernel-writes';

/** A user VINTF that a call has disabled. */
interface Disabled {
  readonly call: number;
  readonly smmu: string;
  readonly vintf: number;
  /** STATUS was read since. */
  readonly polled: boolean;
}

/** VHW-08: a VINTF that goes is disabled, and waited for. */
export const disabledVintf: Monitor = {
  clause: 'VHW-08',
  layer: 'kernel',
  sees: ['registers write VINTF_CONFIG', 'registers read VINTF_STATUS', 'host ioctl DESTROY', 'host close', 'host munmap'],
  needs: ['registers write VINTF_CONFIG', 'registers read VINTF_STATUS', 'host ioctl DESTROY'],
  skipsIdleWrites: true,
  onlyWithin: true,
  looksAt: 'each DESTROY, CLOSE or MUNMAP that disables a user VINTF: 0 is written to its CONFIG, and STATUS read after that',
  watch: (scene, bench) => {
    const last = bench.keep<{ disabled: Disabled | undefined }>({ disabled: undefined });
    const disabling = onUserVintfWrites(scene, ({ before, operation, value, vintf }) => {
      if ((value & 1n) === 1n || (before & 1n) === 0n) return;
      const call = scene.around(operation, isCall);
      if (call === undefined) return;
      if (value !== 0n) bench.violated(operation, `VINTF ${vintf} is disabled, and its CONFIG is left as 0x${value.toString(16)}`);
      last.disabled = { call: call.n, smmu: operation.who, vintf, polled: false };
    });
    return {
      begins(operation) {
        if (operation.port !== 'registers') return;
        if (operation.event.op !== 'read') {
          disabling(operation);
          return;
        }
        const { disabled } = last;
        const place = scene.registerOf(operation)?.place;
        if (disabled === undefined || place?.kind !== 'vintf' || place.vintf !== disabled.vintf || operation.who !== disabled.smmu) return;
        last.disabled = { ...disabled, polled: true };
      },
      ends(operation) {
        const { disabled } = last;
        if (operation.port !== 'host' || disabled?.call !== operation.n) return;
        last.disabled = undefined;
        if (disabled.polled) bench.held();
        else bench.violated(operation, `VINTF ${disabled.vintf} is disabled, and its STATUS is not read after that`);
      },
    };
  },
};
