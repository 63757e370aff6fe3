/*
 * A device adapter to start from: it speaks the whole protocol and knows nothing of CMDQ-V yet.
 *
 * Fill in what is marked TODO: the virtual machine and the bodies of guest_*(). The rest can stay as it is.
 */
#include <ctype.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* TODO: name your implementation, and add each capability when your device has it:
 * guest.memory, guest.smmu, guest.reset, twoVms, observe.interrupts, observe.windows. */
#define IMPLEMENTATION "{\"name\":\"skeleton\",\"version\":\"0.1.0\"}"
#define CAPABILITIES "[\"guest.mmio\",\"guest.devices\"]"

/* Served even while a call waits: the suite does not answer the call before. As it stands in JSON. */
#define EVENT "\"host.readable\""

enum {
  PROTOCOL_VERSION = 1,
  IMPLEMENTATION_ERROR = -32000,
  UNKNOWN_METHOD = -32601,
  REGION_BYTES = 0x50000,
  NAME_BYTES = 256,
  FAILURE_BYTES = 512,
};

/* ---- Memory and text ---------------------------------------------------------------------------------------------- */

static void die(const char *reason)
{
  fprintf(stderr, "%s\n", reason);
  exit(EXIT_FAILURE);
}

/* realloc() that does not fail. */
static void *resized(void *memory, size_t size)
{
  memory = realloc(memory, size);
  if (memory == NULL)
    die("out of memory");
  return memory;
}

/* Text that grows; all zero is an empty one. */
struct text {
  char *characters;
  size_t length;
};

static void put_characters(struct text *text, const char *characters, size_t length)
{
  text->characters = resized(text->characters, text->length + length + 1);
  memcpy(text->characters + text->length, characters, length);
  text->length += length;
  text->characters[text->length] = '\0';
}

static void put(struct text *text, const char *format, ...)
{
  va_list arguments;
  va_start(arguments, format);
  int length = vsnprintf(NULL, 0, format, arguments);
  va_end(arguments);
  text->characters = resized(text->characters, text->length + (size_t)length + 1);
  va_start(arguments, format);
  vsnprintf(text->characters + text->length, (size_t)length + 1, format, arguments);
  va_end(arguments);
  text->length += (size_t)length;
}

/* Appends a JSON string. */
static void put_string(struct text *text, const char *string)
{
  put_characters(text, "\"", 1);
  for (; *string != '\0'; string++) {
    if (*string == '"' || *string == '\\')
      put(text, "\\%c", *string);
    else if ((unsigned char)*string < ' ')
      put(text, "\\u%04x", (unsigned)*string);
    else
      put_characters(text, string, 1);
  }
  put_characters(text, "\"", 1);
}

/* ---- Reading JSON: values are found in the text of a line, where they begin ---------------------------------------- */

static const char *skip_space(const char *json)
{
  return json + strspn(json, " \t\r\n");
}

static const char *skip_string(const char *json)
{
  for (json++; *json != '\0' && *json != '"'; json++) {
    if (*json == '\\' && json[1] != '\0')
      json++;
  }
  return *json == '"' ? json + 1 : json;
}

/* Where the value that begins here ends. */
static const char *skip_value(const char *json)
{
  int depth = 0;
  json = skip_space(json);
  do {
    if (*json == '"') {
      json = skip_string(json);
    } else if (strchr("{}[],:", *json) == NULL) {
      json += strcspn(json, "{}[],: \t\r\n");
    } else if (*json != '\0') {
      depth += *json == '{' || *json == '[';
      depth -= *json == '}' || *json == ']';
      json++;
    }
    if (depth > 0)
      json = skip_space(json);
  } while (depth > 0 && *json != '\0');
  return json;
}

/* The value of a member; NULL if the object has none of that name. */
static const char *member(const char *object, const char *name)
{
  size_t length = strlen(name);
  const char *at = object == NULL ? "" : skip_space(object);
  if (*at != '{')
    return NULL;
  for (at = skip_space(at + 1); *at == '"';) {
    const char *key = at + 1;
    at = skip_space(skip_string(at));
    if (*at++ != ':')
      return NULL;
    at = skip_space(at);
    if (strncmp(key, name, length) == 0 && key[length] == '"')
      return at;
    at = skip_space(skip_value(at));
    at = skip_space(at + (*at == ','));
  }
  return NULL;
}

/* A number, or a 64-bit value in its string; 0 if there is none. The suite checks what it sends. */
static uint64_t get_number(const char *object, const char *name)
{
  const char *value = member(object, name);
  if (value == NULL)
    return 0;
  return *value == '"' ? strtoull(value + 1, NULL, 16) : strtoull(value, NULL, 10);
}

/* Decodes as many bytes as fit; returns their number. */
static size_t get_bytes(const char *object, const char *name, uint8_t *bytes, size_t size)
{
  const char *value = member(object, name);
  size_t count = 0;
  if (value == NULL || *value++ != '"')
    return 0;
  for (; count < size && isxdigit((unsigned char)value[0]) && isxdigit((unsigned char)value[1]); value += 2) {
    const char digits[] = {value[0], value[1], '\0'};
    bytes[count++] = (uint8_t)strtoul(digits, NULL, 16);
  }
  return count;
}

static unsigned long four_digits(const char *json)
{
  char digits[5] = {0};
  strncpy(digits, json, 4);
  return strtoul(digits, NULL, 16);
}

/* Writes the UTF-8 of what \u stands for; returns where the escapes end. */
static const char *decode_escape(const char *json, struct text *text)
{
  unsigned long code = four_digits(json);
  json += strnlen(json, 4);
  if (code >= 0xd800 && code < 0xdc00 && json[0] == '\\' && json[1] == 'u') {
    code = 0x10000 + ((code - 0xd800) << 10) + (four_digits(json + 2) & 0x3ff);
    json += 2 + strnlen(json + 2, 4);
  }
  if (code < 0x80)
    put(text, "%c", (char)code);
  else if (code < 0x800)
    put(text, "%c%c", (char)(0xc0 | code >> 6), (char)(0x80 | (code & 0x3f)));
  else if (code < 0x10000)
    put(text, "%c%c%c", (char)(0xe0 | code >> 12), (char)(0x80 | (code >> 6 & 0x3f)), (char)(0x80 | (code & 0x3f)));
  else
    put(text, "%c%c%c%c", (char)(0xf0 | code >> 18), (char)(0x80 | (code >> 12 & 0x3f)), (char)(0x80 | (code >> 6 & 0x3f)),
        (char)(0x80 | (code & 0x3f)));
  return json;
}

/* Decodes a string into `string`, cut where it does not fit; empty if there is none. */
static void get_string(const char *object, const char *name, char *string, size_t size)
{
  static const char escapes[] = "n\nt\tr\rb\bf\f";
  const char *value = member(object, name);
  struct text text = {0};
  put(&text, "%s", "");
  if (value != NULL && *value++ == '"') {
    while (*value != '\0' && *value != '"') {
      if (*value != '\\') {
        put_characters(&text, value++, 1);
      } else if (value[1] == 'u') {
        value = decode_escape(value + 2, &text);
      } else {
        const char *escape = value[1] == '\0' ? NULL : strchr(escapes, value[1]);
        put_characters(&text, escape == NULL ? value + 1 : escape + 1, 1);
        value += value[1] == '\0' ? 1 : 2;
      }
    }
  }
  snprintf(string, size, "%s", text.characters);
  free(text.characters);
}

/* ---- JSON-RPC: one message on each line ---------------------------------------------------------------------------- */

/* A message that was read and not dealt with yet. */
struct message {
  struct message *next;
  char json[];
};

struct queue {
  struct message *first;
  struct message *last;
};

/* Rest of what a line held. */
static struct queue batch;
/* Requests that wait until the one at work is finished. */
static struct queue postponed;
/* Answers that came while an event was served inside the call that waits for them. */
static struct queue answers;
static unsigned last_id;
static bool running = true;

static void append(struct queue *queue, struct message *message)
{
  message->next = NULL;
  if (queue->first == NULL)
    queue->first = message;
  else
    queue->last->next = message;
  queue->last = message;
}

static struct message *take(struct queue *queue)
{
  struct message *message = queue->first;
  if (message != NULL)
    queue->first = message->next;
  return message;
}

static struct message *take_answer(unsigned id)
{
  struct queue others = {0};
  struct message *found = NULL;
  for (struct message *message = take(&answers); message != NULL; message = take(&answers)) {
    if (found == NULL && get_number(message->json, "id") == id)
      found = message;
    else
      append(&others, message);
  }
  answers = others;
  return found;
}

static void append_copy(struct queue *queue, const char *json, size_t length)
{
  struct message *message = resized(NULL, sizeof *message + length + 1);
  memcpy(message->json, json, length);
  message->json[length] = '\0';
  append(queue, message);
}

/* The next message, to be freed; the end of the input is the end of the program. */
static struct message *next_message(void)
{
  static char *line;
  static size_t size;
  while (batch.first == NULL) {
    if (getline(&line, &size, stdin) < 0)
      exit(EXIT_SUCCESS);
    const char *at = skip_space(line);
    if (*at == '{')
      append_copy(&batch, at, strlen(at));
    else if (*at == '[') {
      for (at = skip_space(at + 1); *at == '{'; at = skip_space(at + (*at == ','))) {
        const char *end = skip_value(at);
        append_copy(&batch, at, (size_t)(end - at));
        at = skip_space(end);
      }
    } else if (*at != '\0') {
      die("a line is not JSON-RPC");
    }
  }
  return take(&batch);
}

/* Sends a message and frees it. */
static void send_message(struct text *message)
{
  put(message, "}\n");
  if (fwrite(message->characters, 1, message->length, stdout) != message->length || fflush(stdout) != 0)
    exit(EXIT_SUCCESS); /* the suite has gone */
  free(message->characters);
}

static struct text new_message(void)
{
  struct text message = {0};
  put(&message, "{\"jsonrpc\":\"2.0\"");
  return message;
}

/* ---- The virtual machine ------------------------------------------------------------------------------------------- */

/* An emulated SMMUv3, its CMDQ-V block, and the devices behind it. */
struct vm {
  struct vm *next;
  char name[NAME_BYTES];
  /* TODO: replace this by the registers of your device. */
  uint8_t registers[REGION_BYTES];
};

/* The machines of this scenario. */
static struct vm *machines;

/* A request at work. */
struct request {
  /* The machine that it names; NULL for requests of the session. */
  struct vm *vm;
  /* An object, as it came. */
  const char *params;
  /* The answer's JSON; nothing stands for null. */
  struct text result;
  char failure[FAILURE_BYTES];
};

static void answer(const struct message *message);

/* The implementation cannot do what was asked: the scenario fails, with this as the reason. Returns false. */
static bool fail(struct request *request, const char *format, ...)
{
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(request->failure, sizeof request->failure, format, arguments);
  va_end(arguments);
  return false;
}

/*
 * Asks the suite and waits for the answer, to be freed; its member "result" is the result. NULL if the suite refuses: the request
 * has failed then. `params` is an object, and freed. Events that arrive meanwhile are served, inside this call; other requests wait.
 */
static struct message *call(struct request *request, const char *method, struct text *params)
{
  unsigned id = ++last_id;
  struct text message = new_message();
  put(&message, ",\"id\":%u,\"method\":\"%s\",\"params\":%s", id, method, params->characters);
  free(params->characters);
  send_message(&message);
  struct message *answered;
  while ((answered = take_answer(id)) == NULL) {
    struct message *received = next_message();
    const char *asked = member(received->json, "method");
    if (asked == NULL) {
      append(&answers, received);
    } else if (strncmp(asked, EVENT, strlen(EVENT)) == 0) {
      answer(received);
      free(received);
    } else {
      append(&postponed, received);
    }
  }
  if (member(answered->json, "result") != NULL)
    return answered;
  char reason[FAILURE_BYTES / 2];
  get_string(member(answered->json, "error"), "message", reason, sizeof reason);
  fail(request, "%s: %s", method, reason);
  free(answered);
  return NULL;
}

/* Tells of one edge of the CMDQ-V interrupt. TODO: call it. */
void interrupt(const struct vm *vm)
{
  struct text message = new_message();
  put(&message, ",\"method\":\"guest.interrupt\",\"params\":{\"vm\":");
  put_string(&message, vm->name);
  put(&message, "}");
  send_message(&message);
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
      value |= (uint64_t)request->vm->registers[offset + byte] << 8 * byte;
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
      request->vm->registers[offset + byte] = (uint8_t)(value >> 8 * byte);
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
  put_string(&params, request->vm->name);
  put(&params, ",\"path\":\"/dev/iommu\"}");
  struct message *answered = call(request, "host.open", &params);
  if (answered == NULL)
    return false;
  char status[NAME_BYTES], device[NAME_BYTES];
  const char *result = member(answered->json, "result");
  get_string(result, "status", status, sizeof status);
  get_string(request->params, "device", device, sizeof device);
  if (strcmp(status, "OK") == 0) {
    fprintf(stderr, "%s is plugged into %s; /dev/iommu is fd %" PRIu64 "\n", device, request->vm->name, get_number(result, "fd"));
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
  return request->vm != NULL;
}

static bool guest_settle(struct request *request)
{
  /* TODO: wait until everything that was set off is over, if your device has threads. */
  return request->vm != NULL;
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
  return request->vm != NULL;
}

/* ---- The session --------------------------------------------------------------------------------------------------- */

static bool initialize(struct request *request)
{
  put(&request->result, "{\"protocolVersion\":%d,\"implementation\":%s,\"layers\":[\"device\"],\"capabilities\":%s}", PROTOCOL_VERSION,
      IMPLEMENTATION, CAPABILITIES);
  return true;
}

static bool echo(struct request *request)
{
  put_characters(&request->result, request->params, (size_t)(skip_value(request->params) - request->params));
  return true;
}

static bool reset(struct request *request)
{
  (void)request;
  while (machines != NULL) {
    struct vm *vm = machines;
    machines = vm->next;
    free(vm);
  }
  return true;
}

static bool shut_down(struct request *request)
{
  running = false;
  return reset(request);
}

/* vm: name, cmdqv: "on", "off" or "auto", ram */
static bool device_start(struct request *request)
{
  struct vm *vm = resized(NULL, sizeof *vm);
  memset(vm, 0, sizeof *vm);
  get_string(member(request->params, "vm"), "name", vm->name, sizeof vm->name);
  vm->next = machines;
  machines = vm;
  /* TODO: allocate the RAM with host.allocate. */
  return true;
}

static struct vm *machine_named(const char *name)
{
  struct vm *vm = machines;
  while (vm != NULL && strcmp(vm->name, name) != 0)
    vm = vm->next;
  return vm;
}

static const struct method {
  const char *name;
  /* Writes the result; or calls fail() and returns false. */
  bool (*serve)(struct request *request);
  /* The parameter that names a machine; NULL for none. */
  const char *vm;
} METHODS[] = {
  {"initialize", initialize, NULL},
  {"echo", echo, NULL},
  {"reset", reset, NULL},
  {"shutdown", shut_down, NULL},
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
};

static const struct method *method_named(const char *name)
{
  for (size_t index = 0; index < sizeof METHODS / sizeof METHODS[0]; index++) {
    if (strcmp(METHODS[index].name, name) == 0)
      return &METHODS[index];
  }
  return NULL;
}

/* Serves a request as far as its machine is known. */
static bool serve(const struct method *method, struct request *request)
{
  if (method->vm != NULL) {
    char name[NAME_BYTES];
    get_string(request->params, method->vm, name, sizeof name);
    request->vm = machine_named(name);
    if (request->vm == NULL)
      return fail(request, "no virtual machine is called %s", name);
  }
  return method->serve(request);
}

/* Serves a request and sends the answer. */
static void answer(const struct message *message)
{
  char name[NAME_BYTES];
  get_string(message->json, "method", name, sizeof name);
  const struct method *method = method_named(name);
  const char *params = member(message->json, "params");
  struct request request = {.params = params == NULL ? "{}" : params};
  bool served = method != NULL ? serve(method, &request) : fail(&request, "no method %s", name);
  if (!served)
    fprintf(stderr, "%s: %s\n", name, request.failure);

  const char *id = member(message->json, "id");
  if (id != NULL) {
    struct text reply = new_message();
    put(&reply, ",\"id\":%.*s,", (int)(skip_value(id) - id), id);
    if (served) {
      put(&reply, "\"result\":%s", request.result.length == 0 ? "null" : request.result.characters);
    } else {
      put(&reply, "\"error\":{\"code\":%d,\"message\":", method == NULL ? UNKNOWN_METHOD : IMPLEMENTATION_ERROR);
      put_string(&reply, request.failure);
      put(&reply, "}");
    }
    send_message(&reply);
  }
  free(request.result.characters);
}

int main(void)
{
  while (running) {
    struct message *message = take(&postponed);
    if (message == NULL)
      message = next_message();
    answer(message);
    free(message);
  }
  return EXIT_SUCCESS;
}
