/* SPDX-License-Identifier: GPL-2.0-only */
#include <stdlib.h>
#include <string.h>

#include "adapter.h"
#include "allocate.h"

enum { MOST_SEGMENTS = 256, MOST_WATCHES = 256 };

/* Where a buffer of read() is. */
#define BUFFER 0x700000000000ull

static struct {
  int process, fd;
} watches[MOST_WATCHES];
static int watch_count;

void host_open(rpc_message *request)
{
  process_of(request);
  const long fd = kernel->open(text_param(request, "path"));
  const char *status = status_of(fd);
  json_writer *writer = begin_answer(request);
  put_text(writer, "status", status);
  if (fd >= 0) put_integer(writer, "fd", (uint32_t)fd);
  end_answer(request, writer);
}

void host_close(rpc_message *request)
{
  const int process = process_of(request), fd = (int)integer_param(request, "fd");
  for (int i = watch_count - 1; i >= 0; i--)
    if (watches[i].process == process && watches[i].fd == fd) watches[i] = watches[--watch_count];
  answer_status(request, kernel->close(fd));
}

void host_ioctl(rpc_message *request)
{
  static struct segment segments[MOST_SEGMENTS];
  const int process = process_of(request);
  const json_value *list = param(request, "memory"), *one = list != NULL && list->count > 0 ? json_first(list) : NULL;
  const int count = list == NULL ? 0 : (int)list->count;
  if (count > MOST_SEGMENTS) {
    rpc_error(connection, request, RPC_IMPLEMENTATION_ERROR, "that is more user memory than this kernel can see at once");
    return;
  }
  for (int i = 0; i < count; i++, one = json_after(one)) {
    struct segment *segment = &segments[i];
    size_t length = 0;
    json_u64(json_member(one, "address"), &segment->address);
    json_byte_count(json_member(one, "bytes"), &length);
    segment->bytes = allocate(length + 1, 1);
    json_bytes(json_member(one, "bytes"), segment->bytes, length);
    segment->length = length;
    segment->writable = flag_of(json_member(one, "writable"));
  }
  kernel->enter(process, segments, count);
  const long result = kernel->ioctl((int)integer_param(request, "fd"), integer_param(request, "request"), u64_param(request, "argument"));
  kernel->enter(process, NULL, 0);

  const char *status = status_of(result);
  json_writer *writer = begin_answer(request);
  put_text(writer, "status", status);
  json_key(writer, "memory");
  json_open(writer, '[');
  for (int i = 0; i < count; i++) {
    json_open(writer, '{');
    put_u64(writer, "address", segments[i].address);
    json_key(writer, "bytes");
    json_put_bytes(writer, segments[i].bytes, segments[i].length);
    json_key(writer, "writable");
    json_put_flag(writer, segments[i].writable);
    json_close(writer, '}');
    free(segments[i].bytes);
  }
  json_close(writer, ']');
  end_answer(request, writer);
}

void host_read(rpc_message *request)
{
  const int process = process_of(request);
  const uint32_t count = integer_param(request, "count");
  const bool short_buffer = param(request, "writable") != NULL;
  uint8_t *bytes = allocate((size_t)count + 1, 1);
  const struct segment buffer = {
    .address = BUFFER, .bytes = bytes, .length = short_buffer ? integer_param(request, "writable") : count, .writable = 1,
  };
  kernel->enter(process, &buffer, 1);
  const long result = kernel->read((int)integer_param(request, "fd"), BUFFER, count, u64_param(request, "position"));
  kernel->enter(process, NULL, 0);
  const char *status = status_of(result);
  json_writer *writer = begin_answer(request);
  put_text(writer, "status", status);
  if (result >= 0) {
    json_key(writer, "bytes");
    json_put_bytes(writer, bytes, (size_t)result);
  }
  end_answer(request, writer);
  free(bytes);
}

void host_poll(rpc_message *request)
{
  static const struct {
    int bit;
    const char *name;
  } CONDITIONS[] = { { 0x1, "POLLIN" }, { 0x40, "POLLRDNORM" }, { 0x4, "POLLOUT" }, { 0x10, "POLLHUP" }, { 0x8, "POLLERR" } };
  process_of(request);
  const int conditions = kernel->poll((int)integer_param(request, "fd"));
  if (conditions < 0) {
    rpc_error(connection, request, RPC_IMPLEMENTATION_ERROR, "poll() of a file that is not open");
    return;
  }
  json_writer *writer = begin_answer(request);
  json_key(writer, "conditions");
  json_open(writer, '[');
  for (size_t i = 0; i < sizeof CONDITIONS / sizeof *CONDITIONS; i++)
    if ((conditions & CONDITIONS[i].bit) != 0) json_put_text(writer, CONDITIONS[i].name);
  json_close(writer, ']');
  end_answer(request, writer);
}

void host_watch(rpc_message *request)
{
  const int process = process_of(request), fd = (int)integer_param(request, "fd");
  int i = 0;
  while (i < watch_count && (watches[i].process != process || watches[i].fd != fd)) i++;
  if (i == MOST_WATCHES) {
    rpc_error(connection, request, RPC_IMPLEMENTATION_ERROR, "so many files cannot be watched");
    return;
  }
  watches[i].process = process;
  watches[i].fd = fd;
  if (i == watch_count) watch_count++;
  answer_nothing(request);
}

void deliver_wakeups(void)
{
  for (int i = 0; i < watch_count; i++) {
    const int process = watches[i].process, fd = watches[i].fd;
    kernel->enter(process, NULL, 0);
    for (int left = kernel->woken(fd); left > 0; left--) {
      json_writer *writer = rpc_begin_call(connection, "host.readable");
      put_text(writer, "process", process_name(process));
      put_integer(writer, "fd", (uint32_t)fd);
      rpc_free(rpc_end_open_call(connection));
    }
  }
  kernel->forget_woken();
}
