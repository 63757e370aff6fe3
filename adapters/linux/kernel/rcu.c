// SPDX-License-Identifier: GPL-2.0-only
/*
 * One CPU and no preemption: a grace period is over at once. The types of these functions differ from release to release, and the
 * headers that declare them are left out for that.
 */
#include "runtime.h"

void kfree(const void *object);
void kvfree_call_rcu(void *head, void *object);
void call_rcu(void *head, void (*function)(void *head));

void kvfree_call_rcu(void *head, void *object)
{
	kfree(object);
}

void call_rcu(void *head, void (*function)(void *head))
{
	function(head);
}
