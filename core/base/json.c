#include "base/json.h"
#include "base/messages.h"
#include <stdlib.h>

static _Thread_local bool memory_was_short;

static void *allocate(size_t size) {
  void *block = malloc(size);
  if (block == NULL) memory_was_short = true;
  return block;
}

/* Before any thread, and before the first value. */
__attribute__((constructor)) static void install(void) { json_set_alloc_funcs(allocate, free); }

int cs_json_read(const char *text, size_t size, size_t flags, json_t **out, json_error_t *wrong,
                 cs_err *err) {
  memory_was_short = false;
  *out = json_loadb(text, size, flags, wrong);
  if (*out != NULL) return CS_OK;
  return memory_was_short ? cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory) : CS_EINPUT;
}
