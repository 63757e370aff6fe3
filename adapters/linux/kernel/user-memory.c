// SPDX-License-Identifier: GPL-2.0-only
/*
 * User memory. What a system call's argument and its pointers reach came with the call, in segments; what a process has in memory of
 * its own is known by its physical addresses alone, and is there to be pinned.
 */
#include <linux/mm.h>
#include <linux/sched/mm.h>
#include <linux/uaccess.h>

#include "runtime.h"

static const struct segment *segments;
static int segment_count;
static int process;
static long pins;

static struct user_range {
	u64 address, length, physical;
	int process;
	struct user_range *next;
} *ranges;

void enter(int process_, const struct segment *segments_, int count)
{
	process = process_;
	segments = segments_;
	segment_count = count;
	something_happens();
}

int current_process(void)
{
	return process;
}

static const struct segment *segment_at(u64 address)
{
	int i;

	for (i = segment_count - 1; i >= 0; i--)
		if (address >= segments[i].address && address - segments[i].address < segments[i].length)
			return &segments[i];
	return NULL;
}

/* Tells how many bytes were not copied. */
static unsigned long copy(u8 *own, u64 user, unsigned long count, bool write)
{
	while (count) {
		const struct segment *segment = segment_at(user);
		unsigned long chunk;
		u8 *bytes;

		if (!segment || (write && !segment->writable))
			break;
		bytes = segment->bytes + (user - segment->address);
		chunk = min(count, segment->address + segment->length - user);
		if (write)
			memcpy(bytes, own, chunk);
		else
			memcpy(own, bytes, chunk);
		own += chunk;
		user += chunk;
		count -= chunk;
	}
	return count;
}

unsigned long raw_copy_from_user(void *to, const void __user *from, unsigned long count)
{
	return copy(to, (u64)from, count, false);
}

unsigned long raw_copy_to_user(void __user *to, const void *from, unsigned long count)
{
	return copy((u8 *)from, (u64)to, count, true);
}

unsigned long __clear_user(void __user *to, unsigned long count)
{
	static const u8 zeros[PAGE_SIZE];

	while (count) {
		const unsigned long chunk = min(count, PAGE_SIZE), left = copy((u8 *)zeros, (u64)to, chunk, true);

		to += chunk - left;
		count -= chunk - left;
		if (left)
			break;
	}
	return count;
}

/* The kernel's own reads whole words, of which a page has all bytes. A segment ends where the structure ends. */
int check_zeroed_user(const void __user *from, size_t size)
{
	u8 byte;

	while (size--) {
		if (copy(&byte, (u64)from++, 1, false))
			return -EFAULT;
		if (byte)
			return 0;
	}
	return 1;
}

void give_memory(u64 address, u64 length, u64 physical)
{
	struct user_range *range = host_allocate(sizeof(*range), 16);

	*range = (struct user_range){ address, length, physical, process, ranges };
	ranges = range;
}

int pin_user_pages_fast(unsigned long start, int count, unsigned int flags, struct page **pages)
{
	int i;

	for (i = 0; i < count; i++) {
		const u64 address = (start & PAGE_MASK) + (u64)i * PAGE_SIZE;
		const struct user_range *range = ranges;

		while (range && (range->process != process || address < range->address || address - range->address >= range->length))
			range = range->next;
		if (!range)
			break;
		pages[i] = pfn_to_page((range->physical + (address - range->address)) >> PAGE_SHIFT);
		pins++;
	}
	return i ? i : -EFAULT;
}

long pin_user_pages_remote(struct mm_struct *mm, unsigned long start, unsigned long count, unsigned int flags, struct page **pages,
			   int *locked)
{
	return pin_user_pages_fast(start, count, flags, pages);
}

static void unpin(long count)
{
	if (count > pins)
		complain("%ld pages were unpinned, and %ld are pinned", count, pins);
	pins -= count;
}

void unpin_user_page(struct page *page)
{
	unpin(1);
}

void unpin_user_pages(struct page **pages, unsigned long count)
{
	unpin(count);
}

void unpin_user_page_range_dirty_lock(struct page *page, unsigned long count, bool dirty)
{
	unpin(count);
}

int set_page_dirty_lock(struct page *page)
{
	return 0;
}

void complain_of_pins(void)
{
	if (pins)
		complain("leak: %ld pages of user memory are still pinned", pins);
	pins = 0;
}
