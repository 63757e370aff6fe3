// SPDX-License-Identifier: GPL-2.0-only
/* Wait queues. Nobody waits: who would be woken is told. */
#include <linux/completion.h>
#include <linux/fs.h>
#include <linux/swait.h>
#include <linux/wait.h>

#include "iommufd_private.h"
#include "runtime.h"

#define MOST_WOKEN 256

static struct wait_queue_head *queues[MOST_WOKEN];
static int queue_count;

void __init_waitqueue_head(struct wait_queue_head *queue, const char *name, struct lock_class_key *key)
{
	INIT_LIST_HEAD(&queue->head);
}

int __wake_up(struct wait_queue_head *queue, unsigned int mode, int count, void *key)
{
	if (queue_count == MOST_WOKEN)
		stop("nobody has looked for wake-ups");
	queues[queue_count++] = queue;
	return 0;
}

int woken(int fd)
{
	const struct file *file = file_of(fd);
	const struct iommufd_eventq *events = file ? file->private_data : NULL;
	int i, kept = 0, found = 0;

	for (i = 0; i < queue_count; i++)
		if (events && queues[i] == &events->wait_queue)
			found++;
		else
			queues[kept++] = queues[i];
	queue_count = kept;
	return found;
}

void forget_woken(void)
{
	queue_count = 0;
}

void init_wait_entry(struct wait_queue_entry *entry, int flags)
{
}

long prepare_to_wait_event(struct wait_queue_head *queue, struct wait_queue_entry *entry, int state)
{
	return 0;
}

void finish_wait(struct wait_queue_head *queue, struct wait_queue_entry *entry)
{
}

void __init_swait_queue_head(struct swait_queue_head *queue, const char *name, struct lock_class_key *key)
{
	INIT_LIST_HEAD(&queue->task_list);
}

void complete(struct completion *one)
{
	one->done++;
}

static bool take_completion(struct completion *one)
{
	if (!one->done)
		return false;
	if (one->done != UINT_MAX)
		one->done--;
	return true;
}

bool try_wait_for_completion(struct completion *one)
{
	return take_completion(one);
}

void waits_in_vain(const void *site)
{
	complain("deadlock: %s waits for what nobody will ever do", host_place(site));
	stop("it waits for ever");
}

unsigned long wait_for_completion_timeout(struct completion *one, unsigned long jiffies_)
{
	if (!take_completion(one))
		waits_in_vain(__builtin_return_address(0));
	return jiffies_;
}

long wait_for_completion_interruptible_timeout(struct completion *one, unsigned long jiffies_)
{
	if (!take_completion(one))
		waits_in_vain(__builtin_return_address(0));
	return jiffies_;
}
