// SPDX-License-Identifier: GPL-2.0-only
/* Devices, buses and classes: as much of them as the drivers look at. */
#include <linux/cpuhotplug.h>
#include <linux/device.h>
#include <linux/device/bus.h>
#include <linux/iommu.h>
#include <linux/module.h>
#include <linux/msi.h>
#include <linux/notifier.h>
#include <linux/platform_device.h>
#include <linux/property.h>

#include "runtime.h"

const struct bus_type platform_bus_type = { .name = "platform" };
const struct bus_type pci_bus_type = { .name = "pci" };

static void release_device(struct kobject *object)
{
	struct device *dev = container_of(object, struct device, kobj);

	if (dev->release)
		dev->release(dev);
}

static const struct kobj_type device_type = { .release = release_device };

void device_initialize(struct device *dev)
{
	if (kobject_init_and_add(&dev->kobj, &device_type, NULL, "device"))
		stop("a device cannot be initialized");
}

/* Devices of the runtime itself were never initialized, and are not counted. */
struct device *get_device(struct device *dev)
{
	if (dev && dev->kobj.ktype == &device_type)
		kobject_get(&dev->kobj);
	return dev;
}

void put_device(struct device *dev)
{
	if (dev && dev->kobj.ktype == &device_type)
		kobject_put(&dev->kobj);
}

int dev_set_name(struct device *dev, const char *format, ...)
{
	return 0;
}

struct fwnode_handle *__dev_fwnode(struct device *dev)
{
	return dev->fwnode;
}

const struct fwnode_handle *__dev_fwnode_const(const struct device *dev)
{
	return dev->fwnode;
}

struct fwnode_handle *fwnode_handle_get(struct fwnode_handle *node)
{
	return node;
}

int device_match_fwnode(struct device *dev, const void *node)
{
	return node && dev->fwnode == node;
}

bool device_property_read_bool(const struct device *dev, const char *name)
{
	return false;
}

int device_property_read_u32_array(const struct device *dev, const char *name, u32 *values, size_t count)
{
	return -EINVAL;
}

int driver_deferred_probe_check_state(struct device *dev)
{
	return -ENODEV;
}

int bus_for_each_dev(const struct bus_type *bus, struct device *start, void *data, device_iter_t function)
{
	return 0;
}

/* Devices behind an SMMU are on this bus. */
static struct notifier_block *pci_notifier;

int bus_register_notifier(const struct bus_type *bus, struct notifier_block *block)
{
	if (bus == &pci_bus_type)
		pci_notifier = block;
	return 0;
}

void tell_bus_of_removal(struct device *dev)
{
	if (pci_notifier)
		pci_notifier->notifier_call(pci_notifier, BUS_NOTIFY_REMOVED_DEVICE, dev);
}

int class_register(const struct class *class)
{
	return 0;
}

int __cpuhp_setup_state(enum cpuhp_state state, const char *name, bool invoke, int (*up)(unsigned int), int (*down)(unsigned int), bool multi)
{
	return 0;
}

bool msi_device_has_isolated_msi(struct device *dev)
{
	return true;
}

/* Without it the drivers ask for wired interrupts. */
int platform_device_msi_init_and_alloc_irqs(struct device *dev, unsigned int count, irq_write_msi_msg_t write)
{
	return -ENOSYS;
}

int iommu_device_sysfs_add(struct iommu_device *iommu, struct device *parent, const struct attribute_group **groups, const char *format, ...)
{
	return 0;
}

void iommu_device_sysfs_remove(struct iommu_device *iommu)
{
}

int iommu_device_link(struct iommu_device *iommu, struct device *link)
{
	return 0;
}

void iommu_device_unlink(struct iommu_device *iommu, struct device *link)
{
}

const struct kernel_param_ops param_ops_bool;
const unsigned char _ctype[256];
