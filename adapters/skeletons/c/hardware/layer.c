/*
 * The hardware: it keeps what is written and knows nothing of CMDQ-V yet. Fill in what is marked TODO.
 */
#include "adapter.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
  CMDQV_CONFIG = 0,
  /* The block is switched on: CMDQV_EN is 1. */
  CONFIG_OUT_OF_RESET = 0x20083,
  CMDQV_PARAM = 4,
  COMMAND_BYTES = 16,
  WORD = 4,
  /* Of the whole block, with every page of every VINTF that it could have. */
  REGION_BYTES = 0x1000000,
};

const char LAYER[] = "\"hardware\"";

/* TODO: add each capability when your hardware has it: physicalMemory, observe.commands, substitute.smmu. */
const char CAPABILITIES[] = "[\"registers\"]";

/* An SMMU with its CMDQ-V block. */
struct smmu {
  struct smmu *next;
  char name[NAME_BYTES];
  /* TODO: replace this by the registers of your block. */
  uint8_t *registers;
};

/* The SMMUs of this scenario. */
static struct smmu *smmus;

static struct smmu *smmu_of(const struct request *request)
{
  return request->subject;
}

static uint64_t word_at(const uint8_t *bytes, unsigned width)
{
  uint64_t value = 0;
  for (unsigned at = 0; at < width; at++)
    value |= (uint64_t)bytes[at] << 8 * at;
  return value;
}

static void set_word_at(uint8_t *bytes, unsigned width, uint64_t value)
{
  for (unsigned at = 0; at < width; at++)
    bytes[at] = (uint8_t)(value >> 8 * at);
}

/* Tells of one edge of the CMDQ-V interrupt, and waits until it is handled. TODO: call it. */
bool interrupt(struct request *request)
{
  struct text params = {0};
  put(&params, "{\"smmu\":");
  put_string(&params, smmu_of(request)->name);
  put(&params, "}");
  struct message *answered = call(request, "registers.interrupt", &params);
  free(answered);
  return answered != NULL;
}

/* offset, width: integer -> value: u64 */
static bool registers_read(struct request *request)
{
  uint64_t offset = get_number(request->params, "offset");
  uint64_t width = get_number(request->params, "width");
  uint64_t value = 0;
  /* TODO: read your block. */
  if (offset + width <= REGION_BYTES)
    value = word_at(smmu_of(request)->registers + offset, (unsigned)width);
  put(&request->result, "{\"value\":\"0x%" PRIx64 "\"}", value);
  return true;
}

/* offset, width: integer, value: u64 */
static bool registers_write(struct request *request)
{
  uint64_t offset = get_number(request->params, "offset");
  uint64_t width = get_number(request->params, "width");
  /* TODO: write to your block, and be done with all that it sets going. */
  if (offset + width <= REGION_BYTES)
    set_word_at(smmu_of(request)->registers + offset, (unsigned)width, get_number(request->params, "value"));
  return true;
}

/* commands: 16 bytes each -> consumed: integer, error: "none", "illegal" or "timeout" */
static bool registers_submit(struct request *request)
{
  const char *digits = member(request->params, "commands");
  size_t size = digits == NULL ? 0 : (size_t)(skip_value(digits) - digits) / 2;
  uint8_t *commands = resized(NULL, size + 1);
  size_t count = get_bytes(request->params, "commands", commands, size) / COMMAND_BYTES;
  /* TODO: stop at a command that the SMMU's own queue does not take. This shows how a command is executed. */
  for (size_t index = 0; index < count; index++) {
    const uint8_t *command = commands + index * COMMAND_BYTES;
    struct text params = {0};
    put(&params, "{\"smmu\":");
    put_string(&params, smmu_of(request)->name);
    put(&params, ",\"queue\":{\"kind\":\"smmu\"},\"word0\":\"0x%" PRIx64 "\",\"word1\":\"0x%" PRIx64 "\"}", word_at(command, 8),
        word_at(command + 8, 8));
    struct message *answered = call(request, "smmu.execute", &params);
    if (answered == NULL) {
      free(commands);
      return false;
    }
    free(answered);
  }
  free(commands);
  put(&request->result, "{\"consumed\":%zu,\"error\":\"none\"}", count);
  return true;
}

/* smmu: see schemas/protocol/hardware.create.json */
static bool hardware_create(struct request *request)
{
  /* TODO: return cannot_be_built() if this is no SMMU of yours. */
  const char *description = member(request->params, "smmu");
  const char *block = member(description, "cmdqv");
  struct smmu *smmu = resized(NULL, sizeof *smmu);
  smmu->registers = calloc(REGION_BYTES, 1);
  if (smmu->registers == NULL) {
    free(smmu);
    return fail(request, "out of memory");
  }
  get_string(description, "name", smmu->name, sizeof smmu->name);
  smmu->next = smmus;
  smmus = smmu;
  if (block != NULL)
    set_word_at(smmu->registers + CMDQV_CONFIG, WORD, CONFIG_OUT_OF_RESET);
  set_word_at(smmu->registers + CMDQV_PARAM, WORD,
              get_number(block, "version") | get_number(block, "vcmdqsLog2") << 4 | get_number(block, "vintfsLog2") << 8 |
                get_number(block, "sidsLog2") << 12);
  return true;
}

void forget(void)
{
  while (smmus != NULL) {
    struct smmu *smmu = smmus;
    smmus = smmu->next;
    free(smmu->registers);
    free(smmu);
  }
}

void *subject_named(const char *name)
{
  struct smmu *smmu = smmus;
  while (smmu != NULL && strcmp(smmu->name, name) != 0)
    smmu = smmu->next;
  return smmu;
}

const struct method METHODS[] = {
  {"hardware.create", hardware_create, NULL},
  {"registers.read", registers_read, "smmu"},
  {"registers.write", registers_write, "smmu"},
  {"registers.submit", registers_submit, "smmu"},
  {NULL, NULL, NULL},
};
