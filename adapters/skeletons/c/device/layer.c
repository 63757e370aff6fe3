/*
 * The device: it knows nothing of CMDQ-V yet. Fill in what is marked TODO: the virtual machine and the bodies of guest_*().
 */
#include "adapter.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { REGION_BYTES = 0x50000 };

const char LAYER[] = "\"device\"";

/* TODO: add each capability when your device has it:
 * guest.memory, guest.smmu, guest.reset, twoVms, observe.interrupts, observe.windows. */
const char CAPABILITIES[] = "[\"guest.mmio\",\"guest.devices\"]";

/* An emulated SMMUv3, its CMDQ-V block, and the devices behind it. */
struct vm {
  struct vm *next;
  char name[NAME_BYTES];
  /* TODO: replace this by the registers of your device. */
  uint8_t registers[REGION_BYTES];
};

/* The machines of this scenario. */
static struct vm *machines;

static struct vm *vm_of(const struct request *request)
{
  return request->subject;
}

/* Tells of one edge of the CMDQ-V interrupt. TODO: call it. */
void interrupt(const struct vm *vm)
{
  struct text params = {0};
  put(&params, "{\"vm\":");
  put_string(&params, vm->name);
  put(&params, "}");
  notify("guest.interrupt", &params);
}

/* offset, width: integer -> value: u64 */
static bool guest_read(struct request *request)
{
  uint64_t offset = get_number(request->params, "offset");
  uint64_t width = get_number(request->params, "width");
  uint64_t value = 0;
  /* TODO: read your device. */
  if (offset + width <= REGION_BYTES) {
    for (uint64_t byte = 0; byte < width; byte++)
      value |= (uint64_t)vm_of(request)->registers[offset + byte] << 8 * byte;
  }
  put(&request->result, "{\"value\":\"0x%" PRIx64 "\"}", value);
  return true;
}

/* offset, width: integer, value: u64 */
static bool guest_write(struct request *request)
{
  uint64_t offset = get_number(request->params, "offset");
  uint64_t width = get_number(request->params, "width");
  uint64_t value = get_number(request->params, "value");
  /* TODO: write to your device. */
  if (offset + width <= REGION_BYTES) {
    for (uint64_t byte = 0; byte < width; byte++)
      vm_of(request)->registers[offset + byte] = (uint8_t)(value >> 8 * byte);
  }
  return true;
}

/* address: u64, length: integer -> bytes */
static bool guest_read_memory(struct request *request)
{
  return fail(request, "TODO: read guest RAM, with host.readMemory");
}

/* address: u64, bytes */
static bool guest_write_memory(struct request *request)
{
  return fail(request, "TODO: write guest RAM, with host.writeMemory");
}

/* offset: integer -> value: integer */
static bool guest_read_smmu(struct request *request)
{
  return fail(request, "TODO: read a register of the emulated SMMU");
}

/* offset, value: integer */
static bool guest_write_smmu(struct request *request)
{
  return fail(request, "TODO: write a register of the emulated SMMU");
}

/* streamId: integer, word0, word1: u64 */
static bool guest_configure_stream(struct request *request)
{
  return fail(request, "TODO: store the Stream Table Entry and execute CFGI_STE");
}

/* command: 16 bytes */
static bool guest_submit(struct request *request)
{
  uint8_t command[16] = {0};
  get_bytes(request->params, "command", command, sizeof command);
  return fail(request, "TODO: execute the command with opcode 0x%02x on the emulated SMMU's own queue", command[0]);
}

/* device: string, streamId: integer -> ok: boolean, message: string if not */
static bool guest_plug(struct request *request)
{
  /* TODO: bind and attach the device. This shows a system call. */
  struct text params = {0};
  put(&params, "{\"process\":");
  put_string(&params, vm_of(request)->name);
  put(&params, ",\"path\":\"/dev/iommu\"}");
  struct message *answered = call(request, "host.open", &params);
  if (answered == NULL)
    return false;
  char status[NAME_BYTES], device[NAME_BYTES];
  const char *result = member(answered->json, "result");
  get_string(result, "status", status, sizeof status);
  get_string(request->params, "device", device, sizeof device);
  if (strcmp(status, "OK") == 0) {
    fprintf(stderr, "%s is plugged into %s; /dev/iommu is fd %" PRIu64 "\n", device, vm_of(request)->name, get_number(result, "fd"));
    put(&request->result, "{\"ok\":true}");
  } else {
    put(&request->result, "{\"ok\":false,\"message\":\"cannot open /dev/iommu: %s\"}", status);
  }
  free(answered);
  return true;
}

/* device: string -> ok: boolean, message: string if not */
static bool guest_unplug(struct request *request)
{
  /* TODO: detach the device. */
  put(&request->result, "{\"ok\":false,\"message\":\"unplugging is not implemented\"}");
  return true;
}

static bool guest_reset(struct request *request)
{
  return fail(request, "TODO: system reset");
}

static bool guest_shut_down(struct request *request)
{
  /* TODO: end as the VMM ends: unmap what is mapped, close every file. */
  return request->subject != NULL;
}

static bool guest_settle(struct request *request)
{
  /* TODO: wait until everything that was set off is over, if your device has threads. */
  return request->subject != NULL;
}

/* -> windows: list of offset, length: integer */
static bool guest_windows(struct request *request)
{
  /* TODO: each part of the region that is a host page now. */
  put(&request->result, "{\"windows\":[]}");
  return true;
}

/* fd: integer. A file that a host.watch named became readable; this may happen inside a call(). */
static bool host_readable(struct request *request)
{
  /* TODO: read the file with host.read. */
  return request->subject != NULL;
}

/* vm: name, cmdqv: "on", "off" or "auto", ram */
static bool device_start(struct request *request)
{
  /* TODO: return cannot_be_built() if this is no machine of yours. */
  struct vm *vm = resized(NULL, sizeof *vm);
  memset(vm, 0, sizeof *vm);
  get_string(member(request->params, "vm"), "name", vm->name, sizeof vm->name);
  vm->next = machines;
  machines = vm;
  /* TODO: allocate the RAM with host.allocate. */
  return true;
}

void forget(void)
{
  while (machines != NULL) {
    struct vm *vm = machines;
    machines = vm->next;
    free(vm);
  }
}

void *subject_named(const char *name)
{
  struct vm *vm = machines;
  while (vm != NULL && strcmp(vm->name, name) != 0)
    vm = vm->next;
  return vm;
}

const struct method METHODS[] = {
  {"device.start", device_start, NULL},
  {"guest.read", guest_read, "vm"},
  {"guest.write", guest_write, "vm"},
  {"guest.readMemory", guest_read_memory, "vm"},
  {"guest.writeMemory", guest_write_memory, "vm"},
  {"guest.readSmmu", guest_read_smmu, "vm"},
  {"guest.writeSmmu", guest_write_smmu, "vm"},
  {"guest.configureStream", guest_configure_stream, "vm"},
  {"guest.submit", guest_submit, "vm"},
  {"guest.plug", guest_plug, "vm"},
  {"guest.unplug", guest_unplug, "vm"},
  {"guest.reset", guest_reset, "vm"},
  {"guest.shutDown", guest_shut_down, "vm"},
  {"guest.settle", guest_settle, "vm"},
  {"guest.windows", guest_windows, "vm"},
  {"host.readable", host_readable, "process"},
  {NULL, NULL, NULL},
};
