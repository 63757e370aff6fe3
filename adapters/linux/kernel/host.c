/* SPDX-License-Identifier: GPL-2.0-only */
#define _GNU_SOURCE
#include "host.h"
#include "interface.h"

#include <dlfcn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/asan_interface.h>
#endif

/* Larger than anything that the kernel asks for in earnest. */
#define MOST (1ul << 34)

void *host_allocate(unsigned long size, unsigned long alignment)
{
	void *memory = NULL;

	if (alignment < 16)
		alignment = 16;
	if (size > MOST || posix_memalign(&memory, alignment, size))
		return NULL;
	return memset(memory, 0, size);
}

void host_free(void *memory)
{
	free(memory);
}

void *host_map_at(unsigned long address, unsigned long size)
{
	void *memory = mmap((void *)address, size, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE, -1, 0);

	return memory == MAP_FAILED ? NULL : memory;
}

void host_close_memory(void *memory, unsigned long size)
{
#ifdef __SANITIZE_ADDRESS__
	__asan_poison_memory_region(memory, size);
#else
	(void)memory, (void)size;
#endif
}

void host_open_memory(void *memory, unsigned long size)
{
#ifdef __SANITIZE_ADDRESS__
	__asan_unpoison_memory_region(memory, size);
#else
	(void)memory, (void)size;
#endif
}

int host_format(char *buffer, unsigned long size, const char *format, va_list arguments)
{
	return vsnprintf(buffer, size, format, arguments);
}

const char *host_place(const void *address)
{
	static char texts[2][512];
	static int turn;
	char *text = texts[turn ^= 1], command[1024], function[256] = "?", line[256] = "?";
	Dl_info library;
	FILE *told;

	if (!dladdr(address, &library))
		return "?";
	/* A return address is one past the call. */
	snprintf(command, sizeof(command), "addr2line -f -i -e '%s' %#lx 2>/dev/null", library.dli_fname,
		 (unsigned long)address - (unsigned long)library.dli_fbase - 1);
	told = popen(command, "r");
	/* From the innermost of what was inlined there; what a header holds says little. */
	while (told && fgets(function, sizeof(function), told) && fgets(line, sizeof(line), told) && strstr(line, ".h:"))
		;
	if (told)
		pclose(told);
	function[strcspn(function, "\n")] = 0;
	line[strcspn(line, "\n (")] = 0;
	snprintf(text, sizeof(texts[0]), "%.200s (%.200s)", function, strrchr(line, '/') ? strrchr(line, '/') + 1 : line);
	return text;
}

void host_stop(const char *why)
{
	char words[512];

	snprintf(words, sizeof(words), "the kernel cannot go on: %s", why);
	the_services.complain(words);
	abort();
}
