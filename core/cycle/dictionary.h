/* Byte strings numbered 1, 2, 3 ... in the order they are first met. */
#pragma once
#include "base/buf.h"
#include "base/err.h"

typedef struct cs_dictionary_key {
  size_t at; /* in `bytes`; a NUL follows the key */
  uint32_t size, hash;
} cs_dictionary_key;

typedef struct cs_dictionary { /* zeroed: empty and valid */
  cs_buf bytes;
  cs_dictionary_key *keys;
  uint32_t count, capacity;
  uint32_t *slots; /* open addressing; 0 or the number of a key; twice `capacity` of them */
} cs_dictionary;

void cs_dictionary_deinit(cs_dictionary *d);
void cs_dictionary_clear(cs_dictionary *d); /* keeps the memory */
int cs_dictionary_number(cs_dictionary *d, const void *key, size_t size, uint32_t *number,
                         cs_err *err);
const char *cs_dictionary_key_of(const cs_dictionary *d,
                                 uint32_t number); /* valid until a key is added */
