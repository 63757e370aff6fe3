/** HWPT_ALLOC flags. */
export const HWPT_FLAGS = { NEST_PARENT: 1, DIRTY_TRACKING: 2, FAULT_ID_VALID: 4, PASID: 8 } as const;

/** HWPT_ALLOC data types. */
export const HWPT_DATA = { NONE: 0, VTD_S1: 1, ARM_SMMUV3: 2 } as const;

/** GET_HW_INFO flags. */
export const HW_INFO_FLAGS = { INPUT_TYPE: 1 } as const;

/** GET_HW_INFO types. */
export const HW_INFO_TYPES = { DEFAULT: 0, INTEL_VTD: 1, ARM_SMMUV3: 2, TEGRA241_CMDQV: 3 } as const;

/** Bits of out_capabilities of GET_HW_INFO: written pages can be tracked; the device cannot use ATS. */
export const HW_CAPABILITIES = { DIRTY_TRACKING: 1n << 0n, NO_ATS: 1n << 3n } as const;

/** VIOMMU_ALLOC types. */
export const VIOMMU_TYPES = { DEFAULT: 0, ARM_SMMUV3: 1, TEGRA241_CMDQV: 2 } as const;

/** HW_QUEUE_ALLOC types. */
export const HW_QUEUE_TYPES = { DEFAULT: 0, TEGRA241_CMDQV: 1 } as const;

/** VEVENTQ_ALLOC types. */
export const VEVENTQ_TYPES = { DEFAULT: 0, ARM_SMMUV3: 1, TEGRA241_CMDQV: 2 } as const;

/** HWPT_INVALIDATE data types of a vIOMMU. */
export const INVALIDATE_DATA = { VTD_S1: 0, ARM_SMMUV3: 1 } as const;

/** Flags of a vEVENT header. */
export const VEVENT_FLAGS = { LOST_EVENTS: 1 } as const;

/** Largest depth of a vEVENTQ. */
export const VEVENTQ_MAX_DEPTH = 2 ** 19;

/** IOAS_MAP flags. */
export const IOAS_MAP_FLAGS = { FIXED_IOVA: 1, WRITEABLE: 2, READABLE: 4 } as const;

/** Path of the iommufd character device. */
export const IOMMU_PATH = '/dev/iommu';

/** Path of a passed-through device's VFIO character device. */
export function vfioPath(device: string): string {
  return `/dev/vfio/devices/${device}`;
}
