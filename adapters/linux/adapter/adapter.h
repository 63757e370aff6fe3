/* SPDX-License-Identifier: GPL-2.0-only */
/* What the files of the adapter know of each other. */
#ifndef LINUX_ADAPTER_H
#define LINUX_ADAPTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "interface.h"
#include "json.h"
#include "rpc.h"

/* The connection, and the kernel that boots on this process's machine. */
extern rpc *connection;
extern const struct kernel *kernel;
extern struct machine machine;
extern bool booted;

/* kernels.c: the libraries beside the program, one for each size of pages. */
void kernels_load(void);
/* LINUX_PARAMETERS: "name=value name=value", as on the kernel's command line; all processes have them. */
void kernels_configure(void);
/* NULL where there is none. */
const struct kernel *kernel_with_pages_of(uint64_t size);

/* params.c: parameters of a request. */
const json_value *param(rpc_message *request, const char *name);
uint32_t integer_param(rpc_message *request, const char *name);
uint64_t u64_param(rpc_message *request, const char *name);
const char *text_param(rpc_message *request, const char *name);
bool flag_of(const json_value *value);
uint32_t integer_of(const json_value *object, const char *name);

/* answers.c */
json_writer *begin_answer(rpc_message *request);
void end_answer(rpc_message *request, json_writer *writer);
void answer_nothing(rpc_message *request);
/* The name of a result of the kernel's; of one that has none the request fails. */
const char *status_of(long result);
void answer_status(rpc_message *request, long result);
void put_text(json_writer *writer, const char *name, const char *text);
void put_u64(json_writer *writer, const char *name, uint64_t number);
void put_integer(json_writer *writer, const char *name, uint32_t integer);

/* boot.c */
void boot(rpc_message *request);
void remove_driver(rpc_message *request);
void shut_down(rpc_message *request);
void fail_allocation(rpc_message *request);
int smmu_named(const char *name);

/* below.c: registers and memory under the kernel. */
extern const struct services services_below;
uint64_t register_read(int smmu, uint32_t offset, int width);
void register_write(int smmu, uint32_t offset, int width, uint64_t value);
void interrupt(rpc_message *request);
/* False where no memory answers. */
bool memory_read(uint64_t physical, uint8_t *bytes, size_t count);
bool memory_write(uint64_t physical, const uint8_t *bytes, size_t count);
/* Writes to memory that is surely there, before whatever is asked for next. */
void memory_post(uint64_t physical, const uint8_t *bytes, size_t count);

/* own-queues.c: the queues that the kernel owns, which lie in the suite's memory as well. */
void own_queue_before_write(int smmu, uint32_t offset, uint64_t value);
void own_queue_after_read(int smmu, uint32_t offset, uint64_t value);

/* problems.c: what a kernel must not do, and did in this scenario. */
void note_problem(const char *line);
void answer_problems(rpc_message *request);

/* NULL where there is none. */
const char *last_problem(void);

/* death.c: a request is being served, from begins() to ends(); died_of() is NULL while the kernel lives. */
void begins(rpc_message *request);
void ends(void);
const char *died_of(void);
void survive_the_kernel(void);

/* processes.c */
int process_of(rpc_message *request);
const char *process_name(int process);

/* files.c */
void host_open(rpc_message *request);
void host_close(rpc_message *request);
void host_ioctl(rpc_message *request);
void host_read(rpc_message *request);
void host_poll(rpc_message *request);
void host_watch(rpc_message *request);
/* Tells of files that became readable. */
void deliver_wakeups(void);

/* pages.c: device pages in user space. */
void host_mmap(rpc_message *request);
void host_munmap(rpc_message *request);
void host_load(rpc_message *request);
void host_store(rpc_message *request);

/* user-memory.c */
void host_allocate_memory(rpc_message *request);
void host_read_memory(rpc_message *request);
void host_write_memory(rpc_message *request);

/* session.c */
void serve(void *context, rpc_message *request);
#endif
