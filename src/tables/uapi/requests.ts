import type { Member, MemberType, Structure } from './structure';

/** A request of `ioctl()`: its number, its structure and the smallest size that is accepted. */
export interface Request<S extends Structure = Structure> {
  /** Short name, without the `IOMMU_` prefix. */
  readonly name: string;
  readonly number: number;
  readonly structure: S;
  /** Bytes; callers built against an older header pass fewer than the structure has. */
  readonly minimum: number;
}

const member = <T extends MemberType>(type: T, offset: number): Member & { readonly type: T } => ({ type, offset });
const u8 = (offset: number) => member('u8', offset);
const u32 = (offset: number) => member('u32', offset);
const u64 = (offset: number) => member('u64', offset);

function request<M extends Readonly<Record<string, Member>>>(
  name: string,
  number: number,
  { bytes, minimum, members }: { readonly bytes: number; readonly minimum: number; readonly members: M },
): Request<Structure<M>> {
  return { name, number, minimum, structure: { name, bytes, members } };
}

export const DESTROY = request('DESTROY', 0x3b80, { bytes: 8, minimum: 8, members: { size: u32(0), id: u32(4) } });

export const IOAS_ALLOC = request('IOAS_ALLOC', 0x3b81, {
  bytes: 12,
  minimum: 12,
  members: { size: u32(0), flags: u32(4), out_ioas_id: u32(8) },
});

export const IOAS_IOVA_RANGES = request('IOAS_IOVA_RANGES', 0x3b84, {
  bytes: 32,
  minimum: 32,
  members: {
    size: u32(0),
    ioas_id: u32(4),
    num_iovas: u32(8),
    __reserved: u32(12),
    allowed_iovas: u64(16),
    out_iova_alignment: u64(24),
  },
});

export const IOAS_MAP = request('IOAS_MAP', 0x3b85, {
  bytes: 40,
  minimum: 40,
  members: {
    size: u32(0),
    flags: u32(4),
    ioas_id: u32(8),
    __reserved: u32(12),
    user_va: u64(16),
    length: u64(24),
    iova: u64(32),
  },
});

export const IOAS_UNMAP = request('IOAS_UNMAP', 0x3b86, {
  bytes: 24,
  minimum: 24,
  members: { size: u32(0), ioas_id: u32(4), iova: u64(8), length: u64(16) },
});

export const HWPT_ALLOC = request('HWPT_ALLOC', 0x3b89, {
  bytes: 48,
  minimum: 24,
  members: {
    size: u32(0),
    flags: u32(4),
    dev_id: u32(8),
    pt_id: u32(12),
    out_hwpt_id: u32(16),
    __reserved: u32(20),
    data_type: u32(24),
    data_len: u32(28),
    data_uptr: u64(32),
    fault_id: u32(40),
    __reserved2: u32(44),
  },
});

export const GET_HW_INFO = request('GET_HW_INFO', 0x3b8a, {
  bytes: 40,
  minimum: 32,
  members: {
    size: u32(0),
    flags: u32(4),
    dev_id: u32(8),
    data_len: u32(12),
    data_uptr: u64(16),
    /** In: the type wanted; out: the type given. */
    data_type: u32(24),
    out_max_pasid_log2: u8(28),
    __reserved0: u8(29),
    __reserved1: u8(30),
    __reserved2: u8(31),
    out_capabilities: u64(32),
  },
});

export const HWPT_INVALIDATE = request('HWPT_INVALIDATE', 0x3b8d, {
  bytes: 32,
  minimum: 32,
  members: {
    size: u32(0),
    hwpt_id: u32(4),
    data_uptr: u64(8),
    data_type: u32(16),
    entry_len: u32(20),
    entry_num: u32(24),
    __reserved: u32(28),
  },
});

export const VIOMMU_ALLOC = request('VIOMMU_ALLOC', 0x3b90, {
  bytes: 40,
  minimum: 24,
  members: {
    size: u32(0),
    flags: u32(4),
    type: u32(8),
    dev_id: u32(12),
    hwpt_id: u32(16),
    out_viommu_id: u32(20),
    data_len: u32(24),
    __reserved: u32(28),
    data_uptr: u64(32),
  },
});

export const VDEVICE_ALLOC = request('VDEVICE_ALLOC', 0x3b91, {
  bytes: 24,
  minimum: 24,
  members: { size: u32(0), viommu_id: u32(4), dev_id: u32(8), out_vdevice_id: u32(12), virt_id: u64(16) },
});

export const VEVENTQ_ALLOC = request('VEVENTQ_ALLOC', 0x3b93, {
  bytes: 32,
  minimum: 28,
  members: {
    size: u32(0),
    flags: u32(4),
    viommu_id: u32(8),
    type: u32(12),
    veventq_depth: u32(16),
    out_veventq_id: u32(20),
    out_veventq_fd: u32(24),
    __reserved: u32(28),
  },
});

export const HW_QUEUE_ALLOC = request('HW_QUEUE_ALLOC', 0x3b94, {
  bytes: 40,
  minimum: 40,
  members: {
    size: u32(0),
    flags: u32(4),
    viommu_id: u32(8),
    type: u32(12),
    index: u32(16),
    out_hw_queue_id: u32(20),
    nesting_parent_iova: u64(24),
    length: u64(32),
  },
});

/** Issued on a VFIO device file: gives the device to an iommufd. */
export const BIND_IOMMUFD = request('VFIO_DEVICE_BIND_IOMMUFD', 0x3b76, {
  bytes: 24,
  minimum: 16,
  members: { size: u32(0), flags: u32(4), iommufd: u32(8), out_devid: u32(12), token_uuid_ptr: u64(16) },
});

/** Issued on a VFIO device file: attaches it to an IOAS or a HWPT. */
export const ATTACH_IOMMUFD_PT = request('VFIO_DEVICE_ATTACH_IOMMUFD_PT', 0x3b77, {
  bytes: 12,
  minimum: 12,
  members: { size: u32(0), flags: u32(4), pt_id: u32(8) },
});

/** Issued on a VFIO device file. */
export const DETACH_IOMMUFD_PT = request('VFIO_DEVICE_DETACH_IOMMUFD_PT', 0x3b78, {
  bytes: 8,
  minimum: 8,
  members: { size: u32(0), flags: u32(4) },
});

/** Every request that the suite knows. */
export const REQUESTS: readonly Request[] = [
  DESTROY,
  IOAS_ALLOC,
  IOAS_IOVA_RANGES,
  IOAS_MAP,
  IOAS_UNMAP,
  HWPT_ALLOC,
  GET_HW_INFO,
  HWPT_INVALIDATE,
  VIOMMU_ALLOC,
  VDEVICE_ALLOC,
  VEVENTQ_ALLOC,
  HW_QUEUE_ALLOC,
  BIND_IOMMUFD,
  ATTACH_IOMMUFD_PT,
  DETACH_IOMMUFD_PT,
];

/** Those that make an object of an iommufd. */
export const MAKING_REQUESTS = [
  IOAS_ALLOC,
  HWPT_ALLOC,
  VIOMMU_ALLOC,
  VDEVICE_ALLOC,
  VEVENTQ_ALLOC,
  HW_QUEUE_ALLOC,
] as const satisfies readonly Request[];

const byNumber = new Map(REQUESTS.map((row) => [row.number, row]));
const byName = new Map(REQUESTS.map((row) => [row.name, row]));

/** The request with this number; `undefined` if the suite does not know it. */
export function requestNumbered(number: number): Request | undefined {
  return byNumber.get(number);
}

/** The request with this short name. */
export function requestNamed(name: string): Request | undefined {
  return byName.get(name);
}

/** Data that VIOMMU_ALLOC returns for a Tegra241 CMDQ-V, at its `data_uptr`. */
export const VIOMMU_TEGRA241_DATA = {
  name: 'iommu_viommu_tegra241_cmdqv',
  bytes: 16,
  members: { out_vintf_mmap_offset: u64(0), out_vintf_mmap_length: u64(8) },
} as const satisfies Structure;

/** Data of GET_HW_INFO for a Tegra241 CMDQ-V. */
export const HW_INFO_TEGRA241 = {
  name: 'iommu_hw_info_tegra241_cmdqv',
  bytes: 8,
  members: { flags: u32(0), version: u8(4), log2vcmdqs: u8(5), log2vsids: u8(6), __reserved: u8(7) },
} as const satisfies Structure;

/** Data of GET_HW_INFO for an SMMUv3. */
export const HW_INFO_SMMUV3 = {
  name: 'iommu_hw_info_arm_smmuv3',
  bytes: 40,
  members: {
    flags: u32(0),
    __reserved: u32(4),
    idr0: u32(8),
    idr1: u32(12),
    idr2: u32(16),
    idr3: u32(20),
    idr4: u32(24),
    idr5: u32(28),
    iidr: u32(32),
    aidr: u32(36),
  },
} as const satisfies Structure;

/** Data of HWPT_ALLOC for a nested stage-1 table: two words of the guest's Stream Table Entry. */
export const HWPT_SMMUV3_DATA = {
  name: 'iommu_hwpt_arm_smmuv3',
  bytes: 16,
  members: { ste0: u64(0), ste1: u64(8) },
} as const satisfies Structure;

/** One element of the array that IOAS_IOVA_RANGES fills: the first and the last address that can be mapped. */
export const IOVA_RANGE = {
  name: 'iommu_iova_range',
  bytes: 16,
  members: { start: u64(0), last: u64(8) },
} as const satisfies Structure;

/** A vEVENT record: header, then payload (absent after lost events). */
export const VEVENT_HEADER = {
  name: 'iommufd_vevent_header',
  bytes: 8,
  members: { flags: u32(0), sequence: u32(4) },
} as const satisfies Structure;

/** Payload of a Tegra241 vEVENT: the VINTF's LVCMDQ_ERR_MAP. */
export const VEVENT_TEGRA241 = {
  name: 'iommu_vevent_tegra241_cmdqv',
  bytes: 16,
  members: { lvcmdq_err_map0: u64(0), lvcmdq_err_map1: u64(8) },
} as const satisfies Structure;

/** Payload of an SMMUv3 vEVENT: an event record of the architecture, with the vSID for its StreamID. */
export const VEVENT_SMMUV3 = {
  name: 'iommu_vevent_arm_smmuv3',
  bytes: 32,
  members: { evt0: u64(0), evt1: u64(8), evt2: u64(16), evt3: u64(24) },
} as const satisfies Structure;
