#include "event_queue.h"

#include "uapi.h"

/* Offsets, by the architecture. */
enum { BASE_L = 0xa0, BASE_H = 0xa4, PROD = 0x100a8, CONS = 0x100ac };

enum { BASE_LOG2SIZE = 0x1f };
#define BASE_ADDRESS ((UINT64_C(1) << 52) - (1 << 5))
/* OVFLG of PROD and OVACKFLG of CONS. */
#define OVERFLOW_FLAG (UINT32_C(1) << 31)

uint32_t event_queue_read(const event_queue *queue, uint32_t offset)
{
  switch (offset) {
    case BASE_L: return (uint32_t)queue->base;
    case BASE_H: return (uint32_t)(queue->base >> 32);
    case PROD: return queue->prod;
    case CONS: return queue->cons;
    default: return 0;
  }
}

void event_queue_write(event_queue *queue, uint32_t offset, uint32_t value)
{
  switch (offset) {
    case BASE_L: queue->base = queue->base >> 32 << 32 | value; break;
    case BASE_H: queue->base = (uint32_t)queue->base | (uint64_t)value << 32; break;
    case PROD: queue->prod = value; break;
    case CONS: queue->cons = value; break;
    default: break;
  }
}

uint32_t event_queue_entries(const event_queue *queue)
{
  const uint32_t log2size = queue->base & BASE_LOG2SIZE;
  return UINT32_C(1) << (log2size < EVENT_QUEUE_LOG2SIZE ? log2size : EVENT_QUEUE_LOG2SIZE);
}

bool event_queue_claim(event_queue *queue, uint64_t *address)
{
  const uint32_t entries = event_queue_entries(queue);
  if (((queue->prod ^ queue->cons) & (2 * entries - 1)) == entries) {
    queue->prod = (queue->prod & ~OVERFLOW_FLAG) | (~queue->cons & OVERFLOW_FLAG);
    return false;
  }
  *address = (queue->base & BASE_ADDRESS) + (uint64_t)(queue->prod & (entries - 1)) * VEVENT_SMMUV3_BYTES;
  return true;
}

void event_queue_advance(event_queue *queue)
{
  const uint32_t places = 2 * event_queue_entries(queue) - 1;
  queue->prod = (queue->prod & OVERFLOW_FLAG) | ((queue->prod + 1) & places);
}
