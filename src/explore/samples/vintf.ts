import type { File, KernelOp, Who } from '../program';

/** The first iommufd of a process. */
export const IOMMU: File = { of: 'iommu', n: 0 };

/** A process gets a vIOMMU of CMDQ-V. */
export const vintfOf = (who: Who, device: string): readonly KernelOp[] => [
  { op: 'open', who, path: '/dev/iommu' },
  { op: 'open', who, path: `/dev/vfio/devices/${device}` },
  { op: 'ioctl', who, file: { of: 'device', n: 0 }, request: 'VFIO_DEVICE_BIND_IOMMUFD', members: { iommufd: { fd: 0 } } },
  { op: 'ioctl', who, file: IOMMU, request: 'IOAS_ALLOC', members: {} },
  {
    op: 'ioctl',
    who,
    file: IOMMU,
    request: 'HWPT_ALLOC',
    members: { flags: 1, dev_id: { kind: 'device', n: 0 }, pt_id: { kind: 'IOAS', n: 0 } },
  },
  {
    op: 'ioctl',
    who,
    file: IOMMU,
    request: 'VIOMMU_ALLOC',
    members: { type: 2, dev_id: { kind: 'device', n: 0 }, hwpt_id: { kind: 'HWPT', n: 0 }, data_len: 16, data_uptr: '0x700000010000' },
    data: '00'.repeat(16),
  },
];

/** The same of a vIOMMU that has no VINTF. */
export const plainVintfOf = (who: Who, device: string): readonly KernelOp[] =>
  vintfOf(who, device).map((op) =>
    op.op === 'ioctl' && op.request === 'VIOMMU_ALLOC' ? { ...op, members: { ...op.members, type: 1 } } : op,
  );
