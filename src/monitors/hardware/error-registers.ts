import { extract, fieldIn, fieldNamed, VCMDQ_PAGE0_REGISTERS } from '../../tables/registers';
import type { Monitor } from '../monitor';
import { allocationIn } from '../views/physical-block';
import { bitsOf } from './map-bits';

const DRAM_ERROR = fieldIn(VCMDQ_PAGE0_REGISTERS, 'GERROR', 'CONS_DRAM_WR_ABT_ERR');

/** GERR-05: CONS_DRAM_WR_ABT_ERR tells of writes of CONS_INDX to memory, and of nothing else. */
export const dramErrorsAlone: Monitor = {
  clause: 'GERR-05',
  layer: 'hardware',
  sees: ['registers read VCMDQ_GERROR', 'registers write CMDQV_CONFIG'],
  needs: ['registers read VCMDQ_GERROR', 'registers write CMDQV_CONFIG'],
  looksAt: 'each read of GERROR of a vCMDQ while CONS_DRAM_EN was never set: CONS_DRAM_WR_ABT_ERR is as it was read before',
  watch: (scene, bench) => {
    /** By SMMU and vCMDQ. */
    const last = bench.keep(new Map<string, bigint>());
    const writing = bench.keep(new Set<string>());
    return {
      begins(operation) {
        const block = scene.block(operation.who);
        if (operation.port !== 'registers' || block === undefined || !scene.whole) return;
        const { event, given, who } = operation;
        const register = scene.registerOf(operation);
        if (register === undefined) return;
        if (event.op === 'write') {
          if (extract(event.value, fieldNamed(register, 'CONS_DRAM_EN')) === 1n) writing.add(who);
          return;
        }
        const queue = block.queueAt(register);
        if (event.op !== 'read' || event.value === undefined || given || queue === undefined || writing.has(who)) return;
        const key = `${who} ${queue}`;
        const told = extract(event.value, DRAM_ERROR);
        const before = last.get(key);
        last.set(key, told);
        if (before === undefined) return;
        if (before === told) bench.held();
        else bench.violated(operation, `CONS_DRAM_WR_ABT_ERR of vCMDQ ${queue} is toggled, and CONS_DRAM_EN was never set`);
      },
    };
  },
};

/** PHYS-16: the maps mirror vCMDQs that there are. */
export const errorsOfMappedQueues: Monitor = {
  clause: 'PHYS-16',
  layer: 'hardware',
  sees: ['registers read VI_ERR_MAP', 'registers read VINTF_LVCMDQ_ERR_MAP', 'registers write CMDQ_ALLOC_MAP'],
  needs: ['registers read VI_ERR_MAP', 'registers write CMDQ_ALLOC_MAP'],
  skipsIdleWrites: true,
  looksAt:
    'each read of VI_ERR_MAP: no VINTF has an error that never had a vCMDQ; each read of LVCMDQ_ERR_MAP: no vCMDQ has one that there never was',
  watch: (scene, bench) => {
    /** vCMDQs that were mapped, by SMMU and VINTF. */
    const had = bench.keep(new Map<string, Set<number>>());
    return {
      begins(operation) {
        if (operation.port !== 'registers' || !scene.whole) return;
        const { event, given, who } = operation;
        if (event.op === 'write') {
          const { alloc, lvcmdq, vintf } = allocationIn(Number(event.value));
          if (!alloc) return;
          const queues = had.get(`${who} ${vintf}`);
          if (queues === undefined) had.set(`${who} ${vintf}`, new Set([lvcmdq]));
          else queues.add(lvcmdq);
          return;
        }
        const register = scene.registerOf(operation);
        const vintfs = scene.block(who)?.geometry.vintfs ?? 0;
        if (event.op !== 'read' || event.value === undefined || event.value === 0n || given || register === undefined) return;
        const { bits: failing } = bitsOf(event.value, event.width, register);
        const { place } = register;
        if (place.kind === 'vintf') {
          const absent = failing.find((lvcmdq) => had.get(`${who} ${place.vintf}`)?.has(lvcmdq) !== true);
          if (absent === undefined) bench.held();
          else
            bench.violated(operation, `${register.name} tells of an error of vCMDQ ${absent} of VINTF ${place.vintf}, which it never had`);
          return;
        }
        const empty = failing.find((vintf) => vintf < vintfs && !had.has(`${who} ${vintf}`));
        if (empty === undefined) bench.held();
        else bench.violated(operation, `${register.name} tells of an error of VINTF ${empty}, which never had a vCMDQ`);
      },
    };
  },
};
