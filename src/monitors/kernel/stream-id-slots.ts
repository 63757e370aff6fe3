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
  ({ before, block, register, value, vintf }) => {
    if (value !== 0n || before === 0n) return 'not about it';
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
    for (let slot = 0; slot < block.geometry.sids; slot++) {
      const other = `VINTF${vintf}_SID_MATCH_${slot}`;
      if (slot === register.element || block.fieldOf(other, 'ENABLE') === 0n) continue;
      if (block.fieldOf(other, 'VIRT_SID') === virtual) return `${register.name} and ${other} both match vSID 0x${virtual.toString(16)}`;
    }
    return undefined;
  },
);

/** VHW-02: a user VINTF is enabled with clear stream-ID slots. */
export const slotsClearAtEnable = onSlotWrites(
  'VHW-02',
  'CONFIG',
  'each enable of a user VINTF: no stream-ID slot of it is enabled',
  ({ before, block, value, vintf }) => {
    if ((value & 1n) === 0n || (before & 1n) === 1n) return 'not about it';
    for (let slot = 0; slot < block.geometry.sids; slot++)
      if (block.valueOf(`VINTF${vintf}_SID_MATCH_${slot}`) !== 0n) return `VINTF ${vintf} is enabled with SID_MATCH ${slot} set`;
    return undefined;
  },
);
