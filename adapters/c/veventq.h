/* An event queue of a vIOMMU, read whenever it becomes readable. */
#ifndef VEVENTQ_H
#define VEVENTQ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "host.h"

typedef struct {
  host *host;
  uint32_t iommufd;
  uint32_t viommu;
  uint32_t type;
  uint32_t depth;
  /* Size of what follows the header of a record; at most VEVENT_PAYLOAD_MAX. */
  size_t payload_bytes;
  /* Called for each event, with what follows its header. */
  void (*deliver)(void *context, const uint8_t *payload);
  void *context;
} veventq_description;

typedef struct {
  veventq_description about;
  uint32_t id;
  uint32_t fd;
  bool taking;
  bool more;
} veventq;

/* Allocates the queue, unless the kernel refuses. */
status veventq_open(veventq *queue, const veventq_description *description);
/* Asks to be told of events: from here on veventq_take() may be due during any host call. */
void veventq_listen(veventq *queue);
/* The fd became readable. */
void veventq_take(veventq *queue);
/* Gives the queue back; the fd holds it, so that goes first (UAPI-VEQ-07). */
void veventq_release(veventq *queue);

#endif
