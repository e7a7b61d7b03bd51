#include "base/spool.h"
#include "base/buf.h"
#include "base/messages.h"
#include "base/temporary.h"
#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BLOCK ((size_t)64 << 10)
#define BLOCKS 64 /* in the cache, each at its number modulo this */

struct cs_spool {
  cs_buf tail;           /* what is not in the file */
  uint64_t written;      /* bytes in the file */
  int file;              /* -1: none is needed yet */
  char *cache;           /* BLOCKS blocks; made when the file is read first */
  uint64_t held[BLOCKS]; /* number of the block + 1; 0: none */
};

int cs_spool_new(cs_spool **out, cs_err *err) {
  *out = calloc(1, sizeof **out);
  if (*out == NULL) return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
  (*out)->file = -1;
  return CS_OK;
}

void cs_spool_free(cs_spool *s) {
  if (s == NULL) return;
  if (s->file >= 0) close(s->file);
  cs_buf_deinit(&s->tail);
  free(s->cache);
  free(s);
}

uint64_t cs_spool_size(const cs_spool *s) { return s->written + s->tail.size; }

/* Whole blocks only, so that a block in the cache never grows old. */
static int flush(cs_spool *s, cs_err *err) {
  int rc = s->file < 0 ? cs_temporary_open(&s->file, err) : CS_OK;
  size_t whole = s->tail.size / BLOCK * BLOCK;
  for (size_t at = 0; rc == CS_OK && at < whole;) {
    ssize_t n = pwrite(s->file, s->tail.data + at, whole - at, (off_t)(s->written + at));
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return cs_fail(err, CS_EIO, CS_MSG_temporary_failed, strerror(errno));
    at += (size_t)n;
  }
  if (rc != CS_OK) return rc;
  memmove(s->tail.data, s->tail.data + whole, s->tail.size - whole);
  s->tail.size -= whole;
  s->written += whole;
  return CS_OK;
}

int cs_spool_put(cs_spool *s, const void *bytes, size_t n, cs_err *err) {
  cs_buf_put(&s->tail, bytes, n);
  if (s->tail.failed) return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
  return s->tail.size > CS_SPOOL_MEMORY ? flush(s, err) : CS_OK;
}

static int read_block(cs_spool *s, uint64_t number, const char **out, cs_err *err) {
  if (s->cache == NULL) s->cache = malloc(BLOCKS * BLOCK);
  if (s->cache == NULL) return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
  size_t place = (size_t)(number % BLOCKS);
  char *block = s->cache + place * BLOCK;
  *out = block;
  if (s->held[place] == number + 1) return CS_OK;
  s->held[place] = 0;
  for (size_t got = 0; got < BLOCK;) {
    ssize_t n = pread(s->file, block + got, BLOCK - got, (off_t)(number * BLOCK + got));
    if (n < 0 && errno == EINTR) continue;
    if (n == 0) errno = EIO;
    if (n <= 0) return cs_fail(err, CS_EIO, CS_MSG_temporary_failed, strerror(errno));
    got += (size_t)n;
  }
  s->held[place] = number + 1;
  return CS_OK;
}

int cs_spool_get(cs_spool *s, uint64_t at, void *out, size_t n, cs_err *err) {
  assert(at + n <= cs_spool_size(s));
  char *to = out;
  while (n > 0 && at < s->written) {
    const char *block;
    int rc = read_block(s, at / BLOCK, &block, err);
    if (rc != CS_OK) return rc;
    size_t from = (size_t)(at % BLOCK), size = BLOCK - from < n ? BLOCK - from : n;
    memcpy(to, block + from, size);
    to += size;
    at += size;
    n -= size;
  }
  if (n > 0) memcpy(to, s->tail.data + (at - s->written), n);
  return CS_OK;
}
