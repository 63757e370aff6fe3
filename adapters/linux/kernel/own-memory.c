// SPDX-License-Identifier: GPL-2.0-only
/*
 * The kernel's own memory: pages, DMA memory and page tables. Physical addresses are the top of what the suite has, at a fixed
 * distance from the virtual ones, so that __pa() and __va() hold.
 */
#include <linux/dma-mapping.h>
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/string.h>

#include "iommu-pages.h"
#include "runtime.h"

#define VIRTUAL 0x200000000000ul

unsigned long uml_physmem = VIRTUAL - OWN_MEMORY_PHYS;
unsigned long task_size = 0x7ffffffff000ul;
/* Never looked into: an entry's place tells the page. */
struct page *mem_map = (struct page *)0x100000000000ul;

/* Of each piece, at its first page: order in bytes, and who asked for it. A piece that is free lies in the list of its order. */
static struct piece {
	u8 order;
	const void *site;
	u32 next;
} *pieces;
static u32 free_pieces[BITS_PER_LONG];
static unsigned long used;

void own_memory_init(void)
{
	if (!host_map_at(VIRTUAL, OWN_MEMORY_SIZE))
		stop("there is no room for the kernel's own memory");
	pieces = host_allocate((OWN_MEMORY_SIZE >> PAGE_SHIFT) * sizeof(*pieces), 16);
	/* No piece has number 0. */
	used = PAGE_SIZE;
}

static struct piece *piece_of(const void *memory)
{
	return &pieces[((unsigned long)memory - VIRTUAL) >> PAGE_SHIFT];
}

void *own_allocate(size_t size, const void *site)
{
	const unsigned int order = size <= PAGE_SIZE ? PAGE_SHIFT : fls64(size - 1);
	const u32 number = free_pieces[order];
	void *memory;

	if (allocation_fails())
		return NULL;
	if (number) {
		free_pieces[order] = pieces[number].next;
		memory = (void *)(VIRTUAL + ((unsigned long)number << PAGE_SHIFT));
		host_open_memory(memory, 1ul << order);
		memset(memory, 0, 1ul << order);
	} else {
		used = ALIGN(used, 1ul << order);
		if (used + (1ul << order) > OWN_MEMORY_SIZE)
			return NULL;
		memory = (void *)(VIRTUAL + used);
		used += 1ul << order;
	}
	*piece_of(memory) = (struct piece){ .order = order, .site = site };
	return memory;
}

void own_free(void *memory)
{
	struct piece *piece;

	if (!memory)
		return;
	piece = piece_of(memory);
	if (!piece->site)
		complain("memory that is free already was freed at %s", host_place(__builtin_return_address(0)));
	piece->site = NULL;
	piece->next = free_pieces[piece->order];
	free_pieces[piece->order] = piece - pieces;
	host_close_memory(memory, 1ul << piece->order);
}

void complain_of_own_memory(void)
{
	unsigned long page;

	for (page = 0; page < used >> PAGE_SHIFT; page++)
		if (pieces[page].site)
			complain("leak: %lu bytes of pages, allocated at %s, were never freed", 1ul << pieces[page].order,
				 host_place(pieces[page].site));
}

int copy_own_memory(u64 physical, void *bytes, size_t count, int write)
{
	void *memory = (void *)(physical + uml_physmem);

	if (physical < OWN_MEMORY_PHYS || physical + count > OWN_MEMORY_PHYS + used)
		return 0;
	if (write)
		memcpy(memory, bytes, count);
	else
		memcpy(bytes, memory, count);
	return 1;
}

#define SITE __builtin_return_address(0)

unsigned long get_free_pages_noprof(gfp_t flags, unsigned int order)
{
	return (unsigned long)own_allocate(PAGE_SIZE << order, SITE);
}

void free_pages(unsigned long address, unsigned int order)
{
	own_free((void *)address);
}

void *iommu_alloc_pages_node_sz(int node, gfp_t flags, size_t size)
{
	return own_allocate(size, SITE);
}

void iommu_free_pages(void *memory)
{
	own_free(memory);
}

int iommu_pages_start_incoherent(void *memory, struct device *dev)
{
	return 0;
}

void iommu_pages_free_incoherent(void *memory, struct device *dev)
{
	own_free(memory);
}

void *dma_alloc_attrs(struct device *dev, size_t size, dma_addr_t *handle, gfp_t flags, unsigned long attributes)
{
	void *memory = own_allocate(size, SITE);

	if (memory)
		*handle = __pa(memory);
	return memory;
}

void dma_free_attrs(struct device *dev, size_t size, void *memory, dma_addr_t handle, unsigned long attributes)
{
	own_free(memory);
}

int dma_set_mask(struct device *dev, u64 mask)
{
	return 0;
}

int dma_set_coherent_mask(struct device *dev, u64 mask)
{
	return 0;
}

bool is_vmalloc_addr(const void *address)
{
	return false;
}
