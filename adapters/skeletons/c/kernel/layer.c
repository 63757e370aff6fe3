/*
 * The kernel: it knows nothing of iommufd yet. Fill in what is marked TODO.
 */
#include "adapter.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
  CMDQV_PARAM = 4,
  DESTROY = 0x3b80,
  FILES = 256,
  FIRST_FILE = 3,
};

const char LAYER[] = "\"kernel\"";

/* TODO: add host.memory when your kernel lets the physical pages of process memory be chosen. */
const char CAPABILITIES[] = "[\"host.calls\"]";

/* A user process and its files. */
struct process {
  struct process *next;
  char name[NAME_BYTES];
  bool open[FILES];
  bool watched[FILES];
};

/* The processes of this scenario. */
static struct process *processes;

static struct process *process_of(const struct request *request)
{
  return request->subject;
}

/* Tells that a file became readable, and waits until that is dealt with. TODO: call it. */
bool readable(struct request *request, unsigned fd)
{
  if (!process_of(request)->watched[fd])
    return true;
  struct text params = {0};
  put(&params, "{\"process\":");
  put_string(&params, process_of(request)->name);
  put(&params, ",\"fd\":%u}", fd);
  struct message *answered = call(request, "host.readable", &params);
  free(answered);
  return answered != NULL;
}

/* host: see schemas/protocol/kernel.boot.json -> booted: boolean; smmu, reason: string if not */
static bool kernel_boot(struct request *request)
{
  /* TODO: return cannot_be_built() if this is no host of yours; probe the SMMUs and the devices. This shows a register access. */
  const char *smmu = first_element(member(member(request->params, "host"), "smmus"));
  for (; smmu != NULL; smmu = next_element(smmu)) {
    char name[NAME_BYTES];
    if (member(smmu, "cmdqv") == NULL)
      continue;
    get_string(smmu, "name", name, sizeof name);
    struct text params = {0};
    put(&params, "{\"smmu\":");
    put_string(&params, name);
    put(&params, ",\"offset\":%d,\"width\":4}", CMDQV_PARAM);
    struct message *answered = call(request, "registers.read", &params);
    if (answered == NULL)
      return false;
    fprintf(stderr, "%s: CMDQV_PARAM is 0x%" PRIx64 "\n", name, get_number(member(answered->json, "result"), "value"));
    free(answered);
  }
  put(&request->result, "{\"booted\":true}");
  return true;
}

/* smmu: string. This may happen inside a call(). */
static bool registers_interrupt(struct request *request)
{
  /* TODO: handle the error interrupt of the SMMU. */
  return request->params != NULL;
}

static bool answer_status(struct request *request, const char *status)
{
  put(&request->result, "{\"status\":\"%s\"}", status);
  return true;
}

/* The open file that the request names; FILES if there is none. */
static unsigned file_of(const struct request *request)
{
  uint64_t fd = get_number(request->params, "fd");
  return fd < FILES && process_of(request)->open[fd] ? (unsigned)fd : FILES;
}

/* path: string -> status, fd: integer if it is OK */
static bool host_open(struct request *request)
{
  /* TODO: open /dev/vfio/devices/NAME for the devices of the host. */
  char path[NAME_BYTES];
  unsigned fd = FIRST_FILE;
  get_string(request->params, "path", path, sizeof path);
  if (strcmp(path, "/dev/iommu") != 0)
    return answer_status(request, "ENOENT");
  while (fd < FILES && process_of(request)->open[fd])
    fd++;
  if (fd == FILES)
    return fail(request, "too many open files");
  process_of(request)->open[fd] = true;
  put(&request->result, "{\"status\":\"OK\",\"fd\":%u}", fd);
  return true;
}

/* fd: integer -> status */
static bool host_close(struct request *request)
{
  unsigned fd = file_of(request);
  if (fd == FILES)
    return answer_status(request, "EBADF");
  /* TODO: free what the file holds. */
  process_of(request)->open[fd] = process_of(request)->watched[fd] = false;
  return answer_status(request, "OK");
}

/* fd, request: integer, argument: u64, memory -> status, memory */
static bool host_ioctl(struct request *request)
{
  /* TODO: serve the requests. The structure at the argument is in one of the pieces of memory, which goes back as you left it. */
  const char *memory = member(request->params, "memory");
  const char *status = file_of(request) == FILES                            ? "EBADF"
                       : get_number(request->params, "request") == DESTROY ? "ENOENT"
                                                                            : "ENOTTY";
  put(&request->result, "{\"status\":\"%s\",\"memory\":", status);
  put_characters(&request->result, memory, (size_t)(skip_value(memory) - memory));
  put(&request->result, "}");
  return true;
}

/* fd: integer */
static bool host_watch(struct request *request)
{
  unsigned fd = file_of(request);
  if (fd != FILES)
    process_of(request)->watched[fd] = true;
  return true;
}

/* fd: integer, length, offset: u64, shared: boolean, protection -> status, address: u64 if it is OK */
static bool host_mmap(struct request *request)
{
  return fail(request, "TODO: map a page of the CMDQ-V block");
}

/* address, length: u64 -> status */
static bool host_munmap(struct request *request)
{
  return fail(request, "TODO: take a mapping away");
}

/* fd, count: integer, maybe writable: integer, position: u64 -> status, bytes if it is OK */
static bool host_read(struct request *request)
{
  return fail(request, "TODO: read the events of a file");
}

/* fd: integer -> conditions */
static bool host_poll(struct request *request)
{
  return fail(request, "TODO: tell the conditions of a file, such as POLLIN");
}

/* address: u64, width: integer -> value: u64 */
static bool host_load(struct request *request)
{
  return fail(request, "TODO: load from a page that mmap gave");
}

/* address: u64, width: integer, value: u64 */
static bool host_store(struct request *request)
{
  return fail(request, "TODO: store to a page that mmap gave");
}

/* runs: list of address, length: u64, pageSize: u64 -> address: u64 */
static bool host_allocate(struct request *request)
{
  return fail(request, "TODO: map these physical runs, and give the user address");
}

/* address: u64, length: integer -> bytes */
static bool host_read_memory(struct request *request)
{
  return fail(request, "TODO: read process memory, with memory.read");
}

/* address: u64, bytes */
static bool host_write_memory(struct request *request)
{
  return fail(request, "TODO: write process memory, with memory.write");
}

void forget(void)
{
  while (processes != NULL) {
    struct process *process = processes;
    processes = process->next;
    free(process);
  }
}

/* A process begins with its first call. */
void *subject_named(const char *name)
{
  struct process *process = processes;
  while (process != NULL && strcmp(process->name, name) != 0)
    process = process->next;
  if (process == NULL) {
    process = resized(NULL, sizeof *process);
    memset(process, 0, sizeof *process);
    snprintf(process->name, sizeof process->name, "%s", name);
    process->next = processes;
    processes = process;
  }
  return process;
}

const struct method METHODS[] = {
  {"kernel.boot", kernel_boot, NULL},
  {"registers.interrupt", registers_interrupt, NULL},
  {"host.open", host_open, "process"},
  {"host.close", host_close, "process"},
  {"host.ioctl", host_ioctl, "process"},
  {"host.watch", host_watch, "process"},
  {"host.mmap", host_mmap, "process"},
  {"host.munmap", host_munmap, "process"},
  {"host.read", host_read, "process"},
  {"host.poll", host_poll, "process"},
  {"host.load", host_load, "process"},
  {"host.store", host_store, "process"},
  {"host.allocate", host_allocate, "process"},
  {"host.readMemory", host_read_memory, "process"},
  {"host.writeMemory", host_write_memory, "process"},
  {NULL, NULL, NULL},
};
