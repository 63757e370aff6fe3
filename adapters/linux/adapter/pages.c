/* SPDX-License-Identifier: GPL-2.0-only */
#include <errno.h>

#include "adapter.h"

enum { MOST_MAPPINGS = 1024, READ = 1, WRITE = 2, EXECUTE = 4 };

/* Where mappings begin; each process has an address space of its own. */
#define FIRST 0x7f0000000000ull

static struct mapping {
  bool used;
  int process, handle, smmu;
  uint64_t address, length, offset;
} mappings[MOST_MAPPINGS];
static uint64_t next[MAX_PROCESSES];

static struct mapping *unused(void)
{
  for (int i = 0; i < MOST_MAPPINGS; i++)
    if (!mappings[i].used) return &mappings[i];
  rpc_fail(connection, "there are too many mappings");
  return &mappings[0];
}

static uint64_t whole_pages(uint64_t length)
{
  return (length + kernel->page_size - 1) & ~(kernel->page_size - 1);
}

void host_mmap(rpc_message *request)
{
  const int process = process_of(request);
  const json_value *protection = param(request, "protection");
  const int bits = (flag_of(json_member(protection, "read")) ? READ : 0) | (flag_of(json_member(protection, "write")) ? WRITE : 0) |
                   (flag_of(json_member(protection, "execute")) ? EXECUTE : 0);
  uint64_t physical = 0;
  const uint64_t length = u64_param(request, "length");
  const long handle = kernel->map((int)integer_param(request, "fd"), u64_param(request, "offset"), length, bits,
                                  flag_of(param(request, "shared")), &physical);
  struct mapping *mapping = unused();
  if (handle >= 0) {
    if (next[process] == 0) next[process] = FIRST;
    const uint64_t place = physical - CMDQV_PHYS(0);
    *mapping = (struct mapping){
      .used = true, .process = process, .handle = (int)handle, .smmu = (int)(place / CMDQV_STRIDE), .address = next[process],
      .length = whole_pages(length), .offset = place % CMDQV_STRIDE,
    };
    next[process] += whole_pages(length) + kernel->page_size;
  }
  const char *status = status_of(handle);
  json_writer *writer = begin_answer(request);
  put_text(writer, "status", status);
  if (handle >= 0) put_u64(writer, "address", mapping->address);
  end_answer(request, writer);
}

/* What stays of a mapping is a mapping of its own before the old one goes. */
static void keep_part(const struct mapping *whole, uint64_t address, uint64_t end)
{
  if (address >= end) return;
  struct mapping *part = unused();
  *part = *whole;
  part->used = true;
  part->address = address;
  part->length = end - address;
  part->offset = whole->offset + (address - whole->address);
  part->handle = kernel->map_again(whole->handle);
}

void host_munmap(rpc_message *request)
{
  const int process = process_of(request);
  const uint64_t address = u64_param(request, "address"), length = u64_param(request, "length"), end = address + whole_pages(length);
  if (address % kernel->page_size != 0 || length == 0) {
    answer_status(request, -EINVAL);
    return;
  }
  for (int i = 0; i < MOST_MAPPINGS; i++) {
    const struct mapping one = mappings[i];
    const uint64_t its_end = one.address + one.length;
    if (!one.used || one.process != process || one.address >= end || its_end <= address) continue;
    mappings[i].used = false;
    keep_part(&one, one.address, address < its_end ? address : its_end);
    keep_part(&one, end > one.address ? end : one.address, its_end);
    kernel->unmap(one.handle);
  }
  answer_status(request, 0);
}

static const struct mapping *mapping_at(int process, uint64_t address)
{
  for (int i = 0; i < MOST_MAPPINGS; i++) {
    const struct mapping *one = &mappings[i];
    if (one->used && one->process == process && address >= one->address && address - one->address < one->length) return one;
  }
  rpc_fail(connection, "segmentation fault: nothing is mapped there");
  return NULL;
}

/* Narrower accesses do not reach a register. */
static bool reaches(const struct mapping *mapping, uint32_t width)
{
  return mapping != NULL && (width == 4 || width == 8);
}

void host_load(rpc_message *request)
{
  const uint64_t address = u64_param(request, "address");
  const struct mapping *mapping = mapping_at(process_of(request), address);
  const uint32_t width = integer_param(request, "width");
  uint64_t value = 0;
  if (reaches(mapping, width))
    value = register_read(mapping->smmu, (uint32_t)(mapping->offset + (address - mapping->address)), (int)width);
  json_writer *writer = begin_answer(request);
  put_u64(writer, "value", value);
  end_answer(request, writer);
}

void host_store(rpc_message *request)
{
  const uint64_t address = u64_param(request, "address"), value = u64_param(request, "value");
  const struct mapping *mapping = mapping_at(process_of(request), address);
  const uint32_t width = integer_param(request, "width");
  if (reaches(mapping, width))
    register_write(mapping->smmu, (uint32_t)(mapping->offset + (address - mapping->address)), (int)width,
                   width == 4 ? value & 0xffffffff : value);
  answer_nothing(request);
}
