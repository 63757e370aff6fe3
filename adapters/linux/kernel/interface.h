/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a library with a kernel in it offers, and what it asks for. Both sides include this: the runtime, which is compiled with the
 * kernel's headers, and the adapter, which is compiled with those of libc.
 *
 * A process holds one kernel and boots it once. Nothing here is thread-safe. A negative result is an errno, as the kernel returns it.
 */
#ifndef RUNTIME_INTERFACE_H
#define RUNTIME_INTERFACE_H
#ifdef __KERNEL__
#include <linux/types.h>
#else
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#endif

#define MAX_SMMUS 4
#define MAX_PROCESSES 32

/* Physical addresses that the kernel sees. Its own memory is the top of what the suite has. */
#define SMMU_PHYS(i) (0x2000000000ull + (uint64_t)(i) * 0x100000)
#define CMDQV_PHYS(i) (0x2100000000ull + (uint64_t)(i) * 0x4000000)
#define CMDQV_STRIDE 0x4000000ull
#define OWN_MEMORY_PHYS 0x1040000000ull
#define OWN_MEMORY_SIZE 0x40000000ull

struct machine_smmu {
	const char *name;
	int has_cmdqv;
	uint64_t cmdqv_size;
	uint32_t idr[6], iidr, aidr;
	/* Firmware says that the SMMU's own accesses are coherent. */
	int coherent;
};

struct machine {
	int smmu_count;
	struct machine_smmu smmus[MAX_SMMUS];
};

/* How the SMMU's own queue ended. */
enum { SUBMIT_DONE, SUBMIT_ILLEGAL, SUBMIT_TIMEOUT };

/* What the kernel stands on. */
struct services {
	uint64_t (*read)(int smmu, uint32_t offset, int width);
	void (*write)(int smmu, uint32_t offset, int width, uint64_t value);
	int (*submit)(int smmu, const void *commands, unsigned count, unsigned *consumed);
	/* A line of the kernel log. */
	void (*log)(const char *line);
	/* Something that a kernel must not do: a warning, a lock taken twice, a leak. */
	void (*complain)(const char *line);
};

/* User memory that the system call at work can reach. */
struct segment {
	uint64_t address;
	uint8_t *bytes;
	uint64_t length;
	int writable;
};

/* Those of this library's kernel. */
extern struct services the_services;

struct kernel {
	uint64_t page_size;
	/* The value of a parameter of a module, as on the kernel's command line; -ENOENT where it is unknown. Before boot(). */
	int (*set_parameter)(const char *name, const char *value);
	/* Probes the drivers. `which` is the SMMU at which that failed. */
	int (*boot)(const struct machine *machine, const struct services *services, int *which);
	int (*add_device)(const char *name, int smmu, const uint32_t *streams, int count, int coherent, int ats);
	int (*remove_driver)(int smmu);
	void (*shut_down)(void);

	/* The process that makes the calls which follow, and the memory that they reach. */
	void (*enter)(int process, const struct segment *segments, int count);
	int (*current_process)(void);
	int (*open)(const char *path);
	int (*close)(int fd);
	long (*ioctl)(int fd, unsigned request, uint64_t argument);
	long (*read)(int fd, uint64_t buffer, uint64_t count, uint64_t position);
	int (*poll)(int fd);
	/* How often the file became readable since the last time. */
	int (*woken)(int fd);
	/* Nobody watches any other file. */
	void (*forget_woken)(void);
	/* A handle; `physical` is where the mapping leads. */
	int (*map)(int fd, uint64_t offset, uint64_t length, int protection, int shared, uint64_t *physical);
	/* Another mapping of the same, as fork() and the split of a mapping make. */
	int (*map_again)(int handle);
	void (*unmap)(int handle);
	/* The process has memory at `address` that is the physical memory at `physical`. */
	void (*give_memory)(uint64_t address, uint64_t length, uint64_t physical);
	/* The kernel's own memory; false where there is none of it. */
	int (*copy_own_memory)(uint64_t physical, void *bytes, size_t count, int write);

	void (*interrupt)(int smmu);
	/* The n-th allocation from now on fails, counted from 1; 0 for none. True if the last one so named was reached. */
	int (*fail_allocation)(unsigned n);
	/* Complains of locks that are still held: nothing is at work. */
	void (*check_idle)(void);
	/* Ends all processes, takes devices and drivers away, and complains of what was not given back. */
	void (*end)(void);
};

#define KERNEL_SYMBOL "linux_kernel"
#endif
