// SPDX-License-Identifier: GPL-2.0-only
/*
 * The registers of an SMMUv3 itself, as far as its driver touches them. It does at once what it is told; commands of its own queue go
 * to the suite, all between CONS and PROD in one submission.
 */
#include <linux/bits.h>
#include <linux/minmax.h>
#include <linux/string.h>

#include "runtime.h"

#define SPACE 0x20000

enum {
	IDR0 = 0x0, IIDR = 0x18, AIDR = 0x1c, CR0 = 0x20, CR0ACK = 0x24, GBPA = 0x44, IRQ_CTRL = 0x50, IRQ_CTRLACK = 0x54,
	GERROR = 0x60, GERRORN = 0x64, CMDQ_BASE = 0x90, CMDQ_PROD = 0x98, CMDQ_CONS = 0x9c,
};
#define CR0_CMDQEN BIT(3)
#define GERROR_CMDQ BIT(0)
#define GBPA_UPDATE BIT(31)
#define CERROR_ILL (1u << 24)
#define MOST_COMMANDS (1u << 13)

static struct smmu {
	u32 registers[SPACE / 4];
	/* A submission that timed out is not tried again: the queue goes on behind it. */
	bool skips;
	u32 skips_to;
} smmus[MAX_SMMUS];

#define R32(offset) (smmu->registers[(offset) / 4])
#define R64(offset) (*(u64 *)&R32(offset))

void smmu_reset(int number)
{
	struct smmu *smmu = &smmus[number];
	const struct machine_smmu *described = &the_machine.smmus[number];
	int i;

	memset(smmu, 0, sizeof(*smmu));
	for (i = 0; i < 6; i++)
		R32(IDR0 + 4 * i) = described->idr[i];
	R32(IIDR) = described->iidr;
	R32(AIDR) = described->aidr;
}

static void consume(int number)
{
	static u64 batch[2 * MOST_COMMANDS];
	struct smmu *smmu = &smmus[number];
	const u64 base = R64(CMDQ_BASE) & GENMASK_ULL(51, 5);
	const u32 size = 1u << (R64(CMDQ_BASE) & 0x1f), mask = 2 * size - 1;

	/* At the end of a scenario all obeys, also what the kernel has switched off. */
	while (ending || R32(CR0ACK) & CR0_CMDQEN) {
		const u32 prod = R32(CMDQ_PROD) & mask;
		u32 cons = R32(CMDQ_CONS) & mask, count, i;
		unsigned int consumed = 0;
		int end;

		if (smmu->skips) {
			smmu->skips = false;
			cons = smmu->skips_to;
			R32(CMDQ_CONS) = cons;
		}
		count = (prod - cons) & mask;
		if (!count)
			return;
		if (count > MOST_COMMANDS)
			stop("the SMMU's queue is longer than this runtime can take");
		for (i = 0; i < count; i++)
			if (!copy_own_memory(base + 16ull * ((cons + i) & (size - 1)), &batch[2 * i], 16, false))
				stop("the SMMU's queue is not in the kernel's memory");
		if (ending)
			consumed = count, end = SUBMIT_DONE;
		else
			end = the_services.submit(number, batch, count, &consumed);
		cons = (cons + min(consumed, count)) & mask;
		R32(CMDQ_CONS) = cons;
		if (end == SUBMIT_TIMEOUT) {
			smmu->skips = true;
			smmu->skips_to = prod;
			return;
		}
		if (end != SUBMIT_ILLEGAL)
			continue;
		R32(CMDQ_CONS) = cons | CERROR_ILL;
		if (!((R32(GERROR) ^ R32(GERRORN)) & GERROR_CMDQ))
			R32(GERROR) ^= GERROR_CMDQ;
		run_interrupt(GERROR_IRQ(number));
		/* Stopped until somebody acknowledges it; then the entry is fetched again. */
		if ((R32(GERROR) ^ R32(GERRORN)) & GERROR_CMDQ)
			return;
		R32(CMDQ_CONS) = cons;
	}
}

u64 smmu_read(int number, u32 offset, int width)
{
	struct smmu *smmu = &smmus[number];

	return width == 8 ? R64(offset) : R32(offset);
}

void smmu_write(int number, u32 offset, int width, u64 value)
{
	struct smmu *smmu = &smmus[number];

	if (width == 8) {
		R64(offset) = value;
		return;
	}
	if (offset <= AIDR)
		return;
	R32(offset) = offset == GBPA ? value & ~GBPA_UPDATE : value;
	if (offset == CR0)
		R32(CR0ACK) = value;
	if (offset == IRQ_CTRL)
		R32(IRQ_CTRLACK) = value;
	if (offset == CMDQ_PROD)
		consume(number);
}
