/* CSV of any bytes. The first byte chooses the encoding asked for, the rest is the file.
 *
 * Holds: the reader comes to an end; lines count up; what it gives is UTF-8; read again it gives
 * the same; with a window of a few bytes it gives the same (small_csv.c); a row's raw bytes are that
 * row; a row written by cs_text_put_csv is read back, with a ' before what could be a formula. */
#define _GNU_SOURCE /* memfd_create */
#include "base/csv.h"
#include "fuzz.h"
#include "small_csv.h"
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static int file = -1, copy = -1;

static const char *path_of(int descriptor, char out[64]) {
  snprintf(out, 64, "/proc/self/fd/%d", descriptor);
  return out;
}

static void fill(int *descriptor, const void *bytes, size_t size) {
  if (*descriptor < 0) *descriptor = memfd_create("fuzz", MFD_CLOEXEC);
  HOLDS(*descriptor >= 0);
  HOLDS(ftruncate(*descriptor, 0) == 0);
  HOLDS(pwrite(*descriptor, bytes, size, 0) == (ssize_t)size);
}

/* All that a reader says, as one text. */
static void tell(int got, const cs_row *row, const cs_err *err, cs_buf *out) {
  cs_buf_printf(out, "%d %llu %zu %zu ", got, (unsigned long long)row->line, row->count,
                row->raw_size);
  if (row->raw != NULL) cs_buf_put(out, row->raw, row->raw_size);
  for (size_t i = 0; i < row->count; i++) {
    cs_buf_printf(out, "\n%zu ", row->cells[i].size);
    cs_buf_put(out, row->cells[i].text, row->cells[i].size);
  }
  if (got < 0) cs_buf_puts(out, err->text);
  cs_buf_putc(out, '\n');
}

static void same(const cs_buf *a, const cs_buf *b) {
  HOLDS(!a->failed && !b->failed);
  HOLDS(a->size == b->size && (a->size == 0 || memcmp(a->data, b->data, a->size) == 0));
}

/* `text` is one row, put behind a row of its own so that nothing at its start is special. */
static void read_back(const cs_buf *text, const cs_row *row, bool guarded) {
  cs_buf whole = {0};
  cs_buf_puts(&whole, "first\n");
  cs_buf_put(&whole, text->data, text->size);
  fill(&copy, whole.data, whole.size);
  cs_buf_deinit(&whole);

  cs_csv *c;
  cs_row again;
  cs_err err = {0};
  char path[64];
  HOLDS(cs_csv_open(path_of(copy, path), CS_ENC_UTF8, &c, &err) == CS_OK);
  HOLDS(cs_csv_next(c, &again, &err) == 1);
  HOLDS(cs_csv_next(c, &again, &err) == 1);
  HOLDS(again.count == row->count);
  for (size_t i = 0; i < row->count; i++) {
    const char *is = again.cells[i].text, *was = row->cells[i].text;
    size_t is_size = again.cells[i].size, was_size = row->cells[i].size;
    if (guarded && is_size == was_size + 1) {
      HOLDS(is[0] == '\'');
      is++;
      is_size--;
    } else if (guarded && is_size > 0 && strchr("=@\t\r\n", is[0]) != NULL) {
      HOLDS(!"a formula is not guarded");
    }
    HOLDS(is_size == was_size && memcmp(is, was, is_size) == 0);
  }
  HOLDS(cs_csv_next(c, &again, &err) == 0);
  cs_csv_close(c);
}

static void check_row(const cs_row *row) {
  HOLDS(row->count >= 1);
  HOLDS(cs_utf8_valid(row->raw, row->raw_size));
  cs_buf text = {0};
  cs_buf_put(&text, row->raw, row->raw_size);
  cs_buf_puts(&text, "\r\n");
  read_back(&text, row, false);

  cs_buf_clear(&text);
  for (size_t i = 0; i < row->count; i++) {
    if (i > 0) cs_buf_putc(&text, ',');
    cs_text_put_csv(&text, row->cells[i].text, row->cells[i].size);
  }
  cs_buf_putc(&text, '\n');
  read_back(&text, row, true);
  cs_buf_deinit(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size == 0) return 0;
  cs_encoding encoding = (cs_encoding)(data[0] % 3);
  fill(&file, data + 1, size - 1);

  char path[64];
  cs_err err = {0}, small_err = {0};
  cs_csv *c, *small;
  int rc = cs_csv_open(path_of(file, path), encoding, &c, &err);
  HOLDS(small_csv_open(path, encoding, &small, &small_err) == rc);
  if (rc != CS_OK) {
    HOLDS(rc == CS_EINPUT && err.text[0] != '\0');
    HOLDS(c == NULL && small == NULL && strcmp(err.text, small_err.text) == 0);
    return 0;
  }
  HOLDS(cs_csv_encoding(c) == small_csv_encoding(small));

  cs_buf first = {0}, second = {0}, tiny = {0};
  uint64_t line = 0;
  for (size_t rows = 0;; rows++) {
    cs_row row, small_row;
    int got = cs_csv_next(c, &row, &err);
    tell(got, &row, &err, &first);
    HOLDS(small_csv_next(small, &small_row, &small_err) == got);
    tell(got, &small_row, &small_err, &tiny);
    if (got == 0) break;
    HOLDS(rows < size);
    HOLDS(row.line > line);
    line = row.line;
    if (got == 1) {
      check_row(&row);
    } else {
      HOLDS(got == CS_EINPUT && err.code == CS_EINPUT && err.text[0] != '\0' && row.count == 0);
    }
  }
  same(&first, &tiny);

  HOLDS(cs_csv_rewind(c, &err) == CS_OK);
  for (int got = 1; got != 0;) {
    cs_row row;
    got = cs_csv_next(c, &row, &err);
    tell(got, &row, &err, &second);
  }
  same(&first, &second);
  cs_buf_deinit(&first);
  cs_buf_deinit(&second);
  cs_buf_deinit(&tiny);
  small_csv_close(small);
  cs_csv_close(c);
  return 0;
}
