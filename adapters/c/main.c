/* The adapter: translates the protocol's requests into what vm.h offers. */
#include <stdlib.h>
#include <string.h>

#include "allocate.h"
#include "json.h"
#include "rpc.h"
#include "vm.h"

enum { PROTOCOL_VERSION = 1 };
static const char NAME[] = "cmdqv-adapter-c", VERSION[] = "1.0.0";

static const char *const CAPABILITIES[] = {
  "guest.mmio", "guest.memory", "guest.smmu", "guest.devices", "guest.reset", "twoVms", "observe.interrupts", "observe.windows",
};

/* Bytes of guest RAM that fit into the line of an answer. */
#define MOST_BYTES ((size_t)7 << 20)

typedef struct node {
  vm *vm;
  struct node *next;
} node;

typedef struct {
  rpc *rpc;
  node *vms;
} adapter;

/* A request being served: its parameters, and whether one of them was missing or of the wrong kind. */
typedef struct {
  adapter *adapter;
  rpc *rpc;
  rpc_message *message;
  bool wrong;
  /* The virtual machine that it speaks of; only of requests to one. */
  vm *vm;
} request;

/* ---- parameters ---- */

static const json_value *param(request *request, const char *name)
{
  const json_value *value = json_member(rpc_params(request->message), name);
  if (value == NULL) request->wrong = true;
  return value;
}

static const char *text_of(request *request, const json_value *value)
{
  const char *text = json_text(value);
  if (text == NULL) request->wrong = true;
  return text == NULL ? "" : text;
}

static uint32_t integer_of(request *request, const json_value *value)
{
  uint32_t integer = 0;
  if (!json_integer(value, &integer)) request->wrong = true;
  return integer;
}

static uint64_t u64_of(request *request, const json_value *value)
{
  uint64_t number = 0;
  if (!json_u64(value, &number)) request->wrong = true;
  return number;
}

/* The bytes, which the caller frees. */
static uint8_t *bytes_of(request *request, const json_value *value, size_t *count)
{
  *count = 0;
  if (!json_byte_count(value, count)) request->wrong = true;
  uint8_t *bytes = allocate(*count, 1);
  if (!json_bytes(value, bytes, *count)) request->wrong = true;
  return bytes;
}

/* Elements of a list. */
static size_t count_of(request *request, const json_value *value)
{
  if (value != NULL && value->type == JSON_ARRAY) return value->count;
  request->wrong = true;
  return 0;
}

static unsigned width_param(request *request)
{
  const uint32_t width = integer_of(request, param(request, "width"));
  if (width != 1 && width != 2 && width != 4 && width != 8) request->wrong = true;
  return width;
}

/* ---- answers ---- */

static bool refused(request *request)
{
  if (request->wrong) rpc_error(request->rpc, request->message, RPC_WRONG_PARAMS, "the parameters are not what the method takes");
  return request->wrong;
}

static void answer_nothing(request *request)
{
  json_put_null(rpc_begin_result(request->rpc, request->message));
  rpc_end_result(request->rpc, request->message);
}

static json_writer *begin_answer(request *request)
{
  json_writer *out = rpc_begin_result(request->rpc, request->message);
  json_open(out, '{');
  return out;
}

static void end_answer(request *request, json_writer *out)
{
  json_close(out, '}');
  rpc_end_result(request->rpc, request->message);
}

static void answer_u64(request *request, uint64_t value)
{
  json_writer *out = begin_answer(request);
  json_key(out, "value");
  json_put_u64(out, value);
  end_answer(request, out);
}

/* Takes the reason for a refusal, NULL for none, and frees it. */
static void answer_plugged(request *request, char *refusal)
{
  json_writer *out = begin_answer(request);
  json_key(out, "ok");
  json_put_flag(out, refusal == NULL);
  if (refusal != NULL) {
    json_key(out, "message");
    json_put_text(out, refusal);
  }
  end_answer(request, out);
  free(refusal);
}

/* ---- session ---- */

static void initialize(request *request)
{
  json_writer *out = begin_answer(request);
  json_key(out, "protocolVersion");
  json_put_integer(out, PROTOCOL_VERSION);
  json_key(out, "implementation");
  json_open(out, '{');
  json_key(out, "name");
  json_put_text(out, NAME);
  json_key(out, "version");
  json_put_text(out, VERSION);
  json_close(out, '}');
  json_key(out, "layers");
  json_open(out, '[');
  json_put_text(out, "device");
  json_close(out, ']');
  json_key(out, "capabilities");
  json_open(out, '[');
  for (size_t i = 0; i < sizeof CAPABILITIES / sizeof *CAPABILITIES; i++) json_put_text(out, CAPABILITIES[i]);
  json_close(out, ']');
  json_key(out, "batches");
  json_put_flag(out, true);
  end_answer(request, out);
}

static void echo(request *request)
{
  const json_value *values = param(request, "values");
  const size_t count = count_of(request, values);
  uint64_t *numbers = allocate(count, sizeof *numbers);
  const json_value *value = count == 0 ? NULL : json_first(values);
  for (size_t i = 0; i < count; i++, value = json_after(value)) numbers[i] = u64_of(request, value);
  size_t byte_count;
  uint8_t *bytes = bytes_of(request, param(request, "bytes"), &byte_count);
  if (!refused(request)) {
    json_writer *out = begin_answer(request);
    json_key(out, "values");
    json_open(out, '[');
    for (size_t i = 0; i < count; i++) json_put_u64(out, numbers[i]);
    json_close(out, ']');
    json_key(out, "bytes");
    json_put_bytes(out, bytes, byte_count);
    end_answer(request, out);
  }
  free(numbers);
  free(bytes);
}

static void forget_vms(adapter *adapter)
{
  while (adapter->vms != NULL) {
    node *node = adapter->vms;
    adapter->vms = node->next;
    vm_free(node->vm);
    free(node);
  }
}

static void reset(request *request)
{
  forget_vms(request->adapter);
  answer_nothing(request);
}

static void shut_down(request *request)
{
  answer_nothing(request);
  rpc_stop(request->rpc);
}

/* ---- virtual machines ---- */

static vm *vm_named(const adapter *adapter, const char *name)
{
  for (const node *node = adapter->vms; node != NULL; node = node->next) {
    if (strcmp(vm_name(node->vm), name) == 0) return node->vm;
  }
  return NULL;
}

static void tell_interrupt(void *context, const char *vm)
{
  adapter *adapter = context;
  json_writer *out = rpc_begin_notification(adapter->rpc, "guest.interrupt");
  json_key(out, "vm");
  json_put_text(out, vm);
  rpc_end_notification(adapter->rpc);
}

static cmdqv_choice choice_of(request *request, const char *text)
{
  if (strcmp(text, "on") == 0) return CMDQV_ON;
  if (strcmp(text, "auto") == 0) return CMDQV_AUTO;
  if (strcmp(text, "off") != 0) request->wrong = true;
  return CMDQV_OFF;
}

/* The runs, which the caller frees. */
static physical_run *runs_of(request *request, const json_value *list, size_t *count)
{
  *count = count_of(request, list);
  physical_run *runs = allocate(*count, sizeof *runs);
  const json_value *run = *count == 0 ? NULL : json_first(list);
  for (size_t i = 0; i < *count; i++, run = json_after(run)) {
    runs[i].address = u64_of(request, json_member(run, "address"));
    runs[i].length = u64_of(request, json_member(run, "length"));
  }
  return runs;
}

static void start(request *request)
{
  adapter *adapter = request->adapter;
  const json_value *given = param(request, "vm");
  const json_value *list = json_member(given, "ram");
  const size_t ram_count = count_of(request, list);
  vm_ram *ram = allocate(ram_count, sizeof *ram);
  physical_run **runs = allocate(ram_count, sizeof *runs);
  const json_value *region = ram_count == 0 ? NULL : json_first(list);
  for (size_t i = 0; i < ram_count; i++, region = json_after(region)) {
    ram[i].address = u64_of(request, json_member(region, "address"));
    ram[i].page_size = u64_of(request, json_member(region, "pageSize"));
    ram[i].runs = runs[i] = runs_of(request, json_member(region, "runs"), &ram[i].run_count);
  }
  const vm_description description = {
    .name = text_of(request, json_member(given, "name")),
    .cmdqv = choice_of(request, text_of(request, json_member(given, "cmdqv"))),
    .ram = ram,
    .ram_count = ram_count,
    .interrupt = tell_interrupt,
    .interrupt_context = adapter,
  };
  if (!refused(request)) {
    if (vm_named(adapter, description.name) != NULL) {
      rpc_fail(request->rpc, "a virtual machine of that name is there already");
    } else {
      node *node = allocate(1, sizeof *node);
      node->vm = vm_start(request->rpc, &description);
      node->next = adapter->vms;
      adapter->vms = node;
    }
    answer_nothing(request);
  }
  for (size_t i = 0; i < ram_count; i++) free(runs[i]);
  free(runs);
  free(ram);
}

/* Told for a machine that a reset has ended: nothing is left to be done. */
static void readable(request *request)
{
  const char *name = text_of(request, param(request, "process"));
  const uint32_t fd = integer_of(request, param(request, "fd"));
  if (refused(request)) return;
  vm *vm = vm_named(request->adapter, name);
  if (vm != NULL) vm_readable(vm, fd);
  answer_nothing(request);
}

/* ---- the guest bus ---- */

static void guest_read(request *request)
{
  const uint32_t offset = integer_of(request, param(request, "offset"));
  const unsigned width = width_param(request);
  if (!refused(request)) answer_u64(request, vm_read(request->vm, offset, width));
}

static void guest_write(request *request)
{
  const uint32_t offset = integer_of(request, param(request, "offset"));
  const unsigned width = width_param(request);
  const uint64_t value = u64_of(request, param(request, "value"));
  if (refused(request)) return;
  vm_write(request->vm, offset, width, value);
  answer_nothing(request);
}

static void guest_read_memory(request *request)
{
  const uint64_t address = u64_of(request, param(request, "address"));
  const uint32_t length = integer_of(request, param(request, "length"));
  if (length > MOST_BYTES) request->wrong = true;
  if (refused(request)) return;
  uint8_t *bytes = allocate(length, 1);
  vm_read_memory(request->vm, address, bytes, length);
  json_writer *out = begin_answer(request);
  json_key(out, "bytes");
  json_put_bytes(out, bytes, length);
  end_answer(request, out);
  free(bytes);
}

static void guest_write_memory(request *request)
{
  const uint64_t address = u64_of(request, param(request, "address"));
  size_t count;
  uint8_t *bytes = bytes_of(request, param(request, "bytes"), &count);
  if (!refused(request)) {
    vm_write_memory(request->vm, address, bytes, count);
    answer_nothing(request);
  }
  free(bytes);
}

static void guest_read_smmu(request *request)
{
  const uint32_t offset = integer_of(request, param(request, "offset"));
  if (refused(request)) return;
  json_writer *out = begin_answer(request);
  json_key(out, "value");
  json_put_integer(out, vm_read_smmu(request->vm, offset));
  end_answer(request, out);
}

static void guest_write_smmu(request *request)
{
  const uint32_t offset = integer_of(request, param(request, "offset"));
  const uint32_t value = integer_of(request, param(request, "value"));
  if (refused(request)) return;
  vm_write_smmu(request->vm, offset, value);
  answer_nothing(request);
}

static void guest_configure_stream(request *request)
{
  const uint32_t stream_id = integer_of(request, param(request, "streamId"));
  const uint64_t word0 = u64_of(request, param(request, "word0"));
  const uint64_t word1 = u64_of(request, param(request, "word1"));
  if (refused(request)) return;
  vm_configure_stream(request->vm, stream_id, word0, word1);
  answer_nothing(request);
}

static void guest_submit(request *request)
{
  uint8_t command[COMMAND_BYTES];
  if (!json_bytes(param(request, "command"), command, sizeof command)) request->wrong = true;
  if (refused(request)) return;
  vm_submit(request->vm, command);
  answer_nothing(request);
}

static void guest_plug(request *request)
{
  const char *device = text_of(request, param(request, "device"));
  const uint32_t stream_id = integer_of(request, param(request, "streamId"));
  if (!refused(request)) answer_plugged(request, vm_plug(request->vm, device, stream_id));
}

static void guest_unplug(request *request)
{
  const char *device = text_of(request, param(request, "device"));
  if (!refused(request)) answer_plugged(request, vm_unplug(request->vm, device));
}

static void guest_reset(request *request)
{
  vm_reset(request->vm);
  answer_nothing(request);
}

static void guest_shut_down(request *request)
{
  vm_shut_down(request->vm);
  answer_nothing(request);
}

/* Requests are served one after another and events inside them, so nothing is left to wait for. */
static void guest_settle(request *request)
{
  answer_nothing(request);
}

static void guest_windows(request *request)
{
  uint32_t offset, length;
  json_writer *out = begin_answer(request);
  json_key(out, "windows");
  json_open(out, '[');
  if (vm_window(request->vm, &offset, &length)) {
    json_open(out, '{');
    json_key(out, "offset");
    json_put_integer(out, offset);
    json_key(out, "length");
    json_put_integer(out, length);
    json_close(out, '}');
  }
  json_close(out, ']');
  end_answer(request, out);
}

/* ---- dispatch ---- */

static const struct {
  const char *method;
  void (*serve)(request *request);
  /* Speaks of a virtual machine that must be there. */
  bool to_vm;
} METHODS[] = {
  /* The frequent ones first. */
  { "guest.read", guest_read, true },
  { "guest.write", guest_write, true },
  { "host.readable", readable, false },
  { "guest.readMemory", guest_read_memory, true },
  { "guest.writeMemory", guest_write_memory, true },
  { "guest.readSmmu", guest_read_smmu, true },
  { "guest.writeSmmu", guest_write_smmu, true },
  { "guest.configureStream", guest_configure_stream, true },
  { "guest.submit", guest_submit, true },
  { "guest.plug", guest_plug, true },
  { "guest.unplug", guest_unplug, true },
  { "guest.reset", guest_reset, true },
  { "guest.shutDown", guest_shut_down, true },
  { "guest.settle", guest_settle, true },
  { "guest.windows", guest_windows, true },
  { "device.start", start, false },
  { "reset", reset, false },
  { "echo", echo, false },
  { "initialize", initialize, false },
  { "shutdown", shut_down, false },
};

static void serve(void *context, rpc_message *message)
{
  adapter *adapter = context;
  request request = { .adapter = adapter, .rpc = adapter->rpc, .message = message };
  for (size_t i = 0; i < sizeof METHODS / sizeof *METHODS; i++) {
    if (strcmp(METHODS[i].method, rpc_method(message)) != 0) continue;
    if (METHODS[i].to_vm) {
      const char *name = text_of(&request, param(&request, "vm"));
      if (refused(&request)) return;
      request.vm = vm_named(adapter, name);
      if (request.vm == NULL) {
        rpc_fail(adapter->rpc, "there is no virtual machine of that name");
        answer_nothing(&request);
        return;
      }
    }
    METHODS[i].serve(&request);
    return;
  }
  rpc_error(adapter->rpc, message, RPC_UNKNOWN_METHOD, "this adapter has no such method");
}

int main(void)
{
  adapter adapter = { 0 };
  adapter.rpc = rpc_open(serve, &adapter, "host.readable");
  rpc_run(adapter.rpc);
  forget_vms(&adapter);
  rpc_close(adapter.rpc);
  return EXIT_SUCCESS;
}
