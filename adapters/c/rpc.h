/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * JSON-RPC 2.0 in lines over standard input and output; both sides ask and answer.
 *
 * A call waits for its answer. What arrives meanwhile is either an event, served at once, inside the call, or another request, which
 * waits in line until the one at work is finished: requests take effect in the order in which they were sent.
 */
#ifndef RPC_H
#define RPC_H

#include <stdbool.h>

#include "json.h"

/* Codes of an error answer. */
enum {
  RPC_IMPLEMENTATION_ERROR = -32000,
  /* The host, SMMU or virtual machine that was described is none that the implementation can be. */
  RPC_CANNOT_BE_BUILT = -32001,
  RPC_UNKNOWN_METHOD = -32601,
  RPC_WRONG_PARAMS = -32602,
  RPC_NO_JSON = -32700,
};

typedef struct rpc rpc;
typedef struct rpc_message rpc_message;

/* Serves one request; answers it with rpc_begin_result() and rpc_end_result(), or with rpc_error(). */
typedef void (*rpc_handler)(void *context, rpc_message *request);

/* `event` is the method that is served even while a call waits. */
rpc *rpc_open(rpc_handler handler, void *context, const char *event);
void rpc_close(rpc *rpc);
/* Serves requests until rpc_stop() or the end of the input. */
void rpc_run(rpc *rpc);
void rpc_stop(rpc *rpc);

const char *rpc_method(const rpc_message *request);
const json_value *rpc_params(const rpc_message *request);
/* NULL in a notification. */
const json_value *rpc_id(const rpc_message *request);
/* Nothing has arrived that was not served. */
bool rpc_idle(const rpc *rpc);
/* Sends what was written so far. */
void rpc_flush(rpc *rpc);

/* No calls between begin and end: they would end up inside the answer. */
json_writer *rpc_begin_result(rpc *rpc, const rpc_message *request);
/* Sends the result, or an error if a call failed while the request was served. */
void rpc_end_result(rpc *rpc, const rpc_message *request);
void rpc_error(rpc *rpc, const rpc_message *request, int code, const char *message);

/* Begins a call; the caller writes the members of its parameters. */
json_writer *rpc_begin_call(rpc *rpc, const char *method);
/* Sends the call and waits for the result; NULL if it failed, which the request being served then fails with. */
rpc_message *rpc_end_call(rpc *rpc);
/* As rpc_end_call(), but serves every request that arrives meanwhile, not only the event. */
rpc_message *rpc_end_open_call(rpc *rpc);
/* Sends the call and goes on; that it failed, the request being served is told when it settles. */
void rpc_end_post(rpc *rpc);
/* Waits for the answers to all that the request being served has posted; its answer does so by itself. */
void rpc_settle(rpc *rpc);
const json_value *rpc_result(const rpc_message *answer);
/* Frees what rpc_end_call() returned, NULL included. */
void rpc_free(rpc_message *answer);
/* Begins a notification; the caller writes the members of its parameters. */
json_writer *rpc_begin_notification(rpc *rpc, const char *method);
void rpc_end_notification(rpc *rpc);

/* The request being served cannot be done; the first reason counts. */
void rpc_fail(rpc *rpc, const char *reason);
bool rpc_failed(const rpc *rpc);

#endif
