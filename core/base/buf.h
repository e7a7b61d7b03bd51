/* A growing byte buffer. Failure to grow is remembered (`failed`) and checked once at the end,
 * so that writers read as a list of puts. A zeroed cs_buf is empty and valid. */
#pragma once
#include "base/err.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct cs_buf {
  char *data; /* owned; NOT terminated unless cs_buf_str was called */
  size_t size;
  size_t capacity;
  bool failed; /* memory ran out; the content is not to be used */
} cs_buf;

void cs_buf_deinit(cs_buf *b);               /* frees; b is then empty and valid */
void cs_buf_clear(cs_buf *b);                /* keeps the memory; forgets a failure too */
bool cs_buf_reserve(cs_buf *b, size_t more); /* and for a terminator behind it */
void cs_buf_put(cs_buf *b, const void *bytes, size_t n); /* `bytes` not inside b */
void cs_buf_putc(cs_buf *b, char c);
void cs_buf_puts(cs_buf *b, const char *text);
void cs_buf_printf(cs_buf *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
const char *cs_buf_str(cs_buf *b); /* terminated view, valid until the next put; "" on failure */

/* Frees b, whose text an error said or a value was read from. Gives rc, or CS_ENOMEM where b failed: what was said then was not whole. */
int cs_buf_end(cs_buf *b, int rc, cs_err *err);

/* LEB128 varints; signed ones zigzag. Each value has one encoding: a padded one is bad when
 * read. */
void cs_buf_put_uint(cs_buf *b, uint64_t value);
void cs_buf_put_int(cs_buf *b, int64_t value);

/* The same into space that was reserved before; where the next byte goes. */
#define CS_VARINT_MAX 10 /* bytes one can take */
static inline unsigned char *cs_put_uint(unsigned char *to, uint64_t value) {
  while (value >= 0x80) {
    *to++ = (unsigned char)(value | 0x80);
    value >>= 7;
  }
  *to++ = (unsigned char)value;
  return to;
}
static inline unsigned char *cs_put_int(unsigned char *to, int64_t value) {
  uint64_t bits = (uint64_t)value << 1;
  return cs_put_uint(to, value < 0 ? ~bits : bits);
}

/* Reading side: a cursor over bytes that are treated as hostile. After an overrun `bad` is set
 * and every further read gives 0, so a decoder checks once per record. */
typedef struct cs_reader {
  const unsigned char *at, *end;
  bool bad;
} cs_reader;

cs_reader cs_reader_of(const void *bytes, size_t n);
uint64_t cs_read_uint(cs_reader *r);
int64_t cs_read_int(cs_reader *r);
const char *cs_read_bytes(cs_reader *r, size_t n); /* NULL and bad when fewer are left */
bool cs_read_done(const cs_reader *r);
