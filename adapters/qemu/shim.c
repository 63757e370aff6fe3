// SPDX-License-Identifier: Apache-2.0
/*
 * Preloaded into an unmodified QEMU: what the process asks of /dev/iommu and of its VFIO devices goes to
 * the other end of a socket, which answers for the kernel.
 *
 * Taken over: ioctl, mmap, munmap, read and close on the file descriptors concerned; every load and store
 * in a page that the other end maps; the page size that fstatfs tells of guest RAM; and the two flags that
 * say KVM is there, while QEMU looks at its property "accel".
 *
 * Messages are little-endian, in the order of the structures below. One request at a time: the answer
 * may be preceded by peeks and pokes of this process's memory.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/vfs.h>
#include <ucontext.h>
#include <unistd.h>

#if !defined(__x86_64__)
#error "the trap on page 0 is written for x86-64 hosts only"
#endif

enum request_kind { ASK_IOCTL = 1, ASK_MMAP, ASK_MUNMAP, ASK_READ, ASK_CLOSE, ASK_LOAD, ASK_STORE };
enum answer_kind { ANSWER_DONE = 1, ANSWER_PEEK, ANSWER_POKE };

struct request {
	uint32_t kind;
	int32_t fd;
	uint64_t a, b, c;
};

struct answer {
	uint32_t kind;
	uint32_t length;
	uint64_t address; /* of a peek or poke; the result of a call */
	int64_t error;    /* an errno, or 0 */
};

#define HUGETLBFS 0x958458f6

static int socket_fd = -1;
static int iommu_fd = -1;
static int first_vfio_fd = -1, last_vfio_fd = -1;
static int event_fd = -1;      /* our end-point that QEMU polls in place of an event queue */
static int event_alias = -1;   /* what QEMU knows it as */

static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;

static int number(const char *name)
{
	const char *text = getenv(name);
	return text ? atoi(text) : -1;
}

static void on_fault(int, siginfo_t *, void *);
static void on_step(int, siginfo_t *, void *);

static void begin(void)
{
	socket_fd = number("CMDQV_SHIM_SOCKET");
	iommu_fd = number("CMDQV_SHIM_IOMMU");
	first_vfio_fd = number("CMDQV_SHIM_VFIO_FIRST");
	last_vfio_fd = number("CMDQV_SHIM_VFIO_LAST");
	event_fd = number("CMDQV_SHIM_EVENTS");
	/* Nothing may stay behind when the suite ends, however it ends; it may have ended before this. */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (number("CMDQV_SHIM_PARENT") >= 0 && getppid() != number("CMDQV_SHIM_PARENT")) {
		fputs("the suite has ended, or has not started this itself: a script that starts QEMU has to use exec\n", stderr);
		_exit(113);
	}
}

/* Whoever calls first: glib is used before constructors run. */
__attribute__((constructor)) static void ready(void)
{
	pthread_once(&once, begin);
}

#define REAL(name)                                                                                                     \
	static __typeof__(&name) real;                                                                                     \
	if (!real)                                                                                                         \
	real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

/* --- conversation ------------------------------------------------------------------------------- */

static void lost(void)
{
	_exit(113); /* the other end is gone: so is the kernel */
}

static void put(const void *data, size_t length)
{
	const char *at = data;
	while (length > 0) {
		ssize_t sent = send(socket_fd, at, length, MSG_NOSIGNAL);
		if (sent < 0 && errno == EINTR)
			continue;
		if (sent <= 0)
			lost();
		at += sent;
		length -= (size_t)sent;
	}
}

static void get(void *data, size_t length)
{
	char *at = data;
	while (length > 0) {
		ssize_t got = recv(socket_fd, at, length, MSG_WAITALL);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			lost();
		at += got;
		length -= (size_t)got;
	}
}

/* Copies within this process as the kernel would: a bad address is an error, not a crash. */
static bool copy(uint64_t from, uint64_t to, size_t length)
{
	struct iovec source = { (void *)from, length }, target = { (void *)to, length };
	return syscall(SYS_process_vm_readv, getpid(), &target, 1UL, &source, 1UL, 0UL) == (ssize_t)length;
}

/* Asks, serves peeks and pokes, and gives the result; errno tells of a failure. */
static int64_t ask(uint32_t kind, int fd, uint64_t a, uint64_t b, uint64_t c, int *error)
{
	struct request request = { kind, fd, a, b, c };
	struct answer answer;
	static char buffer[1 << 16];

	pthread_mutex_lock(&turn);
	put(&request, sizeof(request));
	for (;;) {
		get(&answer, sizeof(answer));
		if (answer.kind == ANSWER_DONE)
			break;
		if (answer.length > sizeof(buffer))
			lost();
		uint8_t done = 0;
		if (answer.kind == ANSWER_PEEK) {
			done = copy(answer.address, (uint64_t)buffer, answer.length);
			put(&done, 1);
			if (done)
				put(buffer, answer.length);
		} else {
			get(buffer, answer.length);
			done = copy((uint64_t)buffer, answer.address, answer.length);
			put(&done, 1);
		}
	}
	pthread_mutex_unlock(&turn);
	*error = (int)answer.error;
	return (int64_t)answer.address;
}

/* As a system call returns it. */
static int64_t call(uint32_t kind, int fd, uint64_t a, uint64_t b, uint64_t c)
{
	int error = 0;
	int64_t result = ask(kind, fd, a, b, c, &error);
	if (error == 0)
		return result;
	errno = error;
	return -1;
}

static bool is_ours(int fd)
{
	ready();
	return fd >= 0 && socket_fd >= 0 && (fd == iommu_fd || (fd >= first_vfio_fd && fd <= last_vfio_fd));
}

/* --- page 0 of a VINTF ---------------------------------------------------------------------------- */

/* Device pages, each PROT_NONE between accesses. */
static struct {
	char *start;
	size_t length;
} pages[8];

/* The access that is being single-stepped. */
static struct {
	int page;
	uint64_t offset;
	int width;
	bool store;
} access_now;

#define TRAP_FLAG 0x100
#define WRITE_FAULT 0x2

static int page_at(const char *address)
{
	for (int page = 0; page < (int)(sizeof(pages) / sizeof(pages[0])); page++)
		if (pages[page].start && address >= pages[page].start && address < pages[page].start + pages[page].length)
			return page;
	return -1;
}

/* Width of the memory operand of a move, in bytes. */
static int operand_width(const uint8_t *code)
{
	int width = 4;
	for (;; code++) {
		if (*code == 0x66)
			width = 2;
		else if ((*code & 0xf0) == 0x40)
			width = *code & 0x8 ? 8 : width;
		else if (*code != 0xf0 && *code != 0xf2 && *code != 0xf3)
			break;
	}
	switch (*code) {
	case 0x88: case 0x8a: case 0xc6: case 0x86: case 0x38: case 0x3a: case 0x80: case 0xf6:
		return 1;
	case 0x0f:
		return code[1] == 0xb6 || code[1] == 0xbe ? 1 : code[1] == 0xb7 || code[1] == 0xbf ? 2 : width;
	default:
		return width;
	}
}

static void on_fault(int signal_number, siginfo_t *info, void *context)
{
	ucontext_t *machine = context;
	int page = page_at(info->si_addr);
	int kept = errno, error;

	if (page < 0) {
		/* A fault of QEMU's own: it happens again, without us. */
		signal(signal_number, SIG_DFL);
		return;
	}
	access_now.page = page;
	access_now.offset = (uint64_t)((char *)info->si_addr - pages[page].start);
	access_now.store = machine->uc_mcontext.gregs[REG_ERR] & WRITE_FAULT;
	access_now.width = operand_width((const uint8_t *)machine->uc_mcontext.gregs[REG_RIP]);
	uint64_t value = 0;
	if (!access_now.store)
		value = (uint64_t)ask(ASK_LOAD, page, access_now.offset, (uint64_t)access_now.width, 0, &error);
	syscall(SYS_mprotect, pages[page].start, pages[page].length, PROT_READ | PROT_WRITE);
	if (!access_now.store)
		memcpy(info->si_addr, &value, (size_t)access_now.width);
	machine->uc_mcontext.gregs[REG_EFL] |= TRAP_FLAG;
	errno = kept;
}

static void on_step(int signal_number, siginfo_t *info, void *context)
{
	ucontext_t *machine = context;
	int kept = errno, error;
	uint64_t value = 0;

	(void)signal_number;
	(void)info;
	machine->uc_mcontext.gregs[REG_EFL] &= ~TRAP_FLAG;
	char *start = pages[access_now.page].start;
	memcpy(&value, start + access_now.offset, (size_t)access_now.width);
	syscall(SYS_mprotect, start, pages[access_now.page].length, PROT_NONE);
	if (access_now.store)
		ask(ASK_STORE, access_now.page, access_now.offset, (uint64_t)access_now.width, value, &error);
	errno = kept;
}

static void catch_accesses(void)
{
	struct sigaction fault = { .sa_sigaction = on_fault, .sa_flags = SA_SIGINFO | SA_NODEFER };
	struct sigaction step = { .sa_sigaction = on_step, .sa_flags = SA_SIGINFO };
	sigaction(SIGSEGV, &fault, NULL);
	sigaction(SIGTRAP, &step, NULL);
}

static void *map_page(size_t length, int protection, int flags, int fd, off_t offset)
{
	int page = 0;
	while (pages[page].start && page < (int)(sizeof(pages) / sizeof(pages[0])) - 1)
		page++;
	uint64_t how = (uint64_t)(uint32_t)protection | (uint64_t)(uint32_t)flags << 32;
	void *start = mmap(NULL, length, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (start == MAP_FAILED)
		return start;
	pages[page].length = length;
	if (call(ASK_MMAP, fd, (uint64_t)offset, length, how) < 0) {
		int kept = errno;
		syscall(SYS_munmap, start, length);
		errno = kept;
		return MAP_FAILED;
	}
	pages[page].start = start;
	catch_accesses();
	return start;
}

/* --- system calls ----------------------------------------------------------------------------------- */

#define VEVENTQ_ALLOC 0x3b93
#define VEVENTQ_OUT_FD 24

int ioctl(int fd, unsigned long request, ...)
{
	va_list arguments;
	va_start(arguments, request);
	void *argument = va_arg(arguments, void *);
	va_end(arguments);
	REAL(ioctl);
	if (!is_ours(fd))
		return real(fd, request, argument);
	int result = (int)call(ASK_IOCTL, fd, (uint32_t)request, (uint64_t)argument, 0);
	if (result == 0 && request == VEVENTQ_ALLOC) {
		event_alias = dup(event_fd);
		memcpy((char *)argument + VEVENTQ_OUT_FD, &event_alias, sizeof(event_alias));
	}
	return result;
}

void *mmap(void *address, size_t length, int protection, int flags, int fd, off_t offset)
{
	ready();
	if (fd >= 0 && fd == iommu_fd)
		return map_page(length, protection, flags, fd, offset);
	return (void *)syscall(SYS_mmap, address, length, protection, flags, fd, offset);
}

void *mmap64(void *address, size_t length, int protection, int flags, int fd, off_t offset)
{
	return mmap(address, length, protection, flags, fd, offset);
}

int munmap(void *address, size_t length)
{
	int page = page_at(address);
	if (page >= 0 && pages[page].start == address) {
		if (call(ASK_MUNMAP, page, 0, length, 0) < 0)
			return -1;
		pages[page].start = NULL;
	}
	return (int)syscall(SYS_munmap, address, length);
}

ssize_t read(int fd, void *buffer, size_t count)
{
	REAL(read);
	if (fd < 0 || fd != event_alias)
		return real(fd, buffer, count);
	/* What made the descriptor readable is only a wake-up. */
	char wakeups[64];
	while (recv(fd, wakeups, sizeof(wakeups), MSG_DONTWAIT) > 0)
		continue;
	return call(ASK_READ, fd, (uint64_t)buffer, count, 0);
}

ssize_t __read_chk(int fd, void *buffer, size_t count, size_t size)
{
	if (count > size)
		abort();
	return read(fd, buffer, count);
}

int close(int fd)
{
	ready();
	if (fd >= 0 && fd == event_alias) {
		event_alias = -1;
		call(ASK_CLOSE, event_fd, 0, 0, 0);
	} else if (is_ours(fd)) {
		call(ASK_CLOSE, fd, 0, 0, 0);
	}
	return (int)syscall(SYS_close, fd);
}

/*
 * RAM files are ordinary ones; QEMU learns the page size that their name ends with, as it would of a file in
 * hugetlbfs.
 */
static void tell_page_size(int fd, struct statfs *out)
{
	static const char ram[] = "/guest-ram-";
	char link[64], target[512];

	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	ssize_t length = readlink(link, target, sizeof(target) - 1);
	if (length < 0)
		return;
	target[length] = 0;
	const char *name = strstr(target, ram);
	const char *size = name ? strrchr(name, '-') : NULL;
	if (!size || atoll(size + 1) <= 4096)
		return;
	out->f_type = HUGETLBFS;
	out->f_bsize = atoll(size + 1);
}

int fstatfs(int fd, struct statfs *out)
{
	ready();
	int result = (int)syscall(SYS_fstatfs, fd, out);
	if (result == 0)
		tell_page_size(fd, out);
	return result;
}

int fstatfs64(int fd, struct statfs64 *out)
{
	return fstatfs(fd, (struct statfs *)out);
}

/* --- KVM ----------------------------------------------------------------------------------------------- */

/*
 * The machine accepts accel=on only under KVM, which an accelerator without a guest's instructions never
 * is. It looks the property up, checks, and looks another up: the flags are up in between.
 */
static const char *image_start, *image_end;

static int first_image(struct dl_phdr_info *image, size_t size, void *unused)
{
	(void)size;
	(void)unused;
	for (int i = 0; i < image->dlpi_phnum; i++) {
		const ElfW(Phdr) *segment = &image->dlpi_phdr[i];
		const char *start = (const char *)image->dlpi_addr + segment->p_vaddr;
		if (segment->p_type != PT_LOAD)
			continue;
		if (!image_start || start < image_start)
			image_start = start;
		if (start + segment->p_filesz > image_end)
			image_end = start + segment->p_filesz;
	}
	return 1; /* the executable comes first; no others */
}

void *g_hash_table_lookup(void *table, const void *key)
{
	static void *(*real)(void *, const void *);
	static bool *allowed, *irqchip, raised;
	const char *text = key;

	if (!real) {
		real = (void *(*)(void *, const void *))dlsym(RTLD_NEXT, "g_hash_table_lookup");
		allowed = dlsym(RTLD_DEFAULT, "kvm_allowed");
		irqchip = dlsym(RTLD_DEFAULT, "kvm_kernel_irqchip");
		dl_iterate_phdr(first_image, NULL);
	}
	if (raised)
		*allowed = *irqchip = raised = false;
	/* Keys are strings in some tables only: look at no memory but the executable's. */
	else if (allowed && irqchip && !*allowed && text >= image_start && text + sizeof("accel") <= image_end && !strcmp(text, "accel"))
		*allowed = *irqchip = raised = true;
	return real(table, key);
}
