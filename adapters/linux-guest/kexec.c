// SPDX-License-Identifier: GPL-2.0-only
/*
 * kexec IMAGE INITRD COMMAND-LINE: starts a second kernel without a reset.
 *
 * The second one gets the device tree that firmware gave the first, with its own command line and initial RAM disk, so that
 * it finds the same ACPI tables. Freestanding: it asks the kernel itself for all that it needs.
 */
typedef unsigned char u8;
typedef unsigned int u32;
typedef unsigned long u64;

enum { AT_FDCWD = -100, PROT_READ = 1, MAP_PRIVATE = 2, SEEK_END = 2 };
enum { SYS_OPENAT = 56, SYS_LSEEK = 62, SYS_READ = 63, SYS_WRITE = 64, SYS_EXIT = 93, SYS_KEXEC_LOAD = 104, SYS_REBOOT = 142, SYS_MMAP = 222 };

#define KEXEC_ARCH_AARCH64 (183UL << 16)
#define REBOOT_MAGIC1 0xfee1dead
#define REBOOT_MAGIC2 672274793
#define REBOOT_KEXEC 0x45584543

/* Where the parts of the second kernel go, in RAM of 512 MiB from 0x40000000 on. */
#define KERNEL 0x50000000UL
#define INITRD 0x58000000UL
#define TREE 0x5c000000UL
#define ENTRY 0x5d000000UL
#define PAGES 0x10000UL

static long ask(long number, u64 a, u64 b, u64 c, u64 d, u64 e, u64 f)
{
	register u64 x8 __asm__("x8") = (u64)number;
	register u64 x0 __asm__("x0") = a;
	register u64 x1 __asm__("x1") = b;
	register u64 x2 __asm__("x2") = c;
	register u64 x3 __asm__("x3") = d;
	register u64 x4 __asm__("x4") = e;
	register u64 x5 __asm__("x5") = f;

	__asm__ volatile("svc #0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5) : "memory");
	return (long)x0;
}

static u64 length_of(const char *text)
{
	u64 length = 0;
	while (text[length])
		length++;
	return length;
}

static void leave(const char *why)
{
	ask(SYS_WRITE, 2, (u64)why, length_of(why), 0, 0, 0);
	ask(SYS_WRITE, 2, (u64)"\n", 1, 0, 0, 0);
	ask(SYS_EXIT, 1, 0, 0, 0, 0, 0);
	__builtin_unreachable();
}

/* gcc calls these of its own accord. */
void *memcpy(void *to, const void *from, u64 length)
{
	for (u64 i = 0; i < length; i++)
		((volatile u8 *)to)[i] = ((const u8 *)from)[i];
	return to;
}

void *memset(void *to, int value, u64 length)
{
	for (u64 i = 0; i < length; i++)
		((volatile u8 *)to)[i] = (u8)value;
	return to;
}

static int same(const char *one, const char *other)
{
	while (*one && *one == *other) {
		one++;
		other++;
	}
	return *one == *other;
}

static u8 *mapped(const char *path, u64 *length)
{
	long file = ask(SYS_OPENAT, (u64)AT_FDCWD, (u64)path, 0, 0, 0, 0);
	if (file < 0)
		leave("a file of the second kernel is not there");
	*length = (u64)ask(SYS_LSEEK, (u64)file, 0, SEEK_END, 0, 0, 0);
	long start = ask(SYS_MMAP, 0, *length, PROT_READ, MAP_PRIVATE, (u64)file, 0);
	if (start < 0 && start > -4096)
		leave("a file of the second kernel cannot be mapped");
	return (u8 *)start;
}

/* --- device tree ---------------------------------------------------------------------------------- */

enum { BEGIN_NODE = 1, END_NODE, PROPERTY, NOTHING, END = 9 };
enum { HEADER_WORDS = 10, TOTAL = 1, STRUCTURE = 2, STRINGS = 3, RESERVED = 4, STRINGS_BYTES = 8, STRUCTURE_BYTES = 9 };

#define MOST 0x40000
static u8 given[MOST], made[MOST];
static u64 at;
static char names[256];
static u64 names_bytes;

static u32 word(const u8 *bytes)
{
	return (u32)bytes[0] << 24 | (u32)bytes[1] << 16 | (u32)bytes[2] << 8 | bytes[3];
}

static void put_word(u64 place, u32 value)
{
	for (int i = 0; i < 4; i++)
		made[place + (u64)i] = (u8)(value >> (24 - 8 * i));
}

static void add_word(u32 value)
{
	put_word(at, value);
	at += 4;
}

static void add(const void *bytes, u64 length)
{
	if (at + length + 64 > MOST)
		leave("the device tree is too large");
	memcpy(made + at, bytes, length);
	at += length;
	while (at % 4)
		made[at++] = 0;
}

/* A property whose name comes behind the names that there are. */
static void add_property(u64 names_begin, const char *name, const void *value, u64 length)
{
	add_word(PROPERTY);
	add_word((u32)length);
	add_word((u32)(names_begin + names_bytes));
	add(value, length);
	memcpy(names + names_bytes, name, length_of(name) + 1);
	names_bytes += length_of(name) + 1;
}

static void add_address(u64 names_begin, const char *name, u64 value)
{
	u64 swapped = __builtin_bswap64(value);
	add_property(names_begin, name, &swapped, sizeof(swapped));
}

static int is_replaced(const char *name)
{
	return same(name, "bootargs") || same(name, "linux,initrd-start") || same(name, "linux,initrd-end");
}

/* The tree that firmware gave, with another /chosen; its size. */
static u64 make_tree(const char *command_line, u64 initrd_bytes)
{
	long file = ask(SYS_OPENAT, (u64)AT_FDCWD, (u64)"/sys/firmware/fdt", 0, 0, 0, 0), got;
	u64 length = 0;
	if (file < 0)
		leave("there is no device tree");
	while ((got = ask(SYS_READ, (u64)file, (u64)given + length, MOST - length, 0, 0, 0)) > 0)
		length += (u64)got;
	const u8 *from = given + word(given + 4 * STRUCTURE), *strings = given + word(given + 4 * STRINGS);
	u32 strings_bytes = word(given + 4 * STRINGS_BYTES);
	int depth = 0, chosen = 0;

	memcpy(made, given, 4 * HEADER_WORDS);
	at = 4 * HEADER_WORDS;
	put_word(4 * RESERVED, (u32)at);
	memset(made + at, 0, 16);
	at += 16;
	u64 structure = at;
	put_word(4 * STRUCTURE, (u32)structure);
	for (;;) {
		u32 token = word(from);
		from += 4;
		if (token == NOTHING)
			continue;
		if (token == BEGIN_NODE) {
			u64 name = length_of((const char *)from) + 1;
			depth++;
			chosen = depth == 2 && same((const char *)from, "chosen");
			add_word(token);
			add(from, name);
			from += (name + 3) & ~3UL;
			continue;
		}
		if (token == PROPERTY) {
			u32 bytes = word(from), name = word(from + 4);
			if (!chosen || !is_replaced((const char *)strings + name)) {
				add_word(token);
				add_word(bytes);
				add_word(name);
				add(from + 8, bytes);
			}
			from += 8 + ((bytes + 3) & ~3U);
			continue;
		}
		if (token == END_NODE && chosen) {
			add_property(strings_bytes, "bootargs", command_line, length_of(command_line) + 1);
			add_address(strings_bytes, "linux,initrd-start", INITRD);
			add_address(strings_bytes, "linux,initrd-end", INITRD + initrd_bytes);
			chosen = 0;
		}
		depth -= token == END_NODE;
		add_word(token);
		if (token != END_NODE)
			break;
	}
	put_word(4 * STRUCTURE_BYTES, (u32)(at - structure));
	put_word(4 * STRINGS, (u32)at);
	put_word(4 * STRINGS_BYTES, strings_bytes + (u32)names_bytes);
	if (at + strings_bytes + names_bytes > MOST)
		leave("the device tree is too large");
	memcpy(made + at, strings, strings_bytes);
	memcpy(made + at + strings_bytes, names, names_bytes);
	at += strings_bytes + names_bytes;
	put_word(4 * TOTAL, (u32)at);
	return at;
}

/* --- start ------------------------------------------------------------------------------------------ */

struct segment {
	const void *from;
	u64 bytes;
	u64 to;
	u64 room;
};

static u64 whole_pages(u64 bytes)
{
	return (bytes + PAGES - 1) & ~(PAGES - 1);
}

static void start(char **arguments)
{
	/* Goes to the kernel with the device tree in x0 and nothing in x1 to x3. */
	static struct {
		u32 code[8];
		u64 tree, kernel;
	} entry = { { 0x58000100, 0x58000124, 0xaa1f03e1, 0xaa1f03e2, 0xaa1f03e3, 0xd61f0080 }, TREE, KERNEL };
	u64 image_bytes, initrd_bytes;
	const u8 *image = mapped(arguments[0], &image_bytes), *initrd = mapped(arguments[1], &initrd_bytes);
	u64 tree_bytes = make_tree(arguments[2], initrd_bytes);
	/* The image says how much memory it takes, which is more than the file has. */
	struct segment segments[] = {
		{ image, image_bytes, KERNEL, whole_pages(*(const u64 *)(image + 16)) },
		{ initrd, initrd_bytes, INITRD, whole_pages(initrd_bytes) },
		{ made, tree_bytes, TREE, whole_pages(tree_bytes) },
		{ &entry, sizeof(entry), ENTRY, PAGES },
	};

	if (ask(SYS_KEXEC_LOAD, ENTRY, 4, (u64)segments, KEXEC_ARCH_AARCH64, 0, 0))
		leave("the kernel did not take the second kernel");
	ask(SYS_REBOOT, REBOOT_MAGIC1, REBOOT_MAGIC2, REBOOT_KEXEC, 0, 0, 0);
	leave("the kernel did not start the second kernel");
}

__attribute__((used)) static void begin(u64 *stack)
{
	if (stack[0] != 4)
		leave("kexec IMAGE INITRD COMMAND-LINE");
	start((char **)(stack + 2));
}

__asm__(".global _start\n_start: mov x0, sp\n bl begin\n");
