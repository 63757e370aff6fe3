// SPDX-License-Identifier: GPL-2.0-only
/* Devices behind an SMMU, each bound to a VFIO driver that has what vfio-pci has of iommufd. */
#include <linux/cdev.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/iommu.h>
#include <linux/module.h>
#include <linux/mount.h>
#include <linux/pci.h>
#include <linux/platform_device.h>
#include <linux/slab.h>
#include <linux/vfio.h>

#include "runtime.h"

#define MOST_DEVICES 128

static struct pci_bus root_bus;

static struct passed_through {
	struct pci_dev pci;
	char name[64];
	int smmu;
	struct vfio_device *vfio;
	struct inode inode;
} *devices[MOST_DEVICES];

static struct device_driver driver = { .name = "vfio-runtime" };

static long no_ioctl(struct vfio_device *device, unsigned int request, unsigned long argument)
{
	return -ENOTTY;
}

static const struct vfio_device_ops operations = {
	.name = "vfio-runtime",
	.bind_iommufd = vfio_iommufd_physical_bind,
	.unbind_iommufd = vfio_iommufd_physical_unbind,
	.attach_ioas = vfio_iommufd_physical_attach_ioas,
	.detach_ioas = vfio_iommufd_physical_detach_ioas,
	.pasid_attach_ioas = vfio_iommufd_physical_pasid_attach_ioas,
	.pasid_detach_ioas = vfio_iommufd_physical_pasid_detach_ioas,
	.ioctl = no_ioctl,
};

/* What firmware and bus tell of a device, then what a VFIO driver's probe does. */
static int set_up(struct passed_through *device, const u32 *streams, int count, int coherent, int ats)
{
	struct device *dev = &device->pci.dev;
	int status = iommu_fwspec_init(dev, smmu_platform_device(device->smmu)->dev.fwnode), i;

	if (!status && coherent)
		dev_iommu_fwspec_get(dev)->flags |= IOMMU_FWSPEC_PCI_RC_CANWBS;
	if (!status && ats)
		dev_iommu_fwspec_get(dev)->flags |= IOMMU_FWSPEC_PCI_RC_ATS;
	for (i = 0; !status && i < count; i++)
		status = iommu_fwspec_add_ids(dev, &streams[i], 1);
	if (!status)
		status = iommu_probe_device(dev);
	if (status)
		return status;
	dev->driver = &driver;
	device->vfio = _vfio_alloc_device(sizeof(struct vfio_device), dev, &operations);
	if (IS_ERR(device->vfio))
		return PTR_ERR(device->vfio);
	status = vfio_register_group_dev(device->vfio);
	if (status)
		vfio_put_device(device->vfio);
	return status;
}

int add_device(const char *name, int smmu, const u32 *streams, int count, int coherent, int ats)
{
	struct passed_through *device = host_allocate(sizeof(*device), 64);
	int place = 0, status;

	while (devices[place])
		if (++place == MOST_DEVICES)
			stop("there are too many devices");
	snprintf(device->name, sizeof(device->name), "%s", name);
	device->pci.dev.init_name = device->name;
	device->pci.dev.bus = &pci_bus_type;
	device->pci.bus = &root_bus;
	device->pci.devfn = PCI_DEVFN(place % 32, place / 32);
	/* Where that capability would be; nobody looks there. */
	device->pci.ats_cap = ats ? PCI_STD_HEADER_SIZEOF : 0;
	device->smmu = smmu;
	status = set_up(device, streams, count, coherent, ats);
	if (status) {
		tell_bus_of_removal(&device->pci.dev);
		return status;
	}
	devices[place] = device;
	return 0;
}

void remove_devices(int smmu)
{
	int i;

	for (i = 0; i < MOST_DEVICES; i++) {
		struct passed_through *device = devices[i];

		if (!device || device->smmu != smmu)
			continue;
		vfio_unregister_group_dev(device->vfio);
		vfio_put_device(device->vfio);
		tell_bus_of_removal(&device->pci.dev);
		devices[i] = NULL;
		host_free(device);
	}
}

/* A static of vfio_main.c, whose name was made one that can be linked with. */
extern const struct file_operations runtime_sees_vfio_device_fops;
int vfio_device_fops_cdev_open(struct inode *inode, struct file *file);

static int open_vfio(struct file *file, void *device)
{
	file->f_inode = device;
	return vfio_device_fops_cdev_open(device, file);
}

int open_device(const char *name)
{
	int i;

	for (i = 0; i < MOST_DEVICES; i++)
		if (devices[i] && strcmp(devices[i]->name, name) == 0) {
			devices[i]->inode.i_cdev = &devices[i]->vfio->cdev;
			return install_file(new_file(&runtime_sees_vfio_device_fops, NULL, O_RDWR), open_vfio, &devices[i]->inode);
		}
	return -ENOENT;
}

/* What vfio_main.c needs of file systems and character devices. */
static struct super_block super_block;
static struct vfsmount mount = { .mnt_sb = &super_block };

int simple_pin_fs(struct file_system_type *type, struct vfsmount **where, int *count)
{
	*where = &mount;
	++*count;
	return 0;
}

void simple_release_fs(struct vfsmount **where, int *count)
{
	--*count;
}

struct inode *alloc_anon_inode(struct super_block *of)
{
	struct inode *inode = kzalloc(sizeof(*inode), GFP_KERNEL);

	return inode ? inode : ERR_PTR(-ENOMEM);
}

void iput(struct inode *inode)
{
	kfree(inode);
}

int alloc_chrdev_region(dev_t *device, unsigned int first, unsigned int count, const char *name)
{
	*device = MKDEV(250, 0);
	return 0;
}

void cdev_init(struct cdev *cdev, const struct file_operations *operations_)
{
	memset(cdev, 0, sizeof(*cdev));
	cdev->ops = operations_;
}

int cdev_device_add(struct cdev *cdev, struct device *dev)
{
	return 0;
}

void cdev_device_del(struct cdev *cdev, struct device *dev)
{
}
