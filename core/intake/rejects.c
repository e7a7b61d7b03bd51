/* The bad rows as a file of their own: the source's columns, then `line` and `reason`. Corrected, it can be imported as it is.
 * A row that could not be read as CSV stands whole in the first cell. */
#include "base/messages.h"
#include "intake/internal.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct writer {
  cs_intake *in;
  FILE *file;
  const char *path;
  size_t cells; /* of the source that are kept */
  cs_buf text, reasons;
  cs_staged next; /* the next reason */
  bool any;
} writer;

static int failed(const writer *w, cs_err *err) {
  return cs_fail(err, CS_EIO, CS_MSG_intake_cannot_write, w->path, strerror(errno));
}

static int flush_row(writer *w, cs_err *err) {
  cs_buf_puts(&w->text, "\r\n");
  if (w->text.failed) return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
  bool done = fwrite(w->text.data, 1, w->text.size, w->file) == w->text.size;
  cs_buf_clear(&w->text);
  return done ? CS_OK : failed(w, err);
}

static void put_cells(writer *w, const cs_row *row, size_t count) {
  for (size_t i = 0; i < count; i++) {
    if (i > 0) cs_buf_putc(&w->text, ',');
    if (i >= row->count) continue;
    const cs_cell *cell = &row->cells[i];
    bool ours = w->in->columns.rejects_file && cell->size > 1 && cell->text[0] == '\'' &&
                strchr("=+-@", cell->text[1]) != NULL; /* guarded already */
    cs_text_put_csv(&w->text, cell->text + ours, cell->size - ours);
  }
}

static int read_reason(writer *w, cs_err *err) {
  int rc = cs_stage_next(w->in->reporter.rejects, &w->next, err);
  w->any = rc == 1;
  return rc < 0 ? rc : CS_OK;
}

/* All reasons of one line, joined. */
static int collect(writer *w, uint64_t line, cs_err *err) {
  cs_buf_clear(&w->reasons);
  while (w->any && w->next.line == line) {
    size_t size = w->next.payload_size;
    bool again = w->reasons.size >= size &&
                 memcmp(w->reasons.data + w->reasons.size - size, w->next.payload, size) == 0;
    if (!again && w->reasons.size > 0) cs_buf_puts(&w->reasons, "; ");
    if (!again) cs_buf_put(&w->reasons, w->next.payload, size);
    int rc = read_reason(w, err);
    if (rc != CS_OK) return rc;
  }
  return w->reasons.failed ? cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory) : CS_OK;
}

static int write_row(writer *w, const cs_row *row, bool broken, cs_err *err) {
  int rc = collect(w, row->line, err);
  if (rc != CS_OK) return rc;
  size_t count = row->count > w->cells ? row->count : w->cells;
  if (w->in->columns.rejects_file) count = w->cells;
  if (broken) {
    if (row->raw != NULL) cs_text_put_csv(&w->text, row->raw, row->raw_size);
    for (size_t i = 1; i < w->cells; i++) cs_buf_putc(&w->text, ',');
  } else {
    put_cells(w, row, count);
  }
  cs_buf_printf(&w->text, ",%llu,", (unsigned long long)row->line);
  cs_text_put_csv(&w->text, w->reasons.data == NULL ? "" : w->reasons.data, w->reasons.size);
  return flush_row(w, err);
}

/* The lines before the header, and the header with the two columns more. */
static int write_head(writer *w, cs_err *err) {
  const cs_mapping *m = w->in->options->mapping;
  uint32_t skip = m == NULL ? 0 : m->skip_lines;
  cs_row row;
  cs_buf_puts(&w->text, "\xef\xbb\xbf"); /* Excel needs it */
  for (;;) {
    int rc = cs_sheet_next(w->in->sheet, &row, err);
    if (rc == 0) return CS_OK;
    if (rc < 0 && rc != CS_EINPUT) return rc;
    bool blank = row.count == 1 && row.cells[0].size == 0;
    if (skip == 0 && rc == 1 && !blank) break;
    if (skip > 0) skip--;
    put_cells(w, &row, row.count);
    rc = flush_row(w, err);
    if (rc != CS_OK) return rc;
  }
  w->cells = row.count - (w->in->columns.rejects_file ? 2 : 0);
  put_cells(w, &row, w->cells);
  cs_buf_puts(&w->text, ",line,reason");
  return flush_row(w, err);
}

static int write_rows(writer *w, cs_err *err) {
  int rc = cs_sheet_rewind(w->in->sheet, err);
  if (rc == CS_OK) rc = write_head(w, err);
  if (rc == CS_OK) rc = cs_stage_sort(w->in->reporter.rejects, err);
  if (rc == CS_OK) rc = read_reason(w, err);
  cs_row row;
  while (rc == CS_OK && w->any) {
    rc = cs_sheet_next(w->in->sheet, &row, err);
    if (rc == 0) break;
    bool broken = rc == CS_EINPUT;
    if (rc < 0 && !broken) return rc;
    rc = row.line == w->next.line ? write_row(w, &row, broken, err) : CS_OK;
  }
  return rc;
}

int cs_rejects_write(cs_intake *in, cs_err *err) {
  writer w = {.in = in, .path = in->options->rejects};
  cs_buf partial = {0};
  cs_buf_printf(&partial, "%s.part", w.path);
  cs_buf_putc(&partial, '\0');
  if (partial.failed) return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
  w.file = fopen(partial.data, "wbe");
  int rc = w.file == NULL ? failed(&w, err) : write_rows(&w, err);
  if (w.file != NULL && fclose(w.file) != 0 && rc == CS_OK) rc = failed(&w, err);
  if (rc == CS_OK && rename(partial.data, w.path) != 0) rc = failed(&w, err);
  if (rc != CS_OK && w.file != NULL) unlink(partial.data);
  cs_buf_deinit(&partial);
  cs_buf_deinit(&w.text);
  cs_buf_deinit(&w.reasons);
  return rc;
}
