#include "vm.h"

#include <stdlib.h>
#include <string.h>

#include "allocate.h"
#include "cmdqv.h"
#include "event_queue.h"
#include "uapi.h"
#include "veventq.h"

/* ---- what there is ---- */

/* The first two words of a Stream Table Entry. */
typedef struct {
  uint64_t word0;
  uint64_t word1;
} stream_entry;

typedef struct {
  uint32_t stream_id;
  stream_entry entry;
} table_row;

/* A VFIO device in the VM's iommufd, with the objects that belong to it alone. */
typedef struct device {
  char *name;
  /* vSID. */
  uint32_t stream_id;
  uint32_t fd;
  /* dev_id in the iommufd. */
  uint32_t id;
  /* A CFGI_STE for the stream found this entry. */
  bool configured;
  stream_entry entry;
  object_id vdevice;
  object_id nested;
  struct device *next;
} device;

typedef struct {
  uint64_t address;
  uint64_t length;
  /* Address in this process. */
  uint64_t user;
  uint64_t page_size;
} region;

/* What the SMMU holds in the kernel while it has devices: one iommufd for the VM (ISO-01), one vIOMMU for all devices (LIFE-09). */
typedef struct {
  uint32_t iommufd;
  object_id ioas;
  /* The nest-parent HWPT. */
  object_id stage2;
  object_id viommu;
  /* dev_id that the vIOMMU was made with. */
  uint32_t founder;
  /* HWPTs for streams that are not translated. */
  object_id abort;
  object_id bypass;
  /* NULL where CMDQ-V is off or the host has none. */
  cmdqv *cmdqv;
  /* What the host's SMMU has to say of the VM's streams, once the guest wants to hear it. */
  veventq events;
  bool listening;
} backing;

struct vm {
  char *name;
  host host;
  cmdqv_choice cmdqv;
  void (*interrupt)(void *context, const char *vm);
  void *interrupt_context;
  bool ended;

  region *regions;
  size_t region_count;

  uint32_t cr0, gbpa, gerror, gerrorn, cmdq_log2size;
  /* What the host's SMMU said of ATS last, and for good when the first device came. */
  bool host_ats, ats, ats_settled;
  event_queue event_queue;
  table_row *stream_table;
  size_t stream_count, stream_capacity;

  /* In the order in which they came. The backing holds something while there are devices, and while the first is being plugged. */
  device *devices;
  backing backing;
};

static const backing NO_BACKING = { .ioas = NO_OBJECT, .stage2 = NO_OBJECT, .viommu = NO_OBJECT, .abort = NO_OBJECT, .bypass = NO_OBJECT };

static status ask(vm *vm, uint32_t request, uint8_t *argument, size_t bytes, uint8_t *data, size_t data_bytes)
{
  return host_ioctl(&vm->host, vm->backing.iommufd, request, argument, bytes, data, data_bytes);
}

/* Destroys an object, if there is one. */
static void destroy(vm *vm, object_id *id)
{
  if (*id == NO_OBJECT) return;
  const object_id old = *id;
  *id = NO_OBJECT;
  host_destroy(&vm->host, vm->backing.iommufd, old);
}

/* ---- guest RAM ---- */

/* The part of a guest range that is in one region. */
typedef struct {
  /* Address in this process. */
  uint64_t user;
  /* Place in the range. */
  uint64_t at;
  /* 0 where they have nothing in common. */
  uint64_t length;
} piece;

static piece piece_in(const region *region, uint64_t address, uint64_t count)
{
  /* Distances, as ends could lie beyond 64 bits. */
  const uint64_t skip = address > region->address ? address - region->address : 0;
  const uint64_t at = region->address > address ? region->address - address : 0;
  if (skip >= region->length || at >= count) return (piece){ 0 };
  const uint64_t in_region = region->length - skip, in_range = count - at;
  return (piece){ region->user + skip, at, in_region < in_range ? in_region : in_range };
}

void vm_read_memory(vm *vm, uint64_t address, uint8_t *bytes, size_t count)
{
  memset(bytes, 0, count);
  for (size_t i = 0; i < vm->region_count; i++) {
    const piece piece = piece_in(&vm->regions[i], address, count);
    if (piece.length > 0) host_read_memory(&vm->host, piece.user, bytes + piece.at, piece.length);
  }
}

void vm_write_memory(vm *vm, uint64_t address, const uint8_t *bytes, size_t count)
{
  for (size_t i = 0; i < vm->region_count; i++) {
    const piece piece = piece_in(&vm->regions[i], address, count);
    if (piece.length > 0) host_write_memory(&vm->host, piece.user, bytes + piece.at, piece.length);
  }
}

/* ---- registers of the SMMU ---- */

/* Offsets, by the architecture; the other registers read 0. */
enum { IDR0 = 0x0, IDR1 = 0x4, IDR3 = 0xc, IDR5 = 0x14, CR0 = 0x20, CR0ACK = 0x24, GBPA = 0x44, GERROR = 0x60, GERRORN = 0x64 };

enum {
  IDR1_CMDQS = 21,
  IDR1_EVENTQS = 16,
  IDR1_SIDSIZE = 0,
  CR0_SMMUEN = 1 << 0,
  CR0_EVENTQEN = 1 << 2,
  GBPA_ABORT = 1 << 20,
  GERROR_CMDQ = 1 << 0,

  /* Stage 1, AArch64 tables, coherent, 16-bit ASIDs, little-endian, no stalls, stream tables of two levels (LIFE-22). */
  IDR0_VALUE = 1 << 27 | 1 << 24 | 2 << 21 | 1 << 12 | 1 << 4 | 2 << 2 | 1 << 1,
  /* Range invalidations. */
  IDR3_VALUE = 1 << 10,
  /* Output addresses of 44 bits, all granules. */
  IDR5_VALUE = 7 << 4 | 4,

  STREAM_ID_BITS = 16,
  /* Before the host's page size counts (LIM-03). */
  COMMAND_QUEUE_LOG2SIZE = 19,
  /* Counts for a VM without RAM of its own (LIM-03). */
  SMALLEST_PAGE = 4096,
};
#define GBPA_UPDATE (UINT32_C(1) << 31)

/* What becomes of a stream's accesses; STREAM_TABLE: as its entry says. */
typedef enum { ABORT, BYPASS, STAGE1, STREAM_TABLE } treatment;

/* TRAP-03: GBPA while the SMMU is off, the stream table while it is on. */
static treatment policy(const vm *vm)
{
  if (vm->cr0 & CR0_SMMUEN) return STREAM_TABLE;
  return vm->gbpa & GBPA_ABORT ? ABORT : BYPASS;
}

/* Lowers IDR1.CMDQS, so that the guest's largest queue fits into any page of its RAM (LIM-03). */
static void clamp_command_queue(vm *vm)
{
  if (vm->backing.cmdqv == NULL) return;
  uint64_t page = vm->region_count == 0 ? SMALLEST_PAGE : UINT64_MAX;
  for (size_t i = 0; i < vm->region_count; i++) {
    if (vm->regions[i].page_size < page) page = vm->regions[i].page_size;
  }
  while (vm->cmdq_log2size > 0 && (uint64_t)COMMAND_BYTES << vm->cmdq_log2size > page) vm->cmdq_log2size--;
}

uint32_t vm_read_smmu(const vm *vm, uint32_t offset)
{
  switch (offset) {
    case IDR0: return IDR0_VALUE;
    case IDR3: return IDR3_VALUE;
    case IDR5: return IDR5_VALUE;
    case IDR1: return STREAM_ID_BITS << IDR1_SIDSIZE | EVENT_QUEUE_LOG2SIZE << IDR1_EVENTQS | vm->cmdq_log2size << IDR1_CMDQS;
    case CR0:
    case CR0ACK: return vm->cr0;
    case GBPA: return vm->gbpa;
    case GERROR: return vm->gerror;
    case GERRORN: return vm->gerrorn;
    default: return event_queue_read(&vm->event_queue, offset);
  }
}

/* ---- Stream Table Entries ---- */

enum { STE_VALID = 1 << 0, STE_CONFIG = 1, STE_CONFIG_BITS = 7, STE_BYPASS = 4, STE_STAGE1 = 5 };

/*
 * The fields that the user API takes (UAPI-HWPT-12), in word 0 V, Config, S1Fmt, S1ContextPtr and S1CDMax, in word 1 S1DSS, S1CIR, S1COR,
 * S1CSH, S1STALLD and EATS; the guest's others mean nothing to the host.
 */
#define STE_HOST_WORD0 UINT64_C(0xf80fffffffffffff)
#define STE_HOST_WORD1 UINT64_C(0x00000000380000ff)

static const stream_entry ABORT_ENTRY = { STE_VALID, 0 };
static const stream_entry BYPASS_ENTRY = { STE_VALID | STE_BYPASS << STE_CONFIG, 0 };

static const stream_entry *entry_of(const vm *vm, uint32_t stream_id)
{
  for (size_t i = 0; i < vm->stream_count; i++) {
    if (vm->stream_table[i].stream_id == stream_id) return &vm->stream_table[i].entry;
  }
  return NULL;
}

static void store_entry(vm *vm, uint32_t stream_id, stream_entry entry)
{
  for (size_t i = 0; i < vm->stream_count; i++) {
    if (vm->stream_table[i].stream_id != stream_id) continue;
    vm->stream_table[i].entry = entry;
    return;
  }
  if (vm->stream_count == vm->stream_capacity) {
    vm->stream_capacity = 2 * vm->stream_capacity + 8;
    vm->stream_table = reallocate(vm->stream_table, vm->stream_capacity, sizeof *vm->stream_table);
  }
  vm->stream_table[vm->stream_count++] = (table_row){ stream_id, entry };
}

static void look_up(const vm *vm, device *device)
{
  const stream_entry *entry = entry_of(vm, device->stream_id);
  device->configured = entry != NULL;
  if (entry != NULL) device->entry = *entry;
}

/* No entry, an invalid one and one that the emulated SMMU has no use for all abort (TRAP-01). */
static treatment treatment_of(const device *device)
{
  if (!device->configured || !(device->entry.word0 & STE_VALID)) return ABORT;
  switch (device->entry.word0 >> STE_CONFIG & STE_CONFIG_BITS) {
    case STE_BYPASS: return BYPASS;
    case STE_STAGE1: return STAGE1;
    default: return ABORT;
  }
}

/* Allocates a nested HWPT on the vIOMMU. */
static status allocate_nested(vm *vm, uint32_t dev_id, const stream_entry *entry, object_id *hwpt)
{
  uint8_t data[HWPT_SMMUV3_BYTES];
  put_u64(data + HWPT_SMMUV3_STE0, entry->word0 & STE_HOST_WORD0);
  put_u64(data + HWPT_SMMUV3_STE1, entry->word1 & STE_HOST_WORD1);
  uint8_t request[HWPT_ALLOC_BYTES] = { 0 };
  put_u32(request + HWPT_ALLOC_DEV_ID, dev_id);
  put_u32(request + HWPT_ALLOC_PT_ID, (uint32_t)vm->backing.viommu);
  put_u32(request + HWPT_ALLOC_DATA_TYPE, HWPT_DATA_ARM_SMMUV3);
  put_u32(request + HWPT_ALLOC_DATA_LEN, sizeof data);
  put_u64(request + HWPT_ALLOC_DATA_UPTR, IOCTL_DATA_ADDRESS);
  const status status = ask(vm, HWPT_ALLOC, request, sizeof request, data, sizeof data);
  if (ok(&status)) *hwpt = get_u32(request + HWPT_ALLOC_OUT_ID);
  return status;
}

/* ---- devices ---- */

static char *open_device(vm *vm, const char *name, uint32_t stream_id, device **opened)
{
  uint32_t fd = 0;
  char *path = format("%s%s", VFIO_DEVICE_DIRECTORY, name);
  status status = host_open(&vm->host, path, &fd);
  char *refusal = ok(&status) ? NULL : format("cannot open %s: %s", path, status.name);
  free(path);
  if (refusal != NULL) return refusal;

  uint8_t request[BIND_IOMMUFD_BYTES] = { 0 };
  put_u32(request + BIND_IOMMUFD_FD, vm->backing.iommufd);
  status = host_ioctl(&vm->host, fd, BIND_IOMMUFD, request, sizeof request, NULL, 0);
  if (!ok(&status)) {
    host_close(&vm->host, fd);
    return format("VFIO_DEVICE_BIND_IOMMUFD failed: %s", status.name);
  }
  device *device = allocate(1, sizeof *device);
  device->name = copy_text(name);
  device->stream_id = stream_id;
  device->fd = fd;
  device->id = get_u32(request + BIND_IOMMUFD_OUT_DEV_ID);
  device->vdevice = NO_OBJECT;
  device->nested = NO_OBJECT;
  *opened = device;
  return NULL;
}

static void free_device(device *device)
{
  free(device->name);
  free(device);
}

static void close_device(vm *vm, device *device)
{
  host_close(&vm->host, device->fd);
  free_device(device);
}

/* Attaches a HWPT and makes `nested` the device's own one in place of the old, unless the kernel refuses. */
static status attach(vm *vm, device *device, object_id hwpt, object_id nested)
{
  uint8_t request[ATTACH_IOMMUFD_PT_BYTES] = { 0 };
  put_u32(request + ATTACH_IOMMUFD_PT_ID, (uint32_t)hwpt);
  const status status = host_ioctl(&vm->host, device->fd, ATTACH_IOMMUFD_PT, request, sizeof request, NULL, 0);
  if (ok(&status)) {
    object_id old = device->nested;
    device->nested = nested;
    destroy(vm, &old);
  }
  return status;
}

static char *demand_attach(vm *vm, device *device, object_id hwpt)
{
  const status status = attach(vm, device, hwpt, NO_OBJECT);
  return ok(&status) ? NULL : format("Unable to attach %s: %s", device->name, status.name);
}

/* Attaches a HWPT made of the device's entry; false if the kernel refuses it, after which the old HWPT is still attached. */
static bool translate(vm *vm, device *device)
{
  object_id hwpt = NO_OBJECT;
  status status = allocate_nested(vm, device->id, &device->entry, &hwpt);
  if (!ok(&status)) return false;
  status = attach(vm, device, hwpt, hwpt);
  if (!ok(&status)) destroy(vm, &hwpt);
  return ok(&status);
}

static object_id untranslated(const vm *vm, treatment treatment)
{
  return treatment == BYPASS ? vm->backing.bypass : vm->backing.abort;
}

/* Attaches the HWPT that the SMMU's state asks for; a stream whose stage 1 the host refuses aborts (TRAP-01, TRAP-03). */
static void route(vm *vm, device *device)
{
  const treatment by_policy = policy(vm);
  const treatment treatment = by_policy == STREAM_TABLE ? treatment_of(device) : by_policy;
  if (treatment == STAGE1 && translate(vm, device)) return;
  attach(vm, device, untranslated(vm, treatment), NO_OBJECT);
}

static void route_all(vm *vm)
{
  for (device *device = vm->devices; device != NULL; device = device->next) route(vm, device);
}

/* Allocates the vDEVICE unless there is one (LIFE-12); without one, commands for the stream are not forwarded (TRAP-02). */
static void map_stream(vm *vm, device *device)
{
  if (device->vdevice != NO_OBJECT) return;
  uint8_t request[VDEVICE_ALLOC_BYTES] = { 0 };
  put_u32(request + VDEVICE_ALLOC_VIOMMU_ID, (uint32_t)vm->backing.viommu);
  put_u32(request + VDEVICE_ALLOC_DEV_ID, device->id);
  put_u64(request + VDEVICE_ALLOC_VIRT_ID, device->stream_id);
  const status status = ask(vm, VDEVICE_ALLOC, request, sizeof request, NULL, 0);
  if (ok(&status)) device->vdevice = get_u32(request + VDEVICE_ALLOC_OUT_ID);
}

/* ---- events of the host's SMMU ---- */

/* Puts an event into the guest's queue as it is: the host has put the guest's StreamID in (SMMU-10, SMMU-15). */
static void tell(void *context, const uint8_t *event)
{
  vm *vm = context;
  uint64_t address = 0;
  if (!(vm->cr0 & CR0_EVENTQEN) || !event_queue_claim(&vm->event_queue, &address)) return;
  vm_write_memory(vm, address, event, VEVENT_SMMUV3_BYTES);
  event_queue_advance(&vm->event_queue);
}

/*
 * Listens to the host's SMMU once the guest has a queue for its events, however that changes later (SMMU-09). A kernel that refuses
 * leaves the guest without them (SMMU-16).
 */
static void listen(vm *vm)
{
  if (vm->devices == NULL || vm->backing.listening || !(vm->cr0 & CR0_EVENTQEN)) return;
  const veventq_description events = {
    .host = &vm->host,
    .iommufd = vm->backing.iommufd,
    .viommu = (uint32_t)vm->backing.viommu,
    .type = VEVENTQ_ARM_SMMUV3,
    .depth = event_queue_entries(&vm->event_queue),
    .payload_bytes = VEVENT_SMMUV3_BYTES,
    .deliver = tell,
    .context = vm,
  };
  const status status = veventq_open(&vm->backing.events, &events);
  vm->backing.listening = ok(&status);
  if (vm->backing.listening) veventq_listen(&vm->backing.events);
}

void vm_write_smmu(vm *vm, uint32_t offset, uint32_t value)
{
  const treatment before = policy(vm);
  const bool told_before = vm->cr0 & CR0_EVENTQEN;
  switch (offset) {
    case CR0: vm->cr0 = value; break;
    /* SMMU-02; UPDATE reads 0 once the update is done, which is at once. */
    case GBPA:
      if (value & GBPA_UPDATE) vm->gbpa = value & ~GBPA_UPDATE;
      break;
    case GERRORN: vm->gerrorn = value; break;
    default: event_queue_write(&vm->event_queue, offset, value); break;
  }
  if (policy(vm) != before) route_all(vm);
  if (!told_before) listen(vm);
}

/* ---- commands of the trapped queue ---- */

enum {
  PREFETCH_CONFIG = 0x01,
  PREFETCH_ADDR = 0x02,
  CFGI_STE = 0x03,
  CFGI_STE_RANGE = 0x04,
  CFGI_CD = 0x05,
  CFGI_CD_ALL = 0x06,
  TLBI_NH_ALL = 0x10,
  TLBI_NH_ASID = 0x11,
  TLBI_NH_VA = 0x12,
  TLBI_NH_VAA = 0x13,
  TLBI_NSNH_ALL = 0x30,
  ATC_INV = 0x40,
  CMD_SYNC = 0x46,
};

/* CFGI_STE for the 2^`range_log2` StreamIDs around `stream_id` (CMD-03, LIFE-12). */
static void configure(vm *vm, unsigned range_log2, uint64_t stream_id)
{
  for (device *device = vm->devices; device != NULL; device = device->next) {
    if ((uint64_t)device->stream_id >> range_log2 != stream_id >> range_log2) continue;
    /* LIFE-13: whatever the entry says. */
    map_stream(vm, device);
    look_up(vm, device);
    route(vm, device);
  }
}

/* Hands one invalidation command to the host; false if it refuses (TRAP-02, SMMU-08). */
static bool forward(vm *vm, const uint8_t *command)
{
  if (vm->devices == NULL) return true;
  uint8_t data[COMMAND_BYTES];
  memcpy(data, command, sizeof data);
  uint8_t request[HWPT_INVALIDATE_BYTES] = { 0 };
  put_u32(request + HWPT_INVALIDATE_HWPT_ID, (uint32_t)vm->backing.viommu);
  put_u64(request + HWPT_INVALIDATE_DATA_UPTR, IOCTL_DATA_ADDRESS);
  put_u32(request + HWPT_INVALIDATE_DATA_TYPE, INVALIDATE_ARM_SMMUV3);
  put_u32(request + HWPT_INVALIDATE_ENTRY_LEN, sizeof data);
  put_u32(request + HWPT_INVALIDATE_ENTRY_NUM, 1);
  const status status = ask(vm, HWPT_INVALIDATE, request, sizeof request, data, sizeof data);
  return ok(&status);
}

static bool is_mapped(const vm *vm, uint32_t stream_id)
{
  for (const device *device = vm->devices; device != NULL; device = device->next) {
    if (device->stream_id == stream_id) return device->vdevice != NO_OBJECT;
  }
  return false;
}

/* Executes a command; false if it is illegal, or the host refuses it (TRAP-01, TRAP-02, SMMU-08). */
static bool execute(vm *vm, const uint8_t command[COMMAND_BYTES])
{
  const uint8_t opcode = command[0];
  const uint32_t stream_id = get_u32(command + 4);
  /* SSec, word 0 [10]: the emulated SMMU has no Secure state (SMMU-21). */
  if (opcode <= CFGI_CD_ALL && (command[1] & 0x04)) return false;
  switch (opcode) {
    case CFGI_STE: configure(vm, 0, stream_id); return true;
    case CFGI_STE_RANGE: configure(vm, (command[8] & 0x1fu) + 1, stream_id); return true;
    case CFGI_CD:
    case CFGI_CD_ALL: return !is_mapped(vm, stream_id) || forward(vm, command);
    /* Illegal without ATS (SMMU-19). */
    case ATC_INV: return vm->ats && (!is_mapped(vm, stream_id) || forward(vm, command));
    case TLBI_NH_ALL:
    case TLBI_NH_ASID:
    case TLBI_NH_VA:
    case TLBI_NH_VAA:
    case TLBI_NSNH_ALL: return forward(vm, command);
    /* These have no part in the host. */
    case PREFETCH_CONFIG:
    case PREFETCH_ADDR:
    case CMD_SYNC: return true;
    /* Unknown ones, and those for what the SMMU has not: stage 2, EL2, PRI, stalls, MPAM (SMMU-08, SMMU-21). */
    default: return false;
  }
}

/* A command that stops the queue is acknowledged and stepped over, as the guest's driver does. */
void vm_submit(vm *vm, const uint8_t command[COMMAND_BYTES])
{
  if (execute(vm, command)) return;
  /* An error is active while the bits differ. */
  vm->gerror = (vm->gerror & ~(uint32_t)GERROR_CMDQ) | (~vm->gerrorn & GERROR_CMDQ);
  vm->gerrorn = vm->gerror;
}

void vm_configure_stream(vm *vm, uint32_t stream_id, uint64_t word0, uint64_t word1)
{
  store_entry(vm, stream_id, (stream_entry){ word0, word1 });
  configure(vm, 0, stream_id);
}

/* ---- probing the host ---- */

static status hw_info(vm *vm, uint32_t dev_id, uint32_t flags, uint32_t *type, uint8_t *data, uint32_t data_bytes)
{
  uint8_t request[GET_HW_INFO_BYTES] = { 0 };
  put_u32(request + GET_HW_INFO_FLAGS, flags);
  put_u32(request + GET_HW_INFO_DEV_ID, dev_id);
  put_u32(request + GET_HW_INFO_DATA_LEN, data_bytes);
  put_u64(request + GET_HW_INFO_DATA_UPTR, IOCTL_DATA_ADDRESS);
  put_u32(request + GET_HW_INFO_DATA_TYPE, *type);
  const status status = ask(vm, GET_HW_INFO, request, sizeof request, data, data_bytes);
  *type = get_u32(request + GET_HW_INFO_DATA_TYPE);
  return status;
}

static uint32_t bits(uint32_t value, unsigned high, unsigned low)
{
  return value >> low & ((UINT32_C(1) << (high - low + 1)) - 1);
}

/* The host's SMMU must do what the emulated one promises (LIFE-02). NULL, or why it does not. */
static char *check_host_smmu(vm *vm, uint32_t dev_id)
{
  uint8_t info[HW_INFO_SMMUV3_BYTES] = { 0 };
  uint32_t type = 0;
  const status status = hw_info(vm, dev_id, 0, &type, info, sizeof info);
  if (!ok(&status)) return format("GET_HW_INFO failed: %s", status.name);
  if (type != HW_INFO_ARM_SMMUV3) return format("Host SMMU: unexpected data type %u", (unsigned)type);

  const uint32_t idr0 = get_u32(info + HW_INFO_SMMUV3_IDR0);
  const uint32_t idr1 = get_u32(info + HW_INFO_SMMUV3_IDR1);
  const uint32_t idr5 = get_u32(info + HW_INFO_SMMUV3_IDR5);
  const uint32_t st_level = bits(idr0, 28, 27), ttf = bits(idr0, 3, 2), sid_size = bits(idr1, 5, 0), granules = bits(idr5, 6, 4);
  if (st_level != 1) return copy_text("Host SMMU: no two-level stream tables");
  if (ttf < 2) return copy_text("Host SMMU: no AArch64 translation tables");
  if (bits(idr0, 22, 21) == 3) return copy_text("Host SMMU: no little-endian translation tables");
  if (sid_size < STREAM_ID_BITS) return copy_text("Host SMMU: insufficient StreamID size");
  if (granules != 7) return copy_text("Host SMMU: not all translation granules");
  vm->host_ats = bits(idr0, 10, 10);
  return NULL;
}

/* Why the host cannot back the emulated CMDQ-V block; NULL if it can (LIFE-03, QEMU-05). */
static char *cmdqv_obstacle(vm *vm, uint32_t dev_id)
{
  uint8_t info[HW_INFO_TEGRA241_BYTES] = { 0 };
  uint32_t type = HW_INFO_TEGRA241_CMDQV;
  const status status = hw_info(vm, dev_id, HW_INFO_INPUT_TYPE, &type, info, sizeof info);
  if (!ok(&status)) return format("Host CMDQV: GET_HW_INFO failed: %s", status.name);
  if (type != HW_INFO_TEGRA241_CMDQV) return format("Host CMDQV: unexpected data type %u", (unsigned)type);

  const unsigned version = info[HW_INFO_TEGRA241_VERSION];
  const unsigned vcmdqs = info[HW_INFO_TEGRA241_LOG2VCMDQS], vsids = info[HW_INFO_TEGRA241_LOG2VSIDS];
  if (version != CMDQV_VERSION) return format("Host CMDQV: unsupported version %u", version);
  if (vcmdqs < CMDQV_LOG2VCMDQS) return format("Host CMDQV: insufficient vCMDQs log2=%u (need >= %d)", vcmdqs, CMDQV_LOG2VCMDQS);
  if (vsids < CMDQV_LOG2VSIDS) return format("Host CMDQV: insufficient SIDs log2=%u (need >= %d)", vsids, CMDQV_LOG2VSIDS);
  return NULL;
}

/* ---- the backing ---- */

static char *map_ram(vm *vm, const region *region)
{
  uint8_t request[IOAS_MAP_BYTES] = { 0 };
  put_u32(request + IOAS_MAP_FLAGS, IOAS_MAP_FIXED_IOVA | IOAS_MAP_READABLE | IOAS_MAP_WRITEABLE);
  put_u32(request + IOAS_MAP_IOAS_ID, (uint32_t)vm->backing.ioas);
  put_u64(request + IOAS_MAP_USER_VA, region->user);
  put_u64(request + IOAS_MAP_LENGTH, region->length);
  put_u64(request + IOAS_MAP_IOVA, region->address);
  const status status = ask(vm, IOAS_MAP, request, sizeof request, NULL, 0);
  return ok(&status) ? NULL : format("IOAS_MAP failed: %s", status.name);
}

/* Gives the iommufd back, when no device and no vIOMMU is left in it (UAPI-DES-04). */
static void end_session(vm *vm)
{
  destroy(vm, &vm->backing.stage2);
  destroy(vm, &vm->backing.ioas);
  host_close(&vm->host, vm->backing.iommufd);
  vm->backing = NO_BACKING;
}

/* Opens the iommufd, with all guest RAM at its guest physical address; the VINTF page is never mapped there (P0-05). */
static char *start_session(vm *vm)
{
  vm->backing = NO_BACKING;
  status status = host_open(&vm->host, IOMMU_PATH, &vm->backing.iommufd);
  if (!ok(&status)) return format("cannot open %s: %s", IOMMU_PATH, status.name);

  uint8_t request[IOAS_ALLOC_BYTES] = { 0 };
  status = ask(vm, IOAS_ALLOC, request, sizeof request, NULL, 0);
  char *refusal = ok(&status) ? NULL : format("IOAS_ALLOC failed: %s", status.name);
  if (refusal == NULL) vm->backing.ioas = get_u32(request + IOAS_ALLOC_OUT_ID);
  for (size_t i = 0; i < vm->region_count && refusal == NULL; i++) refusal = map_ram(vm, &vm->regions[i]);
  if (refusal != NULL) end_session(vm);
  return refusal;
}

/* The nest-parent HWPT is made for the device that asks first. */
static char *demand_stage2(vm *vm, uint32_t dev_id)
{
  if (vm->backing.stage2 != NO_OBJECT) return NULL;
  uint8_t request[HWPT_ALLOC_BYTES] = { 0 };
  put_u32(request + HWPT_ALLOC_FLAGS, HWPT_NEST_PARENT);
  put_u32(request + HWPT_ALLOC_DEV_ID, dev_id);
  put_u32(request + HWPT_ALLOC_PT_ID, (uint32_t)vm->backing.ioas);
  const status status = ask(vm, HWPT_ALLOC, request, sizeof request, NULL, 0);
  if (!ok(&status)) return format("HWPT_ALLOC failed: %s", status.name);
  vm->backing.stage2 = get_u32(request + HWPT_ALLOC_OUT_ID);
  return NULL;
}

/* Gives the vIOMMU back, after whatever was allocated on it (TEAR-10). */
static void release_viommu(vm *vm)
{
  if (vm->backing.listening) veventq_release(&vm->backing.events);
  vm->backing.listening = false;
  if (vm->backing.cmdqv != NULL) cmdqv_release(vm->backing.cmdqv);
  vm->backing.cmdqv = NULL;
  destroy(vm, &vm->backing.bypass);
  destroy(vm, &vm->backing.abort);
  destroy(vm, &vm->backing.viommu);
}

/* Allocates the vIOMMU; on a VINTF of its own, with an offer of its page, if `data` is given (LIFE-05, QEMU-03). */
static char *allocate_viommu(vm *vm, uint32_t dev_id, uint8_t *data)
{
  uint8_t request[VIOMMU_ALLOC_BYTES] = { 0 };
  put_u32(request + VIOMMU_ALLOC_TYPE, data == NULL ? VIOMMU_ARM_SMMUV3 : VIOMMU_TEGRA241_CMDQV);
  put_u32(request + VIOMMU_ALLOC_DEV_ID, dev_id);
  put_u32(request + VIOMMU_ALLOC_HWPT_ID, (uint32_t)vm->backing.stage2);
  const uint32_t data_bytes = data == NULL ? 0 : VIOMMU_TEGRA241_BYTES;
  put_u32(request + VIOMMU_ALLOC_DATA_LEN, data_bytes);
  if (data != NULL) put_u64(request + VIOMMU_ALLOC_DATA_UPTR, IOCTL_DATA_ADDRESS);
  const status status = ask(vm, VIOMMU_ALLOC, request, sizeof request, data, data_bytes);
  /* QEMU-14 */
  if (!ok(&status)) return format("Unable to alloc vIOMMU: hiodi devid %u: %s", (unsigned)dev_id, status.name);
  vm->backing.viommu = get_u32(request + VIOMMU_ALLOC_OUT_ID);
  vm->backing.founder = dev_id;
  return NULL;
}

static void forward_interrupt(void *context)
{
  vm *vm = context;
  vm->interrupt(vm->interrupt_context, vm->name);
}

static char *activate_cmdqv(vm *vm, const uint8_t *offer)
{
  const cmdqv_host host = {
    .host = &vm->host,
    .iommufd = vm->backing.iommufd,
    .viommu = (uint32_t)vm->backing.viommu,
    .page_offset = get_u64(offer + VIOMMU_TEGRA241_MMAP_OFFSET),
    .page_length = get_u64(offer + VIOMMU_TEGRA241_MMAP_LENGTH),
    .interrupt = forward_interrupt,
    .interrupt_context = vm,
  };
  char *refusal = NULL;
  vm->backing.cmdqv = cmdqv_activate(&host, &refusal);
  if (vm->backing.cmdqv != NULL) cmdqv_listen(vm->backing.cmdqv);
  return refusal;
}

/* The HWPTs for streams that are not translated (LIFE-09). */
static char *prepare_untranslated(vm *vm, uint32_t dev_id)
{
  status status = allocate_nested(vm, dev_id, &ABORT_ENTRY, &vm->backing.abort);
  if (!ok(&status)) return format("Unable to alloc abort HWPT: %s", status.name);
  status = allocate_nested(vm, dev_id, &BYPASS_ENTRY, &vm->backing.bypass);
  return ok(&status) ? NULL : format("Unable to alloc bypass HWPT: %s", status.name);
}

/* The first device brings the vIOMMU, with CMDQ-V if that is wanted and there (LIFE-05, QEMU-03, QEMU-04). */
static char *found_viommu(vm *vm, uint32_t dev_id)
{
  bool active = vm->cmdqv != CMDQV_OFF;
  if (active) {
    char *obstacle = cmdqv_obstacle(vm, dev_id);
    active = obstacle == NULL;
    char *refusal = !active && vm->cmdqv == CMDQV_ON ? format("%s; CMDQV requested but not supported", obstacle) : NULL;
    free(obstacle);
    if (refusal != NULL) return refusal;
  }
  uint8_t offer[VIOMMU_TEGRA241_BYTES] = { 0 };
  char *refusal = allocate_viommu(vm, dev_id, active ? offer : NULL);
  if (refusal == NULL && active) refusal = activate_cmdqv(vm, offer);
  if (refusal == NULL) refusal = prepare_untranslated(vm, dev_id);
  if (refusal != NULL) release_viommu(vm);
  return refusal;
}

/* ---- plug and unplug ---- */

/* An entry that the guest has made before the device comes is the stream's own, from now on or from SMMUEN on (SMMU-03, SMMU-05). */
static void find_entry(vm *vm, device *device)
{
  look_up(vm, device);
  if (treatment_of(device) == ABORT) return;
  map_stream(vm, device);
  if (policy(vm) == STREAM_TABLE) route(vm, device);
}

/* Brings a device that is open behind the SMMU; on failure only the stage-2 HWPT is left. */
static char *take_in(vm *vm, device *device)
{
  const bool first = vm->devices == NULL;
  char *refusal = demand_stage2(vm, device->id);
  if (refusal == NULL) refusal = demand_attach(vm, device, vm->backing.stage2);
  if (refusal == NULL) refusal = check_host_smmu(vm, device->id);
  if (refusal == NULL && first) refusal = found_viommu(vm, device->id);
  if (refusal != NULL) return refusal;
  /* No CFGI_STE has spoken of this stream yet. */
  refusal = demand_attach(vm, device, untranslated(vm, policy(vm) == BYPASS ? BYPASS : ABORT));
  if (refusal == NULL) find_entry(vm, device);
  if (refusal != NULL && first) release_viommu(vm);
  return refusal;
}

/* LIFE-02 to LIFE-09; a failed attach leaves nothing behind (LIFE-08). */
char *vm_plug(vm *vm, const char *name, uint32_t stream_id)
{
  if (vm->ended) return copy_text("the virtual machine has ended");
  device **end = &vm->devices;
  for (; *end != NULL; end = &(*end)->next) {
    if (strcmp((*end)->name, name) == 0 || (*end)->stream_id == stream_id) {
      return format("Device already has an associated hiodi: %s, StreamID %u", name, (unsigned)stream_id);
    }
  }
  const bool first = vm->devices == NULL;
  char *refusal = first ? start_session(vm) : NULL;
  if (refusal != NULL) return refusal;

  device *device = NULL;
  refusal = open_device(vm, name, stream_id, &device);
  if (refusal == NULL) {
    refusal = take_in(vm, device);
    if (refusal != NULL) close_device(vm, device);
  }
  if (refusal == NULL) {
    *end = device;
    if (!vm->ats_settled) vm->ats = vm->host_ats;
    vm->ats_settled = true;
    listen(vm);
    clamp_command_queue(vm);
  } else if (first) {
    end_session(vm);
  }
  return refusal;
}

/* TEAR-08 to TEAR-10. */
char *vm_unplug(vm *vm, const char *name)
{
  if (vm->ended) return copy_text("the virtual machine has ended");
  device **link = &vm->devices;
  while (*link != NULL && strcmp((*link)->name, name) != 0) link = &(*link)->next;
  device *device = *link;
  if (device == NULL) return format("no device %s is plugged", name);
  if (vm->backing.cmdqv != NULL && device->id == vm->backing.founder) {
    return format("%s is what the vIOMMU was created with; it cannot be unplugged while CMDQ-V is active", name);
  }
  /* Off its nested HWPT first, which a live vDEVICE alone does not protect (VSID-17); at the latest, closing takes it off. */
  attach(vm, device, vm->backing.stage2, NO_OBJECT);
  destroy(vm, &device->vdevice);
  *link = device->next;
  object_id left = device->nested;
  close_device(vm, device);
  destroy(vm, &left);
  if (vm->devices == NULL) {
    release_viommu(vm);
    end_session(vm);
  }
  return NULL;
}

/* ---- the machine ---- */

vm *vm_start(rpc *rpc, const vm_description *description)
{
  vm *vm = allocate(1, sizeof *vm);
  vm->name = copy_text(description->name);
  vm->host = (host){ rpc, vm->name };
  vm->cmdqv = description->cmdqv;
  vm->interrupt = description->interrupt;
  vm->interrupt_context = description->interrupt_context;
  vm->cmdq_log2size = COMMAND_QUEUE_LOG2SIZE;
  vm->backing = NO_BACKING;
  vm->regions = allocate(description->ram_count, sizeof *vm->regions);
  for (size_t i = 0; i < description->ram_count; i++) {
    const vm_ram *ram = &description->ram[i];
    region *region = &vm->regions[i];
    region->address = ram->address;
    region->page_size = ram->page_size;
    for (size_t run = 0; run < ram->run_count; run++) region->length += ram->runs[run].length;
    region->user = host_allocate(&vm->host, ram->runs, ram->run_count, ram->page_size);
    vm->region_count++;
  }
  return vm;
}

static void forget_devices(vm *vm)
{
  while (vm->devices != NULL) {
    device *device = vm->devices;
    vm->devices = device->next;
    free_device(device);
  }
}

void vm_free(vm *vm)
{
  forget_devices(vm);
  if (vm->backing.cmdqv != NULL) cmdqv_forget(vm->backing.cmdqv);
  free(vm->stream_table);
  free(vm->regions);
  free(vm->name);
  free(vm);
}

const char *vm_name(const vm *vm)
{
  return vm->name;
}

/* Before the region exists it reads 0 (LIFE-04). */
uint64_t vm_read(vm *vm, uint32_t offset, unsigned width)
{
  return vm->backing.cmdqv == NULL ? 0 : cmdqv_read(vm->backing.cmdqv, offset, width);
}

void vm_write(vm *vm, uint32_t offset, unsigned width, uint64_t value)
{
  if (vm->backing.cmdqv != NULL) cmdqv_write(vm->backing.cmdqv, offset, width, value);
}

/* vIOMMU, mapping, event queue and vDEVICEs survive (TEAR-05). */
void vm_reset(vm *vm)
{
  vm->cr0 = 0;
  vm->gbpa = 0;
  vm->gerror = 0;
  vm->gerrorn = 0;
  vm->event_queue = (event_queue){ 0 };
  vm->stream_count = 0;
  for (device *device = vm->devices; device != NULL; device = device->next) device->configured = false;
  route_all(vm);
  if (vm->backing.cmdqv != NULL) cmdqv_reset(vm->backing.cmdqv);
  clamp_command_queue(vm);
}

static int by_number(const void *one, const void *other)
{
  const uint32_t a = *(const uint32_t *)one, b = *(const uint32_t *)other;
  return (a > b) - (a < b);
}

/* The process ends: its mappings go, then the kernel closes its files, lowest fd first. */
void vm_shut_down(vm *vm)
{
  vm->ended = true;
  if (vm->devices == NULL) return;
  size_t count = 0, capacity = 3;
  for (const device *device = vm->devices; device != NULL; device = device->next) capacity++;
  uint32_t *fds = allocate(capacity, sizeof *fds);
  fds[count++] = vm->backing.iommufd;
  for (const device *device = vm->devices; device != NULL; device = device->next) fds[count++] = device->fd;
  if (vm->backing.listening) fds[count++] = vm->backing.events.fd;
  if (vm->backing.cmdqv != NULL) {
    fds[count++] = cmdqv_event_fd(vm->backing.cmdqv);
    cmdqv_abandon(vm->backing.cmdqv);
  }
  forget_devices(vm);
  vm->backing = NO_BACKING;
  qsort(fds, count, sizeof *fds, by_number);
  for (size_t i = 0; i < count; i++) host_close(&vm->host, fds[i]);
  free(fds);
}

bool vm_window(const vm *vm, uint32_t *offset, uint32_t *length)
{
  return vm->backing.cmdqv != NULL && cmdqv_window(vm->backing.cmdqv, offset, length);
}

void vm_readable(vm *vm, uint32_t fd)
{
  if (vm->backing.cmdqv != NULL && cmdqv_event_fd(vm->backing.cmdqv) == fd) cmdqv_take_events(vm->backing.cmdqv);
  else if (vm->backing.listening && vm->backing.events.fd == fd) veventq_take(&vm->backing.events);
}
