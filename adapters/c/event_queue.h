/* Registers of the guest's event queue: where the next event goes. */
#ifndef EVENT_QUEUE_H
#define EVENT_QUEUE_H

#include <stdbool.h>
#include <stdint.h>

/* log2 of the most entries that a queue has, as IDR1.EVENTQS tells it. */
enum { EVENT_QUEUE_LOG2SIZE = 19 };

/* PROD and CONS have a wrap bit above the index. */
typedef struct {
  uint64_t base;
  uint32_t prod, cons;
} event_queue;

/* 0 where no register of the queue is. */
uint32_t event_queue_read(const event_queue *queue, uint32_t offset);
void event_queue_write(event_queue *queue, uint32_t offset, uint32_t value);
uint32_t event_queue_entries(const event_queue *queue);
/* Guest physical address of the next entry; false where the queue is full, which it remembers (SMMU-14). */
bool event_queue_claim(event_queue *queue, uint64_t *address);
/* The entry that was claimed is written (SMMU-10). */
void event_queue_advance(event_queue *queue);

#endif
