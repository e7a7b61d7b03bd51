/* The rows of a sheet, one after the other. The XML stream is paused at the end of each row that holds something. */
#include "base/messages.h"
#include "base/xlsx_internal.h"
#include <stdlib.h>
#include <string.h>

typedef enum cell_type { NUMBER, SHARED, TEXT, BOOLEAN, ERROR } cell_type;

typedef struct built { /* a cell of the row in hand */
  size_t at, size;     /* in `text` */
  const char *trouble;
} built;

typedef struct open_merge { /* an area that goes on below the row in which it began */
  cs_xlsx_area area;
  cs_buf text;
  const char *trouble;
} open_merge;

struct xlsx_rows {
  cs_xlsx *book;
  xlsx_xml *xml;
  const cs_xlsx_area *areas;
  size_t area_count, next_area;
  open_merge *open;
  size_t open_count, open_capacity;
  uint64_t filled; /* cells that were given the value of their area */

  bool in_data, in_row, in_cell, collecting, in_inline;
  uint32_t phonetic;
  uint32_t number; /* of the row in hand, from 1; 0: none yet */
  bool hidden, holds;
  uint32_t column, next_column;
  cell_type type;
  uint32_t style;
  bool formula, has_value;
  cs_buf value;
  cs_buf text; /* of all cells */
  built *built;
  size_t count, capacity;
  cs_cell *cells;
  const char **troubles;
};

static void no_memory(xlsx_rows *r) {
  cs_err err;
  cs_fail(&err, CS_ENOMEM, "%s", CS_MSG_no_memory);
  xlsx_xml_fail(r->xml, &err);
}

/* Cells up to and with `count`, the new ones blank. */
static bool reach(xlsx_rows *r, size_t count) {
  if (count > r->capacity) {
    size_t capacity = r->capacity == 0 ? 64 : r->capacity;
    while (capacity < count) capacity *= 2;
    built *cells = realloc(r->built, capacity * sizeof *cells);
    if (cells != NULL) r->built = cells;
    cs_cell *views = cells == NULL ? NULL : realloc(r->cells, capacity * sizeof *views);
    if (views != NULL) r->cells = views;
    const char **troubles =
        views == NULL ? NULL : realloc(r->troubles, capacity * sizeof *troubles);
    if (troubles != NULL) r->troubles = troubles;
    if (troubles == NULL) return false;
    r->capacity = capacity;
  }
  while (r->count < count) r->built[r->count++] = (built){.at = r->text.size};
  return true;
}

/* ---- cells ---- */

static void start_row(xlsx_rows *r, const char *const *attributes) {
  uint32_t number = r->number + 1;
  bool given = xlsx_attribute(attributes, "r") != NULL;
  if (given && !xlsx_attribute_number(attributes, "r", &number)) number = 0;
  if (number <= r->number || number > XLSX_ROWS_MAX) {
    xlsx_xml_refuse(r->xml, CS_MSG_xlsx_bad_reference);
    return;
  }
  r->number = number;
  r->hidden = xlsx_attribute_true(attributes, "hidden");
  r->in_row = true;
  r->holds = false;
  r->count = 0;
  r->next_column = 0;
  cs_buf_clear(&r->text);
}

static cell_type type_of(const char *t) {
  if (t == NULL || strcmp(t, "n") == 0) return NUMBER;
  if (strcmp(t, "s") == 0) return SHARED;
  if (strcmp(t, "b") == 0) return BOOLEAN;
  return strcmp(t, "e") == 0 ? ERROR : TEXT;
}

static void start_cell(xlsx_rows *r, const char *const *attributes) {
  const char *at = xlsx_attribute(attributes, "r");
  r->column = r->next_column;
  bool fine = at == NULL || xlsx_column_of(&at, &r->column);
  if (!fine || r->column < r->next_column || r->column >= XLSX_COLUMNS_MAX) {
    xlsx_xml_refuse(r->xml, CS_MSG_xlsx_bad_reference);
    return;
  }
  r->next_column = r->column + 1;
  r->type = type_of(xlsx_attribute(attributes, "t"));
  r->style = 0;
  xlsx_attribute_number(attributes, "s", &r->style);
  r->in_cell = true;
  r->formula = r->has_value = r->in_inline = false;
  r->phonetic = 0;
  cs_buf_clear(&r->value);
}

static bool put_shared(xlsx_rows *r) {
  uint64_t index = 0;
  bool fine = r->value.size > 0 && r->value.size < 18;
  for (size_t i = 0; fine && i < r->value.size; i++) {
    fine = r->value.data[i] >= '0' && r->value.data[i] <= '9';
    index = index * 10 + (uint64_t)(r->value.data[i] - '0');
  }
  cs_err err;
  cs_fail(&err, CS_EINPUT, "%s", CS_MSG_xlsx_no_string);
  if (fine && xlsx_strings_get(r->book->strings, index, &r->text, &err)) return true;
  if (err.code == CS_EINPUT)
    xlsx_xml_refuse(r->xml, CS_MSG_xlsx_no_string);
  else
    xlsx_xml_fail(r->xml, &err);
  return false;
}

static const char *put_number(xlsx_rows *r) {
  const cs_xlsx_format *format = xlsx_styles_format(r->book->styles, r->style);
  switch (cs_xlsx_number_text(r->value.data, r->value.size, format, r->book->from_1904, &r->text)) {
    case CS_XLSX_FINE: break;
    case CS_XLSX_NO_NUMBER: return CS_MSG_xlsx_no_number;
    case CS_XLSX_TOO_LONG: return CS_MSG_xlsx_digits_lost;
    case CS_XLSX_NO_DATE: return CS_MSG_xlsx_no_date;
    case CS_XLSX_DATE_BLANK: return CS_MSG_xlsx_date_blank;
  }
  return NULL;
}

static void end_cell(xlsx_rows *r) {
  const char *trouble = NULL;
  r->in_cell = false;
  if (r->value.failed) {
    no_memory(r);
    return;
  }
  size_t at = r->text.size;
  /* Excel says of an empty result that it is a text; a program that cannot compute leaves it blank. */
  if (r->formula && r->value.size == 0 && (!r->has_value || r->type == NUMBER)) {
    trouble = CS_MSG_xlsx_not_computed;
  } else if (r->value.size > 0) {
    bool yes = r->value.size == 1 && r->value.data[0] == '1';
    switch (r->type) {
      case NUMBER: trouble = put_number(r); break;
      case SHARED:
        if (!put_shared(r)) return;
        break;
      case BOOLEAN: cs_buf_puts(&r->text, yes ? "TRUE" : "FALSE"); break;
      case ERROR: trouble = CS_MSG_xlsx_error_value; /* fall through */
      case TEXT: xlsx_put_text(&r->text, r->value.data, r->value.size); break;
    }
  }
  size_t size = r->text.size - at;
  if (size == 0 && trouble == NULL && !r->text.failed) return;
  if (r->text.failed || !reach(r, (size_t)r->column + 1)) {
    no_memory(r);
    return;
  }
  if (r->text.size > CS_CSV_ROW_MAX) xlsx_xml_refuse(r->xml, CS_MSG_xlsx_cell_long);
  r->built[r->column] = (built){.at = at, .size = size, .trouble = trouble};
  r->holds = true;
}

/* ---- merged areas ---- */

static bool give(xlsx_rows *r, const cs_xlsx_area *area, const char *text, size_t size,
                 const char *trouble) {
  if (size == 0 && trouble == NULL) return true;
  r->filled += area->right - area->left + 1;
  if (r->filled > XLSX_CELLS_MAX) {
    xlsx_xml_refuse(r->xml, CS_MSG_xlsx_too_many);
    return false;
  }
  if (!reach(r, (size_t)area->right + 1)) return false;
  size_t at = r->text.size;
  cs_buf_put(&r->text, text, size);
  for (uint32_t i = area->left; i <= area->right; i++) {
    built *cell = &r->built[i];
    if (cell->size == 0 && cell->trouble == NULL)
      *cell = (built){.at = at, .size = size, .trouble = trouble};
  }
  return !r->text.failed;
}

static bool keep_open(xlsx_rows *r, const cs_xlsx_area *area, const cs_buf *text,
                      const char *trouble) {
  if (r->open_count == XLSX_MERGES_OPEN) {
    xlsx_xml_refuse(r->xml, CS_MSG_xlsx_too_many);
    return false;
  }
  if (r->open_count == r->open_capacity) {
    size_t capacity = r->open_capacity == 0 ? 16 : r->open_capacity * 2;
    open_merge *open = realloc(r->open, capacity * sizeof *open);
    if (open == NULL) return false;
    memset(open + r->open_capacity, 0, (capacity - r->open_capacity) * sizeof *open);
    r->open = open;
    r->open_capacity = capacity;
  }
  open_merge *m = &r->open[r->open_count++];
  m->area = *area;
  m->trouble = trouble;
  cs_buf_clear(&m->text);
  if (text->size > 0) cs_buf_put(&m->text, text->data, text->size);
  return !m->text.failed;
}

/* Those that begin in this row. */
static bool begin_merges(xlsx_rows *r) {
  uint32_t row = r->number - 1;
  cs_buf text = {0};
  bool fine = true;
  while (r->next_area < r->area_count && r->areas[r->next_area].top < row) r->next_area++;
  for (; fine && r->next_area < r->area_count && r->areas[r->next_area].top == row;
       r->next_area++) {
    const cs_xlsx_area *area = &r->areas[r->next_area];
    if (area->left >= r->count) continue; /* a blank one */
    built first = r->built[area->left];
    cs_buf_clear(&text);
    if (first.size > 0) cs_buf_put(&text, r->text.data + first.at, first.size);
    fine =
        !text.failed && give(r, area, text.data == NULL ? "" : text.data, text.size, first.trouble);
    if (fine && area->bottom > row) fine = keep_open(r, area, &text, first.trouble);
  }
  cs_buf_deinit(&text);
  return fine;
}

static bool fill_merges(xlsx_rows *r) {
  uint32_t row = r->number - 1;
  for (size_t i = 0; i < r->open_count;) {
    open_merge *m = &r->open[i];
    if (m->area.bottom < row) {
      open_merge done = *m;
      *m = r->open[--r->open_count];
      r->open[r->open_count] = done; /* its buffer is used again */
      continue;
    }
    if (!give(r, &m->area, m->text.data == NULL ? "" : m->text.data, m->text.size, m->trouble))
      return false;
    i++;
  }
  return true;
}

static void end_row(xlsx_rows *r) {
  r->in_row = false;
  if (!r->holds) return;
  if (!fill_merges(r) || !begin_merges(r)) {
    no_memory(r); /* unless something else was said already */
    return;
  }
  for (size_t i = 0; i < r->count; i++) {
    const built *cell = &r->built[i];
    r->cells[i] = (cs_cell){cell->size == 0 ? "" : r->text.data + cell->at, cell->size};
    r->troubles[i] = cell->trouble;
  }
  xlsx_xml_pause(r->xml);
}

/* ---- elements ---- */

static void on_start(void *user, const char *name, const char *const *attributes) {
  xlsx_rows *r = user;
  if (strcmp(name, "sheetData") == 0) {
    r->in_data = true;
  } else if (r->in_data && !r->in_row && strcmp(name, "row") == 0) {
    start_row(r, attributes);
  } else if (r->in_row && !r->in_cell && strcmp(name, "c") == 0) {
    start_cell(r, attributes);
  } else if (r->in_cell && strcmp(name, "f") == 0) {
    r->formula = true;
  } else if (r->in_cell && strcmp(name, "is") == 0) {
    r->in_inline = true;
  } else if (r->in_cell && strcmp(name, "rPh") == 0) {
    r->phonetic++;
  } else if (r->in_cell && strcmp(name, "v") == 0) {
    r->has_value = r->collecting = true;
  } else if (r->in_inline && strcmp(name, "t") == 0) {
    r->collecting = r->phonetic == 0;
  }
}

static void on_text(void *user, const char *text, size_t n) {
  xlsx_rows *r = user;
  if (!r->collecting) return;
  cs_buf_put(&r->value, text, n);
  if (r->value.size > CS_CSV_CELL_MAX) xlsx_xml_refuse(r->xml, CS_MSG_xlsx_cell_long);
}

static void on_end(void *user, const char *name) {
  xlsx_rows *r = user;
  r->collecting = false;
  if (r->in_cell) {
    if (strcmp(name, "rPh") == 0 && r->phonetic > 0) r->phonetic--;
    if (strcmp(name, "is") == 0) r->in_inline = false;
    if (strcmp(name, "c") == 0) end_cell(r);
  } else if (r->in_row) {
    if (strcmp(name, "row") == 0) end_row(r);
  } else if (strcmp(name, "sheetData") == 0) {
    xlsx_xml_stop(r->xml);
  }
}

/* ---- the sheet ---- */

int xlsx_rows_open(cs_xlsx *x, const char *part, const xlsx_merges *merges, xlsx_rows **out,
                   cs_err *err) {
  static const xlsx_handlers handlers = {on_start, on_end, on_text};
  *out = NULL;
  xlsx_rows *r = calloc(1, sizeof *r);
  if (r == NULL) return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
  r->book = x;
  r->areas = xlsx_merges_list(merges, &r->area_count);
  int rc = xlsx_xml_open(x->package, part, &handlers, r, &r->xml, err);
  if (rc != CS_OK) {
    xlsx_rows_close(r);
    return rc;
  }
  *out = r;
  return CS_OK;
}

int xlsx_rows_next(xlsx_rows *r, cs_xlsx_row *row, cs_err *err) {
  int rc = xlsx_xml_run(r->xml, err);
  if (rc != 1) return rc;
  *row = (cs_xlsx_row){.cells = r->cells,
                       .count = r->count,
                       .troubles = r->troubles,
                       .number = r->number,
                       .hidden = r->hidden};
  return 1;
}

const cs_xlsx_area *xlsx_rows_merges(const xlsx_rows *r, size_t *count) {
  *count = r->area_count;
  return r->areas;
}

void xlsx_rows_close(xlsx_rows *r) {
  if (r == NULL) return;
  xlsx_xml_close(r->xml);
  for (size_t i = 0; i < r->open_capacity; i++) cs_buf_deinit(&r->open[i].text);
  free(r->open);
  cs_buf_deinit(&r->value);
  cs_buf_deinit(&r->text);
  free(r->built);
  free(r->cells);
  free(r->troubles);
  free(r);
}
