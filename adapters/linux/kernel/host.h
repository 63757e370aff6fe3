/* SPDX-License-Identifier: GPL-2.0-only */
/* What libc does for the runtime; files with the kernel's headers cannot include those of libc. */
#ifndef RUNTIME_HOST_H
#define RUNTIME_HOST_H

/* Memory, zeroed. */
void *host_allocate(unsigned long size, unsigned long alignment);
void host_free(void *memory);
/* Memory at this very address; NULL where something else is there. */
void *host_map_at(unsigned long address, unsigned long size);
/* With AddressSanitizer, whoever touches it while it is closed is told of. */
void host_close_memory(void *memory, unsigned long size);
void host_open_memory(void *memory, unsigned long size);
int host_format(char *buffer, unsigned long size, const char *format, __builtin_va_list arguments);
/* Where in the code this return address is: function, file and line. Two answers at a time are good. */
const char *host_place(const void *address);
void host_stop(const char *why) __attribute__((noreturn));
#endif
