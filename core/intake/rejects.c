/* The bad rows as a file of their own, CSV or (named .xlsx) a workbook with the columns' drop-down lists: the source's columns,
 * then `line` and `reason`. Corrected, it can be imported as it is.
 * A row that could not be read as CSV stands whole in the first cell. */
#include "base/messages.h"
#include "base/output.h"
#include "intake/internal.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

typedef struct writer {
  cs_intake *in;
  FILE *file;         /* one of the two */
  cs_xlsx_book *book; /* its sheet is begun with the header */
  const char *path;
  size_t cells; /* of the source that are kept */
  cs_buf text, reasons;
  cs_cell *row; /* cells + 2, for a workbook */
  cs_template look;
  cs_staged next; /* the next reason */
  bool any;
} writer;

static int no_memory(cs_err *err) { return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory); }

static int failed(const writer *w, cs_err *err) {
  return cs_fail(err, CS_EIO, CS_MSG_output_cannot_write, w->path, strerror(errno));
}

static int flush_row(writer *w, cs_err *err) {
  cs_buf_puts(&w->text, "\r\n");
  if (w->text.failed) return no_memory(err);
  bool done = fwrite(w->text.data, 1, w->text.size, w->file) == w->text.size;
  cs_buf_clear(&w->text);
  return done ? CS_OK : failed(w, err);
}

/* A cell without the ' that our own writer put before it. */
static cs_cell unguarded(const writer *w, const cs_row *row, size_t i) {
  if (i >= row->count) return (cs_cell){"", 0};
  cs_cell cell = row->cells[i];
  bool ours = w->in->columns.guarded && cell.size > 1 && cell.text[0] == '\'' &&
              strchr("=+-@", cell.text[1]) != NULL;
  return (cs_cell){cell.text + ours, cell.size - ours};
}

static void put_cells(writer *w, const cs_row *row, size_t count) {
  for (size_t i = 0; i < count; i++) {
    if (i > 0) cs_buf_putc(&w->text, ',');
    if (i >= row->count) continue;
    cs_cell cell = unguarded(w, row, i);
    cs_text_put_csv(&w->text, cell.text, cell.size);
  }
}

static int read_reason(writer *w, cs_err *err) {
  int rc = cs_sorter_next(w->in->reporter.rejects, &w->next, err);
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

/* Always as many cells as the header has, with the line and the reasons. */
static int put_book_row(writer *w, const cs_row *row, bool broken, cs_err *err) {
  char line[24];
  int size = snprintf(line, sizeof line, "%llu", (unsigned long long)row->line);
  for (size_t i = 0; i < w->cells; i++)
    w->row[i] = broken ? (cs_cell){"", 0} : unguarded(w, row, i);
  if (broken && row->raw != NULL && w->cells > 0) w->row[0] = (cs_cell){row->raw, row->raw_size};
  w->row[w->cells] = (cs_cell){line, (size_t)size};
  w->row[w->cells + 1] = (cs_cell){w->reasons.data == NULL ? "" : w->reasons.data, w->reasons.size};
  return cs_xlsx_put(w->book, w->row, w->cells + 2, err);
}

static int write_row(writer *w, const cs_row *row, bool broken, cs_err *err) {
  int rc = collect(w, row->line, err);
  if (rc != CS_OK) return rc;
  if (w->book != NULL) return put_book_row(w, row, broken, err);
  size_t count = row->count > w->cells ? row->count : w->cells;
  if (w->in->columns.rejects_file || cs_sheet_book(w->in->sheet) != NULL) count = w->cells;
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

/* ---- the header ---- */

/* The look of the column that a cell of the header is for; its title is the source's own. */
static cs_xlsx_look look_of(const writer *w, size_t cell) {
  const cs_columns *c = &w->in->columns;
  for (size_t i = 0; i < c->count; i++) {
    const cs_column *column = &c->columns[i];
    if (column->given && column->kind == CS_FROM_HEADER && column->cells[0] == (int32_t)cell)
      return w->look.columns[i].look;
  }
  return (cs_xlsx_look){.kind = CS_XLSX_CODE};
}

static int begin_book(writer *w, const cs_row *header, cs_err *err) {
  cs_arena *arena = w->in->columns.arena;
  const char *sheet = cs_sheet_name(w->in->sheet);
  cs_xlsx_look *looks = cs_arena_alloc(arena, (w->cells + 2) * sizeof *looks);
  w->row = cs_arena_alloc(arena, (w->cells + 2) * sizeof *w->row);
  if (looks == NULL || w->row == NULL) return no_memory(err);
  int rc = cs_template_of(w->in, &w->look, err);
  if (rc != CS_OK) return rc;
  for (size_t i = 0; i < w->cells; i++) {
    cs_cell title = unguarded(w, header, i);
    looks[i] = look_of(w, i);
    looks[i].title = cs_arena_text(arena, title.text, title.size);
    if (looks[i].title == NULL) return no_memory(err);
  }
  looks[w->cells] = (cs_xlsx_look){.title = "line", .kind = CS_XLSX_NUMBER};
  looks[w->cells + 1] = (cs_xlsx_look){.title = "reason", .required = true};
  return cs_xlsx_begin(w->book, sheet == NULL ? w->in->kind->name : sheet, NULL, 0, looks,
                       w->cells + 2, err);
}

static int put_header(writer *w, const cs_row *header, cs_err *err) {
  w->cells = header->count - (w->in->columns.rejects_file ? 2 : 0);
  if (w->book != NULL) return begin_book(w, header, err);
  put_cells(w, header, w->cells);
  cs_buf_puts(&w->text, ",line,reason");
  return flush_row(w, err);
}

/* Of a CSV file: the lines before the header, and the header with the two columns more. */
static int write_head(writer *w, cs_err *err) {
  const cs_mapping *m = w->in->options->mapping;
  uint32_t skip = m == NULL ? 0 : m->skip_lines;
  cs_row row;
  cs_buf_puts(&w->text, w->book == NULL ? "\xef\xbb\xbf" : ""); /* Excel needs it */
  if (cs_sheet_book(w->in->sheet) != NULL) {
    row = (cs_row){.cells = w->in->header, .count = w->in->columns.header_cells};
    return put_header(w, &row, err);
  }
  for (;;) {
    int rc = cs_sheet_next(w->in->sheet, &row, err);
    if (rc == 0) return CS_OK;
    if (rc < 0 && rc != CS_EINPUT) return rc;
    bool blank = row.count == 1 && row.cells[0].size == 0;
    if (skip == 0 && rc == 1 && !blank) return put_header(w, &row, err);
    if (skip > 0) skip--;
    if (w->book != NULL) continue;
    put_cells(w, &row, row.count);
    rc = flush_row(w, err);
    if (rc != CS_OK) return rc;
  }
}

static int write_rows(writer *w, cs_err *err) {
  int rc = cs_sheet_rewind(w->in->sheet, err);
  if (rc == CS_OK) rc = write_head(w, err);
  if (rc == CS_OK) rc = cs_sorter_sort(w->in->reporter.rejects, err);
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

static int write_csv(writer *w, cs_err *err) {
  cs_output output;
  int file, rc = cs_output_open(w->path, &output, &file, err);
  if (rc != CS_OK) return rc;
  w->file = fdopen(file, "wb");
  if (w->file == NULL) close(file);
  rc = w->file == NULL ? failed(w, err) : write_rows(w, err);
  if (w->file != NULL && fclose(w->file) != 0 && rc == CS_OK) rc = failed(w, err);
  if (rc == CS_OK) return cs_output_finish(&output, err);
  cs_output_discard(&output);
  return rc;
}

static int write_book(writer *w, cs_err *err) {
  int rc = cs_xlsx_create(w->path, &w->book, err);
  if (rc == CS_OK) rc = write_rows(w, err);
  if (rc == CS_OK) return cs_xlsx_finish(w->book, err);
  cs_xlsx_discard(w->book);
  return rc;
}

int cs_rejects_write(cs_intake *in, cs_err *err) {
  writer w = {.in = in, .path = in->options->rejects};
  size_t size = strlen(w.path);
  bool book = size > 5 && strcasecmp(w.path + size - 5, ".xlsx") == 0;
  int rc = book ? write_book(&w, err) : write_csv(&w, err);
  cs_buf_deinit(&w.text);
  cs_buf_deinit(&w.reasons);
  cs_template_deinit(&w.look);
  return rc;
}
