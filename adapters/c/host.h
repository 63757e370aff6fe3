/* The system calls of one user process, made through the suite. Real device code makes them itself. */
#ifndef HOST_H
#define HOST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "rpc.h"

typedef struct {
  rpc *rpc;
  /* Name of the process, which is that of the virtual machine. */
  const char *process;
} host;

/* "OK", or the name of an errno. */
typedef struct {
  char name[16];
} status;

/* Physically consecutive memory. */
typedef struct {
  uint64_t address;
  uint64_t length;
} physical_run;

/* An object of the kernel in an iommufd; NO_OBJECT is none. */
typedef int64_t object_id;
#define NO_OBJECT ((object_id)-1)

static inline bool ok(const status *status)
{
  return status->name[0] == 'O' && status->name[1] == 'K' && status->name[2] == '\0';
}

/* Where the data of an ioctl lies, for the pointer in its argument. */
extern const uint64_t IOCTL_DATA_ADDRESS;

status host_open(host *host, const char *path, uint32_t *fd);
void host_close(host *host, uint32_t fd);
/* Fills the structure's size in; argument and data come back as the kernel left them. `data` may be NULL, with no bytes. */
status host_ioctl(host *host, uint32_t fd, uint32_t request, uint8_t *argument, size_t bytes, uint8_t *data, size_t data_bytes);
/* Frees an object in an iommufd. */
void host_destroy(host *host, uint32_t iommufd, object_id id);
/* Maps a shared page for loads and stores. */
status host_mmap(host *host, uint32_t fd, uint64_t offset, uint64_t length, uint64_t *address);
void host_munmap(host *host, uint64_t address, uint64_t length);
/* True if a record of exactly that size came. */
bool host_read_record(host *host, uint32_t fd, uint8_t *record, size_t bytes);
/* From now on the suite tells when the fd becomes readable. */
void host_watch(host *host, uint32_t fd);
uint64_t host_load(host *host, uint64_t address, unsigned width);
void host_store(host *host, uint64_t address, unsigned width, uint64_t value);
/* Memory of the process on these runs; returns its address. */
uint64_t host_allocate(host *host, const physical_run *runs, size_t count, uint64_t page_size);
void host_read_memory(host *host, uint64_t address, uint8_t *bytes, size_t count);
void host_write_memory(host *host, uint64_t address, const uint8_t *bytes, size_t count);

#endif
