/* SPDX-License-Identifier: GPL-2.0-only */
#include <stdio.h>
#include <string.h>

#include "adapter.h"
#include "allocate.h"

enum { MOST = 32 };
static char *problems[MOST];
static int count;

void note_problem(const char *line)
{
  fprintf(stderr, "%s\n", line);
  if (count < MOST) problems[count++] = copy_text(line);
}

const char *last_problem(void)
{
  return count == 0 ? NULL : problems[count - 1];
}

void answer_problems(rpc_message *request)
{
  if (kernel != NULL && died_of() == NULL) kernel->end();
  json_writer *writer = begin_answer(request);
  json_key(writer, "problems");
  json_open(writer, '[');
  for (int i = 0; i < count; i++) json_put_text(writer, problems[i]);
  json_close(writer, ']');
  end_answer(request, writer);
}
