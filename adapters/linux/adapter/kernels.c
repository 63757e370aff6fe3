/* SPDX-License-Identifier: GPL-2.0-only */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "adapter.h"

static const char *const LIBRARIES[] = { "4k.so", "64k.so" };
enum { COUNT = sizeof LIBRARIES / sizeof *LIBRARIES };
static const struct kernel *kernels[COUNT];

void kernels_load(void)
{
  char path[4096];
  const ssize_t length = readlink("/proc/self/exe", path, sizeof path - 64);
  char *name;
  if (length < 0) abort();
  path[length] = 0;
  name = strrchr(path, '/') + 1;
  for (int i = 0; i < COUNT; i++) {
    strcpy(name, LIBRARIES[i]);
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    kernels[i] = library == NULL ? NULL : dlsym(library, KERNEL_SYMBOL);
    if (kernels[i] == NULL) {
      fprintf(stderr, "%s\n", dlerror());
      exit(1);
    }
  }
}

const struct kernel *kernel_with_pages_of(uint64_t size)
{
  for (int i = 0; i < COUNT; i++)
    if (kernels[i]->page_size == size) return kernels[i];
  return NULL;
}
