#include "base/buf.h"
#include "base/messages.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void cs_buf_deinit(cs_buf *b) {
  free(b->data);
  *b = (cs_buf){0};
}

void cs_buf_clear(cs_buf *b) {
  b->size = 0;
  b->failed = false;
}

bool cs_buf_reserve(cs_buf *b, size_t more) {
  if (b->failed) return false;
  if (more < b->capacity - b->size) return true;
  if (more >= SIZE_MAX / 2 - b->size) {
    b->failed = true;
    return false;
  }
  size_t capacity = b->capacity < 64 ? 64 : b->capacity;
  while (capacity <= b->size + more) capacity *= 2;
  char *data = realloc(b->data, capacity);
  if (data == NULL) {
    b->failed = true;
    return false;
  }
  b->data = data;
  b->capacity = capacity;
  return true;
}

void cs_buf_put(cs_buf *b, const void *bytes, size_t n) {
  if (n == 0 || !cs_buf_reserve(b, n)) return;
  memcpy(b->data + b->size, bytes, n);
  b->size += n;
}

void cs_buf_putc(cs_buf *b, char c) {
  if (!cs_buf_reserve(b, 1)) return;
  b->data[b->size++] = c;
}

void cs_buf_puts(cs_buf *b, const char *text) { cs_buf_put(b, text, strlen(text)); }

void cs_buf_printf(cs_buf *b, const char *format, ...) {
  if (!cs_buf_reserve(b, 64)) return;
  va_list arguments, again;
  va_start(arguments, format);
  va_copy(again, arguments);
  size_t space = b->capacity - b->size;
  int size = vsnprintf(b->data + b->size, space, format, arguments);
  if (size < 0) {
    b->failed = true;
  } else if ((size_t)size < space) {
    b->size += (size_t)size;
  } else if (cs_buf_reserve(b, (size_t)size + 1)) {
    vsnprintf(b->data + b->size, (size_t)size + 1, format, again);
    b->size += (size_t)size;
  }
  va_end(again);
  va_end(arguments);
}

const char *cs_buf_str(cs_buf *b) {
  if (!cs_buf_reserve(b, 0)) return "";
  b->data[b->size] = '\0';
  return b->data;
}

int cs_buf_end(cs_buf *b, int rc, cs_err *err) {
  bool failed = b->failed;
  cs_buf_deinit(b);
  return failed ? cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory) : rc;
}

void cs_buf_put_uint(cs_buf *b, uint64_t value) {
  if (!cs_buf_reserve(b, CS_VARINT_MAX)) return;
  unsigned char *to = (unsigned char *)b->data + b->size;
  b->size += (size_t)(cs_put_uint(to, value) - to);
}

void cs_buf_put_int(cs_buf *b, int64_t value) {
  uint64_t bits = (uint64_t)value << 1;
  cs_buf_put_uint(b, value < 0 ? ~bits : bits);
}

cs_reader cs_reader_of(const void *bytes, size_t n) {
  static const unsigned char nothing[1];
  const unsigned char *at = bytes == NULL ? nothing : bytes;
  return (cs_reader){at, at + (bytes == NULL ? 0 : n), false};
}

static uint64_t spoil(cs_reader *r) {
  r->bad = true;
  r->at = r->end;
  return 0;
}

uint64_t cs_read_uint(cs_reader *r) {
  if (r->at < r->end && *r->at < 0x80) return *r->at++;
  uint64_t value = 0;
  for (unsigned shift = 0; shift < 70 && r->at < r->end; shift += 7) {
    unsigned char byte = *r->at++;
    if (shift == 63 && byte > 1) break; /* beyond 64 bits */
    if (byte == 0 && shift > 0) break;  /* padded: each value has one encoding */
    value |= (uint64_t)(byte & 0x7f) << shift;
    if (byte < 0x80) return value;
  }
  return spoil(r);
}

int64_t cs_read_int(cs_reader *r) {
  uint64_t bits = cs_read_uint(r);
  uint64_t value = (bits >> 1) ^ (0 - (bits & 1));
  return (int64_t)value;
}

const char *cs_read_bytes(cs_reader *r, size_t n) {
  if (r->bad || n > (size_t)(r->end - r->at)) {
    spoil(r);
    return NULL;
  }
  const char *bytes = (const char *)r->at;
  r->at += n;
  return bytes;
}

bool cs_read_done(const cs_reader *r) { return r->at >= r->end; }
