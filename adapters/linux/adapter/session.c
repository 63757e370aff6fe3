/* SPDX-License-Identifier: GPL-2.0-only */
/* The requests of the protocol, each with what serves it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "adapter.h"
#include "supervisor.h"

rpc *connection;

static const char *const CAPABILITIES[] = { "host.calls", "host.memory", "host.driver", "host.allocations" };

static void initialize(rpc_message *request)
{
  const char *version = getenv("LINUX_VERSION"), *revision = getenv("LINUX_REVISION");
  json_writer *writer = begin_answer(request);
  put_integer(writer, "protocolVersion", 2);
  json_key(writer, "implementation");
  json_open(writer, '{');
  put_text(writer, "name", "Linux");
  put_text(writer, "version", version == NULL ? "unknown" : version);
  json_close(writer, '}');
  json_key(writer, "layers");
  json_open(writer, '[');
  json_put_text(writer, "kernel");
  json_close(writer, ']');
  json_key(writer, "capabilities");
  json_open(writer, '[');
  for (size_t i = 0; i < sizeof CAPABILITIES / sizeof *CAPABILITIES; i++) json_put_text(writer, CAPABILITIES[i]);
  json_close(writer, ']');
  json_key(writer, "audits");
  json_put_flag(writer, true);
  if (revision != NULL) {
    json_key(writer, "revisions");
    json_open(writer, '{');
    put_text(writer, "kernel", revision);
    json_close(writer, '}');
  }
  end_answer(request, writer);
}

static void echo(rpc_message *request)
{
  const json_value *values = param(request, "values"), *one = values != NULL && values->count > 0 ? json_first(values) : NULL;
  json_writer *writer = begin_answer(request);
  json_key(writer, "values");
  json_open(writer, '[');
  for (size_t i = 0; one != NULL && i < values->count; i++, one = json_after(one)) json_put_value(writer, one);
  json_close(writer, ']');
  json_key(writer, "bytes");
  json_put_value(writer, param(request, "bytes"));
  end_answer(request, writer);
}

/* The next process answers it: then nothing of this one is left. */
static void reset(rpc_message *request)
{
  if (!rpc_idle(connection)) {
    fputs("something came before reset was answered\n", stderr);
    _exit(1);
  }
  rpc_flush(connection);
  leave_answer_to_next(rpc_id(request));
  _exit(ENDED_BY_RESET);
}

static void shut_connection(rpc_message *request)
{
  answer_nothing(request);
  rpc_flush(connection);
  _exit(ENDED_BY_SHUTDOWN);
}

static const struct {
  const char *method;
  void (*serve)(rpc_message *request);
  /* It speaks to a kernel that lives, or to one that has booted. */
  bool needs_life, needs_kernel;
} METHODS[] = {
  { "initialize", initialize, false, false },
  { "echo", echo, false, false },
  { "reset", reset, false, false },
  { "shutdown", shut_connection, false, false },
  { "audit", answer_problems, false, false },
  { "kernel.boot", boot, true, false },
  { "registers.interrupt", interrupt, true, false },
  { "kernel.removeDriver", remove_driver, true, true },
  { "kernel.shutDown", shut_down, true, true },
  { "kernel.failAllocation", fail_allocation, true, true },
  { "host.open", host_open, true, true },
  { "host.close", host_close, true, true },
  { "host.ioctl", host_ioctl, true, true },
  { "host.mmap", host_mmap, true, true },
  { "host.munmap", host_munmap, true, true },
  { "host.read", host_read, true, true },
  { "host.poll", host_poll, true, true },
  { "host.watch", host_watch, true, true },
  { "host.load", host_load, true, true },
  { "host.store", host_store, true, true },
  { "host.allocate", host_allocate_memory, true, true },
  { "host.readMemory", host_read_memory, true, true },
  { "host.writeMemory", host_write_memory, true, true },
};

void serve(void *context, rpc_message *request)
{
  static int depth;
  const int process = kernel == NULL ? 0 : kernel->current_process();
  size_t i = 0;
  (void)context;
  while (i < sizeof METHODS / sizeof *METHODS && strcmp(METHODS[i].method, rpc_method(request)) != 0) i++;
  if (i == sizeof METHODS / sizeof *METHODS) {
    rpc_error(connection, request, RPC_UNKNOWN_METHOD, "a kernel does not serve that");
    return;
  }
  if (METHODS[i].needs_life && died_of() != NULL) {
    rpc_error(connection, request, RPC_IMPLEMENTATION_ERROR, died_of());
    return;
  }
  if (METHODS[i].needs_kernel && !booted) {
    rpc_error(connection, request, RPC_IMPLEMENTATION_ERROR, "no kernel has booted");
    return;
  }
  depth++;
  begins(request);
  METHODS[i].serve(request);
  ends();
  depth--;
  if (kernel == NULL || died_of() != NULL) return;
  if (depth == 0) kernel->check_idle();
  kernel->enter(process, NULL, 0);
}
