/*
 * The part of the iommufd and VFIO user API that a device model needs: request numbers, and structures as sizes and byte offsets, so
 * that no compiler's layout rules and no installed kernel header matter. All members are little-endian.
 */
#ifndef UAPI_H
#define UAPI_H

#include <stdint.h>

#define IOMMU_PATH "/dev/iommu"
#define VFIO_DEVICE_DIRECTORY "/dev/vfio/devices/"

/* Every structure begins with its own size. */
enum { STRUCT_SIZE = 0 };

enum { DESTROY = 0x3b80, DESTROY_BYTES = 8, DESTROY_ID = 4 };

enum { IOAS_ALLOC = 0x3b81, IOAS_ALLOC_BYTES = 12, IOAS_ALLOC_OUT_ID = 8 };

enum {
  IOAS_MAP = 0x3b85,
  IOAS_MAP_BYTES = 40,
  IOAS_MAP_FLAGS = 4,
  IOAS_MAP_IOAS_ID = 8,
  IOAS_MAP_USER_VA = 16,
  IOAS_MAP_LENGTH = 24,
  IOAS_MAP_IOVA = 32,

  IOAS_MAP_FIXED_IOVA = 1,
  IOAS_MAP_WRITEABLE = 2,
  IOAS_MAP_READABLE = 4,
};

enum {
  HWPT_ALLOC = 0x3b89,
  HWPT_ALLOC_BYTES = 48,
  HWPT_ALLOC_FLAGS = 4,
  HWPT_ALLOC_DEV_ID = 8,
  HWPT_ALLOC_PT_ID = 12,
  HWPT_ALLOC_OUT_ID = 16,
  HWPT_ALLOC_DATA_TYPE = 24,
  HWPT_ALLOC_DATA_LEN = 28,
  HWPT_ALLOC_DATA_UPTR = 32,

  HWPT_NEST_PARENT = 1,
  HWPT_DATA_ARM_SMMUV3 = 2,
};

/* Data of HWPT_ALLOC: the first two words of a Stream Table Entry. */
enum { HWPT_SMMUV3_BYTES = 16, HWPT_SMMUV3_STE0 = 0, HWPT_SMMUV3_STE1 = 8 };

enum {
  GET_HW_INFO = 0x3b8a,
  GET_HW_INFO_BYTES = 40,
  GET_HW_INFO_FLAGS = 4,
  GET_HW_INFO_DEV_ID = 8,
  GET_HW_INFO_DATA_LEN = 12,
  GET_HW_INFO_DATA_UPTR = 16,
  /* In: the type that is wanted. Out: the type that came. */
  GET_HW_INFO_DATA_TYPE = 24,

  HW_INFO_INPUT_TYPE = 1,
  HW_INFO_ARM_SMMUV3 = 2,
  HW_INFO_TEGRA241_CMDQV = 3,
};

/* Data of GET_HW_INFO for an SMMUv3. */
enum { HW_INFO_SMMUV3_BYTES = 40, HW_INFO_SMMUV3_IDR0 = 8, HW_INFO_SMMUV3_IDR1 = 12, HW_INFO_SMMUV3_IDR5 = 28 };

/* Data of GET_HW_INFO for a CMDQ-V; three single bytes. */
enum { HW_INFO_TEGRA241_BYTES = 8, HW_INFO_TEGRA241_VERSION = 4, HW_INFO_TEGRA241_LOG2VCMDQS = 5, HW_INFO_TEGRA241_LOG2VSIDS = 6 };

enum {
  HWPT_INVALIDATE = 0x3b8d,
  HWPT_INVALIDATE_BYTES = 32,
  HWPT_INVALIDATE_HWPT_ID = 4,
  HWPT_INVALIDATE_DATA_UPTR = 8,
  HWPT_INVALIDATE_DATA_TYPE = 16,
  HWPT_INVALIDATE_ENTRY_LEN = 20,
  HWPT_INVALIDATE_ENTRY_NUM = 24,

  INVALIDATE_ARM_SMMUV3 = 1,
};

enum {
  VIOMMU_ALLOC = 0x3b90,
  VIOMMU_ALLOC_BYTES = 40,
  VIOMMU_ALLOC_TYPE = 8,
  VIOMMU_ALLOC_DEV_ID = 12,
  VIOMMU_ALLOC_HWPT_ID = 16,
  VIOMMU_ALLOC_OUT_ID = 20,
  VIOMMU_ALLOC_DATA_LEN = 24,
  VIOMMU_ALLOC_DATA_UPTR = 32,

  VIOMMU_ARM_SMMUV3 = 1,
  VIOMMU_TEGRA241_CMDQV = 2,
};

/* Data that VIOMMU_ALLOC returns for a CMDQ-V: what to mmap. */
enum { VIOMMU_TEGRA241_BYTES = 16, VIOMMU_TEGRA241_MMAP_OFFSET = 0, VIOMMU_TEGRA241_MMAP_LENGTH = 8 };

enum {
  VDEVICE_ALLOC = 0x3b91,
  VDEVICE_ALLOC_BYTES = 24,
  VDEVICE_ALLOC_VIOMMU_ID = 4,
  VDEVICE_ALLOC_DEV_ID = 8,
  VDEVICE_ALLOC_OUT_ID = 12,
  VDEVICE_ALLOC_VIRT_ID = 16,
};

enum {
  VEVENTQ_ALLOC = 0x3b93,
  VEVENTQ_ALLOC_BYTES = 32,
  VEVENTQ_ALLOC_VIOMMU_ID = 8,
  VEVENTQ_ALLOC_TYPE = 12,
  VEVENTQ_ALLOC_DEPTH = 16,
  VEVENTQ_ALLOC_OUT_ID = 20,
  VEVENTQ_ALLOC_OUT_FD = 24,

  VEVENTQ_ARM_SMMUV3 = 1,
  VEVENTQ_TEGRA241_CMDQV = 2,
  VEVENTQ_MAX_DEPTH = 1 << 19,
};

/* An event record: a header of 8 bytes (flags, sequence number), then the VINTF's LVCMDQ_ERR_MAP as two 64-bit words. */
enum {
  VEVENT_HEADER_BYTES = 8,
  /* A record of the SMMU's event queue: what an entry of the guest's is, too. */
  VEVENT_SMMUV3_BYTES = 32,
  /* The VINTF's LVCMDQ_ERR_MAP. */
  VEVENT_TEGRA241_BYTES = 16,
  VEVENT_PAYLOAD_MAX = VEVENT_SMMUV3_BYTES,
};

enum {
  HW_QUEUE_ALLOC = 0x3b94,
  HW_QUEUE_ALLOC_BYTES = 40,
  HW_QUEUE_ALLOC_VIOMMU_ID = 8,
  HW_QUEUE_ALLOC_TYPE = 12,
  HW_QUEUE_ALLOC_INDEX = 16,
  HW_QUEUE_ALLOC_OUT_ID = 20,
  HW_QUEUE_ALLOC_IOVA = 24,
  HW_QUEUE_ALLOC_LENGTH = 32,

  HW_QUEUE_TEGRA241_CMDQV = 1,
};

/* On a VFIO device's file. */
enum { BIND_IOMMUFD = 0x3b76, BIND_IOMMUFD_BYTES = 16, BIND_IOMMUFD_FD = 8, BIND_IOMMUFD_OUT_DEV_ID = 12 };
enum { ATTACH_IOMMUFD_PT = 0x3b77, ATTACH_IOMMUFD_PT_BYTES = 12, ATTACH_IOMMUFD_PT_ID = 8 };

static inline void put_u32(uint8_t *bytes, uint32_t value)
{
  for (unsigned i = 0; i < 4; i++) bytes[i] = (uint8_t)(value >> (8 * i));
}

static inline void put_u64(uint8_t *bytes, uint64_t value)
{
  put_u32(bytes, (uint32_t)value);
  put_u32(bytes + 4, (uint32_t)(value >> 32));
}

static inline uint32_t get_u32(const uint8_t *bytes)
{
  return bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
}

static inline uint64_t get_u64(const uint8_t *bytes)
{
  return get_u32(bytes) | (uint64_t)get_u32(bytes + 4) << 32;
}

#endif
