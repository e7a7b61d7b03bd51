/* Bytes written one after the other and read back in any order, in bounded memory: the first few megabytes stay, more goes
 * to a temporary file that is read through a small cache. */
#pragma once
#include "base/err.h"
#include <stddef.h>
#include <stdint.h>

#define CS_SPOOL_MEMORY ((size_t)4 << 20)

typedef struct cs_spool cs_spool;
int cs_spool_new(cs_spool **out, cs_err *err);
void cs_spool_free(cs_spool *s); /* NULL is legal */
int cs_spool_put(cs_spool *s, const void *bytes, size_t n, cs_err *err);
uint64_t cs_spool_size(const cs_spool *s);
/* `at + n` may not go beyond the size. */
int cs_spool_get(cs_spool *s, uint64_t at, void *out, size_t n, cs_err *err);
