// SPDX-License-Identifier: GPL-2.0-only
/* PCI: each device is alone on its root bus, and has ATS if the host's description says so; PASID and PRI it has not. */
#include <linux/pci.h>
#include <linux/pci-ats.h>

#include "runtime.h"

int pci_for_each_dma_alias(struct pci_dev *pdev, int (*function)(struct pci_dev *pdev, u16 alias, void *data), void *data)
{
	return function(pdev, PCI_DEVID(0, pdev->devfn), data);
}

bool pci_devs_are_dma_aliases(struct pci_dev *one, struct pci_dev *other)
{
	return false;
}

struct pci_dev *pci_get_device(unsigned int vendor, unsigned int device, struct pci_dev *from)
{
	return NULL;
}

void pci_dev_put(struct pci_dev *pdev)
{
}

bool pci_acs_enabled(struct pci_dev *pdev, u16 flags)
{
	return true;
}

bool pci_ats_supported(struct pci_dev *pdev)
{
	return pdev->ats_cap && !pdev->untrusted;
}

int pci_prepare_ats(struct pci_dev *pdev, int ps)
{
	if (!pci_ats_supported(pdev))
		return -EINVAL;
	if (WARN_ON(pdev->ats_enabled))
		return -EBUSY;
	pdev->ats_stu = ps;
	return 0;
}

int pci_enable_ats(struct pci_dev *pdev, int ps)
{
	if (!pci_ats_supported(pdev))
		return -EINVAL;
	if (WARN_ON(pdev->ats_enabled))
		return -EBUSY;
	pdev->ats_stu = ps;
	pdev->ats_enabled = 1;
	return 0;
}

void pci_disable_ats(struct pci_dev *pdev)
{
	if (!WARN_ON(!pdev->ats_enabled))
		pdev->ats_enabled = 0;
}

/* No device of these is one that works with ATS only. */
bool pci_ats_required(struct pci_dev *pdev)
{
	return false;
}

int pci_pasid_features(struct pci_dev *pdev)
{
	return -EINVAL;
}

int pci_max_pasids(struct pci_dev *pdev)
{
	return -EINVAL;
}
