/* SPDX-License-Identifier: GPL-2.0-only */
/* The supervisor: forks a process for each scenario, which speaks the protocol over the standard streams. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "adapter.h"
#include "supervisor.h"

/* What one process leaves to the next. */
static struct inheritance {
  bool owes_answer;
  char id[256];
} *inheritance;

void leave_answer_to_next(const json_value *id)
{
  json_writer text = { 0 };
  json_put_value(&text, id);
  snprintf(inheritance->id, sizeof inheritance->id, "%.*s", (int)text.length, text.text);
  inheritance->owes_answer = true;
  json_writer_free(&text);
}

static int scenario(void)
{
  char answer[320];
  if (inheritance->owes_answer) {
    inheritance->owes_answer = false;
    const int length = snprintf(answer, sizeof answer, "{\"jsonrpc\":\"2.0\",\"id\":%s,\"result\":null}\n", inheritance->id);
    if (write(STDOUT_FILENO, answer, (size_t)length) != length) return 1;
  }
  survive_the_kernel();
  connection = rpc_open(serve, NULL, "registers.interrupt");
  rpc_run(connection);
  return 0;
}

int main(void)
{
  kernels_load();
  kernels_configure();
  inheritance = mmap(NULL, sizeof *inheritance, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  for (;;) {
    const pid_t process = inheritance == MAP_FAILED ? -1 : fork();
    int status = 0;
    if (process < 0) {
      perror("a process for a scenario");
      return 1;
    }
    if (process == 0) _exit(scenario());
    while (waitpid(process, &status, 0) < 0 && errno == EINTR) {}
    if (!WIFEXITED(status)) {
      fprintf(stderr, "the kernel died of signal %d, %s\n", WTERMSIG(status), strsignal(WTERMSIG(status)));
      return 1;
    }
    if (WEXITSTATUS(status) == ENDED_BY_RESET) continue;
    return WEXITSTATUS(status) == ENDED_BY_SHUTDOWN ? 0 : WEXITSTATUS(status);
  }
}
