// SPDX-License-Identifier: GPL-2.0-only
/* mmap() of a file's pages; where they are in user space is the adapter's to say. */
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/slab.h>

#include "runtime.h"

#define MOST_MAPPINGS 1024
#define CAN_READ 1
#define CAN_WRITE 2
#define CAN_EXECUTE 4

static struct vm_area_struct *mappings[MOST_MAPPINGS];
static u64 last_physical;

int remap_pfn_range(struct vm_area_struct *area, unsigned long address, unsigned long page, unsigned long size, pgprot_t protection)
{
	last_physical = (u64)page << PAGE_SHIFT;
	return 0;
}

static int free_handle(void)
{
	int handle = 0;

	while (mappings[handle])
		if (++handle == MOST_MAPPINGS)
			stop("there are too many mappings");
	return handle;
}

int map_file(int fd, u64 offset, u64 length, int protection, int shared, u64 *physical)
{
	struct file *file = file_of(fd);
	struct vm_area_struct *area;
	int handle, status;

	/* In the order in which mmap() looks. */
	if (offset & ~PAGE_MASK)
		return -EINVAL;
	if (!file)
		return -EBADF;
	if (!length)
		return -EINVAL;
	length = PAGE_ALIGN(length);
	if (!length || length > task_size)
		return -ENOMEM;
	if (!file->f_op->mmap)
		return -ENODEV;
	handle = free_handle();
	area = kzalloc(sizeof(*area), GFP_KERNEL);
	if (!area)
		return -ENOMEM;
	area->vm_start = 0x10000000;
	area->vm_end = area->vm_start + length;
	area->vm_pgoff = offset >> PAGE_SHIFT;
	area->vm_file = get_file(file);
	vm_flags_init(area, (protection & CAN_READ ? VM_READ : 0) | (protection & CAN_WRITE ? VM_WRITE : 0) | (protection & CAN_EXECUTE ? VM_EXEC : 0) |
			    VM_MAYREAD | VM_MAYWRITE | VM_MAYEXEC | (shared ? VM_SHARED | VM_MAYSHARE : 0));
	status = file->f_op->mmap(file, area);
	if (status) {
		fput(file);
		kfree(area);
		return status;
	}
	mappings[handle] = area;
	*physical = last_physical;
	return handle;
}

int map_again(int handle)
{
	struct vm_area_struct *area = mappings[handle], *copy = kmalloc(sizeof(*copy), GFP_KERNEL | __GFP_NOFAIL);
	const int other = free_handle();

	memcpy(copy, area, sizeof(*copy));
	get_file(copy->vm_file);
	if (copy->vm_ops && copy->vm_ops->open)
		copy->vm_ops->open(copy);
	mappings[other] = copy;
	return other;
}

void unmap(int handle)
{
	struct vm_area_struct *area = mappings[handle];

	mappings[handle] = NULL;
	if (area->vm_ops && area->vm_ops->close)
		area->vm_ops->close(area);
	fput(area->vm_file);
	kfree(area);
}

void unmap_all(void)
{
	int handle;

	for (handle = 0; handle < MOST_MAPPINGS; handle++)
		if (mappings[handle])
			unmap(handle);
}
