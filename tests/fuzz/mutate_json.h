/* A mutator for targets that read JSON: it changes the document, not its bytes, so that nearly every
 * input is still JSON and gets further than the parser. Include it in one file of a target. */
#pragma once
#include "fuzz.h"
#include <jansson.h>
#include <stdbool.h>
#include <string.h>

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed);

#define PLACES_MAX 4096

typedef struct place { /* where a value hangs: in an object by key, or in an array by index */
  json_t *parent;
  const char *key;
  size_t index;
} place;

typedef struct document {
  place places[PLACES_MAX];
  size_t count;
  uint64_t state;
} document;

static uint64_t chance(document *d, uint64_t below) { /* splitmix64 */
  uint64_t z = d->state += UINT64_C(0x9e3779b97f4a7c15);
  z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
  return (z ^ (z >> 31)) % below;
}

static void collect(document *d, json_t *value, int depth) {
  const char *key;
  json_t *item;
  size_t i;
  if (depth > 200) return;
  if (json_is_object(value)) {
    json_object_foreach(value, key, item) {
      if (d->count == PLACES_MAX) return;
      d->places[d->count++] = (place){value, key, 0};
      collect(d, item, depth + 1);
    }
  } else if (json_is_array(value)) {
    json_array_foreach(value, i, item) {
      if (d->count == PLACES_MAX) return;
      d->places[d->count++] = (place){value, NULL, i};
      collect(d, item, depth + 1);
    }
  }
}

static json_t *value_at(const place *p) {
  return p->key != NULL ? json_object_get(p->parent, p->key) : json_array_get(p->parent, p->index);
}

static void put_at(const place *p, json_t *value) { /* takes the value */
  if (p->key != NULL) {
    json_object_set_new(p->parent, p->key, value);
  } else {
    json_array_set_new(p->parent, p->index, value);
  }
}

static json_t *small_value(document *d) {
  static const json_int_t numbers[] = {
      0, 1, -1, 2, 12, 63, 64, 65, 250, 251, 256, 4096, INT32_MAX, INT32_MIN, INT64_MAX, INT64_MIN};
  static const char *const texts[] = {"",           "*",    "target",       "as_of", "2026-02-30",
                                      "9999-12-31", "best", "month",        "year",  "date",
                                      "none",       "\x7f", "\xe2\x80\xae", "1S",    "64S+64A",
                                      "==",         ">=",   "a\nb",         "%s%n"};
  switch (chance(d, 6)) {
    case 0: return json_null();
    case 1: return json_boolean(chance(d, 2));
    case 2: return json_array();
    case 3: return json_object();
    case 4: return json_string(texts[chance(d, sizeof texts / sizeof *texts)]);
    default: return json_integer(numbers[chance(d, sizeof numbers / sizeof *numbers)]);
  }
}

static json_t *wrapped(document *d, json_t *value) { /* a copy inside something */
  json_t *copy = json_deep_copy(value);
  for (uint64_t depth = chance(d, 8) == 0 ? 100 : 1; depth > 0; depth--) {
    copy = chance(d, 2) == 0 ? json_pack("{s:s,s:o}", "op", "not", "of", copy)
                             : json_pack("[o]", copy);
  }
  return copy;
}

static void change(document *d, json_t *root) {
  d->count = 0;
  collect(d, root, 0);
  if (d->count == 0) return;
  const place *p = &d->places[chance(d, d->count)], *other = &d->places[chance(d, d->count)];
  json_t *value = value_at(p);
  switch (chance(d, 8)) {
    case 0: put_at(p, small_value(d)); break;
    case 1: put_at(p, json_deep_copy(value_at(other))); break;
    case 2:
      if (p->key != NULL) {
        json_object_del(p->parent, p->key);
      } else {
        json_array_remove(p->parent, p->index);
      }
      break;
    case 3:
      if (p->key == NULL) {
        json_array_insert_new(p->parent, p->index, json_deep_copy(value));
      } else if (other->key != NULL) { /* under another name */
        json_t *kept = json_deep_copy(value);
        char key[256];
        snprintf(key, sizeof key, "%s", other->key);
        json_object_del(p->parent, p->key);
        json_object_set_new(p->parent, key, kept);
      }
      break;
    case 4: put_at(p, wrapped(d, value)); break;
    case 5:
      if (json_is_object(value) && other->key != NULL) {
        json_object_set_new(value, other->key, json_deep_copy(value_at(other)));
      } else if (json_is_array(value)) {
        json_array_append_new(value, json_deep_copy(value_at(other)));
      }
      break;
    case 6:
      if (json_is_integer(value))
        json_integer_set(value,
                         (json_int_t)((uint64_t)json_integer_value(value) + chance(d, 9) - 4));
      break;
    default:
      if (json_is_string(value) && json_is_string(value_at(other))) {
        put_at(p, json_string(json_string_value(value_at(other))));
      }
      break;
  }
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed) {
  static document d;
  d.state = seed;
  json_t *root =
      chance(&d, 10) == 0 ? NULL : json_loadb((const char *)data, size, JSON_DECODE_ANY, NULL);
  if (root == NULL) return LLVMFuzzerMutate(data, size, most);
  for (uint64_t changes = 1 + chance(&d, 3); changes > 0; changes--) change(&d, root);
  size_t written = json_dumpb(root, (char *)data, most, JSON_COMPACT | JSON_ENCODE_ANY);
  json_decref(root);
  return written > 0 && written <= most ? written : LLVMFuzzerMutate(data, size, most);
}
