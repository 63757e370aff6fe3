import { extract, fieldIn, GLOBAL_REGISTERS, VINTF_REGISTERS } from '../../tables/registers';
import { VIOMMU_ALLOC } from '../../tables/uapi';
import type { Monitor } from '../monitor';
import { isRequest } from '../views/outer-operations';
import type { PhysicalBlock } from '../views/physical-block';
import { onKernelWrites } from './kernel-writes';

const ENABLE = fieldIn(VINTF_REGISTERS, 'CONFIG', 'ENABLE');
const HYP_OWN = fieldIn(VINTF_REGISTERS, 'CONFIG', 'HYP_OWN');
const VCMDQS = fieldIn(GLOBAL_REGISTERS, 'CMDQV_PARAM', 'CMDQV_NUM_CMDQ_LOG2');

const isAllocation = isRequest(VIOMMU_ALLOC);

/** PHYS-06: a user gets the lowest VINTF that is free, and never that of the host. */
export const lowestVintf: Monitor = {
  clause: 'PHYS-06',
  layer: 'kernel',
  sees: ['registers write VINTF_CONFIG'],
  looksAt: 'each VINTF that the kernel enables in VIOMMU_ALLOC: it is not VINTF 0, and each between them is enabled',
  watch: (scene, bench) => ({
    begins: onKernelWrites(scene, ({ before, block, operation, register, value }) => {
      if (
        register.place.kind !== 'vintf' ||
        extract(value, ENABLE) === 0n ||
        extract(before, ENABLE) !== 0n ||
        extract(value, HYP_OWN) !== 0n
      )
        return;
      if (scene.around(operation, isAllocation) === undefined) return;
      const { vintf } = register.place;
      if (vintf === 0) {
        bench.violated(operation, 'a user gets VINTF 0');
        return;
      }
      for (let lower = 1; lower < vintf; lower++) {
        const config = block.configOf(lower);
        if (!scene.knows(block, config) || block.isSet(config, 1)) continue;
        bench.violated(operation, `a user gets VINTF ${vintf} while VINTF ${lower} is free`);
        return;
      }
      bench.held();
    }),
  }),
};

/** How far the reset of a block has come. */
interface Reset {
  /** As PARAM tells it; nothing where the kernel's start was not seen. */
  readonly vcmdqs?: number;
  /** When CMDQV_EN was cleared last, and when it was set for the first time after that. */
  readonly off?: number | undefined;
  readonly on?: number | undefined;
}

/** HOST-04: the reset of a block toggles CMDQV_EN, then fills CMDQ_ALLOC_MAP and leaves no vCMDQ mapped, until VINTF 0 is enabled. */
export const nothingMappedAtReset: Monitor = {
  clause: 'HOST-04',
  layer: 'kernel',
  sees: ['registers write VINTF_CONFIG', 'registers write CMDQV_CONFIG', 'registers read CMDQV_PARAM'],
  needs: ['registers write VINTF_CONFIG'],
  looksAt:
    'each time that the kernel enables VINTF 0 with HYP_OWN 1: no vCMDQ of the block is mapped; CMDQV_EN was cleared and set, and each CMDQ_ALLOC_MAP written after that',
  watch: (scene, bench) => {
    const resets = bench.keep(new Map<string, Reset>());
    const misdone = (block: PhysicalBlock, { off, on, vcmdqs }: Reset): string | undefined => {
      const [mapped] = block.mapped;
      if (mapped !== undefined) return `vCMDQ ${mapped} is mapped`;
      // Whoever has not seen the kernel start has not seen it reset the block.
      if (!scene.whole || vcmdqs === undefined) return undefined;
      if (off === undefined || on === undefined) return 'CMDQV_EN was not cleared and set again';
      for (let queue = 0; queue < Math.min(vcmdqs, block.geometry.vcmdqs); queue += 1)
        if (!block.isWrittenAfter(on, block.entryOf(queue))) return `${block.entryOf(queue).name} was not written since CMDQV_EN was set`;
      return undefined;
    };
    const written = onKernelWrites(scene, ({ before, block, operation, register, value }) => {
      const reset = resets.get(operation.who) ?? {};
      if (register.place.kind === 'global') {
        if ((value & 1n) === 0n) resets.set(operation.who, { ...reset, off: operation.n, on: undefined });
        else if (reset.off !== undefined && reset.on === undefined) resets.set(operation.who, { ...reset, on: operation.n });
        return;
      }
      if (register.place.kind !== 'vintf' || register.place.vintf !== 0) return;
      if (extract(value, ENABLE) === 0n || extract(before, ENABLE) !== 0n || extract(value, HYP_OWN) === 0n) return;
      const wrong = misdone(block, reset);
      if (wrong === undefined) bench.held();
      else bench.violated(operation, `VINTF 0 is enabled while ${wrong}`);
    });
    return {
      begins(operation) {
        written(operation);
        if (operation.port !== 'registers' || operation.event.op !== 'read' || operation.event.value === undefined) return;
        const vcmdqs = 1 << Number(extract(operation.event.value, VCMDQS));
        resets.set(operation.who, { ...resets.get(operation.who), vcmdqs });
      },
    };
  },
};
