// SPDX-License-Identifier: GPL-2.0-only
/* What a driver's probe took and its end gives back, in reverse order. */
#include <linux/device.h>
#include <linux/dma-mapping.h>
#include <linux/interrupt.h>
#include <linux/slab.h>

#include "runtime.h"

enum kind { MEMORY, DMA, ACTION, INTERRUPT };

static struct resource_of_device {
	struct device *dev;
	enum kind kind;
	void *data;
	size_t size;
	unsigned int irq;
	void (*action)(void *data);
	struct resource_of_device *next;
} *resources;

static void *add(struct device *dev, struct resource_of_device one)
{
	struct resource_of_device *added = host_allocate(sizeof(*added), 16);

	*added = one;
	added->dev = dev;
	added->next = resources;
	resources = added;
	return one.data;
}

#define SITE __builtin_return_address(0)

void *devm_kmalloc(struct device *dev, size_t size, gfp_t flags)
{
	void *memory = allocate(size, flags, 64, SITE);

	return memory ? add(dev, (struct resource_of_device){ .kind = MEMORY, .data = memory, .size = size }) : NULL;
}

void *devm_krealloc(struct device *dev, void *old, size_t size, gfp_t flags)
{
	struct resource_of_device *one = resources;
	void *memory;

	while (one && (one->kind != MEMORY || one->data != old))
		one = one->next;
	memory = one ? allocate(size, flags | __GFP_ZERO, 64, SITE) : NULL;
	if (!memory)
		return NULL;
	memcpy(memory, old, min(one->size, size));
	kfree(old);
	one->data = memory;
	one->size = size;
	return memory;
}

void *dmam_alloc_attrs(struct device *dev, size_t size, dma_addr_t *handle, gfp_t flags, unsigned long attributes)
{
	void *memory = dma_alloc_attrs(dev, size, handle, flags, attributes);

	return memory ? add(dev, (struct resource_of_device){ .kind = DMA, .data = memory }) : NULL;
}

int __devm_add_action(struct device *dev, void (*action)(void *), void *data, const char *name)
{
	add(dev, (struct resource_of_device){ .kind = ACTION, .data = data, .action = action });
	return 0;
}

void devres_add_interrupt(struct device *dev, unsigned int irq, void *id)
{
	add(dev, (struct resource_of_device){ .kind = INTERRUPT, .data = id, .irq = irq });
}

static struct resource_of_device *take_last(struct device *dev)
{
	struct resource_of_device **place = &resources, *one;

	while (*place && (*place)->dev != dev)
		place = &(*place)->next;
	one = *place;
	if (one)
		*place = one->next;
	return one;
}

void give_back_resources(struct device *dev)
{
	struct resource_of_device *one;

	while ((one = take_last(dev)) != NULL) {
		switch (one->kind) {
		case MEMORY: kfree(one->data); break;
		case DMA: own_free(one->data); break;
		case ACTION: one->action(one->data); break;
		case INTERRUPT: free_irq(one->irq, one->data); break;
		}
		host_free(one);
	}
}
