/*
 * An adapter to start from: it speaks the whole protocol. What is yours goes into layer.c; here is only its name to change.
 */
#include "adapter.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* TODO: name your implementation. */
#define IMPLEMENTATION "{\"name\":\"skeleton\",\"version\":\"0.1.0\"}"

enum {
  PROTOCOL_VERSION = 2,
  IMPLEMENTATION_ERROR = -32000,
  CANNOT_BE_BUILT = -32001,
  UNKNOWN_METHOD = -32601,
};

/* Served even while a call waits: the suite does not answer the call before. */
static const char *const EVENTS[] = {"host.readable", "registers.interrupt"};

/* ---- Memory and text ---------------------------------------------------------------------------------------------- */

static void die(const char *reason)
{
  fprintf(stderr, "%s\n", reason);
  exit(EXIT_FAILURE);
}

/* realloc() that does not fail. */
void *resized(void *memory, size_t size)
{
  memory = realloc(memory, size);
  if (memory == NULL)
    die("out of memory");
  return memory;
}

void put_characters(struct text *text, const char *characters, size_t length)
{
  text->characters = resized(text->characters, text->length + length + 1);
  memcpy(text->characters + text->length, characters, length);
  text->length += length;
  text->characters[text->length] = '\0';
}

void put(struct text *text, const char *format, ...)
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
void put_string(struct text *text, const char *string)
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

void put_bytes(struct text *text, const uint8_t *bytes, size_t count)
{
  put_characters(text, "\"", 1);
  for (size_t at = 0; at < count; at++)
    put(text, "%02x", bytes[at]);
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
const char *skip_value(const char *json)
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

const char *first_element(const char *list)
{
  const char *at = list == NULL ? "" : skip_space(list);
  if (*at != '[')
    return NULL;
  at = skip_space(at + 1);
  return *at == ']' || *at == '\0' ? NULL : at;
}

const char *next_element(const char *element)
{
  const char *at = skip_space(skip_value(element));
  return *at == ',' ? skip_space(at + 1) : NULL;
}

/* The value of a member; NULL if the object has none of that name. */
const char *member(const char *object, const char *name)
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
uint64_t get_number(const char *object, const char *name)
{
  const char *value = member(object, name);
  if (value == NULL)
    return 0;
  return *value == '"' ? strtoull(value + 1, NULL, 16) : strtoull(value, NULL, 10);
}

/* Decodes as many bytes as fit; returns their number. */
size_t get_bytes(const char *object, const char *name, uint8_t *bytes, size_t size)
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
void get_string(const char *object, const char *name, char *string, size_t size)
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

static void answer(const struct message *message);

/* The implementation cannot do what was asked: the scenario fails, with this as the reason. Returns false. */
bool fail(struct request *request, const char *format, ...)
{
  va_list arguments;
  request->code = IMPLEMENTATION_ERROR;
  va_start(arguments, format);
  vsnprintf(request->failure, sizeof request->failure, format, arguments);
  va_end(arguments);
  return false;
}

bool cannot_be_built(struct request *request, const char *reason)
{
  fail(request, "%s", reason);
  request->code = CANNOT_BE_BUILT;
  return false;
}

static bool is_event(const char *method, size_t length)
{
  for (size_t index = 0; index < sizeof EVENTS / sizeof EVENTS[0]; index++) {
    if (strlen(EVENTS[index]) == length && strncmp(EVENTS[index], method, length) == 0)
      return true;
  }
  return false;
}

struct message *call(struct request *request, const char *method, struct text *params)
{
  unsigned id = ++last_id;
  bool telling = is_event(method, strlen(method));
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
    } else if (telling || is_event(asked + 1, strcspn(asked + 1, "\""))) {
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

void notify(const char *method, struct text *params)
{
  struct text message = new_message();
  put(&message, ",\"method\":\"%s\",\"params\":%s", method, params->characters);
  free(params->characters);
  send_message(&message);
}

/* ---- The session --------------------------------------------------------------------------------------------------- */

static bool initialize(struct request *request)
{
  put(&request->result, "{\"protocolVersion\":%d,\"implementation\":%s,\"layers\":[%s],\"capabilities\":%s}", PROTOCOL_VERSION,
      IMPLEMENTATION, LAYER, CAPABILITIES);
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
  forget();
  return true;
}

static bool shut_down(struct request *request)
{
  running = false;
  return reset(request);
}

static const struct method SESSION[] = {
  {"initialize", initialize, NULL}, {"echo", echo, NULL}, {"reset", reset, NULL}, {"shutdown", shut_down, NULL}, {NULL, NULL, NULL},
};

static const struct method *named_in(const struct method *methods, const char *name)
{
  for (; methods->name != NULL; methods++) {
    if (strcmp(methods->name, name) == 0)
      return methods;
  }
  return NULL;
}

/* Serves a request as far as what it names is known. */
static bool serve(const struct method *method, struct request *request)
{
  if (method->subject != NULL) {
    char name[NAME_BYTES];
    get_string(request->params, method->subject, name, sizeof name);
    request->subject = subject_named(name);
    if (request->subject == NULL)
      return fail(request, "nothing is called %s", name);
  }
  return method->serve(request);
}

/* Serves a request and sends the answer. */
static void answer(const struct message *message)
{
  char name[NAME_BYTES];
  get_string(message->json, "method", name, sizeof name);
  const struct method *method = named_in(SESSION, name);
  if (method == NULL)
    method = named_in(METHODS, name);
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
      put(&reply, "\"error\":{\"code\":%d,\"message\":", method == NULL ? UNKNOWN_METHOD : request.code);
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
