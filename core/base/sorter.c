/* A buffer is filled, sorted and written as a run to an unlinked temporary file, and the runs are merged when read. Rows that come
 * in order go on in the same run, so a sorted file is one run, and a small one never leaves the memory.
 *
 * A row is: u32 size of all, u16 size of the code with its terminator, u16 size of the key, code, key, line (8 bytes, high
 * first), payload. Rows are compared as bytes from the code to the line. */
#include "base/sorter.h"
#include "base/buf.h"
#include "base/messages.h"
#include "base/temporary.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define HEAD 8
#define LINE 8
#define READ_LEAST ((size_t)4 << 10)
#define READ_MOST ((size_t)256 << 10)

typedef struct ref {
  uint64_t prefix;
  size_t at;
} ref; /* the code's first bytes; where in `data` */

typedef struct run {
  uint64_t from, to; /* in the file */
  char *bytes;       /* read from it, not yet handed out; one allocation a run */
  size_t start, end, capacity;
} run;

struct cs_sorter {
  size_t data_limit, ref_limit;
  char *data;
  size_t size, capacity;
  ref *refs, *spare;
  size_t count, ref_capacity;
  bool ordered;    /* the refs are in order */
  cs_buf last;     /* the row added last, to see whether the next one goes on in order */
  cs_buf run_last; /* the last row of the last run */
  uint64_t codes;

  FILE *file;
  uint64_t written;
  run *runs;
  size_t run_count, run_capacity;
  size_t *heap; /* of runs that have rows left, by their first row */
  size_t heap_count;
  bool drop;   /* the row at the top of the heap was handed out */
  size_t next; /* in memory: the next ref */
  bool in_memory;
};

int cs_sorter_new(size_t memory, cs_sorter **out, cs_err *err) {
  *out = NULL;
  cs_sorter *s = calloc(1, sizeof *s);
  if (s == NULL) return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
  s->data_limit = memory / 2;
  s->ref_limit = memory / 4 / sizeof *s->refs;
  s->ordered = true;
  *out = s;
  return CS_OK;
}

void cs_sorter_free(cs_sorter *s) {
  if (s == NULL) return;
  for (size_t i = 0; i < s->run_count; i++) free(s->runs[i].bytes);
  if (s->file != NULL) fclose(s->file);
  cs_buf_deinit(&s->last);
  cs_buf_deinit(&s->run_last);
  free(s->runs);
  free(s->heap);
  free(s->data);
  free(s->refs);
  free(s->spare);
  free(s);
}

uint64_t cs_sorter_codes(const cs_sorter *s) { return s->codes; }

/* ---- rows ---- */

static uint32_t size_of(const char *row) {
  uint32_t size;
  memcpy(&size, row, 4);
  return size;
}

static size_t compared_size(const char *row) {
  uint16_t sizes[2];
  memcpy(sizes, row + 4, 4);
  return (size_t)sizes[0] + sizes[1] + LINE;
}

static int compare(const char *a, const char *b) {
  size_t na = compared_size(a), nb = compared_size(b);
  int order = memcmp(a + HEAD, b + HEAD, na < nb ? na : nb);
  return order != 0 ? order : (na > nb) - (na < nb);
}

static uint64_t prefix_of(const char *row) {
  uint16_t size;
  memcpy(&size, row + 4, 2);
  uint64_t prefix = 0;
  for (size_t i = 0; i < 8; i++) {
    prefix = prefix << 8 | (i < size ? (unsigned char)row[HEAD + i] : 0);
  }
  return prefix;
}

static void row_of(const char *row, cs_sorted *out) {
  uint16_t sizes[2];
  memcpy(sizes, row + 4, 4);
  out->code = row + HEAD;
  out->code_size = (size_t)sizes[0] - 1;
  out->key = out->code + sizes[0];
  out->key_size = sizes[1];
  const char *line = out->key + sizes[1];
  out->line = 0;
  for (size_t i = 0; i < LINE; i++) out->line = out->line << 8 | (unsigned char)line[i];
  out->payload = line + LINE;
  out->payload_size = size_of(row) - HEAD - compared_size(row);
}

/* ---- sorting in memory ---- */

static int compare_refs(const cs_sorter *s, const ref *a, const ref *b) {
  if (a->prefix != b->prefix) return a->prefix < b->prefix ? -1 : 1;
  return compare(s->data + a->at, s->data + b->at);
}

static void merge_refs(const cs_sorter *s, const ref *from, size_t low, size_t middle, size_t high,
                       ref *to) {
  size_t a = low, b = middle;
  for (size_t i = low; i < high; i++) {
    bool left = b == high || (a < middle && compare_refs(s, &from[a], &from[b]) <= 0);
    to[i] = from[left ? a++ : b++];
  }
}

/* Bottom up, from short stretches sorted by insertion. */
static int sort_refs(cs_sorter *s, cs_err *err) {
  enum { STRETCH = 8 };
  if (s->ordered) return CS_OK;
  if (s->spare == NULL) s->spare = malloc(s->ref_capacity * sizeof *s->spare);
  if (s->spare == NULL) return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
  for (size_t low = 0; low < s->count; low += STRETCH) {
    size_t high = low + STRETCH < s->count ? low + STRETCH : s->count;
    for (size_t i = low + 1; i < high; i++) {
      ref one = s->refs[i];
      size_t at = i;
      for (; at > low && compare_refs(s, &s->refs[at - 1], &one) > 0; at--)
        s->refs[at] = s->refs[at - 1];
      s->refs[at] = one;
    }
  }
  for (size_t width = STRETCH; width < s->count; width *= 2) {
    for (size_t low = 0; low < s->count; low += 2 * width) {
      size_t middle = low + width < s->count ? low + width : s->count;
      size_t high = middle + width < s->count ? middle + width : s->count;
      merge_refs(s, s->refs, low, middle, high, s->spare);
    }
    ref *sorted = s->spare;
    s->spare = s->refs;
    s->refs = sorted;
  }
  s->ordered = true;
  return CS_OK;
}

/* ---- runs ---- */

static int write_failed(cs_err *err) {
  return cs_fail(err, CS_EIO, CS_MSG_temporary_failed, strerror(errno));
}

static int open_spill(cs_sorter *s, cs_err *err) {
  int descriptor;
  int rc = cs_temporary_open(&descriptor, err);
  if (rc != CS_OK) return rc;
  s->file = fdopen(descriptor, "w+b");
  if (s->file != NULL) {
    setvbuf(s->file, NULL, _IOFBF, READ_MOST);
    return CS_OK;
  }
  rc = write_failed(err);
  close(descriptor);
  return rc;
}

/* Does the buffer's first row come after the last run's last one? */
static bool goes_on(const cs_sorter *s) {
  return s->run_count > 0 && compare(s->run_last.data, s->data + s->refs[0].at) < 0;
}

static int spill(cs_sorter *s, cs_err *err) {
  if (s->count == 0) return CS_OK;
  int rc = s->file == NULL ? open_spill(s, err) : CS_OK;
  bool whole = s->ordered; /* in order as it lies there */
  if (rc == CS_OK) rc = sort_refs(s, err);
  if (rc != CS_OK) return rc;
  if (!goes_on(s)) {
    if (s->run_count == s->run_capacity) {
      size_t capacity = s->run_capacity == 0 ? 16 : s->run_capacity * 2;
      run *runs = realloc(s->runs, capacity * sizeof *runs);
      if (runs == NULL) return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
      s->runs = runs;
      s->run_capacity = capacity;
    }
    s->runs[s->run_count++] = (run){.from = s->written, .to = s->written};
  }
  if (whole) {
    if (fwrite(s->data, 1, s->size, s->file) != s->size) return write_failed(err);
  } else {
    for (size_t i = 0; i < s->count; i++) {
      const char *row = s->data + s->refs[i].at;
      if (fwrite(row, 1, size_of(row), s->file) != size_of(row)) return write_failed(err);
    }
  }
  s->written += s->size;
  s->runs[s->run_count - 1].to = s->written;
  const char *last = s->data + s->refs[s->count - 1].at;
  cs_buf_clear(&s->run_last);
  cs_buf_put(&s->run_last, last, size_of(last));
  if (s->run_last.failed) return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
  s->size = s->count = 0;
  s->ordered = true;
  return CS_OK;
}

static int make_room(cs_sorter *s, size_t size, cs_err *err) {
  if (s->count > 0 && (s->size + size > s->data_limit || s->count == s->ref_limit)) {
    int rc = spill(s, err);
    if (rc != CS_OK) return rc;
  }
  if (s->size + size > s->capacity) {
    size_t capacity = s->capacity == 0 ? (size_t)64 << 10 : s->capacity * 2;
    if (capacity > s->data_limit) capacity = s->data_limit;
    if (capacity < s->size + size) capacity = s->size + size;
    char *data = realloc(s->data, capacity);
    if (data == NULL) return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
    s->data = data;
    s->capacity = capacity;
  }
  if (s->count == s->ref_capacity) {
    size_t capacity = s->ref_capacity == 0 ? 1024 : s->ref_capacity * 2;
    if (capacity > s->ref_limit) capacity = s->ref_limit > s->count ? s->ref_limit : s->count + 1;
    ref *refs = realloc(s->refs, capacity * sizeof *refs);
    if (refs == NULL) return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
    s->refs = refs;
    s->ref_capacity = capacity;
    free(s->spare);
    s->spare = NULL;
  }
  return CS_OK;
}

int cs_sorter_add(cs_sorter *s, const cs_sorted *row, cs_err *err) {
  size_t size = HEAD + row->code_size + 1 + row->key_size + LINE + row->payload_size;
  int rc = make_room(s, size, err);
  if (rc != CS_OK) return rc;
  char *at = s->data + s->size;
  uint32_t total = (uint32_t)size;
  uint16_t sizes[2] = {(uint16_t)(row->code_size + 1), (uint16_t)row->key_size};
  memcpy(at, &total, 4);
  memcpy(at + 4, sizes, 4);
  char *out = at + HEAD;
  memcpy(out, row->code, row->code_size);
  out += row->code_size;
  *out++ = '\0';
  memcpy(out, row->key, row->key_size);
  out += row->key_size;
  for (size_t i = 0; i < LINE; i++) *out++ = (char)(row->line >> (56 - 8 * i));
  if (row->payload_size > 0) memcpy(out, row->payload, row->payload_size);

  s->refs[s->count] = (ref){prefix_of(at), s->size};
  if (s->last.size == 0 || strcmp(s->last.data + HEAD, at + HEAD) != 0) s->codes++;
  if (s->count > 0 && s->ordered && compare(s->last.data, at) > 0) s->ordered = false;
  cs_buf_clear(&s->last);
  cs_buf_put(&s->last, at, HEAD + compared_size(at));
  if (s->last.failed) return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
  s->size += size;
  s->count++;
  return CS_OK;
}

/* ---- reading back ---- */

static bool has_row(const run *r) {
  size_t n = r->end - r->start;
  return n >= HEAD && n >= size_of(r->bytes + r->start);
}

/* Sees to it that the run's next row is whole in memory. 1: it is; 0: the run has ended. */
static int fill(cs_sorter *s, run *r, cs_err *err) {
  if (has_row(r)) return 1;
  if (r->start == r->end && r->from == r->to) return 0;
  memmove(r->bytes, r->bytes + r->start, r->end - r->start);
  r->end -= r->start;
  r->start = 0;
  size_t wanted = r->end >= HEAD ? size_of(r->bytes) : HEAD;
  if (wanted > r->capacity) {
    char *bytes = realloc(r->bytes, wanted);
    if (bytes == NULL) return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
    r->bytes = bytes;
    r->capacity = wanted;
  }
  while (r->end < r->capacity && r->from < r->to) {
    size_t n = r->capacity - r->end;
    if (n > r->to - r->from) n = (size_t)(r->to - r->from);
    ssize_t got = pread(fileno(s->file), r->bytes + r->end, n, (off_t)r->from);
    if (got < 0 && errno == EINTR) continue;
    if (got == 0) errno = EIO;
    if (got <= 0) return write_failed(err);
    r->end += (size_t)got;
    r->from += (uint64_t)got;
  }
  return has_row(r)
             ? 1
             : fill(s, r, err); /* a row longer than the buffer: once more with room for it */
}

static bool before(const cs_sorter *s, size_t a, size_t b) {
  const run *x = &s->runs[s->heap[a]], *y = &s->runs[s->heap[b]];
  return compare(x->bytes + x->start, y->bytes + y->start) < 0;
}

static void sift(cs_sorter *s, size_t at) {
  for (;;) {
    size_t least = at, left = 2 * at + 1, right = left + 1;
    if (left < s->heap_count && before(s, left, least)) least = left;
    if (right < s->heap_count && before(s, right, least)) least = right;
    if (least == at) return;
    size_t held = s->heap[at];
    s->heap[at] = s->heap[least];
    s->heap[least] = held;
    at = least;
  }
}

int cs_sorter_sort(cs_sorter *s, cs_err *err) {
  if (s->run_count == 0) {
    s->in_memory = true;
    return sort_refs(s, err);
  }
  int rc = spill(s, err);
  if (rc != CS_OK) return rc;
  if (fflush(s->file) != 0) return write_failed(err);
  size_t each = (s->data_limit + s->data_limit / 2) / s->run_count;
  each = each < READ_LEAST ? READ_LEAST : each > READ_MOST ? READ_MOST : each;
  free(s->data);
  free(s->refs);
  free(s->spare);
  s->data = NULL;
  s->refs = s->spare = NULL;
  s->heap = malloc(s->run_count * sizeof *s->heap);
  if (s->heap == NULL) return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
  for (size_t i = 0; i < s->run_count; i++) {
    run *r = &s->runs[i];
    r->bytes = malloc(each);
    if (r->bytes == NULL) return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
    r->capacity = each;
    rc = fill(s, r, err);
    if (rc < 0) return rc;
    if (rc == 1) s->heap[s->heap_count++] = i;
  }
  for (size_t i = s->heap_count / 2; i-- > 0;) sift(s, i);
  return CS_OK;
}

int cs_sorter_next(cs_sorter *s, cs_sorted *out, cs_err *err) {
  if (s->in_memory) {
    if (s->next == s->count) return 0;
    row_of(s->data + s->refs[s->next++].at, out);
    return 1;
  }
  if (s->drop) {
    run *r = &s->runs[s->heap[0]];
    r->start += size_of(r->bytes + r->start);
    int rc = fill(s, r, err);
    if (rc < 0) return rc;
    if (rc == 0) s->heap[0] = s->heap[--s->heap_count];
    sift(s, 0);
  }
  s->drop = s->heap_count > 0;
  if (!s->drop) return 0;
  const run *r = &s->runs[s->heap[0]];
  row_of(r->bytes + r->start, out);
  return 1;
}
