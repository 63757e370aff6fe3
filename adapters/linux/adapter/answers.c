/* SPDX-License-Identifier: GPL-2.0-only */
#include <errno.h>
#include <stdio.h>

#include "adapter.h"

static const struct {
  int number;
  const char *name;
} ERRORS[] = {
#define ERROR(name) { name, #name }
  ERROR(EACCES), ERROR(EADDRINUSE), ERROR(EAGAIN), ERROR(EBADF), ERROR(EBADFD), ERROR(EBUSY), ERROR(E2BIG), ERROR(EEXIST), ERROR(EFAULT),
  ERROR(EINTR), ERROR(EINVAL), ERROR(EIO), ERROR(EMSGSIZE), ERROR(ENODEV), ERROR(ENOENT), ERROR(ENOMEM), ERROR(ENOSPC), ERROR(ENOTTY),
  ERROR(ENXIO), ERROR(EOPNOTSUPP), ERROR(EOVERFLOW), ERROR(EPERM), ERROR(ERANGE), ERROR(ESPIPE), ERROR(ETIMEDOUT),
};

const char *status_of(long result)
{
  char told[96];
  if (result >= 0) return "OK";
  for (size_t i = 0; i < sizeof ERRORS / sizeof *ERRORS; i++)
    if (ERRORS[i].number == -result) return ERRORS[i].name;
  snprintf(told, sizeof told, "the kernel returned error %ld, for which the protocol has no name", -result);
  rpc_fail(connection, told);
  return "EINVAL";
}

json_writer *begin_answer(rpc_message *request)
{
  json_writer *writer = rpc_begin_result(connection, request);
  json_open(writer, '{');
  return writer;
}

void end_answer(rpc_message *request, json_writer *writer)
{
  json_close(writer, '}');
  rpc_end_result(connection, request);
}

void answer_nothing(rpc_message *request)
{
  json_put_null(rpc_begin_result(connection, request));
  rpc_end_result(connection, request);
}

void answer_status(rpc_message *request, long result)
{
  const char *status = status_of(result);
  json_writer *writer = begin_answer(request);
  put_text(writer, "status", status);
  end_answer(request, writer);
}

void put_text(json_writer *writer, const char *name, const char *text)
{
  json_key(writer, name);
  json_put_text(writer, text);
}

void put_u64(json_writer *writer, const char *name, uint64_t number)
{
  json_key(writer, name);
  json_put_u64(writer, number);
}

void put_integer(json_writer *writer, const char *name, uint32_t integer)
{
  json_key(writer, name);
  json_put_integer(writer, integer);
}
