import { VIOMMU_ALLOC, VIOMMU_TYPES } from '../../tables/uapi';
import type { Monitor } from '../monitor';
import { answerOf } from '../views/call-structures';
import { isRequest } from '../views/outer-operations';
import { onUserVintfWrites } from './kernel-writes';

const isAllocation = isRequest(VIOMMU_ALLOC);

/** A VINTF that a VIOMMU_ALLOC enabled. */
interface Enabled {
  readonly call: number;
  readonly smmu: string;
  readonly vintf: number;
  /** STATUS as it was read last since then; nothing before it was. */
  readonly status?: bigint;
}

/** UAPI-VIOMMU-11: a vIOMMU is made when its VINTF says that it is enabled. */
export const enabledVintf: Monitor = {
  clause: 'UAPI-VIOMMU-11',
  layer: 'kernel',
  sees: ['registers write VINTF_CONFIG', 'registers read VINTF_STATUS', 'host ioctl VIOMMU_ALLOC'],
  skipsIdleWrites: true,
  onlyWithin: true,
  looksAt:
    'each VIOMMU_ALLOC of type TEGRA241_CMDQV that succeeds: STATUS of the VINTF that it enabled was read after that, and last as enabled',
  watch: (scene, bench) => {
    const last = bench.keep<{ enabled: Enabled | undefined }>({ enabled: undefined });
    /** Without a STATUS that was seen read, as before the enable, nobody knows whether that can be seen. */
    const known = bench.keep({ visible: false });
    const enabling = onUserVintfWrites(scene, ({ before, operation, value, vintf }) => {
      if ((value & 1n) === 0n || (before & 1n) === 1n) return;
      const call = scene.around(operation, isAllocation);
      if (call !== undefined) last.enabled = { call: call.n, smmu: operation.who, vintf };
    });
    return {
      begins(operation) {
        if (operation.port !== 'registers') return;
        if (operation.event.op !== 'read') {
          enabling(operation);
          return;
        }
        known.visible = true;
        const { enabled } = last;
        const place = scene.registerOf(operation)?.place;
        if (enabled === undefined || operation.who !== enabled.smmu || place?.kind !== 'vintf' || place.vintf !== enabled.vintf) return;
        const { value } = operation.event;
        if (value !== undefined) last.enabled = { ...enabled, status: value };
      },
      ends(operation) {
        const { enabled } = last;
        if (operation.port !== 'host' || enabled?.call !== operation.n) return;
        last.enabled = undefined;
        if (operation.given || answerOf(operation.event, VIOMMU_ALLOC)?.type !== VIOMMU_TYPES.TEGRA241_CMDQV) return;
        const { status, vintf } = enabled;
        if (status === undefined && !known.visible) return;
        if (status === undefined)
          bench.violated(operation, `VIOMMU_ALLOC succeeds, and STATUS of VINTF ${vintf} was not read after its enable`);
        else if ((status & 1n) === 0n)
          bench.violated(operation, `VIOMMU_ALLOC succeeds, and STATUS of VINTF ${vintf} was last read as not enabled`);
        else bench.held();
      },
    };
  },
};
