// SPDX-License-Identifier: GPL-2.0-only
/* kmalloc() and its kin. Each object is known with the place that asked for it, so that what stays behind can be named. */
#include <linux/slab.h>
#include <linux/string.h>

#include "runtime.h"

/* Stands before each object; a multiple of any alignment that is asked for, of which it is the first part. */
struct header {
	struct header *next, *previous;
	const void *site;
	size_t size;
	void *block;
	bool stays;
};

/* Finding out where an object comes from takes its time. */
#define MOST_TOLD 8

static struct header objects = { &objects, &objects };
static unsigned int countdown;
static bool reached;

static struct header *header_of(const void *object)
{
	return (struct header *)object - 1;
}

int fail_allocation(unsigned int n)
{
	bool was = reached;

	countdown = n;
	reached = false;
	return was;
}

bool allocation_fails(void)
{
	if (!countdown || --countdown)
		return false;
	reached = true;
	return true;
}

void *allocate(size_t size, gfp_t flags, size_t alignment, const void *site)
{
	const size_t before = max_t(size_t, ALIGN(sizeof(struct header), 16), alignment);
	struct header *header;
	void *block;

	if (!size)
		return ZERO_SIZE_PTR;
	if (!(flags & __GFP_NOFAIL) && allocation_fails())
		return NULL;
	block = host_allocate(before + size, alignment);
	if (!block)
		return NULL;
	header = header_of(block + before);
	*header = (struct header){ .next = objects.next, .previous = &objects, .site = site, .size = size, .block = block };
	header->next->previous = header;
	objects.next = header;
	/* Whoever relies on memory that nobody cleared gets no zeros. */
	if (!(flags & __GFP_ZERO))
		memset(header + 1, 0xa5, size);
	return header + 1;
}

void kfree(const void *object)
{
	struct header *header;

	if (ZERO_OR_NULL_PTR(object))
		return;
	header = header_of(object);
	header->next->previous = header->previous;
	header->previous->next = header->next;
	host_free(header->block);
}

void objects_that_stay(void)
{
	struct header *one;

	for (one = objects.next; one != &objects; one = one->next)
		one->stays = true;
}

void complain_of_objects(void)
{
	struct header *one;
	int count = 0;

	for (one = objects.next; one != &objects; one = one->next)
		if (!one->stays && ++count <= MOST_TOLD)
			complain("leak: an object of %zu bytes, allocated at %s, was never freed", one->size, host_place(one->site));
	if (count > MOST_TOLD)
		complain("leak: %d more objects were never freed", count - MOST_TOLD);
}

#define SITE __builtin_return_address(0)

kmem_buckets kmalloc_caches[NR_KMALLOC_TYPES];

void *__kmalloc_noprof(DECL_TOKEN_PARAMS(size, token), gfp_t flags)
{
	return allocate(size, flags, 16, SITE);
}

void *__kmalloc_node_noprof(DECL_KMALLOC_PARAMS(size, b, token), gfp_t flags, int node)
{
	return allocate(size, flags, 16, SITE);
}

void *__kmalloc_cache_noprof(struct kmem_cache *cache, gfp_t flags, size_t size)
{
	return allocate(size, flags, 16, SITE);
}

void *__kvmalloc_node_noprof(DECL_KMALLOC_PARAMS(size, b, token), unsigned long alignment, gfp_t flags, int node)
{
	if (size > INT_MAX) {
		if (!(flags & __GFP_NOWARN))
			complain("WARNING: %zu bytes were asked for at %s, more than any allocation can have", size, host_place(SITE));
		return NULL;
	}
	return allocate(size, flags, 16, SITE);
}

void kvfree(const void *object)
{
	kfree(object);
}

void *krealloc_node_align_noprof(const void *object, DECL_TOKEN_PARAMS(size, token), unsigned long alignment, gfp_t flags, int node)
{
	void *larger = allocate(size, flags | __GFP_ZERO, 16, SITE);

	if (!larger)
		return NULL;
	if (!ZERO_OR_NULL_PTR(object))
		memcpy(larger, object, min(size, header_of(object)->size));
	kfree(object);
	return larger;
}

char *kstrdup(const char *text, gfp_t flags)
{
	const size_t size = text ? strlen(text) + 1 : 0;
	char *copy = text ? allocate(size, flags, 16, SITE) : NULL;

	return copy ? memcpy(copy, text, size) : NULL;
}

char *kasprintf(gfp_t flags, const char *format, ...)
{
	char text[256];
	va_list arguments;
	char *copy;

	va_start(arguments, format);
	host_format(text, sizeof(text), format, arguments);
	va_end(arguments);
	copy = allocate(strlen(text) + 1, flags, 16, SITE);
	return copy ? strcpy(copy, text) : NULL;
}

/* Caches: an allocation of a fixed size each. */
struct kmem_cache {
	unsigned int size, alignment;
};

struct kmem_cache *__kmem_cache_create_args(const char *name, unsigned int size, struct kmem_cache_args *args, slab_flags_t flags)
{
	struct kmem_cache *cache = host_allocate(sizeof(*cache), 16);

	cache->size = size;
	cache->alignment = max(16u, args ? args->align : 0);
	if (is_power_of_2(size))
		cache->alignment = max(cache->alignment, size);
	return cache;
}

void *kmem_cache_alloc_noprof(struct kmem_cache *cache, gfp_t flags)
{
	return allocate(cache->size, flags | __GFP_ZERO, cache->alignment, SITE);
}

void *kmem_cache_alloc_lru_noprof(struct kmem_cache *cache, struct list_lru *lru, gfp_t flags)
{
	return allocate(cache->size, flags | __GFP_ZERO, cache->alignment, SITE);
}

void kmem_cache_free(struct kmem_cache *cache, void *object)
{
	kfree(object);
}

void kmem_cache_free_bulk(struct kmem_cache *cache, size_t count, void **objects_)
{
	while (count)
		kfree(objects_[--count]);
}

/* Sheaves: a number of objects that was promised, each made when it is taken. */
struct slab_sheaf {
	unsigned int size;
};

struct slab_sheaf *kmem_cache_prefill_sheaf(struct kmem_cache *cache, gfp_t flags, unsigned int size)
{
	struct slab_sheaf *sheaf = allocate(sizeof(*sheaf), flags | __GFP_ZERO, 16, SITE);

	if (sheaf)
		sheaf->size = size;
	return sheaf;
}

int kmem_cache_refill_sheaf(struct kmem_cache *cache, gfp_t flags, struct slab_sheaf **sheaf, unsigned int size)
{
	if (allocation_fails())
		return -ENOMEM;
	(*sheaf)->size = max((*sheaf)->size, size);
	return 0;
}

void kmem_cache_return_sheaf(struct kmem_cache *cache, gfp_t flags, struct slab_sheaf *sheaf)
{
	kfree(sheaf);
}

void *kmem_cache_alloc_from_sheaf_noprof(struct kmem_cache *cache, gfp_t flags, struct slab_sheaf *sheaf)
{
	if (!sheaf->size)
		return NULL;
	sheaf->size--;
	return allocate(cache->size, flags | __GFP_ZERO | __GFP_NOFAIL, cache->alignment, SITE);
}

unsigned int kmem_cache_sheaf_size(struct slab_sheaf *sheaf)
{
	return sheaf->size;
}
