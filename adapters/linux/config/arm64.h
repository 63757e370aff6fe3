/* SPDX-License-Identifier: GPL-2.0-only */
/* What only a configuration for arm64 has, for files that are compiled with the headers of user-mode Linux. */
#ifdef RUNTIME_PAGE_SHIFT
#undef CONFIG_PAGE_SHIFT
#define CONFIG_PAGE_SHIFT RUNTIME_PAGE_SHIFT
#undef CONFIG_PAGE_SIZE_4KB
#undef CONFIG_PAGE_SIZE_LESS_THAN_64KB
#endif
#define CONFIG_ARM_SMMU_V3 1
#define CONFIG_ARM_SMMU_V3_IOMMUFD 1
#define CONFIG_TEGRA241_CMDQV 1
#ifndef CONFIG_IOMMUFD_DRIVER
#define CONFIG_IOMMUFD_DRIVER 1
#endif
#define CONFIG_VFIO 1
#define CONFIG_VFIO_DEVICE_CDEV 1
#define CONFIG_MMU_NOTIFIER 1
#define CONFIG_IOMMU_IO_PGTABLE_LPAE 1
#define CONFIG_OF 1
#define CONFIG_OF_ADDRESS 1
#define CONFIG_OF_IRQ 1
#define CONFIG_IRQ_MSI_IOMMU 1
#define CONFIG_IOMMU_IOPF 1

#ifndef __ASSEMBLER__
#define __iomb() __asm__ __volatile__("" ::: "memory")
#define wfe() do { } while (0)
#define VA_BITS 48
#define ARM64_HAS_VIRT_HOST_EXTN 1
#define cpus_have_cap(capability) 1
#endif
