/*
 * One virtual machine with one emulated, accelerated SMMUv3: what a guest, its user and the suite can do to it.
 *
 * This is the seam of the adapter: to put an implementation of one's own under test, implement these functions with it in place of
 * vm.c and cmdqv.c, and let it make its system calls with host.h.
 */
#ifndef VM_H
#define VM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "host.h"

typedef enum { CMDQV_OFF, CMDQV_ON, CMDQV_AUTO } cmdqv_choice;

/* A region of guest RAM. */
typedef struct {
  /* Guest physical address. */
  uint64_t address;
  uint64_t page_size;
  const physical_run *runs;
  size_t run_count;
} vm_ram;

typedef struct {
  const char *name;
  cmdqv_choice cmdqv;
  const vm_ram *ram;
  size_t ram_count;
  /* Called for each edge of the guest's CMDQ-V interrupt. */
  void (*interrupt)(void *context, const char *vm);
  void *interrupt_context;
} vm_description;

enum { COMMAND_BYTES = 16 };

typedef struct vm vm;

/* Starts a VM with its RAM and without devices (LIFE-01). What the description points to is not needed afterwards. */
vm *vm_start(rpc *rpc, const vm_description *description);
/* Frees the VM, without a host call. */
void vm_free(vm *vm);
const char *vm_name(const vm *vm);

/* A guest access to the CMDQ-V region; `width` is 1, 2, 4 or 8. */
uint64_t vm_read(vm *vm, uint32_t offset, unsigned width);
void vm_write(vm *vm, uint32_t offset, unsigned width, uint64_t value);
/* Guest RAM; what lies outside of it reads as 0 and stores nothing. */
void vm_read_memory(vm *vm, uint64_t address, uint8_t *bytes, size_t count);
void vm_write_memory(vm *vm, uint64_t address, const uint8_t *bytes, size_t count);

/* 32-bit registers of the emulated SMMUv3. */
uint32_t vm_read_smmu(const vm *vm, uint32_t offset);
void vm_write_smmu(vm *vm, uint32_t offset, uint32_t value);
/* The guest stores a Stream Table Entry and issues CFGI_STE on the trapped queue. */
void vm_configure_stream(vm *vm, uint32_t stream_id, uint64_t word0, uint64_t word1);
/* The guest puts one command on the trapped queue. */
void vm_submit(vm *vm, const uint8_t command[COMMAND_BYTES]);

/* NULL, or why not; the caller frees the reason. */
char *vm_plug(vm *vm, const char *device, uint32_t stream_id);
char *vm_unplug(vm *vm, const char *device);
void vm_reset(vm *vm);
void vm_shut_down(vm *vm);

/* True if a part of the region is a host page now. */
bool vm_window(const vm *vm, uint32_t *offset, uint32_t *length);
/* A watched fd of the process became readable. This one may be called during a host call of another. */
void vm_readable(vm *vm, uint32_t fd);

#endif
