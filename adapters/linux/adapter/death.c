/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A kernel that dies leaves its process alive: what was asked of it fails, with its last words, and so does all that is asked before
 * the scenario is over. The frames of the dead stay where they are, below.
 */
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "adapter.h"
#include "allocate.h"

#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/asan_interface.h>
#endif

enum { MOST_PENDING = 64, STACK = 1 << 20 };
static rpc_message *pending[MOST_PENDING];
static int pending_count;
static const char *last_words;
/* What AddressSanitizer found, if it did. */
static char found[512];

void begins(rpc_message *request)
{
  if (pending_count < MOST_PENDING) pending[pending_count] = request;
  pending_count++;
}

void ends(void)
{
  pending_count--;
}

const char *died_of(void)
{
  return last_words;
}

static void dies(int signal)
{
  static bool dead;
  static char words[2048];
  if (dead) _exit(1);
  dead = true;
  const char *problem = found[0] != 0 ? found : last_problem();
  if (problem == NULL) snprintf(words, sizeof words, "the kernel died of signal %d, %s", signal, strsignal(signal));
  else snprintf(words, sizeof words, "the kernel died: %s", problem);
  fprintf(stderr, "%s\n", words);
  last_words = words;
  for (int i = pending_count - 1; i >= 0; i--)
    if (i < MOST_PENDING) rpc_error(connection, pending[i], RPC_IMPLEMENTATION_ERROR, words);
  pending_count = 0;
  rpc_run(connection);
  _exit(0);
}

#ifdef __SANITIZE_ADDRESS__
/* What it is, and the innermost line of the kernel's where it happened. */
static void keep_report(const char *report)
{
  const char *what = strstr(report, "AddressSanitizer: "), *frame = what == NULL ? NULL : strstr(what, "    #0 ");
  while (frame != NULL && memchr(frame, '.', strcspn(frame, "\n")) == NULL) frame = strstr(frame + 1, "    #");
  if (what == NULL) return;
  snprintf(found, sizeof found, "%.*s%.*s", (int)strcspn(what, "\n"), what, frame == NULL ? 0 : (int)strcspn(frame, "\n"), frame == NULL ? "" : frame);
}
#endif

void survive_the_kernel(void)
{
#ifdef __SANITIZE_ADDRESS__
  __asan_set_error_report_callback(keep_report);
  /* AddressSanitizer tells what a fault was, then aborts. */
  static const int SIGNALS[] = { SIGABRT };
#else
  static const int SIGNALS[] = { SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL };
#endif
  static char stack[STACK];
  const stack_t alternate = { .ss_sp = stack, .ss_size = sizeof stack };
  struct sigaction action = { .sa_handler = dies, .sa_flags = SA_ONSTACK | SA_NODEFER };
  sigaltstack(&alternate, NULL);
  for (size_t i = 0; i < sizeof SIGNALS / sizeof *SIGNALS; i++) sigaction(SIGNALS[i], &action, NULL);
}
