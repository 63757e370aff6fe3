import { extract, fieldNamed } from '../../tables/registers';
import type { Monitor } from '../monitor';
import { onUserVintfWrites, type VintfWrite } from './kernel-writes';

function onSlotWrites(
  clause: string,
  written: 'CONFIG' | 'SID_MATCH' | 'SID_REPLACE',
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
    const match = `VINTF${vintf}_SID_MATCH_${register.element}`;
    return block.fieldOf(match, 'ENABLE') === 0n ? undefined : `${register.name} is written while ${match} is enabled`;
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
    const match = `VINTF${vintf}_SID_MATCH_${register.element}`;
    return block.fieldOf(match, 'ENABLE') === 0n ? undefined : `${register.name} is cleared while ${match} is enabled`;
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

/** VHW-02: a user VINTF is enabled with clear stream-ID slots. */
export const slotsClearAtEnable = onSlotWrites(
  'VHW-02',
  'CONFIG',
  'each enable of a user VINTF: no stream-ID slot of it is enabled',
  (write) => {
    const { block, value, vintf } = write;
    if ((value & 1n) === 0n || (write.before & 1n) === 1n) return 'not about it';
    const set = [...block.matchesOf(vintf)].find((match) => block.isSet(match, -1));
    return set === undefined ? undefined : `VINTF ${vintf} is enabled with SID_MATCH ${set.element} set`;
  },
);
