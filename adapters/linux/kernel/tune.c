// SPDX-License-Identifier: GPL-2.0-only
/* Properties of an SMMU that the description of a host names and no register tells. */
#include <linux/mmu_notifier.h>
#include <linux/platform_device.h>

#include "arm-smmu-v3.h"
#include "runtime.h"

void tune(struct device *dev, unsigned int vmid_bits, bool force_sync)
{
	struct arm_smmu_device *smmu = dev_get_drvdata(dev);

	if (vmid_bits)
		smmu->vmid_bits = vmid_bits;
	if (force_sync)
		smmu->options |= ARM_SMMU_OPT_CMDQ_FORCE_SYNC;
}
