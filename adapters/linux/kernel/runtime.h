/* SPDX-License-Identifier: GPL-2.0-only */
/* What the files of the runtime know of each other. */
#ifndef RUNTIME_H
#define RUNTIME_H
#include <linux/types.h>

#include "host.h"
#include "interface.h"

struct device;
struct file;
struct file_operations;
struct platform_device;
struct platform_driver;

/* boot.c */
extern struct machine the_machine;
/* What is below obeys at once and nobody is told: the end of a scenario takes everything away. */
extern bool ending;

/* log.c */
void complain(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Ends the process: the runtime cannot do what was asked of it. */
#define stop(why) host_stop(why)

/* time.c */
void time_passes(u64 nanoseconds);

/* slab.c */
void *allocate(size_t size, gfp_t flags, size_t alignment, const void *site);
int fail_allocation(unsigned int n);
/* This allocation is the one that was chosen to fail. */
bool allocation_fails(void);
void complain_of_objects(void);
/* What lives now is no leak: it stays as long as the kernel does. */
void objects_that_stay(void);

/* own-memory.c */
void own_memory_init(void);
void *own_allocate(size_t size, const void *site);
void own_free(void *memory);
int copy_own_memory(u64 physical, void *bytes, size_t count, int write);
void complain_of_own_memory(void);

/* user-memory.c */
void enter(int process, const struct segment *segments, int count);
int current_process(void);
void give_memory(u64 address, u64 length, u64 physical);
void complain_of_pins(void);

/* task.c */
void task_init(void);

/* locks.c */
void complain_of_locks(const char *when);

/* wait.c */
int woken(int fd);
void forget_woken(void);
/* Nobody else is at work who could do what is waited for. */
void waits_in_vain(const void *site);

/* mmio.c */
/* What is read over and over may be read again: time has passed, or somebody has come. */
void something_happens(void);

/* device-core.c */
/* The device has left its bus. */
void tell_bus_of_removal(struct device *dev);

/* devres.c */
void give_back_resources(struct device *dev);
void devres_add_interrupt(struct device *dev, unsigned int irq, void *id);

/* interrupts.c */
void run_interrupt(int irq);
#define CMDQV_IRQ(smmu) (40 + (smmu))
#define EVENT_IRQ(smmu) (100 + 10 * (smmu))
#define GERROR_IRQ(smmu) (101 + 10 * (smmu))

/* smmu.c */
void smmu_reset(int smmu);
u64 smmu_read(int smmu, u32 offset, int width);
void smmu_write(int smmu, u32 offset, int width, u64 value);

/* device-tree.c */
void device_tree_init(void);
struct platform_device *smmu_platform_device(int smmu);
struct platform_driver *smmu_driver(void);

/* files.c */
int open_file(const char *path);
int close_file(int fd);
long ioctl_file(int fd, unsigned int request, u64 argument);
long read_file(int fd, u64 buffer, u64 count, u64 position);
int poll_file(int fd);
struct file *file_of(int fd);
struct file *new_file(const struct file_operations *operations, void *data, unsigned int flags);
int install_file(struct file *file, int (*open)(struct file *file, void *context), void *context);
void close_all_files(void);

/* mappings.c */
int map_file(int fd, u64 offset, u64 length, int protection, int shared, u64 *physical);
int map_again(int handle);
void unmap(int handle);
void unmap_all(void);

/* vfio-devices.c */
int add_device(const char *name, int smmu, const u32 *streams, int count, int coherent, int ats);
/* The file of that device; -ENOENT where there is none. */
int open_device(const char *name);
void remove_devices(int smmu);
#endif
