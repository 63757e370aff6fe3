// SPDX-License-Identifier: GPL-2.0-only
/* Files, and the descriptors of each process. */
#include <linux/anon_inodes.h>
#include <linux/fcntl.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/poll.h>
#include <linux/slab.h>

#include "runtime.h"

#define MOST_FILES 512
#define FIRST_FD 3

struct table {
	struct file *files[MOST_FILES];
	bool reserved[MOST_FILES];
};

static struct table *tables[MAX_PROCESSES];
/* /dev/iommu */
static struct miscdevice *iommu;

static struct table *table(void)
{
	struct table **one = &tables[current_process()];

	if (!*one)
		*one = host_allocate(sizeof(**one), 16);
	return *one;
}

int misc_register(struct miscdevice *device)
{
	if (strcmp(device->name, "iommu") == 0)
		iommu = device;
	return 0;
}

void misc_deregister(struct miscdevice *device)
{
}

struct file *file_of(int fd)
{
	return fd >= 0 && fd < MOST_FILES ? table()->files[fd] : NULL;
}

struct file *new_file(const struct file_operations *operations, void *data, unsigned int flags)
{
	struct file *file = kzalloc(sizeof(*file), GFP_KERNEL);

	if (!file)
		return ERR_PTR(-ENOMEM);
	file->f_op = operations;
	file->private_data = data;
	file->f_flags = flags;
	file->f_mode = FMODE_READ | FMODE_WRITE;
	file_ref_init(&file->f_ref, 1);
	return file;
}

struct file *anon_inode_getfile(const char *name, const struct file_operations *operations, void *data, int flags)
{
	return new_file(operations, data, flags);
}

int nonseekable_open(struct inode *inode, struct file *file)
{
	return 0;
}

void fput(struct file *file)
{
	if (atomic_long_dec_return(&file->f_ref.refcnt) >= 0)
		return;
	if (file->f_op->release)
		file->f_op->release(file->f_inode, file);
	kfree(file);
}

void __fput_sync(struct file *file)
{
	fput(file);
}

struct file *fget(unsigned int fd)
{
	struct file *file = file_of(fd);

	return file ? get_file(file) : NULL;
}

int get_unused_fd_flags(unsigned int flags)
{
	struct table *own = table();
	int fd;

	for (fd = FIRST_FD; fd < MOST_FILES; fd++)
		if (!own->files[fd] && !own->reserved[fd]) {
			own->reserved[fd] = true;
			return fd;
		}
	return -EMFILE;
}

void put_unused_fd(unsigned int fd)
{
	table()->reserved[fd] = false;
}

void fd_install(unsigned int fd, struct file *file)
{
	table()->files[fd] = file;
}

int install_file(struct file *file, int (*open)(struct file *file, void *context), void *context)
{
	int fd, status;

	if (IS_ERR(file))
		return PTR_ERR(file);
	fd = get_unused_fd_flags(O_CLOEXEC);
	status = fd < 0 ? fd : open(file, context);
	if (status) {
		if (fd >= 0)
			put_unused_fd(fd);
		kfree(file);
		return status;
	}
	fd_install(fd, file);
	return fd;
}

static int open_iommu(struct file *file, void *context)
{
	return file->f_op->open(NULL, file);
}

int open_file(const char *path)
{
	static const char devices[] = "/dev/vfio/devices/";

	if (iommu && strcmp(path, "/dev/iommu") == 0)
		return install_file(new_file(iommu->fops, iommu, O_RDWR), open_iommu, NULL);
	if (strncmp(path, devices, sizeof(devices) - 1) == 0)
		return open_device(path + sizeof(devices) - 1);
	return -ENOENT;
}

int close_file(int fd)
{
	struct file *file = file_of(fd);

	if (!file)
		return -EBADF;
	table()->files[fd] = NULL;
	table()->reserved[fd] = false;
	fput(file);
	return 0;
}

void close_all_files(void)
{
	int process, fd;

	for (process = 0; process < MAX_PROCESSES; process++) {
		if (!tables[process])
			continue;
		enter(process, NULL, 0);
		/* As a process that ends: the lowest first. */
		for (fd = 0; fd < MOST_FILES; fd++)
			close_file(fd);
	}
}

long ioctl_file(int fd, unsigned int request, u64 argument)
{
	struct file *file = file_of(fd);
	long status;

	if (!file)
		return -EBADF;
	if (!file->f_op->unlocked_ioctl)
		return -ENOTTY;
	status = file->f_op->unlocked_ioctl(file, request, argument);
	return status == -ENOIOCTLCMD ? -ENOTTY : status;
}

long read_file(int fd, u64 buffer, u64 count, u64 position)
{
	struct file *file = file_of(fd);
	loff_t place = position;

	if (!file)
		return -EBADF;
	return file->f_op->read ? file->f_op->read(file, (char __user *)buffer, count, &place) : -EINVAL;
}

int poll_file(int fd)
{
	struct file *file = file_of(fd);

	if (!file)
		return -EBADF;
	return file->f_op->poll ? (__force int)file->f_op->poll(file, NULL) : (__force int)DEFAULT_POLLMASK;
}
