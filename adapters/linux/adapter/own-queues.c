/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The kernel writes commands into memory of its own, and the hardware reads its queues from the suite's. What is new in a queue goes
 * there before its producer index does; what somebody else put where an error is comes back before the kernel looks at it.
 */
#include <stdlib.h>
#include <string.h>

#include "adapter.h"

/* VINTF 0 is the kernel's own. */
enum {
  PAGE0 = 0x30000, PAGE1 = 0x40000, END = 0x50000, SPACE = 0x80, QUEUES = 128,
  CONS = 0x0, PROD = 0x4, GERRORN = 0x14, BASE = 0x0,
  ENTRY = 16,
};

typedef struct {
  uint64_t base;
  uint32_t prod, cons;
  /* What lay where the error is. */
  bool fetched;
  uint8_t entry[ENTRY];
} own_queue;

static own_queue queues[MAX_SMMUS][QUEUES];

static uint64_t address_of(const own_queue *queue, uint32_t index)
{
  const uint32_t entries = 1u << (queue->base & 0x1f);
  return (queue->base & 0xffffffffffe0ull) + (uint64_t)(index & (entries - 1)) * ENTRY;
}

static bool has_memory(const own_queue *queue)
{
  return (queue->base & ~0x1full) != 0;
}

static void copy_new_entries(own_queue *queue, uint32_t prod)
{
  const uint32_t entries = 1u << (queue->base & 0x1f), mask = 2 * entries - 1;
  while (((prod - queue->prod) & mask) != 0) {
    const uint32_t left = (prod - queue->prod) & mask, room = entries - (queue->prod & (entries - 1));
    const uint32_t count = left < room ? left : room;
    uint8_t *bytes = malloc((size_t)count * ENTRY);
    if (bytes == NULL) abort();
    if (kernel->copy_own_memory(address_of(queue, queue->prod), bytes, (size_t)count * ENTRY, 0))
      memory_post(address_of(queue, queue->prod), bytes, (size_t)count * ENTRY);
    free(bytes);
    queue->prod += count;
  }
}

void own_queue_before_write(int smmu, uint32_t offset, uint64_t value)
{
  if (offset < PAGE0 || offset >= END) return;
  own_queue *queue = &queues[smmu][offset % 0x10000 / SPACE % QUEUES];
  const uint32_t place = offset % SPACE;
  if (offset >= PAGE1) {
    if (place == BASE) *queue = (own_queue){ .base = value };
  } else if (place == PROD) {
    if (has_memory(queue)) copy_new_entries(queue, (uint32_t)value);
    queue->prod = (uint32_t)value;
  } else if (place == GERRORN && queue->fetched) {
    uint8_t now[ENTRY];
    const uint64_t address = address_of(queue, queue->cons);
    if (kernel->copy_own_memory(address, now, ENTRY, 0) && memcmp(now, queue->entry, ENTRY) != 0) memory_post(address, now, ENTRY);
    queue->fetched = false;
  }
}

void own_queue_after_read(int smmu, uint32_t offset, uint64_t value)
{
  if (offset < PAGE0 || offset >= PAGE1 || offset % SPACE != CONS) return;
  own_queue *queue = &queues[smmu][offset % 0x10000 / SPACE % QUEUES];
  const bool error = (value >> 24 & 0x7f) != 0;
  queue->cons = (uint32_t)value;
  queue->fetched = error && has_memory(queue) && memory_read(address_of(queue, queue->cons), queue->entry, ENTRY);
  if (queue->fetched) kernel->copy_own_memory(address_of(queue, queue->cons), queue->entry, ENTRY, 1);
}
