import type { HardwareOp } from '../program';

/** Four commands that no SMMU has. */
export const ILLEGAL = '07000000000000000000000000000000'.repeat(4);

/** vCMDQ 0 runs in VINTF 0. */
export const RUNNING: readonly HardwareOp[] = [
  { op: 'write', at: 0x1000, width: 4, value: '0x1' },
  { op: 'write', at: 0x200, width: 4, value: '0x1' },
  { op: 'write', at: 0x20000, width: 8, value: '0x90040003' },
  { op: 'write', at: 0x10008, width: 4, value: '0x1' },
];

/** It stops at such a command. */
export const STOPPED: readonly HardwareOp[] = [
  ...RUNNING,
  { op: 'memory', address: '0x90040000', bytes: ILLEGAL.slice(0, 32) },
  { op: 'write', at: 0x10004, width: 4, value: '0x1' },
];
