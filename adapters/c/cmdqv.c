#include "cmdqv.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "allocate.h"
#include "uapi.h"
#include "veventq.h"

/* ---- the region ---- */

enum {
  PAGE_BYTES = 0x10000,
  CONFIG_PAGE = 0x00000,
  DIRECT_PAGE0 = 0x10000,
  DIRECT_PAGE1 = 0x20000,
  VINTF_PAGE0 = 0x30000,
  VINTF_PAGE1 = 0x40000,

  QUEUES = 1 << CMDQV_LOG2VCMDQS,
  SID_SLOTS = 1 << CMDQV_LOG2VSIDS,
  SLOT_BYTES = 0x80,
};

/* Page 0 of a slot, control and status: 32-bit registers, by index. */
enum { CONS_INDX, PROD_INDX, CONFIG, STATUS, GERROR, GERRORN, PAGE0_REGISTERS };
/* Page 1 of a slot, addresses: 64-bit registers, by index. */
enum { BASE, CONS_INDX_BASE_DRAM, PAGE1_REGISTERS };

enum {
  CMDQV_CONFIG_RESET = 0x00020083,
  CMDQV_PARAM_RESET = CMDQV_VERSION | CMDQV_LOG2VCMDQS << 4 | CMDQV_LOG2VSIDS << 12,
  CMDQV_STATUS_RESET = 1,

  CMDQV_EN = 1 << 0,
  CMDQV_ENABLED = 1 << 0,
  ALLOC = 1 << 0,
  VINTF_ENABLE = 1 << 0,
  VINTF_HYP_OWN = 1 << 17,
  VINTF_ENABLE_OK = 1 << 0,
  /* The guest's only VINTF in the maps that have a bit for each. */
  VINTF0 = 1 << 0,

  CMDQ_EN = 1 << 0,
  CMDQ_EN_OK = 1 << 0,
  CMDQ_INIT_ERR = 1 << 2,

  LOG2_COMMAND_BYTES = 4,
};
#define BASE_LOG2SIZE UINT64_C(0x1f)
#define BASE_ADDR UINT64_C(0x0000ffffffffffe0)

/* The registers of the Config page. */
typedef struct {
  uint32_t config, param, status;
  uint32_t vi_err_map[2], vi_int_mask[2], cmdq_err_map[4];
  uint32_t alloc_map[QUEUES];
  uint32_t vintf_config, vintf_status;
  uint32_t sid_match[SID_SLOTS], sid_replace[SID_SLOTS];
  uint32_t lvcmdq_err_map[4];
} config_page;

static const config_page CONFIG_RESET = { .config = CMDQV_CONFIG_RESET, .param = CMDQV_PARAM_RESET, .status = CMDQV_STATUS_RESET };

/*
 * One vCMDQ slot, the same behind both apertures (MAP-09): the cache of its registers, and the host's hw_queue while it has one.
 * Live means that the hw_queue exists; page 0 then belongs to the hardware and its cache rests.
 */
typedef struct {
  unsigned index;
  uint32_t page0[PAGE0_REGISTERS];
  uint64_t page1[PAGE1_REGISTERS];
  object_id hw_queue;
  /* It gave way to a lower queue that is being rebuilt on a new BASE, and comes back with it. */
  bool displaced;
} vcmdq;

struct cmdqv {
  cmdqv_host host;
  /* Page 0 of the host's VINTF in this process. */
  uint64_t page;
  veventq events;
  bool window;
  config_page registers;
  vcmdq queues[QUEUES];
};

/* ---- one vCMDQ ---- */

static bool live(const vcmdq *queue)
{
  return queue->hw_queue != NO_OBJECT;
}

/* Where a register of a slot is in the host's page. */
static uint64_t host_register(const cmdqv *cmdqv, const vcmdq *queue, unsigned index)
{
  return cmdqv->page + queue->index * SLOT_BYTES + index * 4;
}

/* The hardware's value while live, the cache's otherwise (RD-01, RD-02). */
static uint32_t read_page0(cmdqv *cmdqv, vcmdq *queue, unsigned index)
{
  return live(queue) ? (uint32_t)host_load(cmdqv->host.host, host_register(cmdqv, queue, index), 4) : queue->page0[index];
}

/* The cache neither checks nor processes anything (WR-14 to WR-18, DIR-04). */
static void write_page0(cmdqv *cmdqv, vcmdq *queue, unsigned index, uint32_t value)
{
  if (live(queue)) {
    host_store(cmdqv->host.host, host_register(cmdqv, queue, index), 4, value);
    return;
  }
  queue->page0[index] = value;
  if (index != CONFIG) return;
  /* STATUS follows CONFIG, but a queue that the host refused cannot be enabled (WR-16, WR-17, FAIL-02). */
  if (!(value & CMDQ_EN)) queue->page0[STATUS] &= ~(uint32_t)CMDQ_EN_OK;
  else if (!(queue->page0[GERROR] & CMDQ_INIT_ERR)) queue->page0[STATUS] |= CMDQ_EN_OK;
}

/* ALLOC-01: BASE counts if any bit of it is set; CMDQ_EN does not count (ALLOC-02). */
static bool ready(const cmdqv *cmdqv, const vcmdq *queue)
{
  const config_page *registers = &cmdqv->registers;
  return queue->page1[BASE] != 0 && (registers->vintf_status & VINTF_ENABLE_OK) && (registers->status & CMDQV_ENABLED) &&
         (registers->alloc_map[queue->index] & ALLOC);
}

/* Asks the host for the hw_queue; the kernel alone judges BASE (ALLOC-06, ALLOC-07). */
static bool allocate_queue(cmdqv *cmdqv, vcmdq *queue)
{
  const uint64_t base = queue->page1[BASE];
  uint8_t request[HW_QUEUE_ALLOC_BYTES] = { 0 };
  put_u32(request + HW_QUEUE_ALLOC_VIOMMU_ID, cmdqv->host.viommu);
  put_u32(request + HW_QUEUE_ALLOC_TYPE, HW_QUEUE_TEGRA241_CMDQV);
  put_u32(request + HW_QUEUE_ALLOC_INDEX, queue->index);
  put_u64(request + HW_QUEUE_ALLOC_IOVA, base & BASE_ADDR);
  put_u64(request + HW_QUEUE_ALLOC_LENGTH, UINT64_C(1) << ((base & BASE_LOG2SIZE) + LOG2_COMMAND_BYTES));
  const status status = host_ioctl(cmdqv->host.host, cmdqv->host.iommufd, HW_QUEUE_ALLOC, request, sizeof request, NULL, 0);
  if (!ok(&status)) {
    /* FAIL-01; no interrupt and no error map goes with it (FAIL-04). */
    queue->page0[GERROR] |= CMDQ_INIT_ERR;
    queue->page0[STATUS] &= ~(uint32_t)CMDQ_EN_OK;
    return false;
  }
  /* ALLOC-14 */
  queue->page0[GERROR] &= ~(uint32_t)CMDQ_INIT_ERR;
  queue->page0[STATUS] |= CMDQ_EN_OK;
  queue->hw_queue = get_u32(request + HW_QUEUE_ALLOC_OUT_ID);

  /* What moves to the hardware, in this order: CMDQ_EN after the indices, GERRORN not at all (MIG-01 to MIG-05). */
  static const unsigned migrated[] = { CONS_INDX, PROD_INDX, CONFIG };
  for (size_t i = 0; i < sizeof migrated / sizeof *migrated; i++) {
    host_store(cmdqv->host.host, host_register(cmdqv, queue, migrated[i]), 4, queue->page0[migrated[i]]);
  }
  return true;
}

/* Frees a live queue; page 0 is then as after reset, and nothing comes back from the hardware (MIG-08, MIG-09, TEAR-01). */
static void free_queue(cmdqv *cmdqv, vcmdq *queue)
{
  if (!live(queue)) return;
  const object_id hw_queue = queue->hw_queue;
  queue->hw_queue = NO_OBJECT;
  memset(queue->page0, 0, sizeof queue->page0);
  host_destroy(cmdqv->host.host, cmdqv->host.iommufd, hw_queue);
}

/* ---- all vCMDQs ---- */

/* Allocates a queue that is ready and not live; false only if the host refused. A live one is left alone. */
static bool attempt(cmdqv *cmdqv, vcmdq *queue)
{
  if (live(queue) || !ready(cmdqv, queue)) return true;
  queue->displaced = false;
  return allocate_queue(cmdqv, queue);
}

/* From the first up, to the first failure (ALLOC-11). */
static void attempt_all(cmdqv *cmdqv)
{
  for (unsigned i = 0; i < QUEUES; i++) {
    if (!attempt(cmdqv, &cmdqv->queues[i])) return;
  }
}

/* From the last down to `first`: the kernel refuses any other order (PHYS-12). */
static void free_from(cmdqv *cmdqv, unsigned first)
{
  for (unsigned i = QUEUES; i-- > first;) free_queue(cmdqv, &cmdqv->queues[i]);
}

static void free_all(cmdqv *cmdqv)
{
  for (unsigned i = 0; i < QUEUES; i++) cmdqv->queues[i].displaced = false;
  free_from(cmdqv, 0);
}

/*
 * Allocates a queue on its new BASE, after freeing it if it was live (WR-11). The queues above it step aside for that, as the kernel
 * frees from the last down and allocates from the first up, and come back, be it after a second attempt (a BASE written in halves,
 * ALLOC-08).
 */
static void rebuild(cmdqv *cmdqv, vcmdq *queue)
{
  for (unsigned i = queue->index + 1; i < QUEUES; i++) {
    if (live(&cmdqv->queues[i])) cmdqv->queues[i].displaced = true;
  }
  free_from(cmdqv, queue->index);
  if (!attempt(cmdqv, queue)) return;
  for (unsigned i = queue->index + 1; i < QUEUES; i++) {
    if (cmdqv->queues[i].displaced && !attempt(cmdqv, &cmdqv->queues[i])) return;
  }
}

/* ---- the Config page ---- */

/* WR-01: whatever CMDQV_EN was before. WR-02: on disable the window stays (P0-04). */
static void write_cmdqv_config(cmdqv *cmdqv, unsigned element, uint32_t value)
{
  (void)element;
  cmdqv->registers.config = value;
  if (value & CMDQV_EN) {
    cmdqv->registers.status |= CMDQV_ENABLED;
    attempt_all(cmdqv);
  } else {
    free_all(cmdqv);
    cmdqv->registers.status &= ~(uint32_t)CMDQV_ENABLED;
  }
}

/* WR-05 to WR-07: only an edge of ALLOC matters; LVCMDQ and VIRT_INTF_INDX route nothing (MAP-10). */
static void write_alloc_map(cmdqv *cmdqv, unsigned element, uint32_t value)
{
  const uint32_t edge = (cmdqv->registers.alloc_map[element] ^ value) & ALLOC;
  cmdqv->registers.alloc_map[element] = value;
  if (!edge) return;
  if (value & ALLOC) attempt(cmdqv, &cmdqv->queues[element]);
  else free_from(cmdqv, element);
}

/* VINTF-01: HYP_OWN is wired to 0. WR-08: the window comes even if an allocation failed. WR-09: it goes first. */
static void write_vintf_config(cmdqv *cmdqv, unsigned element, uint32_t value)
{
  (void)element;
  cmdqv->registers.vintf_config = value & ~(uint32_t)VINTF_HYP_OWN;
  if (value & VINTF_ENABLE) {
    cmdqv->registers.vintf_status |= VINTF_ENABLE_OK;
    attempt_all(cmdqv);
    cmdqv->window = true;
  } else {
    cmdqv->window = false;
    free_all(cmdqv);
    cmdqv->registers.vintf_status &= ~(uint32_t)VINTF_ENABLE_OK;
  }
}

/* A register of the Config page, or an array of them. */
typedef struct {
  uint32_t offset;
  unsigned count;
  /* Where it is in config_page. */
  size_t at;
  bool writable;
  /* What a write does; NULL where it only stores. */
  void (*write)(cmdqv *cmdqv, unsigned element, uint32_t value);
} config_row;

#define IN_PAGE(member) offsetof(config_page, member)
/*
 * VI_INT_MASK gates events to come and raises none that passed (WR-04). SID_MATCH and SID_REPLACE are storage: mappings come from
 * vDEVICEs alone (WR-10, VINTF-09).
 */
static const config_row CONFIG_ROWS[] = {
  { 0x0000, 1, IN_PAGE(config), true, write_cmdqv_config },
  { 0x0004, 1, IN_PAGE(param), false, NULL },
  { 0x0008, 1, IN_PAGE(status), false, NULL },
  { 0x0014, 2, IN_PAGE(vi_err_map), false, NULL },
  { 0x001c, 2, IN_PAGE(vi_int_mask), true, NULL },
  { 0x0024, 4, IN_PAGE(cmdq_err_map), false, NULL },
  { 0x0200, QUEUES, IN_PAGE(alloc_map), true, write_alloc_map },
  { 0x1000, 1, IN_PAGE(vintf_config), true, write_vintf_config },
  { 0x1004, 1, IN_PAGE(vintf_status), false, NULL },
  { 0x1040, SID_SLOTS, IN_PAGE(sid_match), true, NULL },
  { 0x1080, SID_SLOTS, IN_PAGE(sid_replace), true, NULL },
  { 0x10c0, 4, IN_PAGE(lvcmdq_err_map), false, NULL },
};

static const config_row *config_row_at(uint32_t offset, unsigned *element)
{
  for (size_t i = 0; i < sizeof CONFIG_ROWS / sizeof *CONFIG_ROWS; i++) {
    const config_row *row = &CONFIG_ROWS[i];
    if (offset < row->offset || offset >= row->offset + 4 * row->count) continue;
    *element = (offset - row->offset) / 4;
    return row;
  }
  return NULL;
}

static uint32_t *config_register(cmdqv *cmdqv, const config_row *row, unsigned element)
{
  return (uint32_t *)((char *)&cmdqv->registers + row->at) + element;
}

/* ---- accesses ---- */

/* What a trapped access reaches: nothing, a row of the Config page, or a register of a slot. */
typedef struct {
  enum { NOTHING, CONFIG_REGISTER, PAGE0_REGISTER, PAGE1_REGISTER } kind;
  /* Bytes. */
  unsigned size;
  const config_row *row;
  vcmdq *queue;
  /* Element of the row, or register of the slot. */
  unsigned index;
  /* Of a 64-bit register, by a 32-bit access: 0 or 32. */
  unsigned shift;
} target;

/* Too narrow, not aligned or not decoded reaches nothing (ACC-01 to ACC-03, ACC-07, ACC-09 to ACC-12). */
static target target_at(cmdqv *cmdqv, uint32_t offset, unsigned width)
{
  target target = { .kind = NOTHING, .size = 4 };
  if (width < 4 || offset % width != 0) return target;

  const uint32_t page = offset - offset % PAGE_BYTES;
  if (page == CONFIG_PAGE) {
    target.row = config_row_at(offset, &target.index);
    if (target.row != NULL) target.kind = CONFIG_REGISTER;
    return target;
  }
  const uint32_t slot = offset % PAGE_BYTES / SLOT_BYTES, in_slot = offset % SLOT_BYTES;
  if (slot >= QUEUES) return target;
  target.queue = &cmdqv->queues[slot];
  if ((page == DIRECT_PAGE0 || page == VINTF_PAGE0) && in_slot < 4 * PAGE0_REGISTERS) {
    target.kind = PAGE0_REGISTER;
    target.index = in_slot / 4;
  } else if ((page == DIRECT_PAGE1 || page == VINTF_PAGE1) && in_slot < 8 * PAGE1_REGISTERS) {
    target.kind = PAGE1_REGISTER;
    target.size = width;
    target.index = in_slot / 8;
    target.shift = 8 * (in_slot % 8);
  }
  return target;
}

static uint64_t truncated(uint64_t value, unsigned bytes)
{
  return bytes == 8 ? value : value & ((UINT64_C(1) << 8 * bytes) - 1);
}

/*
 * While the window is there, the whole of VINTF page 0 is the host's, slots and registers that the guest's map does not know included
 * (MAP-05, MAP-12), and the access rules are the hardware's (ACC-15).
 */
static bool in_window(const cmdqv *cmdqv, uint32_t offset, unsigned width)
{
  return cmdqv->window && offset >= VINTF_PAGE0 && offset <= VINTF_PAGE0 + PAGE_BYTES - width;
}

uint64_t cmdqv_read(cmdqv *cmdqv, uint32_t offset, unsigned width)
{
  if (in_window(cmdqv, offset, width)) return host_load(cmdqv->host.host, cmdqv->page + (offset - VINTF_PAGE0), width);
  const target target = target_at(cmdqv, offset, width);
  switch (target.kind) {
    case CONFIG_REGISTER: return *config_register(cmdqv, target.row, target.index);
    case PAGE0_REGISTER: return read_page0(cmdqv, target.queue, target.index);
    /* Always the cache (RD-03, DIR-07). */
    case PAGE1_REGISTER: return truncated(target.queue->page1[target.index] >> target.shift, target.size);
    case NOTHING: break;
  }
  return 0;
}

/* Stores verbatim, reserved bits included (VCMDQ-15). */
static void write_page1(cmdqv *cmdqv, const target *target, uint64_t value)
{
  uint64_t *content = &target->queue->page1[target->index];
  const uint64_t part = truncated(UINT64_MAX, target->size) << target->shift;
  *content = (*content & ~part) | value << target->shift;
  /* WR-12: a queue without BASE is not ready, and a live one is kept; WR-13. */
  if (target->index == BASE && ready(cmdqv, target->queue)) rebuild(cmdqv, target->queue);
}

void cmdqv_write(cmdqv *cmdqv, uint32_t offset, unsigned width, uint64_t written)
{
  const uint64_t value = truncated(written, width);
  if (in_window(cmdqv, offset, width)) {
    host_store(cmdqv->host.host, cmdqv->page + (offset - VINTF_PAGE0), width, value);
    return;
  }
  const target target = target_at(cmdqv, offset, width);
  /* ACC-05: wider than the register. */
  if (width > target.size) return;
  switch (target.kind) {
    case CONFIG_REGISTER:
      if (!target.row->writable) break;
      if (target.row->write != NULL) target.row->write(cmdqv, target.index, (uint32_t)value);
      else *config_register(cmdqv, target.row, target.index) = (uint32_t)value;
      break;
    case PAGE0_REGISTER:
      if (target.index != STATUS && target.index != GERROR) write_page0(cmdqv, target.queue, target.index, (uint32_t)value);
      break;
    case PAGE1_REGISTER: write_page1(cmdqv, &target, value); break;
    case NOTHING: break;
  }
}

bool cmdqv_window(const cmdqv *cmdqv, uint32_t *offset, uint32_t *length)
{
  *offset = VINTF_PAGE0;
  *length = PAGE_BYTES;
  return cmdqv->window;
}

/* ---- error events ---- */

uint32_t cmdqv_event_fd(const cmdqv *cmdqv)
{
  return cmdqv->events.fd;
}

/* Maps are replaced, VI_ERR_MAP collects; masked or not (EVT-07 to EVT-09). */
static void report_errors(void *context, const uint8_t *payload)
{
  cmdqv *cmdqv = context;
  const uint64_t map[2] = { get_u64(payload), get_u64(payload + 8) };
  /* EVT-06: acknowledged before the host looked. */
  if (map[0] == 0 && map[1] == 0) return;
  config_page *registers = &cmdqv->registers;
  for (unsigned i = 0; i < 4; i++) {
    const uint32_t word = (uint32_t)(map[i / 2] >> 32 * (i % 2));
    registers->lvcmdq_err_map[i] = word;
    registers->cmdq_err_map[i] = word;
  }
  registers->vi_err_map[0] |= VINTF0;
  if (!(registers->vi_int_mask[0] & VINTF0)) cmdqv->host.interrupt(cmdqv->host.interrupt_context);
}

void cmdqv_take_events(cmdqv *cmdqv)
{
  veventq_take(&cmdqv->events);
}

/* ---- life ---- */

/* As after power-on; the queues must be free. */
static void reset_registers(cmdqv *cmdqv)
{
  cmdqv->registers = CONFIG_RESET;
  for (unsigned i = 0; i < QUEUES; i++) cmdqv->queues[i] = (vcmdq){ .index = i, .hw_queue = NO_OBJECT };
}

cmdqv *cmdqv_activate(const cmdqv_host *host, char **refusal)
{
  uint64_t page = 0;
  status status = host_mmap(host->host, host->iommufd, host->page_offset, host->page_length, &page);
  if (!ok(&status)) {
    /* QEMU-14 */
    *refusal = format("Tegra241 CMDQV: failed to mmap VINTF page0: %s", status.name);
    return NULL;
  }
  cmdqv *cmdqv = allocate(1, sizeof *cmdqv);
  cmdqv->host = *host;
  cmdqv->page = page;
  const veventq_description events = {
    .host = host->host,
    .iommufd = host->iommufd,
    .viommu = host->viommu,
    .type = VEVENTQ_TEGRA241_CMDQV,
    .depth = VEVENTQ_MAX_DEPTH,
    .payload_bytes = VEVENT_TEGRA241_BYTES,
    .deliver = report_errors,
    .context = cmdqv,
  };
  status = veventq_open(&cmdqv->events, &events);
  if (!ok(&status)) {
    cmdqv_abandon(cmdqv);
    *refusal = format("Tegra241 CMDQV: failed to alloc veventq: %s", status.name);
    return NULL;
  }
  reset_registers(cmdqv);
  return cmdqv;
}

void cmdqv_listen(cmdqv *cmdqv)
{
  veventq_listen(&cmdqv->events);
}

void cmdqv_reset(cmdqv *cmdqv)
{
  cmdqv->window = false;
  free_all(cmdqv);
  reset_registers(cmdqv);
}

/* The order of TEAR-10. */
void cmdqv_release(cmdqv *cmdqv)
{
  cmdqv->window = false;
  free_all(cmdqv);
  veventq_release(&cmdqv->events);
  cmdqv_abandon(cmdqv);
}

void cmdqv_abandon(cmdqv *cmdqv)
{
  host_munmap(cmdqv->host.host, cmdqv->page, cmdqv->host.page_length);
  cmdqv_forget(cmdqv);
}

void cmdqv_forget(cmdqv *cmdqv)
{
  free(cmdqv);
}
