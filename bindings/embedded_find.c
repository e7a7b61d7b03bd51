#include "bindings/embedded_find.h"
#include <stdlib.h>
#include <string.h>

static int by_name(const void *wanted, const void *row) {
  return strcmp(wanted, ((const struct cs_embedded *)row)->name);
}

const struct cs_embedded *cs_embedded_find(const char *name) {
  return bsearch(name, cs_embedded, cs_embedded_count, sizeof *cs_embedded, by_name);
}
