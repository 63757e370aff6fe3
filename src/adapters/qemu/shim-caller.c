// SPDX-License-Identifier: Apache-2.0
/*
 * Stands for QEMU in tests of the preloaded library: makes the system calls of one of its situations, and ends with 0 if they
 * came out as they should, else with the line that says otherwise.
 */
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#define IOMMU_FD 3
#define VEVENTQ_ALLOC 0x3b93
#define PAGE 0x10000

/* What the library looks for in QEMU. */
_Bool kvm_allowed, kvm_kernel_irqchip;

#define EXPECT(what)                                                                                                   \
	do {                                                                                                               \
		if (!(what))                                                                                                   \
			_exit(__LINE__);                                                                                           \
	} while (0)

struct event_queue {
	uint32_t size, flags, viommu, type, depth, id, fd, reserved;
};

static volatile uint32_t *page;

/* A processor's thread blocks what it does not need; a fault of memory is needed. */
static void *processor(void *unused)
{
	sigset_t blocked, after;
	sigfillset(&blocked);
	sigdelset(&blocked, SIGSEGV);
	pthread_sigmask(SIG_SETMASK, &blocked, NULL);
	page[1] = 0x11;
	EXPECT(page[1] == 0x22);
	page[2] = 0x33;
	pthread_sigmask(SIG_SETMASK, NULL, &after);
	EXPECT(sigismember(&after, SIGTRAP) == 1);
	return unused;
}

static void stores_of_a_thread(void)
{
	pthread_t thread;
	page = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, IOMMU_FD, 0);
	EXPECT(page != MAP_FAILED);
	EXPECT(pthread_create(&thread, NULL, processor, NULL) == 0);
	pthread_join(thread, NULL);
}

#define ROUNDS 200

/* Each stores to words of its own, and loads what only its own loads give. */
static void *one_of_many(void *argument)
{
	uint32_t own = (uint32_t)(uintptr_t)argument;
	volatile uint32_t *at = page + 16 * own;
	for (uint32_t round = 0; round < ROUNDS; round++) {
		at[0] = own << 16 | round;
		EXPECT(at[1] == own);
	}
	return argument;
}

static void threads_at_once(void)
{
	pthread_t threads[4];
	page = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, IOMMU_FD, 0);
	EXPECT(page != MAP_FAILED);
	for (uintptr_t i = 0; i < 4; i++)
		EXPECT(pthread_create(&threads[i], NULL, one_of_many, (void *)i) == 0);
	for (int i = 0; i < 4; i++)
		pthread_join(threads[i], NULL);
}

/* Instructions of every shape that a compiler or a translator of guest code makes. */
static void instructions(void)
{
	char *at = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, IOMMU_FD, 0);
	EXPECT(at != MAP_FAILED);
	uint64_t value = 0x1122334455667788, base = (uint64_t)at, index = 0x10, loaded = 0, narrow = ~0ULL;
	__asm__ volatile("movl %k0, 4(%1)" : : "r"(value), "r"(base) : "memory");
	__asm__ volatile("movl %k0, 8(%1,%2,2)" : : "r"(value), "r"(base), "r"(index) : "memory");
	__asm__ volatile("movq %0, (%1)" : : "r"(value), "r"(base) : "memory");
	__asm__ volatile("movw %w0, 2(%1)" : : "r"(value), "r"(base) : "memory");
	__asm__ volatile("movb %b0, 1(%1)" : : "q"(value), "r"(base) : "memory");
	__asm__ volatile("movl $0x99, 12(%0)" : : "r"(base) : "memory");
	__asm__ volatile("movl %k0, (%0)" : : "r"(base) : "memory");
	__asm__ volatile("movl 16(%1), %k0" : "=r"(loaded) : "r"(base));
	EXPECT(loaded == 0x80000010);
	__asm__ volatile("movslq 16(%1), %0" : "=r"(loaded) : "r"(base));
	EXPECT(loaded == 0xffffffff80000010);
	__asm__ volatile("movzbl 16(%1), %k0" : "=r"(loaded) : "r"(base));
	EXPECT(loaded == 0x10);
	__asm__ volatile("movb 16(%1), %b0" : "+q"(narrow) : "r"(base));
	EXPECT(narrow == 0xffffffffffffff10);
	loaded = base;
	__asm__ volatile("movl 16(%0), %k0" : "+r"(loaded));
	EXPECT(loaded == 0x80000010);
	loaded = base;
	__asm__ volatile("movb 16(%0), %b0" : "+q"(loaded));
	EXPECT(loaded == ((base & ~0xffULL) | 0x10));
	EXPECT(base == (uint64_t)at && index == 0x10);
}

static void two_pages(void)
{
	volatile uint32_t *one = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, IOMMU_FD, 0);
	volatile uint32_t *two = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, IOMMU_FD, PAGE);
	EXPECT(one != MAP_FAILED && two != MAP_FAILED);
	two[0] = 1;
	EXPECT(munmap((void *)one, PAGE) == 0);
	two[0] = 2;
	one = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, IOMMU_FD, 0);
	EXPECT(one != MAP_FAILED);
	one[0] = 3;
	two[0] = 4;
}

static int event_queue(uint32_t type)
{
	struct event_queue queue = { .size = sizeof(queue), .type = type, .depth = 8 };
	EXPECT(ioctl(IOMMU_FD, VEVENTQ_ALLOC, &queue) == 0);
	return (int)queue.fd;
}

static int readable(int fd, int patience)
{
	struct pollfd one = { .fd = fd, .events = POLLIN };
	return poll(&one, 1, patience);
}

/* The other end wakes up readers of the first queue once the second is there. */
static void two_event_queues(void)
{
	char event[4];
	int one = event_queue(2), two = event_queue(1);
	EXPECT(one != two);
	EXPECT(readable(one, 10000) == 1);
	EXPECT(readable(two, 0) == 0);
	EXPECT(read(one, event, sizeof(event)) == 1 && event[0] == 'a');
	EXPECT(readable(one, 0) == 0);
	EXPECT(read(two, event, sizeof(event)) == 1 && event[0] == 'b');
	EXPECT(close(two) == 0);
	EXPECT(read(one, event, sizeof(event)) == 1 && event[0] == 'a');
	/* Its place is free again. */
	EXPECT(event_queue(1) != one);
	EXPECT(close(one) == 0);
}

/* Files of QEMU's own that get the number of a device's. */
static void numbers_again(const char *number)
{
	int vfio = atoi(number), queue = event_queue(2);
	EXPECT(close(vfio) == 0);
	int own = open("/dev/null", O_RDWR);
	EXPECT(own == vfio);
	ioctl(own, VEVENTQ_ALLOC, NULL);
	EXPECT(close(own) == 0);
	char event[4];
	EXPECT(read(queue, event, sizeof(event)) == 1);
}

int main(int argc, char **argv)
{
	EXPECT(argc >= 2);
	if (!strcmp(argv[1], "stores-of-a-thread"))
		stores_of_a_thread();
	else if (!strcmp(argv[1], "threads-at-once"))
		threads_at_once();
	else if (!strcmp(argv[1], "instructions"))
		instructions();
	else if (!strcmp(argv[1], "two-pages"))
		two_pages();
	else if (!strcmp(argv[1], "two-event-queues"))
		two_event_queues();
	else if (!strcmp(argv[1], "numbers-again"))
		numbers_again(argv[2]);
	else
		return 1;
	return 0;
}
