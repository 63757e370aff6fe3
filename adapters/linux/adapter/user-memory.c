/* SPDX-License-Identifier: GPL-2.0-only */
#include <stdlib.h>

#include "adapter.h"
#include "allocate.h"

/* Where process memory begins; each process has an address space of its own. */
#define FIRST 0x100000000000ull

typedef struct range {
  int process;
  uint64_t address, length, physical;
  struct range *next;
} range;

static range *ranges;
static uint64_t next[MAX_PROCESSES];

void host_allocate_memory(rpc_message *request)
{
  const int process = process_of(request);
  const uint64_t page = u64_param(request, "pageSize");
  const json_value *runs = param(request, "runs"), *run = runs != NULL && runs->count > 0 ? json_first(runs) : NULL;
  if (page < kernel->page_size || (page & (page - 1)) != 0) {
    rpc_error(connection, request, RPC_IMPLEMENTATION_ERROR, "this kernel has no pages of that size");
    return;
  }
  if (next[process] == 0) next[process] = FIRST;
  const uint64_t start = (next[process] + page - 1) & ~(page - 1);
  uint64_t address = start;
  range *last = NULL;
  for (size_t i = 0; run != NULL && i < runs->count; i++, run = json_after(run)) {
    uint64_t physical = 0, length = 0;
    json_u64(json_member(run, "address"), &physical);
    json_u64(json_member(run, "length"), &length);
    if (physical % kernel->page_size != 0 || length % kernel->page_size != 0) {
      rpc_error(connection, request, RPC_IMPLEMENTATION_ERROR, "a run is not of whole pages");
      return;
    }
    kernel->give_memory(address, length, physical);
    if (last != NULL && last->physical + last->length == physical) {
      last->length += length;
    } else {
      last = allocate(1, sizeof *last);
      *last = (range){ .process = process, .address = address, .length = length, .physical = physical, .next = ranges };
      ranges = last;
    }
    address += length;
  }
  next[process] = address + kernel->page_size;
  json_writer *writer = begin_answer(request);
  put_u64(writer, "address", start);
  end_answer(request, writer);
}

/* Copies between the bytes and the process's memory, run by run. */
static void copy(int process, uint64_t address, uint8_t *bytes, size_t count, bool write)
{
  while (count > 0 && !rpc_failed(connection)) {
    const range *one = ranges;
    while (one != NULL && (one->process != process || address < one->address || address - one->address >= one->length)) one = one->next;
    if (one == NULL) {
      rpc_fail(connection, "segmentation fault: the process has no memory there");
      return;
    }
    const uint64_t into = address - one->address;
    const size_t chunk = one->length - into < count ? (size_t)(one->length - into) : count;
    const bool done = write ? memory_write(one->physical + into, bytes, chunk) : memory_read(one->physical + into, bytes, chunk);
    if (!done) rpc_fail(connection, "bus error: no memory answers");
    address += chunk;
    bytes += chunk;
    count -= chunk;
  }
}

void host_read_memory(rpc_message *request)
{
  const size_t count = integer_param(request, "length");
  uint8_t *bytes = allocate(count + 1, 1);
  copy(process_of(request), u64_param(request, "address"), bytes, count, false);
  json_writer *writer = begin_answer(request);
  json_key(writer, "bytes");
  json_put_bytes(writer, bytes, count);
  end_answer(request, writer);
  free(bytes);
}

void host_write_memory(rpc_message *request)
{
  size_t count = 0;
  json_byte_count(param(request, "bytes"), &count);
  uint8_t *bytes = allocate(count + 1, 1);
  json_bytes(param(request, "bytes"), bytes, count);
  copy(process_of(request), u64_param(request, "address"), bytes, count, true);
  answer_nothing(request);
  free(bytes);
}
