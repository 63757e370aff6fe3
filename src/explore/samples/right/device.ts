import type { Program } from '../../program';

/** Programs of a device of which a monitor once said, wrongly, that they break a clause. */
export const RIGHT_DEVICE: readonly Program[] = [
  {
    layer: 'device',
    ops: [
      { op: 'host', second: 'cmdqv' },
      { op: 'start', who: 'A', cmdqv: 'on', device: 'gpu0', streamId: 0x10, twice: true },
      { op: 'write', who: 'A', at: 0x200a0, width: 4, value: '0x1', smmu: 1 },
      { op: 'reset', who: 'A' },
      { op: 'read', who: 'A', at: 0x200a0, width: 4, smmu: 1 },
    ],
  },
  // The second SMMU has no device yet, the first one has none whose SMMU has CMDQ-V, and the device's attach fails half way: no block.
  {
    layer: 'device',
    ops: [
      { op: 'start', who: 'A', cmdqv: 'on', device: 'gpu0', streamId: 0x10, twice: true },
      { op: 'write', who: 'A', at: 0x20000, width: 4, value: '0x1', smmu: 1 },
      { op: 'read', who: 'A', at: 0x20000, width: 4, smmu: 1 },
    ],
  },
  {
    layer: 'device',
    ops: [
      { op: 'host', cmdqv: 'none', second: 'cmdqv' },
      { op: 'start', who: 'A', cmdqv: 'on', device: 'gpu0', streamId: 0x10, twice: true },
      { op: 'write', who: 'A', at: 0x20000, width: 4, value: '0x1' },
      { op: 'look', who: 'A' },
    ],
  },
  {
    layer: 'device',
    ops: [
      { op: 'start', who: 'A', cmdqv: 'on', device: '', streamId: 0x10 },
      { op: 'refuse', who: 'A', request: 'mmap', status: 'EINVAL', after: 1 },
      { op: 'plug', who: 'A', device: 'gpu0', streamId: 0x10 },
      { op: 'write', who: 'A', at: 0x40080, width: 8, value: '0x1' },
      { op: 'look', who: 'A' },
    ],
  },
  {
    layer: 'device',
    ops: [
      // Two vCMDQs have the same memory, and what failed in one of them is not what the other finds there.
      { op: 'start', who: 'A', cmdqv: 'on', device: 'gpu0', streamId: 16 },
      { op: 'write', who: 'A', at: 4096, width: 4, value: '0x1' },
      { op: 'write', who: 'A', at: 512, width: 4, value: '0x1' },
      { op: 'write', who: 'A', at: 262144, width: 8, value: '0x40020003' },
      { op: 'write', who: 'A', at: 196616, width: 4, value: '0x1' },
      { op: 'write', who: 'A', at: 262272, width: 4, value: '0x40020003' },
      { op: 'write', who: 'A', at: 516, width: 4, value: '0x1' },
      { op: 'write', who: 'A', at: 196612, width: 4, value: '0x1' },
      { op: 'memory', who: 'A', address: '0x40020000', bytes: '46000002000000000000000000000000' },
      { op: 'write', who: 'A', at: 196740, width: 4, value: '0x1' },
      { op: 'write', who: 'A', at: 196744, width: 4, value: '0x1' },
      { op: 'look', who: 'A' },
    ],
  },
  {
    layer: 'device',
    ops: [
      // A vIOMMU without CMDQ-V has the ID of one with it that went when the attach failed.
      { op: 'start', who: 'A', cmdqv: 'auto', device: '', streamId: 16, properties: { ril: 'off', ats: 'auto' } },
      { op: 'refuse', who: 'A', request: 'mmap', status: 'ENOMEM', after: 0 },
      { op: 'plug', who: 'A', device: 'gpu0', streamId: 16 },
      { op: 'inform', who: 'A', about: 'CMDQ-V', members: { data_type: 2 } },
      { op: 'plug', who: 'A', device: 'gpu0', streamId: 16 },
      { op: 'write', who: 'A', at: 262272, width: 8, value: '0x1' },
      { op: 'look', who: 'A' },
    ],
  },
  {
    layer: 'device',
    ops: [
      // A VINTF goes with the process that had it, and comes back to another one.
      { op: 'start', who: 'A', cmdqv: 'off', device: 'gpu0', streamId: 16, properties: { ssidsize: 9 }, pages: 'mixed' },
      { op: 'start', who: 'B', cmdqv: 'on', device: 'gpu1', streamId: 16, properties: { ssidsize: 'auto', ats: 'on' } },
      { op: 'shutDown', who: 'A' },
      { op: 'shutDown', who: 'B' },
      { op: 'start', who: 'A', cmdqv: 'auto', device: '', streamId: 16, properties: { ril: 'auto', ats: 'off', ssidsize: 19 } },
      { op: 'plug', who: 'A', device: 'gpu0', streamId: 16 },
      { op: 'start', who: 'B', cmdqv: 'on', device: 'gpu1', streamId: 16 },
    ],
  },
  {
    layer: 'device',
    ops: [
      // A vCMDQ is moved away from memory that it shared with another one.
      { op: 'start', who: 'A', cmdqv: 'on', device: 'gpu0', streamId: 16 },
      { op: 'write', who: 'A', at: 4096, width: 4, value: '0x1' },
      { op: 'write', who: 'A', at: 516, width: 4, value: '0x1' },
      { op: 'write', who: 'A', at: 512, width: 4, value: '0x1' },
      { op: 'write', who: 'A', at: 262144, width: 8, value: '0x40020003' },
      { op: 'write', who: 'A', at: 196616, width: 4, value: '0x1' },
      { op: 'write', who: 'A', at: 196612, width: 4, value: '0x1' },
      { op: 'write', who: 'A', at: 262272, width: 8, value: '0x40020008' },
      { op: 'write', who: 'A', at: 65672, width: 4, value: '0x1' },
      { op: 'memory', who: 'A', address: '0x40020000', bytes: '46000002030000000080000000000000' },
      { op: 'write', who: 'A', at: 196740, width: 4, value: '0x1' },
      { op: 'write', who: 'A', at: 131200, width: 4, value: '0x1' },
      { op: 'look', who: 'A' },
    ],
  },
];
