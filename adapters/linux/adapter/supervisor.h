/* SPDX-License-Identifier: GPL-2.0-only */
/* Each scenario has a process of its own, in which nothing was booted yet. */
#ifndef LINUX_SUPERVISOR_H
#define LINUX_SUPERVISOR_H

#include "json.h"

/* How a scenario's process ends. */
enum { ENDED_BY_RESET = 42, ENDED_BY_SHUTDOWN = 43 };

/* The process that comes next answers the request with this number or text. */
void leave_answer_to_next(const json_value *id);
#endif
