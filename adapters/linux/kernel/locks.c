// SPDX-License-Identifier: GPL-2.0-only
/*
 * Mutexes and semaphores. One task does everything, one thing after another: a lock that is taken while it is held would be waited for
 * for ever, and one that is held when a system call is over stays so. An interrupt that comes while a register is accessed and wants a
 * lock that is held there would wait for its holder; here that cannot be, and it is told of like any other.
 */
#include <linux/mutex.h>
#include <linux/rwsem.h>
#include <linux/string.h>

#include "runtime.h"

#define MOST_HELD 64

static struct held {
	const void *lock, *site;
} held[MOST_HELD];
static int held_count;

static void take(const void *lock, const void *site)
{
	if (held_count == MOST_HELD)
		stop("more locks are held than anybody could keep in mind");
	held[held_count++] = (struct held){ lock, site };
}

static bool release(const void *lock)
{
	int i;

	for (i = held_count - 1; i >= 0; i--)
		if (held[i].lock == lock) {
			held[i] = held[--held_count];
			return true;
		}
	return false;
}

static const void *holder(const void *lock)
{
	int i;

	for (i = held_count - 1; i >= 0; i--)
		if (held[i].lock == lock)
			return held[i].site;
	return NULL;
}

static void deadlock(const void *lock, const void *site)
{
	complain("deadlock: a lock that was taken at %s is taken once more at %s", host_place(holder(lock)), host_place(site));
	stop("it waits for a lock that it holds");
}

void complain_of_locks(const char *when)
{
	while (held_count) {
		held_count--;
		complain("a lock that was taken at %s is still held %s", host_place(held[held_count].site), when);
	}
}

#define SITE __builtin_return_address(0)

void mutex_init_generic(struct mutex *lock)
{
	memset(lock, 0, sizeof(*lock));
}

static void lock_mutex(struct mutex *lock, const void *site)
{
	if (atomic_long_read(&lock->owner))
		deadlock(lock, site);
	atomic_long_set(&lock->owner, 1);
	take(lock, site);
}

void mutex_lock(struct mutex *lock)
{
	lock_mutex(lock, SITE);
}

int mutex_lock_interruptible(struct mutex *lock)
{
	lock_mutex(lock, SITE);
	return 0;
}

int mutex_lock_killable(struct mutex *lock)
{
	lock_mutex(lock, SITE);
	return 0;
}

int mutex_trylock(struct mutex *lock)
{
	if (atomic_long_read(&lock->owner))
		return 0;
	lock_mutex(lock, SITE);
	return 1;
}

void mutex_unlock(struct mutex *lock)
{
	if (!release(lock))
		complain("a mutex that is not held is unlocked at %s", host_place(SITE));
	atomic_long_set(&lock->owner, 0);
}

void __init_rwsem(struct rw_semaphore *lock, const char *name, struct lock_class_key *key)
{
	memset(lock, 0, sizeof(*lock));
}

/* `count` is that of the readers, or -1 for a writer. */
void down_read(struct rw_semaphore *lock)
{
	if (atomic_long_read(&lock->count) < 0)
		deadlock(lock, SITE);
	atomic_long_inc(&lock->count);
	take(lock, SITE);
}

void up_read(struct rw_semaphore *lock)
{
	if (!release(lock) || atomic_long_read(&lock->count) <= 0)
		complain("a semaphore that is not held for reading is given up at %s", host_place(SITE));
	else
		atomic_long_dec(&lock->count);
}

void down_write(struct rw_semaphore *lock)
{
	if (atomic_long_read(&lock->count))
		deadlock(lock, SITE);
	atomic_long_set(&lock->count, -1);
	take(lock, SITE);
}

void up_write(struct rw_semaphore *lock)
{
	if (!release(lock) || atomic_long_read(&lock->count) >= 0)
		complain("a semaphore that is not held for writing is given up at %s", host_place(SITE));
	atomic_long_set(&lock->count, 0);
}

void downgrade_write(struct rw_semaphore *lock)
{
	atomic_long_set(&lock->count, 1);
}
