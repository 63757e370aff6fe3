/* SPDX-License-Identifier: GPL-2.0-only */
#include <string.h>

#include "adapter.h"
#include "allocate.h"

static char *names[MAX_PROCESSES];

int process_of(rpc_message *request)
{
  const char *name = text_param(request, "process");
  int process = 0;
  while (names[process] != NULL && strcmp(names[process], name) != 0)
    if (++process == MAX_PROCESSES) {
      rpc_fail(connection, "this kernel does not run so many processes");
      process = 0;
      break;
    }
  if (names[process] == NULL) names[process] = copy_text(name);
  kernel->enter(process, NULL, 0);
  return process;
}

const char *process_name(int process)
{
  return names[process];
}
