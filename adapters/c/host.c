#include "host.h"

#include <stdio.h>
#include <string.h>

#include "uapi.h"

/* Not the addresses of the buffers here: what the suite records is then the same in every run. */
static const uint64_t IOCTL_ARGUMENT_ADDRESS = 0x700000000000;
const uint64_t IOCTL_DATA_ADDRESS = 0x700000010000;

static json_writer *begin(host *host, const char *method)
{
  json_writer *out = rpc_begin_call(host->rpc, method);
  json_key(out, "process");
  json_put_text(out, host->process);
  return out;
}

static void put_u64_member(json_writer *out, const char *name, uint64_t value)
{
  json_key(out, name);
  json_put_u64(out, value);
}

static void put_integer_member(json_writer *out, const char *name, uint32_t value)
{
  json_key(out, name);
  json_put_integer(out, value);
}

static void put_flag_member(json_writer *out, const char *name, bool value)
{
  json_key(out, name);
  json_put_flag(out, value);
}

static const json_value *result_member(const rpc_message *answer, const char *name)
{
  return answer == NULL ? NULL : json_member(rpc_result(answer), name);
}

/* A call without an answer counts as failed; the request that it was made for will fail as a whole. */
static status status_of(const rpc_message *answer)
{
  const char *name = json_text(result_member(answer, "status"));
  status status;
  snprintf(status.name, sizeof status.name, "%s", name == NULL ? "EIO" : name);
  return status;
}

/* An answer that lacks what it promised. A call without any answer has failed already. */
static void check(host *host, bool holds, const char *what)
{
  if (!holds) rpc_fail(host->rpc, what);
}

status host_open(host *host, const char *path, uint32_t *fd)
{
  json_writer *out = begin(host, "host.open");
  json_key(out, "path");
  json_put_text(out, path);
  rpc_message *answer = rpc_end_call(host->rpc);
  const status status = status_of(answer);
  if (ok(&status)) check(host, json_integer(result_member(answer, "fd"), fd), "host.open was answered without an fd");
  rpc_free(answer);
  return status;
}

void host_close(host *host, uint32_t fd)
{
  put_integer_member(begin(host, "host.close"), "fd", fd);
  rpc_free(rpc_end_call(host->rpc));
}

static void put_segment(json_writer *out, uint64_t address, const uint8_t *bytes, size_t count)
{
  json_open(out, '{');
  put_u64_member(out, "address", address);
  json_key(out, "bytes");
  json_put_bytes(out, bytes, count);
  put_flag_member(out, "writable", true);
  json_close(out, '}');
}

status host_ioctl(host *host, uint32_t fd, uint32_t request, uint8_t *argument, size_t bytes, uint8_t *data, size_t data_bytes)
{
  put_u32(argument + STRUCT_SIZE, (uint32_t)bytes);
  json_writer *out = begin(host, "host.ioctl");
  put_integer_member(out, "fd", fd);
  put_integer_member(out, "request", request);
  put_u64_member(out, "argument", IOCTL_ARGUMENT_ADDRESS);
  json_key(out, "memory");
  json_open(out, '[');
  put_segment(out, IOCTL_ARGUMENT_ADDRESS, argument, bytes);
  if (data_bytes > 0) put_segment(out, IOCTL_DATA_ADDRESS, data, data_bytes);
  json_close(out, ']');

  rpc_message *answer = rpc_end_call(host->rpc);
  const json_value *memory = result_member(answer, "memory");
  if (memory != NULL && memory->type == JSON_ARRAY) {
    const json_value *segment = json_first(memory);
    for (size_t i = 0; i < memory->count; i++, segment = json_after(segment)) {
      uint64_t address;
      if (!json_u64(json_member(segment, "address"), &address)) continue;
      const json_value *content = json_member(segment, "bytes");
      if (address == IOCTL_ARGUMENT_ADDRESS) check(host, json_bytes(content, argument, bytes), "host.ioctl changed the argument's size");
      else if (address == IOCTL_DATA_ADDRESS) check(host, json_bytes(content, data, data_bytes), "host.ioctl changed the data's size");
    }
  }
  const status status = status_of(answer);
  rpc_free(answer);
  return status;
}

void host_destroy(host *host, uint32_t iommufd, object_id id)
{
  uint8_t argument[DESTROY_BYTES] = { 0 };
  put_u32(argument + DESTROY_ID, (uint32_t)id);
  host_ioctl(host, iommufd, DESTROY, argument, sizeof argument, NULL, 0);
}

status host_mmap(host *host, uint32_t fd, uint64_t offset, uint64_t length, uint64_t *address)
{
  json_writer *out = begin(host, "host.mmap");
  put_integer_member(out, "fd", fd);
  put_u64_member(out, "length", length);
  put_u64_member(out, "offset", offset);
  put_flag_member(out, "shared", true);
  json_key(out, "protection");
  json_open(out, '{');
  put_flag_member(out, "read", true);
  put_flag_member(out, "write", true);
  put_flag_member(out, "execute", false);
  json_close(out, '}');
  rpc_message *answer = rpc_end_call(host->rpc);
  const status status = status_of(answer);
  if (ok(&status)) check(host, json_u64(result_member(answer, "address"), address), "host.mmap was answered without an address");
  rpc_free(answer);
  return status;
}

void host_munmap(host *host, uint64_t address, uint64_t length)
{
  json_writer *out = begin(host, "host.munmap");
  put_u64_member(out, "address", address);
  put_u64_member(out, "length", length);
  rpc_free(rpc_end_call(host->rpc));
}

bool host_read_record(host *host, uint32_t fd, uint8_t *record, size_t bytes)
{
  json_writer *out = begin(host, "host.read");
  put_integer_member(out, "fd", fd);
  put_integer_member(out, "count", (uint32_t)bytes);
  rpc_message *answer = rpc_end_call(host->rpc);
  const status status = status_of(answer);
  const bool whole = ok(&status) && json_bytes(result_member(answer, "bytes"), record, bytes);
  rpc_free(answer);
  return whole;
}

void host_watch(host *host, uint32_t fd)
{
  put_integer_member(begin(host, "host.watch"), "fd", fd);
  rpc_free(rpc_end_call(host->rpc));
}

uint64_t host_load(host *host, uint64_t address, unsigned width)
{
  uint64_t value = 0;
  json_writer *out = begin(host, "host.load");
  put_u64_member(out, "address", address);
  put_integer_member(out, "width", width);
  rpc_message *answer = rpc_end_call(host->rpc);
  check(host, json_u64(result_member(answer, "value"), &value), "host.load was answered without a value");
  rpc_free(answer);
  return value;
}

void host_store(host *host, uint64_t address, unsigned width, uint64_t value)
{
  json_writer *out = begin(host, "host.store");
  put_u64_member(out, "address", address);
  put_integer_member(out, "width", width);
  put_u64_member(out, "value", value);
  rpc_free(rpc_end_call(host->rpc));
}

uint64_t host_allocate(host *host, const physical_run *runs, size_t count, uint64_t page_size)
{
  uint64_t address = 0;
  json_writer *out = begin(host, "host.allocate");
  json_key(out, "runs");
  json_open(out, '[');
  for (size_t i = 0; i < count; i++) {
    json_open(out, '{');
    put_u64_member(out, "address", runs[i].address);
    put_u64_member(out, "length", runs[i].length);
    json_close(out, '}');
  }
  json_close(out, ']');
  put_u64_member(out, "pageSize", page_size);
  rpc_message *answer = rpc_end_call(host->rpc);
  check(host, json_u64(result_member(answer, "address"), &address), "host.allocate was answered without an address");
  rpc_free(answer);
  return address;
}

void host_read_memory(host *host, uint64_t address, uint8_t *bytes, size_t count)
{
  json_writer *out = begin(host, "host.readMemory");
  put_u64_member(out, "address", address);
  put_integer_member(out, "length", (uint32_t)count);
  rpc_message *answer = rpc_end_call(host->rpc);
  check(host, json_bytes(result_member(answer, "bytes"), bytes, count), "host.readMemory was answered with another number of bytes");
  rpc_free(answer);
}

void host_write_memory(host *host, uint64_t address, const uint8_t *bytes, size_t count)
{
  json_writer *out = begin(host, "host.writeMemory");
  put_u64_member(out, "address", address);
  json_key(out, "bytes");
  json_put_bytes(out, bytes, count);
  rpc_free(rpc_end_call(host->rpc));
}
