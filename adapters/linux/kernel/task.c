// SPDX-License-Identifier: GPL-2.0-only
/* The one task, which makes the system calls of all processes. */
#include <linux/bottom_half.h>
#include <linux/cred.h>
#include <linux/mm.h>
#include <linux/random.h>
#include <linux/sched.h>
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>
#include <linux/sched/user.h>

#include "runtime.h"

/* More than anybody gives back, so that nothing of this is ever freed. */
#define MANY 1000000

static struct user_struct user = { .__count = REFCOUNT_INIT(MANY) };
static struct cred cred = { .user = &user };
static struct signal_struct signals;
static struct mm_struct mm;
static struct task_struct task;
struct task_struct *cpu_tasks[NR_CPUS] = { &task };

void task_init(void)
{
	int i;

	for (i = 0; i < RLIM_NLIMITS; i++)
		signals.rlim[i] = (struct rlimit){ RLIM_INFINITY, RLIM_INFINITY };
	task.signal = &signals;
	task.mm = task.active_mm = &mm;
	task.group_leader = &task;
	task.cred = task.real_cred = &cred;
	refcount_set(&task.usage, MANY);
	atomic_set(&mm.mm_users, MANY);
	atomic_set(&mm.mm_count, MANY);
}

void free_uid(struct user_struct *one)
{
	refcount_dec(&one->__count);
}

void mmput(struct mm_struct *one)
{
	atomic_dec(&one->mm_users);
}

int __account_locked_vm(struct mm_struct *one, unsigned long pages, bool increase, const struct task_struct *of, bool bypass)
{
	return 0;
}

u32 __get_random_u32_below(u32 ceiling)
{
	return 0;
}

/* Signals are how a user-mode kernel has its interrupts. There are none: an interrupt comes when something below is asked. */
int um_get_signals(void)
{
	return 1;
}

int um_set_signals(int enable)
{
	return 1;
}

void block_signals(void)
{
}

void unblock_signals(void)
{
}

void __local_bh_enable_ip(unsigned long ip, unsigned int count)
{
	preempt_count_sub(count);
}
