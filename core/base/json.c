#include "base/json.h"
#include "base/buf.h"
#include "base/messages.h"
#include <stdlib.h>
#include <string.h>

/* jansson does not look whether the buffer of a token could grow: it goes on with a token that lacks bytes, looks for the
 * quote that should end it, and writes past what it has. So the first request that fails while a text is read is
 * met from a reserve as large as that buffer can be, and the text ends there: nothing more is saved after it. */
typedef struct reading {
  const char *at, *end;
  void *reserve;
  size_t reserved;
  bool memory_was_short;
} reading;

static _Thread_local reading *now; /* NULL: no text is being read */

static void *allocate(size_t size) {
  void *block = malloc(size);
  if (block != NULL || now == NULL) return block;
  bool again = now->memory_was_short;
  now->memory_was_short = true;
  return again || size > now->reserved ? NULL : now->reserve;
}

static void release(void *block) {
  if (now == NULL || block != now->reserve) free(block);
}

/* Before any thread, and before the first value. */
__attribute__((constructor)) static void install(void) { json_set_alloc_funcs(allocate, release); }

/* One byte at a time, so that none is waiting when memory is short. */
static size_t next_byte(void *buffer, size_t size, void *user) {
  reading *r = user;
  if (size == 0 || r->at == r->end || r->memory_was_short) return 0;
  memcpy(buffer, r->at++, 1);
  return 1;
}

int cs_json_read(const char *text, size_t size, size_t flags, json_t **out, json_error_t *wrong,
                 cs_err *err) {
  *out = NULL;
  reading r = {.at = text, .end = text + size, .reserved = 2 * size + 64}; /* it doubles from 16 */
  r.reserve = malloc(r.reserved);
  if (r.reserve == NULL) return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
  now = &r;
  json_t *value = json_load_callback(next_byte, &r, flags, wrong);
  if (r.memory_was_short) {
    json_decref(value); /* it may hold the reserve */
    value = NULL;
  }
  now = NULL;
  free(r.reserve);
  *out = value;
  if (value != NULL) return CS_OK;
  return r.memory_was_short ? cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory) : CS_EINPUT;
}

int cs_json_reread(const char *text, size_t size, json_t **out, cs_err *err) {
  json_error_t wrong;
  int rc = cs_json_read(text, size, JSON_DECODE_ANY, out, &wrong, err);
  return rc == CS_EINPUT ? cs_fail(err, CS_EDB, CS_MSG_internal_error, wrong.text) : rc;
}

static int put(const char *bytes, size_t size, void *user) {
  cs_buf_put(user, bytes, size);
  return 0;
}

/* jansson does not look whether a key could be put, and goes on behind it: the buffer remembers. */
char *cs_json_text(const json_t *value) {
  cs_buf text = {0};
  int rc = json_dump_callback(value, put, &text, JSON_COMPACT | JSON_SORT_KEYS);
  (void)cs_buf_str(&text);
  if (rc == 0 && !text.failed) return text.data;
  cs_buf_deinit(&text);
  return NULL;
}

static json_t *if_whole(json_t *copy, const json_t *value) {
  if (copy != NULL && json_equal(copy, value)) return copy;
  json_decref(copy);
  return NULL;
}

json_t *cs_json_copy(const json_t *value) { return if_whole(json_copy((json_t *)value), value); }

json_t *cs_json_deep_copy(const json_t *value) { return if_whole(json_deep_copy(value), value); }
