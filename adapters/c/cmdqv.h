/*
 * The CMDQ-V block that a guest sees: one VINTF with two vCMDQs in a region of five pages of 64 KiB, all trapped but for the page-0
 * window, and what the host lends it for as long as the vIOMMU lives: the VINTF's page 0 and an event queue.
 */
#ifndef CMDQV_H
#define CMDQV_H

#include <stdbool.h>
#include <stdint.h>

#include "host.h"

/* What a CMDQ-V needs of the vIOMMU that it is part of. */
typedef struct {
  host *host;
  uint32_t iommufd;
  uint32_t viommu;
  /* What VIOMMU_ALLOC offers for mmap. */
  uint64_t page_offset;
  uint64_t page_length;
  /* Gives the guest one edge of the CMDQ-V interrupt. */
  void (*interrupt)(void *context);
  void *interrupt_context;
} cmdqv_host;

typedef struct cmdqv cmdqv;

/* log2 of the vCMDQs and of the SID slots, and the version, that the block promises its guest (LIM-01). */
enum { CMDQV_VERSION = 1, CMDQV_LOG2VCMDQS = 1, CMDQV_LOG2VSIDS = 4 };

/* Maps page 0 and allocates the event queue (LIFE-06, LIFE-07). On failure returns NULL and in `refusal` why, which the caller frees. */
cmdqv *cmdqv_activate(const cmdqv_host *host, char **refusal);
/* Asks to be told of events: from here on cmdqv_take_events() may be due during any host call. */
void cmdqv_listen(cmdqv *cmdqv);
/* Gives back what keeps the vIOMMU from being destroyed, and frees the block. */
void cmdqv_release(cmdqv *cmdqv);
/* The process ends: only its mapping goes; the caller closes its files. Frees the block. */
void cmdqv_abandon(cmdqv *cmdqv);
/* Frees the block and tells nobody. */
void cmdqv_forget(cmdqv *cmdqv);

/* A guest access at an offset in the region; `width` is 1, 2, 4 or 8. */
uint64_t cmdqv_read(cmdqv *cmdqv, uint32_t offset, unsigned width);
void cmdqv_write(cmdqv *cmdqv, uint32_t offset, unsigned width, uint64_t value);
/* Device reset; vIOMMU, mapping and event queue stay (TEAR-05). */
void cmdqv_reset(cmdqv *cmdqv);
/* True if a part of the region is the host's page now. */
bool cmdqv_window(const cmdqv *cmdqv, uint32_t *offset, uint32_t *length);

uint32_t cmdqv_event_fd(const cmdqv *cmdqv);
/* The event fd became readable. */
void cmdqv_take_events(cmdqv *cmdqv);

#endif
