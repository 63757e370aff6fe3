import { extract, fieldNamed, type Register } from '../../tables/registers';
import { VIOMMU_ALLOC } from '../../tables/uapi';
import type { Monitor } from '../monitor';
import { isRequest } from '../views/outer-operations';
import { onUserVintfWrites, type VintfWrite } from './kernel-writes';

function onSlotWrites(
  clause: string,
  written: 'SID_MATCH' | 'SID_REPLACE',
  looksAt: string,
  judge: (write: VintfWrite) => string | undefined | 'not about it',
): Monitor {
  return {
    clause,
    layer: 'kernel',
    sees: [`registers write VINTF_${written}`],
    skipsIdleWrites: true,
    looksAt,
    watch: (scene, bench) => ({
      begins: onUserVintfWrites(scene, (write) => {
        const found = judge(write);
        if (found === undefined) bench.held();
        else if (found !== 'not about it') bench.violated(write.operation, found);
      }),
    }),
  };
}

/** VSID-11: SID_REPLACE stands before SID_MATCH is enabled. */
export const replaceBeforeMatch = onSlotWrites(
  'VSID-11',
  'SID_REPLACE',
  'each change of SID_REPLACE of a user VINTF: SID_MATCH of the slot is not enabled',
  ({ block, register, value, vintf }) => {
    if (value === 0n) return 'not about it';
    const match = block.matchOf(vintf, register.element);
    return block.fieldOf(match, 'ENABLE') === 0n ? undefined : `${register.name} is written while ${match.name} is enabled`;
  },
);

/** VSID-12: SID_MATCH is cleared before SID_REPLACE. */
export const matchClearedFirst = onSlotWrites(
  'VSID-12',
  'SID_REPLACE',
  'each clearing of SID_REPLACE of a user VINTF: SID_MATCH of the slot was cleared before',
  (write) => {
    const { block, register, value, vintf } = write;
    if (value !== 0n || write.before === 0n) return 'not about it';
    const match = block.matchOf(vintf, register.element);
    return block.fieldOf(match, 'ENABLE') === 0n ? undefined : `${register.name} is cleared while ${match.name} is enabled`;
  },
);

/** SIDR-06: no two enabled slots of a VINTF match the same virtual stream ID. */
export const oneSlotAStreamId = onSlotWrites(
  'SIDR-06',
  'SID_MATCH',
  'each enable of SID_MATCH of a user VINTF: no other enabled slot has its VIRT_SID',
  ({ block, register, value, vintf }) => {
    if ((value & 1n) === 0n) return 'not about it';
    const virtual = extract(value, fieldNamed(register, 'VIRT_SID'));
    for (const other of block.matchesOf(vintf)) {
      const held = block.value(other);
      if (other.element === register.element || extract(held, fieldNamed(other, 'ENABLE')) === 0n) continue;
      if (extract(held, fieldNamed(other, 'VIRT_SID')) === virtual)
        return `${register.name} and ${other.name} both match vSID 0x${virtual.toString(16)}`;
    }
    return undefined;
  },
);

const isAllocation = isRequest(VIOMMU_ALLOC);

/** VHW-02: a user VINTF is enabled with clear stream-ID slots, which were cleared for it. */
export const slotsClearAtEnable: Monitor = {
  clause: 'VHW-02',
  layer: 'kernel',
  sees: ['registers write VINTF_CONFIG'],
  looksAt: 'each enable of a user VINTF: no stream-ID slot of it is set, and in VIOMMU_ALLOC each was cleared after CONFIG',
  watch: (scene, bench) => {
    /** The VIOMMU_ALLOC that is under way, and when it cleared CONFIG. */
    const last = bench.keep<{ disabled: { readonly call: number; readonly n: number } | undefined }>({ disabled: undefined });
    return {
      begins: onUserVintfWrites(scene, (write) => {
        const { block, operation, value, vintf } = write;
        if (value === 0n) {
          const call = scene.around(operation, isAllocation)?.n;
          if (call !== undefined && last.disabled?.call !== call) last.disabled = { call, n: operation.n };
          return;
        }
        if ((value & 1n) === 0n || (write.before & 1n) === 1n) return;
        const call = scene.around(operation, isAllocation)?.n;
        const since = call === undefined || last.disabled?.call !== call ? call : last.disabled.n;
        const left = firstOf(
          block.slotsOf(vintf),
          (register) => block.isSet(register, -1) || (since !== undefined && !block.isWrittenAfter(since, register)),
        );
        if (left === undefined) bench.held();
        else bench.violated(operation, `VINTF ${vintf} is enabled, and ${left.name} was not cleared for it`);
      }),
    };
  },
};

function firstOf(registers: Iterable<Register>, isWanted: (register: Register) => boolean): Register | undefined {
  for (const register of registers) if (isWanted(register)) return register;
  return undefined;
}
