import type { Allowed } from './allowed';

/** Of a device. */
export const ALLOWED_DEVICE: readonly Allowed[] = [
  {
    alternative: 'refused-cmdqv-described',
    by: ['QEMU-09'],
    program: {
      layer: 'device',
      ops: [
        { op: 'start', who: 'A', cmdqv: 'on', device: '', streamId: 0x10 },
        { op: 'refuse', who: 'A', request: 'mmap', status: 'EINVAL', after: 0 },
        { op: 'plug', who: 'A', device: 'gpu0', streamId: 0x10 },
        { op: 'firmware', who: 'A' },
      ],
    },
  },
  {
    alternative: 'streams-attached-at-each-write-of-cr0',
    by: ['SMMU-03'],
    program: {
      layer: 'device',
      ops: [
        { op: 'start', who: 'A', cmdqv: 'on', device: 'gpu0', streamId: 0x10 },
        { op: 'writeSmmu', who: 'A', at: 0x20, value: 0xd },
        { op: 'stream', who: 'A', streamId: 0x10, word0: '0x9', word1: '0x0' },
        { op: 'refuse', who: 'A', request: 'VFIO_DEVICE_ATTACH_IOMMUFD_PT', status: 'EINVAL', after: 1 },
        { op: 'writeSmmu', who: 'A', at: 0x20, value: 0xd },
        { op: 'stream', who: 'A', streamId: 0x10, word0: '0x5', word1: '0x0' },
      ],
    },
  },
  {
    alternative: 'invalidations-batched',
    by: ['TRAP-02'],
    program: {
      layer: 'device',
      ops: [
        { op: 'start', who: 'A', cmdqv: 'on', device: 'gpu0', streamId: 0x10, properties: { ril: 'off' } },
        { op: 'submit', who: 'A', command: '12000000000001000001000000000000' },
        { op: 'submit', who: 'A', command: '03000000100000000100000000000000' },
      ],
    },
  },
  {
    alternative: 'invalidations-batched',
    by: ['TRAP-02'],
    program: {
      layer: 'device',
      ops: [
        { op: 'start', who: 'A', cmdqv: 'on', device: 'gpu0', streamId: 0x10 },
        { op: 'stream', who: 'A', streamId: 0x10, word0: '0x1', word1: '0x0' },
        { op: 'writeSmmu', who: 'A', at: 0x20, value: 0xd },
        { op: 'submit', who: 'A', command: '40000000100000000300000000000000' },
        { op: 'timeout', count: 1 },
        { op: 'stream', who: 'A', streamId: 0x10, word0: '0x4020000b', word1: '0x0' },
      ],
    },
  },
  {
    alternative: 'settled-by-a-refused-device',
    by: ['LIFE-19'],
    program: {
      layer: 'device',
      ops: [
        { op: 'host', second: 'plain' },
        { op: 'start', who: 'A', cmdqv: 'on', device: 'gpu0', streamId: 0x10, twice: true },
        { op: 'firmware', who: 'A' },
      ],
    },
  },
  {
    alternative: 'stream-ids-cut-off',
    by: ['SMMU-22'],
    program: {
      layer: 'device',
      ops: [
        { op: 'start', who: 'A', cmdqv: 'on', device: 'gpu0', streamId: 0x10 },
        { op: 'stream', who: 'A', streamId: 0x10, word0: '0x9', word1: '0x0' },
        { op: 'submit', who: 'A', command: '06000000100001000000000000000000' },
        { op: 'submit', who: 'A', command: '46000000000000000000000000000000' },
      ],
    },
  },
  {
    alternative: 'first-device-needs-its-events',
    by: ['SMMU-16'],
    program: {
      layer: 'device',
      ops: [
        { op: 'start', who: 'A', cmdqv: 'off', device: '', streamId: 0x10 },
        { op: 'writeSmmu', who: 'A', at: 0x20, value: 0xd },
        { op: 'refuse', who: 'A', request: 'VEVENTQ_ALLOC', status: 'EBUSY', after: 0 },
        { op: 'plug', who: 'A', device: 'gpu0', streamId: 0x10 },
      ],
    },
  },
];
