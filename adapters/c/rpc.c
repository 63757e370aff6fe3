/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
#include "rpc.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "allocate.h"

#define MAX_LINE ((size_t)16 << 20)
#define READ_BYTES ((size_t)64 << 10)
/* Output that does not wait for the end of the turn. */
#define MUCH_OUTPUT ((size_t)256 << 10)

/* One line of input; the messages of a batch share it. */
typedef struct {
  size_t users;
  json_document document;
  char text[];
} line;

struct rpc_message {
  line *line;
  /* NULL in an answer. */
  const char *method;
  /* NULL in a notification. */
  const json_value *id;
  const json_value *params;
  const json_value *result;
  const json_value *error;
  rpc_message *next;
};

typedef struct {
  rpc_message *first;
  rpc_message *last;
} message_queue;

/* A call without its answer yet. Calls nest: an event that is served inside a call makes calls of its own. */
typedef struct waiting {
  uint32_t id;
  rpc_message *answer;
  struct waiting *outer;
} waiting;

/* A request that is being served. They nest as calls do. */
typedef struct serving {
  /* Why it fails. */
  char *failure;
  /* Its calls that nobody has waited for yet. */
  size_t posted;
  struct serving *outer;
} serving;

typedef struct {
  uint32_t id;
  serving *by;
} post;

struct rpc {
  rpc_handler handler;
  void *context;
  const char *event;
  bool stopped;
  bool ended;

  /* Input that has not become a message yet: [start, end), of which [start, searched) holds no line break. */
  char *input;
  size_t start, searched, end, capacity;
  /* Messages of a batch that were not looked at yet. */
  message_queue arrived;
  /* Requests that arrived during a call. */
  message_queue postponed;

  json_writer output;
  /* Where the answer under construction begins. */
  size_t mark;
  uint32_t last_id;
  waiting *waiting;
  serving *serving;
  post *posts;
  size_t post_count, post_capacity;
};

/* ---- messages ---- */

static void append(message_queue *queue, rpc_message *message)
{
  message->next = NULL;
  if (queue->last == NULL) queue->first = message;
  else queue->last->next = message;
  queue->last = message;
}

static rpc_message *take_first(message_queue *queue)
{
  rpc_message *message = queue->first;
  if (message == NULL) return NULL;
  queue->first = message->next;
  if (queue->first == NULL) queue->last = NULL;
  return message;
}

static void release_line(line *line)
{
  if (--line->users > 0) return;
  json_free(&line->document);
  free(line);
}

void rpc_free(rpc_message *message)
{
  if (message == NULL) return;
  release_line(message->line);
  free(message);
}

static void free_all(message_queue *queue)
{
  for (rpc_message *message; (message = take_first(queue)) != NULL;) rpc_free(message);
}

static void add_message(rpc *rpc, line *line, const json_value *value)
{
  const json_value *id = json_member(value, "id");
  rpc_message *message = allocate(1, sizeof *message);
  *message = (rpc_message){
    .line = line,
    .method = json_text(json_member(value, "method")),
    .id = id != NULL && id->type != JSON_NULL ? id : NULL,
    .params = json_member(value, "params"),
    .result = json_member(value, "result"),
    .error = json_member(value, "error"),
  };
  line->users++;
  append(&rpc->arrived, message);
}

static void receive_line(rpc *rpc, const char *text, size_t length)
{
  line *line = allocate(1, sizeof *line + length);
  line->users = 1;
  memcpy(line->text, text, length);
  if (!json_read(&line->document, line->text, length)) {
    fprintf(stderr, "not JSON, or deeper than this adapter reads: %.*s\n", (int)(length < 120 ? length : 120), text);
    rpc_error(rpc, NULL, RPC_NO_JSON, "that line is not JSON");
  } else {
    const json_value *value = line->document.values;
    if (value->type != JSON_ARRAY) {
      add_message(rpc, line, value);
    } else {
      const json_value *element = json_first(value);
      for (size_t i = 0; i < value->count; i++, element = json_after(element)) add_message(rpc, line, element);
    }
  }
  release_line(line);
}

/* ---- input and output ---- */

static void flush(rpc *rpc)
{
  const char *from = rpc->output.text;
  size_t left = rpc->output.length;
  while (left > 0 && !rpc->ended) {
    const ssize_t written = write(STDOUT_FILENO, from, left);
    if (written < 0 && errno != EINTR) {
      perror("standard output");
      rpc->ended = true;
    } else if (written > 0) {
      from += written;
      left -= (size_t)written;
    }
  }
  rpc->output.length = 0;
}

static void make_room(rpc *rpc)
{
  /* What is left of the last line moves to the front: as much as was read at once, at most, but for a line longer than that. */
  if (rpc->start > 0) {
    memmove(rpc->input, rpc->input + rpc->start, rpc->end - rpc->start);
    rpc->searched -= rpc->start;
    rpc->end -= rpc->start;
    rpc->start = 0;
  }
  if (rpc->capacity - rpc->end < READ_BYTES) {
    rpc->capacity = 2 * rpc->capacity + READ_BYTES;
    rpc->input = reallocate(rpc->input, rpc->capacity, 1);
  }
}

/* Waits for input. All output of this turn leaves first: the other side may be waiting for it. */
static void read_more(rpc *rpc)
{
  flush(rpc);
  make_room(rpc);
  const ssize_t count = read(STDIN_FILENO, rpc->input + rpc->end, rpc->capacity - rpc->end);
  if (count > 0) {
    rpc->end += (size_t)count;
  } else if (count == 0 || errno != EINTR) {
    if (count < 0) perror("standard input");
    rpc->ended = true;
  }
  if (rpc->end - rpc->searched > 0 && rpc->end - rpc->start > MAX_LINE + READ_BYTES &&
      memchr(rpc->input + rpc->searched, '\n', rpc->end - rpc->searched) == NULL) {
    fputs("a line is longer than 16 MiB\n", stderr);
    rpc->ended = true;
  }
}

/* The next message in order of arrival; NULL at the end of the input. */
static rpc_message *next_message(rpc *rpc)
{
  for (;;) {
    rpc_message *message = take_first(&rpc->arrived);
    if (message != NULL || rpc->ended) return message;
    char *const line = rpc->input + rpc->start;
    char *const end = rpc->searched == rpc->end ? NULL : memchr(rpc->input + rpc->searched, '\n', rpc->end - rpc->searched);
    if (end == NULL) {
      rpc->searched = rpc->end;
      read_more(rpc);
      continue;
    }
    size_t length = (size_t)(end - line);
    rpc->start += length + 1;
    rpc->searched = rpc->start;
    if (length > 0 && line[length - 1] == '\r') length--;
    if (length > 0) receive_line(rpc, line, length);
  }
}

/* ---- asking and answering ---- */

static void raw(json_writer *writer, const char *text)
{
  json_raw(writer, text, strlen(text));
}

static void end_line(rpc *rpc)
{
  raw(&rpc->output, "\n");
  if (rpc->output.length > MUCH_OUTPUT) flush(rpc);
}

static void serve(rpc *rpc, rpc_message *request)
{
  /* An event inside a call fails for itself. */
  serving own = { .outer = rpc->serving };
  rpc->serving = &own;
  rpc->handler(rpc->context, request);
  rpc_settle(rpc);
  rpc->serving = own.outer;
  free(own.failure);
  rpc_free(request);
}

static const char *reason_of(const rpc_message *answer)
{
  const char *reason = json_text(json_member(answer->error, "message"));
  return reason == NULL ? "a call was not answered" : reason;
}

static void fail(serving *serving, const char *reason)
{
  if (serving != NULL && serving->failure == NULL) serving->failure = copy_text(reason);
}

static bool accept_posted(rpc *rpc, const rpc_message *answer, uint32_t id)
{
  for (size_t i = 0; i < rpc->post_count; i++) {
    if (rpc->posts[i].id != id) continue;
    serving *by = rpc->posts[i].by;
    rpc->posts[i] = rpc->posts[--rpc->post_count];
    if (by != NULL) by->posted--;
    if (answer->result == NULL) fail(by, reason_of(answer));
    return true;
  }
  return false;
}

static void accept_answer(rpc *rpc, rpc_message *answer)
{
  uint32_t id;
  if (json_integer(answer->id, &id)) {
    if (accept_posted(rpc, answer, id)) {
      rpc_free(answer);
      return;
    }
    for (waiting *call = rpc->waiting; call != NULL; call = call->outer) {
      if (call->id != id || call->answer != NULL) continue;
      call->answer = answer;
      return;
    }
  }
  fputs("an answer to nothing that was asked was dropped\n", stderr);
  rpc_free(answer);
}

json_writer *rpc_begin_result(rpc *rpc, const rpc_message *request)
{
  rpc_settle(rpc);
  rpc->mark = rpc->output.length;
  raw(&rpc->output, "{\"jsonrpc\":\"2.0\",\"id\":");
  if (request != NULL && request->id != NULL) json_put_value(&rpc->output, request->id);
  raw(&rpc->output, ",\"result\":");
  return &rpc->output;
}

void rpc_end_result(rpc *rpc, const rpc_message *request)
{
  if (request->id == NULL || rpc_failed(rpc)) {
    rpc->output.length = rpc->mark;
    if (rpc_failed(rpc)) rpc_error(rpc, request, RPC_IMPLEMENTATION_ERROR, rpc->serving->failure);
    return;
  }
  raw(&rpc->output, "}");
  end_line(rpc);
}

void rpc_error(rpc *rpc, const rpc_message *request, int code, const char *message)
{
  if (request != NULL && request->id == NULL) return;
  json_writer *out = &rpc->output;
  char number[16];
  snprintf(number, sizeof number, "%d", code);
  raw(out, "{\"jsonrpc\":\"2.0\",\"id\":");
  if (request == NULL) json_put_null(out);
  else json_put_value(out, request->id);
  raw(out, ",\"error\":{\"code\":");
  raw(out, number);
  raw(out, ",\"message\":");
  json_put_text(out, message);
  raw(out, "}}");
  end_line(rpc);
}

static json_writer *begin_params(rpc *rpc, const char *method)
{
  json_key(&rpc->output, "method");
  json_put_text(&rpc->output, method);
  raw(&rpc->output, ",\"params\":{");
  return &rpc->output;
}

json_writer *rpc_begin_call(rpc *rpc, const char *method)
{
  raw(&rpc->output, "{\"jsonrpc\":\"2.0\",\"id\":");
  json_put_integer(&rpc->output, ++rpc->last_id);
  return begin_params(rpc, method);
}

/* Waits for one more message and does what is to be done with it; false at the end of the input. */
static bool take_message(rpc *rpc, bool open)
{
  rpc_message *message = next_message(rpc);
  if (message == NULL) return false;
  if (message->method == NULL) accept_answer(rpc, message);
  else if (open || strcmp(message->method, rpc->event) == 0) serve(rpc, message);
  else append(&rpc->postponed, message);
  return true;
}

static rpc_message *wait_for_answer(rpc *rpc, bool open)
{
  raw(&rpc->output, "}}");
  end_line(rpc);
  waiting call = { .id = rpc->last_id, .outer = rpc->waiting };
  rpc->waiting = &call;
  while (call.answer == NULL && take_message(rpc, open)) {}
  rpc->waiting = call.outer;

  if (call.answer != NULL && call.answer->result != NULL) return call.answer;
  rpc_fail(rpc, call.answer == NULL ? "a call was not answered" : reason_of(call.answer));
  rpc_free(call.answer);
  return NULL;
}

rpc_message *rpc_end_call(rpc *rpc)
{
  return wait_for_answer(rpc, false);
}

rpc_message *rpc_end_open_call(rpc *rpc)
{
  return wait_for_answer(rpc, true);
}

void rpc_end_post(rpc *rpc)
{
  raw(&rpc->output, "}}");
  end_line(rpc);
  if (rpc->post_count == rpc->post_capacity) {
    rpc->post_capacity = rpc->post_capacity == 0 ? 64 : 2 * rpc->post_capacity;
    rpc->posts = reallocate(rpc->posts, rpc->post_capacity, sizeof *rpc->posts);
  }
  rpc->posts[rpc->post_count++] = (post){ .id = rpc->last_id, .by = rpc->serving };
  if (rpc->serving != NULL) rpc->serving->posted++;
}

void rpc_settle(rpc *rpc)
{
  serving *own = rpc->serving;
  while (own != NULL && own->posted > 0 && take_message(rpc, false)) {}
}

json_writer *rpc_begin_notification(rpc *rpc, const char *method)
{
  raw(&rpc->output, "{");
  json_key(&rpc->output, "jsonrpc");
  json_put_text(&rpc->output, "2.0");
  return begin_params(rpc, method);
}

void rpc_end_notification(rpc *rpc)
{
  raw(&rpc->output, "}}");
  end_line(rpc);
}

const char *rpc_method(const rpc_message *request)
{
  return request->method;
}

const json_value *rpc_id(const rpc_message *request)
{
  return request->id;
}

bool rpc_idle(const rpc *rpc)
{
  return rpc->start == rpc->end && rpc->arrived.first == NULL && rpc->postponed.first == NULL;
}

void rpc_flush(rpc *rpc)
{
  flush(rpc);
}

const json_value *rpc_params(const rpc_message *request)
{
  return request->params;
}

const json_value *rpc_result(const rpc_message *answer)
{
  return answer->result;
}

void rpc_fail(rpc *rpc, const char *reason)
{
  fail(rpc->serving, reason);
}

bool rpc_failed(const rpc *rpc)
{
  return rpc->serving != NULL && rpc->serving->failure != NULL;
}

/* ---- the connection ---- */

rpc *rpc_open(rpc_handler handler, void *context, const char *event)
{
  rpc *rpc = allocate(1, sizeof *rpc);
  rpc->handler = handler;
  rpc->context = context;
  rpc->event = event;
  rpc->capacity = READ_BYTES;
  rpc->input = allocate(rpc->capacity, 1);
  return rpc;
}

void rpc_close(rpc *rpc)
{
  free_all(&rpc->arrived);
  free_all(&rpc->postponed);
  json_writer_free(&rpc->output);
  free(rpc->input);
  free(rpc->posts);
  free(rpc);
}

void rpc_run(rpc *rpc)
{
  while (!rpc->stopped) {
    rpc_message *message = take_first(&rpc->postponed);
    if (message == NULL) message = next_message(rpc);
    if (message == NULL) break;
    if (message->method == NULL) accept_answer(rpc, message);
    else serve(rpc, message);
  }
  flush(rpc);
}

void rpc_stop(rpc *rpc)
{
  rpc->stopped = true;
}
