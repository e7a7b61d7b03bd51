#include "cycle/dictionary.h"
#include "base/messages.h"
#include <stdlib.h>
#include <string.h>

#define FIRST_CAPACITY 64u /* a power of two */

void cs_dictionary_deinit(cs_dictionary *d) {
  cs_buf_deinit(&d->bytes);
  free(d->keys);
  free(d->slots);
  *d = (cs_dictionary){0};
}

void cs_dictionary_clear(cs_dictionary *d) {
  cs_buf_clear(&d->bytes);
  d->count = 0;
  if (d->slots != NULL) memset(d->slots, 0, 2 * (size_t)d->capacity * sizeof *d->slots);
}

/* Eight bytes a step; it is never stored, so it may differ between machines. */
static uint32_t hash_of(const unsigned char *key, size_t size) {
  const uint64_t odd = 0x9e3779b97f4a7c15u;
  uint64_t hash = size * odd, word = 0;
  for (; size >= sizeof word; key += sizeof word, size -= sizeof word) {
    memcpy(&word, key, sizeof word);
    hash = (hash ^ word) * odd;
    hash ^= hash >> 32;
  }
  word = 0;
  memcpy(&word, key, size);
  hash = (hash ^ word) * odd;
  return (uint32_t)(hash >> 32);
}

static void place(cs_dictionary *d, uint32_t number) {
  uint32_t mask = 2 * d->capacity - 1;
  uint32_t at = d->keys[number - 1].hash & mask;
  while (d->slots[at] != 0) at = (at + 1) & mask;
  d->slots[at] = number;
}

static int grow(cs_dictionary *d, cs_err *err) {
  if (d->capacity >= UINT32_MAX / 4) return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
  uint32_t capacity = d->capacity == 0 ? FIRST_CAPACITY : 2 * d->capacity;
  uint32_t *slots = calloc(2 * (size_t)capacity, sizeof *slots);
  cs_dictionary_key *keys = realloc(d->keys, capacity * sizeof *keys);
  if (keys != NULL) d->keys = keys;
  if (slots == NULL || keys == NULL) {
    free(slots);
    return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
  }
  free(d->slots);
  d->slots = slots;
  d->capacity = capacity;
  for (uint32_t i = 1; i <= d->count; i++) place(d, i);
  return CS_OK;
}

int cs_dictionary_number(cs_dictionary *d, const void *key, size_t size, uint32_t *number,
                         cs_err *err) {
  *number = 0;
  if (d->count == d->capacity) {
    int rc = grow(d, err);
    if (rc != CS_OK) return rc;
  }
  uint32_t hash = hash_of(key, size), mask = 2 * d->capacity - 1;
  uint32_t at = hash & mask;
  for (; d->slots[at] != 0; at = (at + 1) & mask) {
    const cs_dictionary_key *k = &d->keys[d->slots[at] - 1];
    if (k->hash == hash && k->size == size && memcmp(d->bytes.data + k->at, key, size) == 0) {
      *number = d->slots[at];
      return CS_OK;
    }
  }
  size_t start = d->bytes.size;
  cs_buf_put(&d->bytes, key, size);
  cs_buf_putc(&d->bytes, '\0');
  if (d->bytes.failed || size > UINT32_MAX) return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
  d->keys[d->count] = (cs_dictionary_key){.at = start, .size = (uint32_t)size, .hash = hash};
  d->slots[at] = ++d->count;
  *number = d->count;
  return CS_OK;
}

const char *cs_dictionary_key_of(const cs_dictionary *d, uint32_t number) {
  return d->bytes.data + d->keys[number - 1].at;
}
