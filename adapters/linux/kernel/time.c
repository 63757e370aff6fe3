// SPDX-License-Identifier: GPL-2.0-only
/* Time passes when the kernel waits, and a little when it looks at the clock; no waiting takes any of the suite's. */
#include <linux/delay.h>
#include <linux/ktime.h>
#include <linux/sched.h>

#include "runtime.h"

/* A poll that waits a little each time gives up after some tries, instead of after thousands. */
#define SHORTEST_SLEEP_US 50000ul

static u64 now = NSEC_PER_SEC;

void time_passes(u64 nanoseconds)
{
	now += nanoseconds;
	something_happens();
}

ktime_t ktime_get(void)
{
	time_passes(100);
	return now;
}

void usleep_range_state(unsigned long least, unsigned long most, unsigned int state)
{
	time_passes(max(most, SHORTEST_SLEEP_US) * NSEC_PER_USEC);
}

void __udelay(unsigned long microseconds)
{
	time_passes(max(microseconds, SHORTEST_SLEEP_US) * NSEC_PER_USEC);
}

void __const_udelay(unsigned long loops)
{
	time_passes(SHORTEST_SLEEP_US * NSEC_PER_USEC);
}

long schedule_timeout(long jiffies_)
{
	time_passes((u64)jiffies_ * (NSEC_PER_SEC / HZ));
	return 0;
}

int __cond_resched(void)
{
	return 0;
}
