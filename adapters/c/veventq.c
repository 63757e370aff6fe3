#include "veventq.h"

#include "uapi.h"

status veventq_open(veventq *queue, const veventq_description *description)
{
  uint8_t request[VEVENTQ_ALLOC_BYTES] = { 0 };
  put_u32(request + VEVENTQ_ALLOC_VIOMMU_ID, description->viommu);
  put_u32(request + VEVENTQ_ALLOC_TYPE, description->type);
  put_u32(request + VEVENTQ_ALLOC_DEPTH, description->depth);
  const status status = host_ioctl(description->host, description->iommufd, VEVENTQ_ALLOC, request, sizeof request, NULL, 0);
  *queue = (veventq){
    .about = *description,
    .id = get_u32(request + VEVENTQ_ALLOC_OUT_ID),
    .fd = get_u32(request + VEVENTQ_ALLOC_OUT_FD),
  };
  return status;
}

void veventq_listen(veventq *queue)
{
  host_watch(queue->about.host, queue->fd);
}

/*
 * Takes records until one is missing or not whole: an empty queue, an error, or a LOST_EVENTS record, which has no payload (EVT-02 to
 * EVT-04). A sequence number would only tell whether to warn: an event after a gap counts like any other (EVT-05, SMMU-13).
 */
static void take_records(veventq *queue)
{
  uint8_t record[VEVENT_HEADER_BYTES + VEVENT_PAYLOAD_MAX];
  while (host_read_record(queue->about.host, queue->fd, record, VEVENT_HEADER_BYTES + queue->about.payload_bytes)) {
    queue->about.deliver(queue->about.context, record + VEVENT_HEADER_BYTES);
  }
}

void veventq_take(veventq *queue)
{
  /* Told during a read of its own: a read inside that one would be finished first, and its later record overtake the earlier. */
  queue->more = true;
  if (queue->taking) return;
  queue->taking = true;
  while (queue->more) {
    queue->more = false;
    take_records(queue);
  }
  queue->taking = false;
}

void veventq_release(veventq *queue)
{
  host_close(queue->about.host, queue->fd);
  host_destroy(queue->about.host, queue->about.iommufd, queue->id);
}
