/* SPDX-License-Identifier: GPL-2.0-only */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "adapter.h"
#include "allocate.h"

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

static bool set_parameter(const char *name, const char *value)
{
  for (int i = 0; i < COUNT; i++)
    if (kernels[i]->set_parameter(name, value) != 0) return false;
  return true;
}

void kernels_configure(void)
{
  const char *given = getenv("LINUX_PARAMETERS");
  char *text = copy_text(given == NULL ? "" : given), *place = NULL;
  for (char *word = strtok_r(text, " ", &place); word != NULL; word = strtok_r(NULL, " ", &place)) {
    char *value = strchr(word, '=');
    if (value != NULL) *value++ = 0;
    if (!set_parameter(word, value == NULL ? "1" : value)) {
      fprintf(stderr, "the drivers have no parameter %s that can be %s\n", word, value == NULL ? "1" : value);
      exit(1);
    }
  }
  free(text);
}
