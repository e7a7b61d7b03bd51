/* A row's cells as the columns' values: trimmed, joined where a mapping says so, without the guards of spreadsheets, translated. */
#include "base/messages.h"
#include "intake/internal.h"
#include <stdlib.h>
#include <string.h>

static int no_memory(cs_err *err) { return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory); }

static cs_slice trimmed(const char *text, size_t size) {
  bool plain = size == 0 || ((unsigned char)(text[0] - '!') < 0x5e &&
                             (unsigned char)(text[size - 1] - '!') < 0x5e);
  if (!plain) cs_text_trim(&text, &size);
  return (cs_slice){text, size};
}

static bool starts_formula(cs_slice s) {
  if (s.size == 0) return false;
  if (strchr("=+-@", s.text[0]) != NULL) return true;
  static const char *const wide[] = {"＝", "＋", "－", "＠"};
  for (size_t i = 0; i < 4; i++) {
    if (s.size >= 3 && memcmp(s.text, wide[i], 3) == 0) return true;
  }
  return false;
}

static cs_slice cell_of(const cs_columns *c, const cs_row *row, int32_t cell) {
  if (cell < 0 || (size_t)cell >= row->count) return (cs_slice){"", 0};
  cs_slice s = trimmed(row->cells[cell].text, row->cells[cell].size);
  if (c->guarded && s.size > 1 && s.text[0] == '\'' &&
      starts_formula((cs_slice){s.text + 1, s.size - 1})) {
    return (cs_slice){s.text + 1, s.size - 1}; /* the guard that our own writer put there */
  }
  return s;
}

static int join_cells(const cs_columns *c, cs_column *column, const cs_row *row, cs_err *err) {
  cs_buf_clear(&column->joined);
  for (size_t i = 0; i < column->cell_count; i++) {
    cs_slice part = cell_of(c, row, column->cells[i]);
    if (part.size == 0) continue;
    if (column->joined.size > 0) cs_buf_puts(&column->joined, column->with);
    cs_buf_put(&column->joined, part.text, part.size);
  }
  if (column->joined.failed) return no_memory(err);
  column->raw =
      (cs_slice){column->joined.data == NULL ? "" : column->joined.data, column->joined.size};
  return CS_OK;
}

/* Typed before a code or a number so that it stays a text; it is no part of either. */
static cs_slice without_apostrophe(cs_slice s) {
  bool typed = s.size > 1 && s.text[0] == '\'';
  return typed ? trimmed(s.text + 1, s.size - 1) : s;
}

cs_slice cs_columns_text(cs_intake *in, int32_t place) {
  cs_column *column = &in->columns.columns[place];
  if (column->normalised) return column->text;
  column->normalised = true;
  column->text = without_apostrophe(column->raw);
  size_t at = 0;
  while (at < column->raw.size && (unsigned char)column->raw.text[at] < 0x80) at++;
  if (at == column->raw.size) return column->text; /* ASCII, trimmed: it is normal */
  cs_err ignored;
  cs_buf_clear(&column->scratch);
  int rc = cs_text_normalise(column->raw.text, column->raw.size, &column->scratch, &ignored);
  if (rc == CS_ENOMEM) column->scratch.failed = true;
  if (rc == CS_OK) {
    const char *normal = column->scratch.data == NULL ? "" : column->scratch.data;
    column->text = without_apostrophe((cs_slice){normal, column->scratch.size});
  }
  return column->text;
}

int cs_columns_memory(const cs_columns *c, cs_err *err) {
  for (size_t i = 0; i < c->count; i++) {
    if (c->columns[i].given && c->columns[i].scratch.failed) return no_memory(err);
  }
  return CS_OK;
}

static int compare_value(const void *key, const void *row) {
  const cs_slice *text = key;
  const char *from = ((const cs_mapped_value *)row)->from;
  size_t size = strlen(from);
  int order = memcmp(text->text, from, text->size < size ? text->size : size);
  return order != 0 ? order : (text->size > size) - (text->size < size);
}

static void map_value(cs_intake *in, int32_t place) {
  cs_column *column = &in->columns.columns[place];
  const cs_mapped_values *values = column->values;
  cs_slice text = cs_columns_text(in, place);
  const cs_mapped_value *row =
      bsearch(&text, values->rows, values->count, sizeof *values->rows, compare_value);
  if (row == values->otherwise) row = NULL; /* a cell that says "*" is no other value */
  if (row == NULL && text.size > 0) row = values->otherwise;
  if (row == NULL) return;
  column->raw = row->to == NULL ? (cs_slice){"", 0} : trimmed(row->to, strlen(row->to));
  column->normalised = false;
}

int cs_columns_read(cs_intake *in, const cs_row *row, size_t wide, cs_err *err) {
  cs_columns *c = &in->columns;
  for (size_t i = 0; i < c->count; i++) {
    cs_column *column = &c->columns[i];
    if (!column->given) continue;
    column->normalised = false;
    if (column->kind == CS_FROM_HEADER) {
      column->raw = cell_of(c, row, column->cells[0]);
    } else if (column->kind == CS_FROM_VALUE) {
      column->raw = column->constant == NULL ? (cs_slice){"", 0}
                                             : trimmed(column->constant, strlen(column->constant));
    } else {
      int rc = join_cells(c, column, row, err);
      if (rc != CS_OK) return rc;
    }
  }
  if (c->wide_count > 0) {
    const struct cs_wide *w = &c->wide[wide];
    c->columns[c->wide_into[0]].raw = trimmed(w->period, strlen(w->period));
    c->columns[c->wide_into[0]].shown = w->shown;
    c->columns[c->wide_into[1]].raw = cell_of(c, row, w->cell);
    c->columns[c->wide_into[1]].shown = w->shown;
  }
  for (size_t i = 0; i < c->count; i++) {
    if (c->columns[i].given && c->columns[i].values != NULL) map_value(in, (int32_t)i);
    if (c->columns[i].given && c->columns[i].maps != NULL) cs_maps_apply(in, (int32_t)i);
  }
  return CS_OK;
}
