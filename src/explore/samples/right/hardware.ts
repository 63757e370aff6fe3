import type { Program } from '../../program';

/** Programs of a CMDQ-V block of which a monitor once said, wrongly, that they break a clause. */
export const RIGHT_HARDWARE: readonly Program[] = [
  {
    layer: 'hardware',
    ops: [
      // GERROR alone is read-only: what is written there acknowledges nothing.
      { op: 'write', at: 0x1000, width: 4, value: '0x2002f' },
      { op: 'write', at: 0x200, width: 4, value: '0x1' },
      { op: 'write', at: 0x20000, width: 8, value: '0xa0000013' },
      { op: 'write', at: 0x10000, width: 4, value: '0x40000' },
      { op: 'write', at: 0x30008, width: 4, value: '0x1' },
      { op: 'write', at: 0x30004, width: 4, value: '0x0' },
      { op: 'memory', address: '0xa0400000', bytes: '46000000000000000000000000000000' },
      { op: 'memory', address: '0xa0400010', bytes: '110000000000bda80000000000000000' },
      { op: 'memory', address: '0xa0400020', bytes: '46000000010000000000000000000000' },
      { op: 'timeout', count: 1 },
      { op: 'memory', address: '0xa0400030', bytes: '40000000100000003400000000000000' },
      { op: 'memory', address: '0xa0400040', bytes: '46000000000000000000000000000000' },
      { op: 'write', at: 0x30004, width: 4, value: '0x0' },
      { op: 'write', at: 0x10014, width: 4, value: '0x1' },
      { op: 'read', at: 0x10010, width: 4 },
      { op: 'timeout', count: 1 },
      { op: 'memory', address: '0xa0400050', bytes: '40000000100000003400000000000000' },
      { op: 'memory', address: '0xa0400060', bytes: '46000000000000000000000000000000' },
      { op: 'write', at: 0x10004, width: 4, value: '0x0' },
      { op: 'write', at: 0x10014, width: 4, value: '0x0' },
      { op: 'look' },
      { op: 'write', at: 0x10010, width: 4, value: '0x0' },
      { op: 'read', at: 0x30000, width: 4 },
    ],
  },
  {
    layer: 'hardware',
    ops: [
      // GERRORN is written as the upper half of 8 bytes at GERROR.
      { op: 'write', at: 0x1000, width: 4, value: '0x1' },
      { op: 'write', at: 0x200, width: 4, value: '0x1' },
      { op: 'write', at: 0x20000, width: 8, value: '0x90020001' },
      { op: 'write', at: 0x10008, width: 4, value: '0x1' },
      { op: 'memory', address: '0x90020000', bytes: 'ff000000000000000000000000000000' },
      { op: 'write', at: 0x10004, width: 4, value: '0x1' },
      { op: 'look' },
      { op: 'memory', address: '0x90020000', bytes: '10000000000000000000000000000000' },
      { op: 'write', at: 0x10010, width: 8, value: '0x100000000' },
    ],
  },
  {
    layer: 'hardware',
    ops: [
      // An error of the first vCMDQ of VINTF 1 is acknowledged there, after another was mapped to slot 2 of VINTF 0, which has two.
      { op: 'write', at: 0x1100, width: 4, value: '0x1' },
      { op: 'write', at: 0x208, width: 4, value: '0x8001' },
      { op: 'write', at: 0x60000, width: 8, value: '0x90020001' },
      { op: 'write', at: 0x50008, width: 4, value: '0x1' },
      { op: 'write', at: 0x10104, width: 4, value: '0x1' },
      { op: 'memory', address: '0x90020000', bytes: '10000000000000000000000000000000' },
      { op: 'write', at: 0x200, width: 4, value: '0x5' },
      { op: 'look' },
      { op: 'write', at: 0x50014, width: 4, value: '0x1' },
    ],
  },
  {
    layer: 'hardware',
    ops: [
      { op: 'write', at: 0x200, width: 4, value: '0x0' },
      { op: 'write', at: 0x204, width: 4, value: '0x1' },
      { op: 'read', at: 0x200, width: 8 },
    ],
  },
  {
    layer: 'hardware',
    ops: [
      // CONS_INDX is written with an error code before its vCMDQ is mapped once more.
      { op: 'write', at: 4096, width: 4, value: '0x1' },
      { op: 'write', at: 65544, width: 4, value: '0x1' },
      { op: 'write', at: 512, width: 4, value: '0x1' },
      { op: 'write', at: 196612, width: 4, value: '0x1' },
      { op: 'write', at: 196608, width: 4, value: '0x3000000' },
      { op: 'write', at: 512, width: 4, value: '0x1' },
      { op: 'look' },
    ],
  },
  {
    layer: 'hardware',
    ops: [
      // The size of a queue is written after its indices.
      { op: 'write', at: 0x200, width: 4, value: '0x1' },
      { op: 'write', at: 0x30000, width: 4, value: '0x1' },
      { op: 'write', at: 0x10004, width: 4, value: '0x0' },
      { op: 'write', at: 0x20000, width: 4, value: '0x1' },
      { op: 'look' },
    ],
  },
  {
    layer: 'hardware',
    ops: [
      // GERRORN is written twice, the second time to what GERROR read long before: what differs then is no error, whatever CONS_INDX says.
      { op: 'write', at: 0x1000, width: 4, value: '0x2002f' },
      { op: 'write', at: 0x200, width: 4, value: '0x1' },
      { op: 'write', at: 0x40000, width: 8, value: '0xa0000013' },
      { op: 'write', at: 0x10004, width: 4, value: '0xfffff' },
      { op: 'write', at: 0x10000, width: 4, value: '0xfffff' },
      { op: 'write', at: 0x30008, width: 4, value: '0x1' },
      { op: 'look' },
      { op: 'timeout', count: 2 },
      { op: 'memory', address: '0xa07ffff0', bytes: '46000000000000000000000000000000' },
      { op: 'memory', address: '0xa0000000', bytes: '40000000100000003400000000000000' },
      { op: 'memory', address: '0xa0000010', bytes: '46000000000000000000000000000000' },
      { op: 'write', at: 0x30004, width: 4, value: '0x2' },
      { op: 'write', at: 0x10014, width: 4, value: '0x1' },
      { op: 'write', at: 0x30014, width: 4, value: '0x0' },
      { op: 'look' },
    ],
  },
  {
    layer: 'hardware',
    ops: [
      // GERRORN is written as it is, and the vCMDQ is then another VINTF's: the error that is told there is the one before.
      { op: 'write', at: 0x1200, width: 4, value: '0x1' },
      { op: 'write', at: 0x210, width: 4, value: '0x10001' },
      { op: 'write', at: 0x20200, width: 4, value: '0x90040001' },
      { op: 'write', at: 0x70008, width: 4, value: '0x1' },
      { op: 'timeout', count: 2 },
      { op: 'write', at: 0x1240, width: 4, value: '0x21' },
      { op: 'memory', address: '0x90040000', bytes: '40000000100000003400000000000000' },
      { op: 'memory', address: '0x90040010', bytes: '46000000000000000000000000000000' },
      { op: 'write', at: 0x10204, width: 4, value: '0x2' },
      { op: 'look' },
      { op: 'write', at: 0x10214, width: 4, value: '0x0' },
      { op: 'write', at: 0x210, width: 4, value: '0x1' },
      { op: 'look' },
    ],
  },
];
