/* Sorting rows by code, key and line in bounded memory; what does not fit goes to a temporary file. */
#pragma once
#include "base/err.h"
#include <stddef.h>
#include <stdint.h>

typedef struct cs_sorted {    /* a row */
  const char *code;           /* terminated */
  const char *key;            /* compared bytewise; no key is the beginning of another one */
  size_t code_size, key_size; /* below 64 kB */
  uint64_t line;
  const char *payload;
  size_t payload_size;
} cs_sorted;

typedef struct cs_sorter cs_sorter;
int cs_sorter_new(size_t memory, cs_sorter **out, cs_err *err);
void cs_sorter_free(cs_sorter *s); /* NULL is legal */
int cs_sorter_add(cs_sorter *s, const cs_sorted *row, cs_err *err);
int cs_sorter_sort(cs_sorter *s, cs_err *err); /* once, after the last row */
/* 1 row, valid until the next call; 0 end; negative error */
int cs_sorter_next(cs_sorter *s, cs_sorted *out, cs_err *err);
/* How often the code changes from one row added to the next: at least the number of codes. */
uint64_t cs_sorter_codes(const cs_sorter *s);
