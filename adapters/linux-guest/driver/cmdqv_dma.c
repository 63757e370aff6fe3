// SPDX-License-Identifier: GPL-2.0-only
/*
 * Driver of the device that is passed through. The device does nothing; its driver maps and unmaps buffers for it, on the
 * processor that it is told, so that the SMMU's driver has something to invalidate there.
 *
 * A line "CPU COUNT PAGES" in the attribute `map` does that COUNT times, for a buffer of so many pages.
 */
#include <linux/dma-mapping.h>
#include <linux/gfp.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/workqueue.h>

#define VENDOR 0x10de
#define DEVICE 0x1234

struct order {
	struct device *dev;
	unsigned int count;
	unsigned int pages;
};

static long map_and_unmap(void *argument)
{
	const struct order *order = argument;
	size_t bytes = order->pages * PAGE_SIZE;
	void *buffer = alloc_pages_exact(bytes, GFP_KERNEL);
	long result = buffer ? 0 : -ENOMEM;

	for (unsigned int i = 0; buffer && i < order->count; i++) {
		dma_addr_t iova = dma_map_single(order->dev, buffer, bytes, DMA_BIDIRECTIONAL);

		result = dma_mapping_error(order->dev, iova);
		if (result)
			break;
		dma_unmap_single(order->dev, iova, bytes, DMA_BIDIRECTIONAL);
	}
	if (buffer)
		free_pages_exact(buffer, bytes);
	return result;
}

static ssize_t map_store(struct device *dev, struct device_attribute *attribute, const char *text, size_t length)
{
	struct order order = { .dev = dev };
	unsigned int processor;
	long result;

	if (sscanf(text, "%u %u %u", &processor, &order.count, &order.pages) != 3 || order.pages == 0)
		return -EINVAL;
	result = work_on_cpu(processor, map_and_unmap, &order);
	return result ? result : length;
}
static DEVICE_ATTR_WO(map);

static struct attribute *cmdqv_dma_attrs[] = { &dev_attr_map.attr, NULL };
ATTRIBUTE_GROUPS(cmdqv_dma);

static int probe(struct pci_dev *device, const struct pci_device_id *id)
{
	return dma_set_mask_and_coherent(&device->dev, DMA_BIT_MASK(48));
}

static const struct pci_device_id ids[] = { { PCI_DEVICE(VENDOR, DEVICE) }, { } };
MODULE_DEVICE_TABLE(pci, ids);

static struct pci_driver cmdqv_dma = {
	.name = "cmdqv_dma",
	.id_table = ids,
	.probe = probe,
	.dev_groups = cmdqv_dma_groups,
};
module_pci_driver(cmdqv_dma);

MODULE_DESCRIPTION("Maps and unmaps buffers when it is told");
MODULE_LICENSE("GPL");
