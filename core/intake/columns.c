/* Which cell of the file is which field of the kind: header names in English or Chinese, or what a mapping file says. */
#include "base/messages.h"
#include "intake/internal.h"
#include <stdlib.h>
#include <string.h>

static int no_memory(cs_err *err) { return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory); }

/* ---- what a kind wants ---- */

static int32_t find_key(const cs_columns *c, const char *folded) {
  for (size_t i = 0; i < c->key_count; i++) {
    if (strcmp(c->keys[i].folded, folded) == 0) return c->keys[i].column;
  }
  return -1;
}

/* A name that another column has already stays with that one. */
static int add_key(cs_columns *c, const char *name, size_t size, int32_t column, cs_err *err) {
  cs_buf folded = {0};
  int rc = CS_OK;
  bool valid = cs_intake_fold(name, size, &folded);
  const char *text = cs_buf_str(&folded);
  if (folded.failed) rc = no_memory(err);
  if (rc != CS_OK || !valid || folded.size == 0 || find_key(c, text) >= 0) goto done;
  if (c->key_count == c->key_capacity) {
    size_t capacity = c->key_capacity == 0 ? 64 : c->key_capacity * 2;
    cs_header_key *keys = realloc(c->keys, capacity * sizeof *keys);
    if (keys == NULL) {
      rc = no_memory(err);
      goto done;
    }
    c->keys = keys;
    c->key_capacity = capacity;
  }
  const char *kept = cs_arena_text(c->arena, folded.data, folded.size);
  if (kept == NULL)
    rc = no_memory(err);
  else
    c->keys[c->key_count++] = (cs_header_key){kept, column};

done:
  cs_buf_deinit(&folded);
  return rc;
}

int32_t cs_columns_want(cs_columns *c, const char *name, bool required, const char *aliases,
                        cs_err *err) {
  if (c->arena == NULL) {
    c->arena = cs_arena_new(4096);
    c->columns = calloc(CS_COLUMNS_MAX, sizeof *c->columns);
    if (c->arena == NULL || c->columns == NULL) return no_memory(err);
    c->wide_into[0] = c->wide_into[1] = c->employee = c->name = c->department = -1;
  }
  if (c->count == CS_COLUMNS_MAX)
    return cs_fail(err, CS_ELIMIT, CS_MSG_intake_too_many_columns, CS_COLUMNS_MAX);
  int32_t place = (int32_t)c->count++;
  c->columns[place] = (cs_column){.name = name, .required = required, .shown = name};
  int rc = add_key(c, name, strlen(name), place, err);
  while (rc == CS_OK && aliases != NULL && *aliases != '\0') {
    size_t size = strcspn(aliases, " ");
    rc = add_key(c, aliases, size, place, err);
    aliases += size + (aliases[size] == ' ');
  }
  return rc == CS_OK ? place : rc;
}

int cs_columns_alias(cs_columns *c, int32_t column, const json_t *names, cs_err *err) {
  int rc = CS_OK;
  size_t i;
  json_t *one;
  const char *key;
  if (json_is_string(names)) {
    return add_key(c, json_string_value(names), json_string_length(names), column, err);
  }
  json_array_foreach((json_t *)names, i, one) {
    if (rc == CS_OK && json_is_string(one)) rc = cs_columns_alias(c, column, one, err);
  }
  json_object_foreach((json_t *)names, key, one) {
    if (rc == CS_OK && json_is_string(one)) rc = cs_columns_alias(c, column, one, err);
  }
  return rc;
}

void cs_columns_deinit(cs_columns *c) {
  for (size_t i = 0; i < c->count; i++) {
    cs_buf_deinit(&c->columns[i].scratch);
    cs_buf_deinit(&c->columns[i].joined);
  }
  free(c->columns);
  free(c->keys);
  cs_arena_free(c->arena);
  *c = (cs_columns){0};
}

/* ---- the file's header ---- */

typedef struct header {
  cs_intake *in;
  uint64_t line;
  const char **names; /* visible */
  const char **folded;
  bool *used;
  size_t count;
} header;

#define COLUMNS_NAMED 40

static const char *joined(cs_buf *out, const char *const *names, size_t count) {
  size_t named = 0;
  for (size_t i = 0; i < count; i++) {
    if (*names[i] == '\0' || ++named > COLUMNS_NAMED) continue;
    cs_buf_printf(out, "%s%s", named == 1 ? "" : ", ", names[i]);
  }
  if (named > COLUMNS_NAMED)
    cs_buf_printf(out, CS_MSG_list_more, (unsigned long long)(named - COLUMNS_NAMED));
  return cs_buf_str(out);
}

static int read_header(header *h, const cs_row *row, cs_err *err) {
  cs_arena *arena = h->in->columns.arena;
  h->count = row->count;
  h->line = row->line;
  h->names = cs_arena_alloc(arena, (row->count + 1) * sizeof *h->names);
  h->folded = cs_arena_alloc(arena, (row->count + 1) * sizeof *h->folded);
  h->used = cs_arena_alloc(arena, row->count + 1);
  if (h->names == NULL || h->folded == NULL || h->used == NULL) return no_memory(err);
  cs_buf text = {0};
  int rc = CS_OK;
  for (size_t i = 0; rc == CS_OK && i < row->count; i++) {
    cs_slice cell = {row->cells[i].text, row->cells[i].size};
    cs_text_trim(&cell.text, &cell.size);
    cs_buf_clear(&text);
    cs_text_put_visible(&text, cell.text,
                        cs_text_fit(cell.text, cell.size, CS_INTAKE_SHOWN_COLUMNS));
    h->names[i] = text.failed ? NULL : cs_arena_text(arena, text.data, text.size);
    cs_buf_clear(&text);
    if (!cs_intake_fold(cell.text, cell.size, &text) && !text.failed) cs_buf_clear(&text);
    h->folded[i] = cs_arena_text(arena, text.data, text.size);
    if (text.failed || h->names[i] == NULL || h->folded[i] == NULL) rc = no_memory(err);
  }
  cs_buf_deinit(&text);
  return rc;
}

/* -1: there is none; CS_ENOMEM. */
static int32_t find_header(const header *h, const char *name) {
  cs_buf folded = {0};
  int32_t found = -1;
  bool valid = cs_intake_fold(name, strlen(name), &folded);
  const char *text = cs_buf_str(&folded);
  for (size_t i = 0; valid && !folded.failed && *text != '\0' && i < h->count && found < 0; i++) {
    if (strcmp(h->folded[i], text) == 0) found = (int32_t)i;
  }
  if (folded.failed) found = CS_ENOMEM;
  cs_buf_deinit(&folded);
  return found;
}

/* "; nearest: grade", or nothing when nothing is near. */
static const char *nearest(cs_buf *out, const char *name, const char *const *names, size_t count) {
  int32_t near = cs_intake_nearest(name, names, count);
  out->failed = out->failed || near == CS_ENOMEM;
  if (near >= 0) cs_buf_printf(out, CS_MSG_intake_nearest, names[near]);
  return cs_buf_str(out);
}

/* For what find_header gave instead of a cell. */
static int no_such_header(const header *h, const cs_mapping *m, const char *member,
                          const char *name, int32_t found, cs_err *err) {
  if (found == CS_ENOMEM) return no_memory(err);
  cs_buf all = {0}, near = {0};
  cs_fail(err, CS_EINPUT, CS_MSG_intake_mapping_header, m->name, member, name,
          nearest(&near, name, h->names, h->count), joined(&all, h->names, h->count));
  int rc = cs_buf_end(&near, CS_EINPUT, err);
  return cs_buf_end(&all, rc, err);
}

/* For what cs_columns_place gave instead of a place. */
static int no_such_column(const cs_columns *c, const char *where, const char *name, int32_t place,
                          cs_err *err) {
  if (place == CS_ENOMEM) return no_memory(err);
  const char *names[CS_COLUMNS_MAX];
  for (size_t i = 0; i < c->count; i++) names[i] = c->columns[i].name;
  cs_buf all = {0}, near = {0};
  cs_fail(err, CS_EINPUT, CS_MSG_intake_no_such_column, where, name,
          nearest(&near, name, names, c->count), joined(&all, names, c->count));
  int rc = cs_buf_end(&near, CS_EINPUT, err);
  return cs_buf_end(&all, rc, err);
}

int32_t cs_columns_place(const cs_columns *c, const char *name) {
  cs_buf folded = {0};
  bool valid = cs_intake_fold(name, strlen(name), &folded);
  const char *text = cs_buf_str(&folded);
  int32_t column = folded.failed ? CS_ENOMEM : valid ? find_key(c, text) : -1;
  cs_buf_deinit(&folded);
  return column;
}

static int give_cells(cs_columns *c, cs_column *column, size_t count, cs_err *err) {
  column->cells = cs_arena_alloc(c->arena, (count + 1) * sizeof *column->cells);
  if (column->cells == NULL) return no_memory(err);
  column->cell_count = count;
  column->given = true;
  return CS_OK;
}

static int map_column(header *h, const cs_mapping *m, const cs_mapped_column *mapped, cs_err *err) {
  cs_columns *c = &h->in->columns;
  int32_t place = cs_columns_place(c, mapped->column);
  if (place < 0) return no_such_column(c, m->name, mapped->column, place, err);
  cs_column *column = &c->columns[place];
  column->kind = mapped->kind;
  column->with = mapped->with;
  column->constant = mapped->value;
  int rc = give_cells(c, column, mapped->kind == CS_FROM_HEADER ? 1 : mapped->header_count, err);
  if (rc != CS_OK || mapped->kind == CS_FROM_VALUE) return rc;
  for (size_t i = 0; i < mapped->header_count; i++) {
    int32_t cell = find_header(h, mapped->headers[i]);
    bool last = mapped->kind == CS_FROM_JOIN || i + 1 == mapped->header_count;
    if ((cell < 0 && last) || cell == CS_ENOMEM)
      return no_such_header(h, m, mapped->column, mapped->headers[i], cell, err);
    if (cell < 0) continue;
    h->used[cell] = true;
    column->shown = h->names[cell];
    column->cells[mapped->kind == CS_FROM_JOIN ? i : 0] = cell;
    if (mapped->kind == CS_FROM_HEADER) break;
  }
  return CS_OK;
}

static int map_wide(header *h, const cs_mapping *m, cs_err *err) {
  cs_columns *c = &h->in->columns;
  for (size_t i = 0; i < 2; i++) {
    int32_t place = cs_columns_place(c, m->into[i]);
    if (place < 0) return no_such_column(c, m->name, m->into[i], place, err);
    c->wide_into[i] = place;
    c->columns[place].given = true;
    c->columns[place].kind = CS_FROM_VALUE;
  }
  c->wide = cs_arena_alloc(c->arena, (h->count + 1) * sizeof *c->wide);
  if (c->wide == NULL) return no_memory(err);
  for (size_t i = 0; i < m->period_count; i++) {
    int32_t cell = find_header(h, m->periods[i].from);
    if (cell < 0) return no_such_header(h, m, "wide", m->periods[i].from, cell, err);
    h->used[cell] = true;
    c->wide[c->wide_count++] = (struct cs_wide){cell, m->periods[i].to, h->names[cell]};
  }
  for (size_t i = 0; m->wide_any && i < h->count; i++) {
    cs_every every;
    cs_period period;
    if (h->used[i] || !cs_period_parse(h->names[i], strlen(h->names[i]), &every, &period)) continue;
    if (every != m->wide_every) continue;
    h->used[i] = true;
    c->wide[c->wide_count++] = (struct cs_wide){(int32_t)i, h->names[i], h->names[i]};
  }
  if (c->wide_count == 0) return no_such_header(h, m, "wide", "YYYY-MM", -1, err);
  return CS_OK;
}

static int map_header(header *h, const cs_mapping *m, cs_err *err) {
  cs_columns *c = &h->in->columns;
  int rc = CS_OK;
  for (size_t i = 0; rc == CS_OK && i < m->column_count; i++)
    rc = map_column(h, m, &m->columns[i], err);
  for (size_t i = 0; rc == CS_OK && i < m->ignore_count; i++) {
    int32_t cell = find_header(h, m->ignore[i]);
    if (cell == CS_ENOMEM) return no_memory(err);
    if (cell >= 0) h->used[cell] = true;
  }
  if (rc == CS_OK && m->wide) rc = map_wide(h, m, err);
  for (size_t i = 0; rc == CS_OK && i < m->value_count; i++) {
    int32_t column = cs_columns_place(c, m->values[i].column);
    if (column < 0) return no_such_column(c, m->name, m->values[i].column, column, err);
    c->columns[column].values = &m->values[i];
  }
  return rc;
}

/* The header cells that no mapping speaks of, by their names. */
static int name_header(header *h, cs_err *err) {
  cs_columns *c = &h->in->columns;
  for (size_t i = 0; i < h->count; i++) {
    if (h->used[i] || (*h->folded[i] == '\0' && *h->names[i] == '\0')) continue;
    int32_t place = find_key(c, h->folded[i]);
    cs_column *column = place < 0 ? NULL : &c->columns[place];
    if (column != NULL && column->given && column->kind == CS_FROM_HEADER &&
        column->cell_count == 1 && h->in->options->mapping == NULL) {
      return cs_fail(err, CS_EINPUT, CS_MSG_intake_header_twice, column->shown, h->names[i],
                     column->name);
    }
    if (column == NULL || column->given) {
      cs_slice name = {h->names[i], strlen(h->names[i])};
      int rc = cs_report_ignored(h->in, h->line, name, err);
      if (rc != CS_OK) return rc;
      continue;
    }
    int rc = give_cells(c, column, 1, err);
    if (rc != CS_OK) return rc;
    column->cells[0] = (int32_t)i;
    column->shown = h->names[i];
  }
  return CS_OK;
}

/* How a mapping writes a column a period of that kind. */
static const char *wide_form(cs_every every) {
  switch (every) {
    case CS_MONTH: return "YYYY-MM";
    case CS_QUARTER: return "YYYY-Qn";
    case CS_HALF: return "YYYY-Hn";
    case CS_YEAR: return "YYYY";
  }
  return "";
}

/* Is it a sheet with a column a period that nothing says so of? Then that is said. */
static bool looks_wide(const header *h, const char *missing, cs_err *err) {
  const cs_intake *in = h->in;
  cs_every every = CS_MONTH, first = CS_MONTH;
  cs_period period;
  const char *shown = NULL;
  unsigned long long count = 0;
  int32_t place = cs_columns_place(&in->columns, "period");
  bool wants = place >= 0 && !in->columns.columns[place].given &&
               (in->options->mapping == NULL || !in->options->mapping->wide);
  for (size_t i = 0; wants && i < h->count; i++) {
    if (h->used[i] || !cs_period_parse(h->names[i], strlen(h->names[i]), &every, &period)) continue;
    if (count++ > 0) continue;
    shown = h->names[i];
    first = every;
  }
  if (count == 0) return false;
  cs_fail(err, CS_EINPUT, CS_MSG_intake_columns_wide, missing, in->kind->name, count, shown,
          in->kind->name, wide_form(first));
  return true;
}

static int check_required(const header *h, cs_err *err) {
  const cs_columns *c = &h->in->columns;
  const char *missing[CS_COLUMNS_MAX];
  size_t count = 0;
  for (size_t i = 0; i < c->count; i++) {
    bool named = (int32_t)i == c->employee && c->name >= 0 && c->columns[c->name].given;
    if (c->columns[i].required && !c->columns[i].given && !named)
      missing[count++] = c->columns[i].name;
  }
  if (count == 0) return CS_OK;
  cs_buf wanted = {0}, there = {0};
  const char *all = joined(&wanted, missing, count);
  if (h->in->options->path == NULL)
    cs_fail(err, CS_EINPUT, CS_MSG_intake_fields_missing, h->in->kind->name, all);
  else if (!looks_wide(h, all, err))
    cs_fail(err, CS_EINPUT, CS_MSG_intake_columns_missing, all, h->in->kind->name,
            h->count == 0 ? "" : joined(&there, h->names, h->count), missing[0], missing[0]);
  int rc = cs_buf_end(&wanted, CS_EINPUT, err);
  return cs_buf_end(&there, rc, err);
}

/* ---- what a row would be worth as the header ---- */

/* 1, 0 or CS_ENOMEM. */
static int in_texts(const char *const *texts, size_t count, const char *folded) {
  cs_buf one = {0};
  int found = 0;
  for (size_t i = 0; i < count && found == 0; i++) {
    cs_buf_clear(&one);
    bool valid = cs_intake_fold(texts[i], strlen(texts[i]), &one);
    found = valid && strcmp(cs_buf_str(&one), folded) == 0;
    if (one.failed) found = CS_ENOMEM;
  }
  cs_buf_deinit(&one);
  return found;
}

/* What the mapping makes of a header: the column it belongs to, -2: something else that it knows; -1: nothing; CS_ENOMEM. */
static int32_t find_mapped(const cs_intake *in, cs_slice name, const char *folded) {
  const cs_mapping *m = in->options->mapping;
  if (m == NULL) return -1;
  int found = 0;
  for (size_t i = 0; i < m->column_count; i++) {
    const cs_mapped_column *mapped = &m->columns[i];
    found = in_texts(mapped->headers, mapped->header_count, folded);
    if (found < 0) return found;
    if (found > 0) return cs_columns_place(&in->columns, mapped->column);
  }
  cs_every every;
  cs_period period;
  if (m->wide && m->wide_any && cs_period_parse(name.text, name.size, &every, &period) &&
      every == m->wide_every)
    return -2;
  for (size_t i = 0; m->wide && found == 0 && i < m->period_count; i++) {
    const char *from = m->periods[i].from;
    found = in_texts(&from, 1, folded);
  }
  if (found == 0) found = in_texts(m->ignore, m->ignore_count, folded);
  return found < 0 ? found : found > 0 ? -2 : -1;
}

/* The column of a name, -2: the mapping knows it otherwise; -1: nobody does; CS_ENOMEM. */
static int32_t meaning(const cs_intake *in, cs_slice name) {
  cs_buf folded = {0};
  int32_t found = -1;
  if (name.size > 0 && cs_intake_fold(name.text, name.size, &folded) && folded.size > 0) {
    found = find_mapped(in, name, cs_buf_str(&folded));
    if (found == -1) found = find_key(&in->columns, cs_buf_str(&folded));
  }
  if (folded.failed) found = CS_ENOMEM;
  cs_buf_deinit(&folded);
  return found;
}

int cs_columns_know(const cs_intake *in, cs_slice name) {
  int32_t column = meaning(in, name);
  return column == CS_ENOMEM ? CS_ENOMEM : column != -1;
}

int cs_columns_fit(const cs_intake *in, const cs_slice *names, size_t count, size_t *known) {
  const cs_columns *c = &in->columns;
  const cs_mapping *m = in->options->mapping;
  bool given[CS_COLUMNS_MAX] = {false};
  *known = 0;
  for (size_t i = 0; i < count; i++) {
    int32_t column = meaning(in, names[i]);
    if (column == CS_ENOMEM) return CS_ENOMEM;
    *known += column != -1;
    if (column >= 0) given[column] = true;
    if (column == -2 && m->wide) {
      for (size_t k = 0; k < 2; k++) {
        int32_t into = cs_columns_place(c, m->into[k]);
        if (into == CS_ENOMEM) return CS_ENOMEM;
        if (into >= 0) given[into] = true;
      }
    }
  }
  if (*known == 0) return 0;
  for (size_t i = 0; m != NULL && i < m->column_count; i++) {
    int32_t column = cs_columns_place(c, m->columns[i].column);
    if (column == CS_ENOMEM) return CS_ENOMEM;
    if (column >= 0 && m->columns[i].kind == CS_FROM_VALUE) given[column] = true;
  }
  for (size_t i = 0; i < c->count; i++) {
    bool named = (int32_t)i == c->employee && c->name >= 0 && given[c->name];
    if (c->columns[i].required && !given[i] && !named) return 0;
  }
  return 1;
}

int32_t cs_columns_cell(const cs_columns *c, const char *shown) {
  for (size_t i = 0; i < c->wide_count; i++) {
    if (strcmp(c->wide[i].shown, shown) == 0) return c->wide[i].cell;
  }
  for (size_t i = 0; i < c->count; i++) {
    const cs_column *column = &c->columns[i];
    if (!column->given || column->kind != CS_FROM_HEADER || column->cell_count == 0) continue;
    if (strcmp(column->shown, shown) == 0 || strcmp(column->name, shown) == 0)
      return column->cells[0];
  }
  return -1;
}

int cs_columns_resolve(cs_intake *in, const cs_row *row, cs_err *err) {
  header h = {.in = in};
  int rc = read_header(&h, row, err);
  if (rc != CS_OK) return rc;
  in->columns.header_cells = h.count;
  for (size_t i = h.count; i-- > 2;) { /* behind them may stand what was added, a column of codes */
    if (strcmp(h.folded[i - 1], "line") != 0 || strcmp(h.folded[i], "reason") != 0) continue;
    in->columns.rejects_file = true; /* one of ours, corrected */
    in->columns.guarded = cs_sheet_book(in->sheet) == NULL;
    h.used[i - 1] = h.used[i] = true;
    break;
  }
  if (in->options->mapping != NULL) rc = map_header(&h, in->options->mapping, err);
  if (rc == CS_OK) rc = name_header(&h, err);
  return rc == CS_OK ? check_required(&h, err) : rc;
}

int cs_columns_fields(cs_intake *in, const char *const *pairs, cs_err *err) {
  cs_columns *c = &in->columns;
  for (; pairs[0] != NULL; pairs += 2) {
    int32_t place = cs_columns_place(c, pairs[0]);
    if (place < 0) return no_such_column(c, in->kind->name, pairs[0], place, err);
    if (c->columns[place].given) {
      return cs_fail(err, CS_EINPUT, CS_MSG_intake_header_twice, pairs[0], pairs[0],
                     c->columns[place].name);
    }
    if (!cs_utf8_valid(pairs[1], strlen(pairs[1]))) {
      return cs_fail(err, CS_EINPUT, CS_MSG_intake_field_encoding, c->columns[place].name);
    }
    c->columns[place].given = true;
    c->columns[place].kind = CS_FROM_VALUE;
    c->columns[place].constant = pairs[1];
  }
  header none = {.in = in};
  return check_required(&none, err);
}
