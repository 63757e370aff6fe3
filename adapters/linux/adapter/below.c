/* SPDX-License-Identifier: GPL-2.0-only */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "adapter.h"

static json_writer *begin_access(const char *method, int smmu, uint32_t offset, int width)
{
  json_writer *writer = rpc_begin_call(connection, method);
  put_text(writer, "smmu", machine.smmus[smmu].name);
  put_integer(writer, "offset", offset);
  put_integer(writer, "width", (uint32_t)width);
  return writer;
}

uint64_t register_read(int smmu, uint32_t offset, int width)
{
  uint64_t value = 0;
  begin_access("registers.read", smmu, offset, width);
  rpc_message *answer = rpc_end_call(connection);
  if (answer != NULL) json_u64(json_member(rpc_result(answer), "value"), &value);
  rpc_free(answer);
  return value;
}

void register_write(int smmu, uint32_t offset, int width, uint64_t value)
{
  put_u64(begin_access("registers.write", smmu, offset, width), "value", value);
  rpc_free(rpc_end_call(connection));
}

/*
 * Registers that only hold something: no write of theirs sets anything off, so that nobody need wait for it. They are CMDQ_ALLOC_MAP,
 * SID_MATCH, SID_REPLACE, and the base addresses of queues.
 */
enum { ALLOC_MAP = 0x200, VINTFS = 0x1000, VINTF_SPACE = 0x100, SIDS = 0x40, PAGE = 0x10000, PAGES = 0x30000 };

static bool only_holds(uint32_t offset)
{
  if (offset >= PAGES) return (offset - PAGES) / PAGE % 2 == 1;
  if (offset >= VINTFS) return offset < PAGE && offset % VINTF_SPACE >= SIDS;
  return offset >= ALLOC_MAP;
}

static void post_write(int smmu, uint32_t offset, int width, uint64_t value)
{
  put_u64(begin_access("registers.write", smmu, offset, width), "value", value);
  rpc_end_post(connection);
}

static uint64_t kernel_reads(int smmu, uint32_t offset, int width)
{
  const uint64_t value = register_read(smmu, offset, width);
  own_queue_after_read(smmu, offset, value);
  return value;
}

static void kernel_writes(int smmu, uint32_t offset, int width, uint64_t value)
{
  own_queue_before_write(smmu, offset, value);
  if (only_holds(offset)) post_write(smmu, offset, width, value);
  else register_write(smmu, offset, width, value);
}

static int kernel_submits(int smmu, const void *commands, unsigned count, unsigned *consumed)
{
  json_writer *writer = rpc_begin_call(connection, "registers.submit");
  put_text(writer, "smmu", machine.smmus[smmu].name);
  json_key(writer, "commands");
  json_put_bytes(writer, commands, (size_t)count * 16);
  rpc_message *answer = rpc_end_call(connection);
  int end = SUBMIT_DONE;
  *consumed = count;
  if (answer != NULL) {
    const char *error = json_text(json_member(rpc_result(answer), "error"));
    *consumed = integer_of(rpc_result(answer), "consumed");
    if (error != NULL && strcmp(error, "illegal") == 0) end = SUBMIT_ILLEGAL;
    if (error != NULL && strcmp(error, "timeout") == 0) end = SUBMIT_TIMEOUT;
  }
  rpc_free(answer);
  return end;
}

/* Standard error is what a failure shows. */
static void kernel_logs(const char *line)
{
  fprintf(stderr, "%s\n", line);
}

const struct services services_below = {
  .read = kernel_reads,
  .write = kernel_writes,
  .submit = kernel_submits,
  .log = kernel_logs,
  .complain = note_problem,
};

/* A line of the protocol has room for 8 MiB of memory, and a queue of the host's own may be as large. */
enum { PIECE = 1 << 20 };

static size_t piece_of(size_t left)
{
  return left < PIECE ? left : PIECE;
}

static bool read_piece(uint64_t physical, uint8_t *bytes, size_t count)
{
  json_writer *writer = rpc_begin_call(connection, "memory.read");
  put_u64(writer, "address", physical);
  put_integer(writer, "length", (uint32_t)count);
  rpc_message *answer = rpc_end_call(connection);
  const bool read = answer != NULL && json_bytes(json_member(rpc_result(answer), "bytes"), bytes, count);
  rpc_free(answer);
  return read;
}

bool memory_read(uint64_t physical, uint8_t *bytes, size_t count)
{
  for (size_t at = 0; at < count; at += PIECE)
    if (!read_piece(physical + at, bytes + at, piece_of(count - at))) return false;
  return true;
}

static json_writer *begin_write(uint64_t physical, const uint8_t *bytes, size_t count)
{
  json_writer *writer = rpc_begin_call(connection, "memory.write");
  put_u64(writer, "address", physical);
  json_key(writer, "bytes");
  json_put_bytes(writer, bytes, count);
  return writer;
}

bool memory_write(uint64_t physical, const uint8_t *bytes, size_t count)
{
  for (size_t at = 0; at < count; at += PIECE) {
    begin_write(physical + at, bytes + at, piece_of(count - at));
    rpc_message *answer = rpc_end_call(connection);
    const bool done = answer != NULL && flag_of(json_member(rpc_result(answer), "done"));
    rpc_free(answer);
    if (!done) return false;
  }
  return true;
}

void memory_post(uint64_t physical, const uint8_t *bytes, size_t count)
{
  for (size_t at = 0; at < count; at += PIECE) {
    begin_write(physical + at, bytes + at, piece_of(count - at));
    rpc_end_post(connection);
  }
}

void interrupt(rpc_message *request)
{
  const int smmu = smmu_named(text_param(request, "smmu"));
  if (kernel != NULL && smmu >= 0) {
    kernel->interrupt(smmu);
    if (booted) deliver_wakeups();
  }
  answer_nothing(request);
}
