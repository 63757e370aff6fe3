import type { Program } from '../../program';
import { IOMMU, vintfOf } from '../vintf';

/** Programs of a kernel of which a monitor once said, wrongly, that they break a clause. */
export const RIGHT_KERNEL: readonly Program[] = [
  {
    layer: 'kernel',
    ops: [
      ...vintfOf('A', 'gpu0'),
      { op: 'ioctl', who: 'A', file: IOMMU, request: 'DESTROY', members: { id: { kind: 'vIOMMU', n: 0 } } },
      ...vintfOf('B', 'gpu1'),
      { op: 'close', who: 'A', file: { of: 'device', n: 0 } },
      { op: 'close', who: 'A', file: IOMMU },
    ],
  },
];
