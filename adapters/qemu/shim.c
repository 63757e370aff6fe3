// SPDX-License-Identifier: Apache-2.0
/*
 * Preloaded into an unmodified QEMU: what the process asks of /dev/iommu and of its VFIO devices goes to
 * the other end of a socket, which answers for the kernel.
 *
 * Taken over: ioctl, mmap, munmap, read and close on the file descriptors concerned; every load and store
 * in a page that the other end maps; the page size that fstatfs tells of guest RAM; and the two flags that
 * say KVM is there, while QEMU looks at its property "accel".
 *
 * One process loads QEMU and stays before its first instruction; each QEMU is a fork of it, so that loading and
 * linking are paid for once.
 *
 * Messages are little-endian, in the order of the structures below. One request at a time, whichever thread it is of: the
 * answer may be preceded by peeks and pokes of this process's memory.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <poll.h>
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
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/vfs.h>
#include <sys/wait.h>
#include <ucontext.h>
#include <unistd.h>

#if !defined(__x86_64__)
#error "the trap on page 0 is written for x86-64 hosts only"
#endif

enum request_kind { ASK_IOCTL = 1, ASK_MMAP, ASK_MUNMAP, ASK_READ, ASK_CLOSE, ASK_LOAD, ASK_STORE, ASK_CLOSE_EVENTS };
/* Nobody waits for a poke: the call fails with EFAULT where that does. */
enum answer_kind { ANSWER_DONE = 1, ANSWER_PEEK, ANSWER_POKE };

/* Of an ioctl, c counts the bytes of its argument, which follow; 0 where they have to be peeked at. */
struct request {
	uint32_t kind;
	int32_t fd;
	uint64_t a, b, c;
	uint64_t thread; /* who asks */
};

#define ARGUMENT_MAX 1024

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
static uint64_t closed_vfio;   /* by distance from the first: QEMU may open another file under that number */

/*
 * Our end-points that QEMU polls in place of event queues, one for each: what wakes up a reader of one queue must not make
 * another readable. The other end says which of them a new queue has.
 */
#define EVENT_QUEUES_MAX 16
static int first_event_fd = -1;
static int event_queues;
static int event_alias[EVENT_QUEUES_MAX]; /* what QEMU knows it as; 0 where there is no queue */

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

int __libc_start_main(int (*)(int, char **, char **), int, char **, void (*)(void), void (*)(void), void (*)(void), void *);

#define REAL(name)                                                                                                     \
	static __typeof__(&name) real;                                                                                     \
	if (!real)                                                                                                         \
	real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

/*
 * The access that this thread is single-stepping. Its instruction is sent to a place of the thread's own, by way of the register
 * that its address begins with, so that the page stays closed to all other threads meanwhile.
 */
static __thread struct {
	int page;
	uint64_t offset;
	int width;
	bool store;
	bool blocked;   /* the thread had blocked the trap */
	int base;       /* the register, or -1 where the page itself is open */
	greg_t kept;    /* what it held */
	bool loaded;    /* the instruction loads that very register */
	_Alignas(64) char place[64];
} access_now;

/* --- conversation ------------------------------------------------------------------------------- */

static void leave(const char *why)
{
	fprintf(stderr, "%s\n", why);
	_exit(113);
}

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

/* An argument begins with its size; its length, or 0 where it is not such a one. */
static uint32_t argument_bytes(uint64_t address, void *bytes)
{
	uint32_t size = 0;
	if (address == 0 || !copy(address, (uint64_t)&size, sizeof(size)) || size == 0 || size > ARGUMENT_MAX)
		return 0;
	return copy(address, (uint64_t)bytes, size) ? size : 0;
}

/* Asks, serves peeks and pokes, and gives the result; errno tells of a failure. */
static int64_t ask(uint32_t kind, int fd, uint64_t a, uint64_t b, uint64_t c, int *error)
{
	struct {
		struct request head;
		char argument[ARGUMENT_MAX];
	} request = { .head = { kind, fd, a, b, c, (uint64_t)syscall(SYS_gettid) } };
	struct answer answer;
	static char buffer[1 << 16];
	bool faulted = false;

	if (kind == ASK_IOCTL)
		request.head.c = argument_bytes(b, request.argument);
	pthread_mutex_lock(&turn);
	put(&request, sizeof(request.head) + (kind == ASK_IOCTL ? request.head.c : 0));
	for (;;) {
		get(&answer, sizeof(answer));
		if (answer.kind == ANSWER_DONE)
			break;
		if (answer.length > sizeof(buffer))
			lost();
		if (answer.kind == ANSWER_PEEK) {
			uint8_t done = copy(answer.address, (uint64_t)buffer, answer.length);
			put(&done, 1);
			if (done)
				put(buffer, answer.length);
		} else {
			get(buffer, answer.length);
			faulted |= !copy((uint64_t)buffer, answer.address, answer.length);
		}
	}
	pthread_mutex_unlock(&turn);
	*error = faulted ? EFAULT : (int)answer.error;
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
	if (fd < 0 || socket_fd < 0)
		return false;
	return fd == iommu_fd || (fd >= first_vfio_fd && fd <= last_vfio_fd && !(closed_vfio >> (fd - first_vfio_fd) & 1));
}

/* Which event queue QEMU knows as `fd`. */
static int queue_of(int fd)
{
	for (int queue = 0; queue < event_queues; queue++)
		if (fd > 0 && event_alias[queue] == fd)
			return queue;
	return -1;
}

/* What made an event queue readable is only a wake-up. */
static void drain(int queue)
{
	char wakeups[64];
	while (recv(first_event_fd + queue, wakeups, sizeof(wakeups), MSG_DONTWAIT) > 0)
		continue;
}

/* --- page 0 of a VINTF ---------------------------------------------------------------------------- */

/* Device pages, each PROT_NONE between accesses, by the numbers that the other end gives them. */
#define PAGES_MAX 8
static struct {
	char *start;
	size_t length;
} pages[PAGES_MAX];

/*
 * Held while a page is open, for an instruction that cannot be sent elsewhere: another thread's access to the page would
 * not be seen then.
 */
static pthread_mutex_t stepping = PTHREAD_MUTEX_INITIALIZER;

#define TRAP_FLAG 0x100
#define WRITE_FAULT 0x2

static int page_at(const char *address)
{
	for (int page = 0; page < PAGES_MAX; page++)
		if (pages[page].start && address >= pages[page].start && address < pages[page].start + pages[page].length)
			return page;
	return -1;
}

/* What is to be known of an instruction that accesses memory. */
struct operand {
	int width; /* in bytes */
	int base;  /* index of the register that its address begins with, in a context; -1 where that cannot be another */
	bool loads_base;
};

/* Registers of a context, by the numbers that instructions have for them. */
static const int context_register[] = { REG_RAX, REG_RCX, REG_RDX, REG_RBX, REG_RSP, REG_RBP, REG_RSI, REG_RDI,
					REG_R8,  REG_R9,  REG_R10, REG_R11, REG_R12, REG_R13, REG_R14, REG_R15 };

/* A move between memory and a register, or of a number to memory; others have no base. */
static struct operand decoded(const uint8_t *code, bool store)
{
	struct operand operand = { .width = 4, .base = -1 };
	int rex = 0;
	bool narrow = false, plain, immediate;

	for (;; code++) {
		if (*code == 0x66) {
			operand.width = 2;
			narrow = true;
		} else if ((*code & 0xf0) == 0x40) {
			rex = *code;
			operand.width = *code & 0x8 ? 8 : operand.width;
		} else if (*code != 0xf0 && *code != 0xf2 && *code != 0xf3)
			break;
	}
	switch (*code) {
	case 0x88: case 0x8a: case 0xc6: case 0x86: case 0x38: case 0x3a: case 0x80: case 0xf6:
		operand.width = 1;
		break;
	case 0x0f:
		operand.width = code[1] == 0xb6 || code[1] == 0xbe ? 1 : code[1] == 0xb7 || code[1] == 0xbf ? 2 : operand.width;
		break;
	default:
		break;
	}
	immediate = *code == 0xc6 || *code == 0xc7;
	plain = immediate || *code == 0x88 || *code == 0x89 || *code == 0x8a || *code == 0x8b || *code == 0x63;
	/* Those with a longer opcode: extending loads, and moves that swap bytes. */
	if (*code == 0x0f && (code[1] == 0xb6 || code[1] == 0xb7 || code[1] == 0xbe || code[1] == 0xbf))
		code++;
	else if (*code == 0x0f && code[1] == 0x38 && (code[2] == 0xf0 || code[2] == 0xf1))
		code += 2;
	else if (!plain)
		return operand;
	int modrm = code[1], mod = modrm >> 6, base = modrm & 7;
	int other = (modrm >> 3 & 7) | (rex & 4 ? 8 : 0);
	if (mod == 3 || (mod == 0 && base == 5))
		return operand;
	if (base == 4) {
		int index = (code[2] >> 3 & 7) | (rex & 2 ? 8 : 0);
		base = code[2] & 7;
		if ((mod == 0 && base == 5) || (index != 4 && index == (base | (rex & 1 ? 8 : 0))))
			return operand;
	}
	base |= rex & 1 ? 8 : 0;
	bool both = !immediate && other == base;
	/* The stack has to stay where it is; what is stored must not change; and a part of a register keeps the rest of it. */
	if (base == 4 || (both && (store || narrow || *code == 0x8a)))
		return operand;
	operand.base = context_register[base];
	operand.loads_base = both;
	return operand;
}

static void on_fault(int signal_number, siginfo_t *info, void *context)
{
	ucontext_t *machine = context;
	greg_t *registers = machine->uc_mcontext.gregs;
	int page = page_at(info->si_addr);
	int kept = errno, error;

	if (page < 0) {
		/* A fault of QEMU's own: it happens again, without us. */
		signal(signal_number, SIG_DFL);
		return;
	}
	bool store = registers[REG_ERR] & WRITE_FAULT;
	struct operand operand = decoded((const uint8_t *)registers[REG_RIP], store);
	if (operand.base < 0)
		pthread_mutex_lock(&stepping);
	access_now.page = page;
	access_now.offset = (uint64_t)((char *)info->si_addr - pages[page].start);
	access_now.store = store;
	access_now.width = operand.width;
	access_now.base = operand.base;
	access_now.loaded = operand.loads_base;
	uint64_t value = 0;
	if (!store)
		value = (uint64_t)ask(ASK_LOAD, page, access_now.offset, (uint64_t)access_now.width, 0, &error);
	char *place = info->si_addr;
	if (operand.base < 0)
		syscall(SYS_mprotect, pages[page].start, pages[page].length, PROT_READ | PROT_WRITE);
	else {
		place = access_now.place;
		access_now.kept = registers[operand.base];
		registers[operand.base] += place - (char *)info->si_addr;
	}
	if (!store)
		memcpy(place, &value, (size_t)access_now.width);
	registers[REG_EFL] |= TRAP_FLAG;
	/* All of QEMU's threads but the first block the trap, and a trap that is blocked kills. */
	access_now.blocked = sigismember(&machine->uc_sigmask, SIGTRAP) == 1;
	sigdelset(&machine->uc_sigmask, SIGTRAP);
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
	if (access_now.blocked)
		sigaddset(&machine->uc_sigmask, SIGTRAP);
	char *start = pages[access_now.page].start;
	bool elsewhere = access_now.base >= 0;
	memcpy(&value, elsewhere ? access_now.place : start + access_now.offset, (size_t)access_now.width);
	if (!elsewhere)
		syscall(SYS_mprotect, start, pages[access_now.page].length, PROT_NONE);
	else if (!access_now.loaded)
		machine->uc_mcontext.gregs[access_now.base] = access_now.kept;
	if (access_now.store)
		ask(ASK_STORE, access_now.page, access_now.offset, (uint64_t)access_now.width, value, &error);
	if (!elsewhere)
		pthread_mutex_unlock(&stepping);
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
	uint64_t how = (uint64_t)(uint32_t)protection | (uint64_t)(uint32_t)flags << 32;
	void *start = mmap(NULL, length, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (start == MAP_FAILED)
		return start;
	int64_t page = call(ASK_MMAP, fd, (uint64_t)offset, length, how);
	if (page < 0) {
		int kept = errno;
		syscall(SYS_munmap, start, length);
		errno = kept;
		return MAP_FAILED;
	}
	if (page >= PAGES_MAX)
		leave("QEMU has mapped more pages than can be watched");
	pages[page].length = length;
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
	if (result < 0 || request != VEVENTQ_ALLOC)
		return result;
	if (result >= event_queues)
		leave("QEMU has more event queues than there are sockets for");
	drain(result);
	event_alias[result] = dup(first_event_fd + result);
	memcpy((char *)argument + VEVENTQ_OUT_FD, &event_alias[result], sizeof(int));
	return 0;
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
	int queue = queue_of(fd);
	if (queue < 0)
		return real(fd, buffer, count);
	drain(queue);
	return call(ASK_READ, queue, (uint64_t)buffer, count, 0);
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
	int queue = queue_of(fd);
	if (queue >= 0) {
		event_alias[queue] = 0;
		call(ASK_CLOSE_EVENTS, queue, 0, 0, 0);
	} else if (is_ours(fd)) {
		call(ASK_CLOSE, fd, 0, 0, 0);
		if (fd == iommu_fd)
			iommu_fd = -1;
		else
			closed_vfio |= 1ULL << (fd - first_vfio_fd);
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

/* --- births ---------------------------------------------------------------------------------------------- */

/*
 * The suite connects the sockets of a QEMU to be, in the order of their numbers and its standard error last, and then
 * sends the order. What it hears is that a QEMU has ended.
 */
enum order_kind { ORDER_BIRTH = 1, ORDER_KILL };

struct order {
	uint32_t kind;
	uint32_t id;
	uint32_t length; /* of the arguments that follow, each ended by a zero byte */
};

struct death {
	uint32_t id;
	int32_t status; /* as wait gives it; of one that could not be born, its negated errno */
};

#define CONTROL_FD 3
#define CONFIG_FD 4
#define HIGH 64 /* file descriptors below belong to QEMU */
#define BORN_MAX 256
#define SOCKETS_MAX (4 + EVENT_QUEUES_MAX)

static struct {
	pid_t pid;
	uint32_t id;
} born[BORN_MAX];

/* Where QEMU's own file descriptors are not in the way. */
static int moved(int fd)
{
	int high = fcntl(fd, F_DUPFD_CLOEXEC, HIGH);
	if (high < 0)
		leave("no file descriptors are left");
	syscall(SYS_close, fd);
	return high;
}

static bool hear(int fd, void *data, size_t length)
{
	char *at = data;
	while (length > 0) {
		ssize_t got = recv(fd, at, length, MSG_WAITALL);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return false;
		at += got;
		length -= (size_t)got;
	}
	return true;
}

static void tell(int control, uint32_t id, int32_t status)
{
	struct death death = { id, status };
	if (send(control, &death, sizeof(death), MSG_NOSIGNAL) != sizeof(death))
		_exit(113);
}

/* The configuration spaces of this QEMU's devices; it writes there, too. */
static int own_copy(int original)
{
	char block[4096];
	int copied = (int)syscall(SYS_memfd_create, "vfio", 0);
	ssize_t got;
	for (off_t at = 0; copied >= 0 && (got = pread(original, block, sizeof(block), at)) > 0; at += got)
		if (pwrite(copied, block, (size_t)got, at) != got)
			return -1;
	return copied;
}

/* Which socket of a QEMU to be is its standard error: those before are its file descriptors after that of the iommufd. */
static int last_socket(void)
{
	int last = number("CMDQV_SHIM_EVENTS_LAST") - number("CMDQV_SHIM_IOMMU");
	if (last < 0 || last >= SOCKETS_MAX)
		leave("the suite has more sockets for QEMU than it can have");
	return last;
}

/* In the new process: what it was promised is put where QEMU looks for it. */
static void settle_in(const int *sockets, int config)
{
	socket_fd = number("CMDQV_SHIM_SOCKET");
	iommu_fd = number("CMDQV_SHIM_IOMMU");
	first_vfio_fd = number("CMDQV_SHIM_VFIO_FIRST");
	last_vfio_fd = number("CMDQV_SHIM_VFIO_LAST");
	first_event_fd = number("CMDQV_SHIM_EVENTS_FIRST");
	event_queues = number("CMDQV_SHIM_EVENTS_LAST") + 1 - first_event_fd;
	int nothing = open("/dev/null", O_RDWR | O_CLOEXEC), spaces = own_copy(config);
	if (nothing < 0 || spaces < 0)
		leave("files for QEMU could not be made");
	nothing = moved(nothing);
	spaces = moved(spaces);
	int errors = last_socket();
	dup2(nothing, iommu_fd);
	for (int fd = 0; fd < errors; fd++)
		dup2(sockets[fd], iommu_fd + 1 + fd);
	dup2(sockets[errors], STDERR_FILENO);
	for (int fd = first_vfio_fd; fd <= last_vfio_fd; fd++)
		dup2(spaces, fd);
	for (int fd = 0; fd <= errors; fd++)
		syscall(SYS_close, sockets[fd]);
	syscall(SYS_close, nothing);
	syscall(SYS_close, spaces);
}

/* The arguments that the process was started with, in which the place for QEMU's own is filled. */
static char **filled(int argc, char **argv, const char *place, char *text, size_t length, int *count)
{
	int more = 0, at = 0;
	for (size_t i = 0; i < length; i++)
		more += text[i] == 0;
	char **all = calloc((size_t)(argc + more + 1), sizeof(*all));
	if (!all)
		leave("no memory is left");
	for (int i = 0; i < argc; i++) {
		if (strcmp(argv[i], place)) {
			all[at++] = argv[i];
			continue;
		}
		for (char *one = text; one < text + length; one += strlen(one) + 1)
			all[at++] = one;
	}
	*count = at;
	return all;
}

static int listening(const char *name)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	snprintf(address.sun_path, sizeof(address.sun_path), "%s", name);
	if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof(address)) || listen(fd, 4096))
		leave("a socket for new QEMUs could not be made");
	return moved(fd);
}

static void bury(int control)
{
	int status;
	pid_t pid;
	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		for (int i = 0; i < BORN_MAX; i++)
			if (born[i].pid == pid) {
				born[i].pid = 0;
				tell(control, born[i].id, status);
			}
}

/* No more orders: nobody stays behind, and the time that they took is accounted for. */
static void close_down(void)
{
	for (int i = 0; i < BORN_MAX; i++)
		if (born[i].pid)
			kill(born[i].pid, SIGKILL);
	while (waitpid(-1, NULL, 0) > 0)
		continue;
	_exit(0);
}

/* Returns in each new process, and only there. */
static char **await_birth(int argc, char **argv, const char *place, int *count)
{
	bool placed = false;
	for (int i = 1; i < argc; i++)
		placed |= !strcmp(argv[i], place);
	if (!placed)
		leave("the arguments of QEMU do not arrive: a script that starts it has to pass all of its own");
	int control = moved(CONTROL_FD), config = moved(CONFIG_FD), births = listening(strrchr(place, '/') + 1);
	sigset_t children, before;
	sigemptyset(&children);
	sigaddset(&children, SIGCHLD);
	sigprocmask(SIG_BLOCK, &children, &before);
	int deaths = moved(signalfd(-1, &children, SFD_NONBLOCK));
	int errors = last_socket();
	pid_t self = getpid();
	tell(control, 0, 0);
	for (;;) {
		struct pollfd ready[] = { { control, POLLIN, 0 }, { deaths, POLLIN, 0 } };
		if (poll(ready, 2, -1) < 0)
			continue;
		if (ready[1].revents) {
			struct signalfd_siginfo unused;
			if (syscall(SYS_read, deaths, &unused, sizeof(unused)) > 0)
				bury(control);
		}
		if (!ready[0].revents)
			continue;
		struct order order;
		if (!hear(control, &order, sizeof(order)))
			close_down();
		int slot = 0;
		if (order.kind == ORDER_KILL) {
			for (; slot < BORN_MAX; slot++)
				if (born[slot].pid && born[slot].id == order.id)
					kill(born[slot].pid, SIGKILL);
			continue;
		}
		char *text = malloc(order.length + 1);
		int sockets[SOCKETS_MAX];
		if (!text || !hear(control, text, order.length))
			close_down();
		for (int i = 0; i <= errors; i++) {
			int accepted = accept(births, NULL, NULL);
			if (accepted < 0)
				close_down();
			sockets[i] = moved(accepted);
		}
		while (slot < BORN_MAX && born[slot].pid)
			slot++;
		pid_t pid = -1;
		if (slot == BORN_MAX)
			errno = EAGAIN;
		else
			pid = fork();
		if (pid == 0) {
			prctl(PR_SET_PDEATHSIG, SIGKILL);
			if (getppid() != self)
				_exit(113);
			settle_in(sockets, config);
			for (int i = 0; i < 4; i++)
				syscall(SYS_close, (int[]){ control, config, births, deaths }[i]);
			sigprocmask(SIG_SETMASK, &before, NULL);
			return filled(argc, argv, place, text, order.length, count);
		}
		if (pid < 0)
			tell(control, order.id, -errno);
		else {
			born[slot].pid = pid;
			born[slot].id = order.id;
		}
		free(text);
		for (int i = 0; i <= errors; i++)
			syscall(SYS_close, sockets[i]);
	}
}

/* The first that a program calls. Other programs than QEMU are the scripts that start it. */
int __libc_start_main(int (*program)(int, char **, char **), int argc, char **argv, void (*start)(void), void (*end)(void),
		      void (*unload)(void), void *stack)
{
	REAL(__libc_start_main);
	const char *place = getenv("CMDQV_SHIM_BIRTHS");
	if (place && dlsym(RTLD_DEFAULT, "kvm_allowed"))
		argv = await_birth(argc, argv, place, &argc);
	return real(program, argc, argv, start, end, unload, stack);
}
