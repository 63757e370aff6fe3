// SPDX-License-Identifier: GPL-2.0-only
/* Register accesses: those of an SMMU stay here, those of its CMDQ-V go below, each as it is. */
#include <linux/device.h>
#include <linux/io.h>
#include <linux/ioport.h>

#include "runtime.h"

#define VIRTUAL 0x300000000000ul

void __iomem *ioremap(phys_addr_t physical, size_t size)
{
	return (void __iomem *)(VIRTUAL + physical);
}

void iounmap(volatile void __iomem *address)
{
}

void __iomem *devm_ioremap_resource(struct device *dev, const struct resource *resource)
{
	return ioremap(resource->start, resource_size(resource));
}

struct place {
	int smmu;
	bool cmdqv;
	u32 offset;
};

static struct place place_of(const volatile void __iomem *address)
{
	const u64 physical = (unsigned long)address - VIRTUAL;
	int i;

	for (i = 0; i < the_machine.smmu_count; i++) {
		if (physical >= CMDQV_PHYS(i) && physical - CMDQV_PHYS(i) < the_machine.smmus[i].cmdqv_size)
			return (struct place){ i, true, physical - CMDQV_PHYS(i) };
		if (physical >= SMMU_PHYS(i) && physical - SMMU_PHYS(i) < 0x20000)
			return (struct place){ i, false, physical - SMMU_PHYS(i) };
	}
	stop("an access outside all registers");
}

/*
 * What a block answers that obeys at once, for the end of a scenario: the kernel's own queues are empty, nothing is enabled any more,
 * and there is no error.
 */
#define OWN_QUEUES 0x30000
#define QUEUE_SPACE 0x80
#define OWN_QUEUE_COUNT 128
#define PROD 4
static u32 prods[MAX_SMMUS][OWN_QUEUE_COUNT];

static u32 *prod_beside(int smmu, u32 offset, u32 place)
{
	const u32 queue = (offset - OWN_QUEUES) / QUEUE_SPACE;

	return offset >= OWN_QUEUES && queue < OWN_QUEUE_COUNT && offset % QUEUE_SPACE == place ? &prods[smmu][queue] : NULL;
}

static u64 obedient(int smmu, u32 offset)
{
	const u32 *prod = prod_beside(smmu, offset, 0);

	return prod ? *prod : 0;
}

static u64 read_at(struct place place, int width)
{
	if (!place.cmdqv)
		return smmu_read(place.smmu, place.offset, width);
	return ending ? obedient(place.smmu, place.offset) : the_services.read(place.smmu, place.offset, width);
}

/* Reads of one register, all the same, between which the kernel neither writes nor looks at the clock. */
#define MOST_READS 10000
static struct {
	const volatile void __iomem *address;
	u64 value;
	unsigned int count;
} reads;

void something_happens(void)
{
	reads.count = 0;
}

/* Who reads on so long waits for a queue that nobody serves any more, and would do so for ever. */
static u64 read(const volatile void __iomem *address, int width, const void *site)
{
	const u64 value = read_at(place_of(address), width);

	if (address != reads.address || value != reads.value)
		something_happens();
	reads.address = address;
	reads.value = value;
	if (++reads.count == MOST_READS)
		waits_in_vain(site);
	return value;
}

static void write(volatile void __iomem *address, int width, u64 value)
{
	const struct place place = place_of(address);
	u32 *prod;

	something_happens();
	if (!place.cmdqv) {
		smmu_write(place.smmu, place.offset, width, value);
		return;
	}
	prod = prod_beside(place.smmu, place.offset, PROD);
	if (prod)
		*prod = value;
	if (!ending)
		the_services.write(place.smmu, place.offset, width, value);
}

u32 __raw_readl(const volatile void __iomem *address)
{
	return read(address, 4, __builtin_return_address(0));
}

u64 __raw_readq(const volatile void __iomem *address)
{
	return read(address, 8, __builtin_return_address(0));
}

void __raw_writel(u32 value, volatile void __iomem *address)
{
	write(address, 4, value);
}

void __raw_writeq(u64 value, volatile void __iomem *address)
{
	write(address, 8, value);
}
