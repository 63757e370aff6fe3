/* SPDX-License-Identifier: GPL-2.0-only */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "adapter.h"
#include "allocate.h"

enum { MOST_STREAMS = 32 };

const struct kernel *kernel;
struct machine machine;
bool booted;

int smmu_named(const char *name)
{
  for (int i = 0; i < machine.smmu_count; i++)
    if (strcmp(machine.smmus[i].name, name) == 0) return i;
  return -1;
}

static void describe_smmu(const json_value *described, struct machine_smmu *smmu)
{
  const json_value *idr = json_member(described, "idr"), *word = idr != NULL && idr->count > 0 ? json_first(idr) : NULL;
  const json_value *cmdqv = json_member(described, "cmdqv");
  smmu->name = copy_text(json_text(json_member(described, "name")));
  for (size_t i = 0; word != NULL && i < idr->count && i < 6; i++, word = json_after(word)) json_integer(word, &smmu->idr[i]);
  smmu->iidr = integer_of(described, "iidr");
  smmu->aidr = integer_of(described, "aidr");
  smmu->coherent = flag_of(json_member(described, "firmwareCoherent"));
  smmu->has_cmdqv = cmdqv != NULL;
  if (cmdqv != NULL) smmu->cmdqv_size = 0x30000 + (0x20000ull << integer_of(cmdqv, "vintfsLog2"));
}

/* False where the kernel has no use for the device, which is then not there. */
static bool add_device(const json_value *described)
{
  const char *name = json_text(json_member(described, "name")), *on = json_text(json_member(described, "smmu"));
  const json_value *list = json_member(described, "streamIds"), *one = list != NULL && list->count > 0 ? json_first(list) : NULL;
  uint32_t streams[MOST_STREAMS];
  int count = 0;
  for (; one != NULL && count < (int)list->count && count < MOST_STREAMS; one = json_after(one)) json_integer(one, &streams[count++]);
  const int smmu = on == NULL ? -1 : smmu_named(on);
  if (name == NULL || smmu < 0) return false;
  const int result = kernel->add_device(name, smmu, streams, count, flag_of(json_member(described, "coherent")),
                                        flag_of(json_member(described, "ats")));
  if (result < 0) fprintf(stderr, "device %s: %s\n", name, status_of(result));
  return result >= 0;
}

void boot(rpc_message *request)
{
  const json_value *host = param(request, "host"), *list = json_member(host, "smmus"), *one;
  uint64_t page_size = 0;
  json_u64(json_member(host, "pageSize"), &page_size);
  kernel = kernel_with_pages_of(page_size);
  if (kernel == NULL) {
    rpc_error(connection, request, RPC_CANNOT_BE_BUILT, "this kernel has pages of 4 KiB or of 64 KiB");
    return;
  }
  if (list == NULL || list->count > MAX_SMMUS) {
    kernel = NULL;
    rpc_error(connection, request, RPC_CANNOT_BE_BUILT, "this kernel runs on at most four SMMUs");
    return;
  }
  one = list->count > 0 ? json_first(list) : NULL;
  for (size_t i = 0; one != NULL && i < list->count; i++, one = json_after(one)) describe_smmu(one, &machine.smmus[machine.smmu_count++]);
  kernel->enter(0, NULL, 0);
  int which = 0;
  const int result = kernel->boot(&machine, &services_below, &which);
  if (result == 0) {
    booted = true;
    list = json_member(host, "devices");
    one = list != NULL && list->count > 0 ? json_first(list) : NULL;
    for (size_t i = 0; one != NULL && i < list->count; i++, one = json_after(one)) add_device(one);
  }
  json_writer *writer = begin_answer(request);
  json_key(writer, "booted");
  json_put_flag(writer, result == 0);
  if (result != 0) {
    char reason[96];
    snprintf(reason, sizeof reason, "the driver's probe returned %d", result);
    put_text(writer, "smmu", machine.smmus[which].name);
    put_text(writer, "reason", reason);
  }
  end_answer(request, writer);
}

void remove_driver(rpc_message *request)
{
  const int smmu = smmu_named(text_param(request, "smmu"));
  if (smmu < 0 || kernel->remove_driver(smmu) != 0) {
    rpc_error(connection, request, RPC_IMPLEMENTATION_ERROR, "no driver is bound to that SMMU");
    return;
  }
  answer_nothing(request);
}

void shut_down(rpc_message *request)
{
  kernel->shut_down();
  answer_nothing(request);
}

void fail_allocation(rpc_message *request)
{
  const bool reached = kernel->fail_allocation(integer_param(request, "nth"));
  json_writer *writer = begin_answer(request);
  json_key(writer, "reached");
  json_put_flag(writer, reached);
  end_answer(request, writer);
}
