import { ILLEGAL } from '../queue';
import { IOMMU, plainVintfOf, vintfOf } from '../vintf';
import type { Allowed } from './allowed';

/** Of a kernel. */
export const ALLOWED_KERNEL: readonly Allowed[] = [
  {
    alternative: 'commands-issued-one-by-one',
    by: ['UAPI-INV-11'],
    program: {
      layer: 'kernel',
      ops: [
        ...plainVintfOf('A', 'gpu0'),
        {
          op: 'ioctl',
          who: 'A',
          file: IOMMU,
          request: 'HWPT_INVALIDATE',
          members: { hwpt_id: { kind: 'vIOMMU', n: 0 }, data_type: 1, entry_len: 16, entry_num: 2, data_uptr: '0x700000010000' },
          data: '1000000000000000000000000000000005000000000000000000000000000000',
        },
        ...vintfOf('B', 'gpu1'),
      ],
    },
  },
  {
    alternative: 'every-store-made-twice',
    by: [],
    program: {
      layer: 'kernel',
      ops: [
        { op: 'ownQueue', vcmdq: 0, commands: ILLEGAL },
        { op: 'ownQueue', vcmdq: 1, commands: ILLEGAL },
      ],
    },
  },
];
