// SPDX-License-Identifier: GPL-2.0-only
/* Interrupts: the handler, then its thread, before anything else goes on. */
#include <linux/interrupt.h>
#include <linux/string.h>

#include "runtime.h"

#define MOST 32

static struct line {
	unsigned int irq;
	irq_handler_t handler, thread;
	void *id;
} lines[MOST];

static struct line *line_of(unsigned int irq, const void *id)
{
	int i;

	for (i = 0; i < MOST; i++)
		if (lines[i].irq == irq && (!id || lines[i].id == id))
			return &lines[i];
	return NULL;
}

int request_threaded_irq(unsigned int irq, irq_handler_t handler, irq_handler_t thread, unsigned long flags, const char *name, void *id)
{
	struct line *line = line_of(0, NULL);

	if (!line)
		stop("there are not so many interrupts");
	*line = (struct line){ irq, handler, thread, id };
	return 0;
}

const void *free_irq(unsigned int irq, void *id)
{
	struct line *line = line_of(irq, id);

	if (line)
		memset(line, 0, sizeof(*line));
	else
		complain("interrupt %u is freed, which was not requested", irq);
	return NULL;
}

void synchronize_irq(unsigned int irq)
{
}

int devm_request_threaded_irq(struct device *dev, unsigned int irq, irq_handler_t handler, irq_handler_t thread, unsigned long flags,
			      const char *name, void *id)
{
	devres_add_interrupt(dev, irq, id);
	return request_threaded_irq(irq, handler, thread, flags, name, id);
}

void run_interrupt(int irq)
{
	const struct line *line = line_of(irq, NULL);
	irqreturn_t returned = IRQ_WAKE_THREAD;

	if (!line)
		return;
	if (line->handler)
		returned = line->handler(irq, line->id);
	if (line->thread && returned == IRQ_WAKE_THREAD)
		line->thread(irq, line->id);
}
