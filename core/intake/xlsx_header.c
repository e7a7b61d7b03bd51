/* Which sheet of a workbook is meant and where its header is: below titles, in one row or in several with merged cells. */
#include "base/messages.h"
#include "intake/internal.h"
#include <stdio.h>
#include <string.h>

#define ROWS_LOOKED_AT 40 /* from the top of a sheet */
#define LINES_MAX 3       /* of a header */
#define CELLS_MAX 4096    /* of a header; and merged areas near the top */
#define NAME_MAX_BYTES 200
#define SHEETS_MAX \
  64 /* a workbook of more is one of a kind, and its tabs are not all looked through */

typedef struct line { /* a row near the top */
  uint32_t number;
  cs_slice *cells;
  size_t count;
} line;

typedef struct top { /* of one sheet */
  cs_arena *arena;
  line lines[ROWS_LOOKED_AT];
  size_t count;
  const cs_xlsx_area *areas;
  size_t area_count;
} top;

typedef struct guess { /* a header, perhaps */
  bool whole;          /* it has all columns that the kind needs */
  size_t known;        /* columns with a name that means something */
  uint32_t first, last;
  cs_slice *names;
  size_t count;
} guess;

static int no_memory(cs_err *err) { return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory); }

/* ---- the rows near the top ---- */

static int keep_line(cs_arena *arena, const cs_xlsx_row *row, line *out, cs_err *err) {
  *out = (line){.number = row->number, .count = row->count < CELLS_MAX ? row->count : CELLS_MAX};
  out->cells = cs_arena_alloc(arena, (out->count + 1) * sizeof *out->cells);
  if (out->cells == NULL) return no_memory(err);
  for (size_t i = 0; i < out->count; i++) {
    cs_slice cell = {row->cells[i].text, row->cells[i].size};
    cs_text_trim(&cell.text, &cell.size);
    if (cell.size > NAME_MAX_BYTES) cell.size = cs_utf8_prefix(cell.text, NAME_MAX_BYTES);
    const char *kept = cs_arena_text(arena, cell.text, cell.size);
    if (kept == NULL) return no_memory(err);
    out->cells[i] = cs_slice_of(kept, cell.size);
  }
  return CS_OK;
}

static void top_deinit(top *t) {
  cs_arena_free(t->arena);
  *t = (top){0};
}

static int read_top(cs_intake *in, size_t sheet, top *t, cs_err *err) {
  cs_xlsx *book = cs_sheet_book(in->sheet);
  const cs_mapping *m = in->options->mapping;
  uint32_t skip = m == NULL ? 0 : m->skip_lines;
  cs_xlsx_row row;
  top_deinit(t);
  t->arena = cs_arena_new(4096);
  int rc = t->arena == NULL ? no_memory(err) : cs_xlsx_select(book, sheet, err);
  if (rc != CS_OK) return rc;
  t->areas = cs_xlsx_merges(book, &t->area_count);
  if (t->area_count > CELLS_MAX) t->area_count = CELLS_MAX;
  while (t->count < ROWS_LOOKED_AT && (rc = cs_xlsx_next(book, &row, err)) == 1) {
    if (row.number <= skip) continue;
    rc = keep_line(t->arena, &row, &t->lines[t->count++], err);
    if (rc != CS_OK) return rc;
  }
  return rc < 0 ? rc : CS_OK;
}

/* ---- headers of several rows ---- */

/* The area that a cell lies in; NULL: it is not merged. */
static const cs_xlsx_area *area_at(const top *t, uint32_t number, size_t column) {
  for (size_t i = 0; i < t->area_count && t->areas[i].top < number; i++) {
    const cs_xlsx_area *a = &t->areas[i];
    if (a->bottom + 1 >= number && a->left <= column && column <= a->right) return a;
  }
  return NULL;
}

static bool alike(cs_slice a, cs_slice b) {
  return a.size == b.size && (a.size == 0 || memcmp(a.text, b.text, a.size) == 0);
}

/* How many of the rows from `first` on belong together, as merged cells say. *surely: cells reach from one into the next. */
static size_t lines_together(const top *t, size_t first, bool *surely) {
  uint32_t number = t->lines[first].number, last = number;
  bool wide = false, others = false;
  cs_slice seen = {0};
  *surely = false;
  for (size_t i = 0; i < t->lines[first].count; i++) {
    cs_slice cell = t->lines[first].cells[i];
    if (cell.size == 0) continue;
    if (seen.size > 0 && !alike(seen, cell)) others = true;
    seen = cell;
    const cs_xlsx_area *a = area_at(t, number, i);
    if (a == NULL || a->top + 1 != number) continue;
    if (a->bottom + 1 > last) last = a->bottom + 1;
    if (a->right > a->left && a->bottom == a->top) wide = true;
  }
  if (!others) return 1; /* a title */
  *surely = last > number;
  if (wide && last == number) last = number + 1;
  size_t count = 1;
  while (count < LINES_MAX && first + count < t->count && t->lines[first + count].number <= last)
    count++;
  return count;
}

/* "2026年" over "1月": joined as they are; words in letters get a blank. */
static const char *join_parts(cs_arena *arena, const cs_slice *parts, size_t count, cs_slice *out) {
  cs_buf text = {0};
  for (size_t i = 0; i < count; i++) {
    bool plain = text.size > 0 && (unsigned char)text.data[text.size - 1] < 0x80 &&
                 (unsigned char)parts[i].text[0] < 0x80;
    if (plain) cs_buf_putc(&text, ' ');
    cs_buf_put(&text, parts[i].text, parts[i].size);
  }
  const char *kept =
      text.failed ? NULL : cs_arena_text(arena, text.data == NULL ? "" : text.data, text.size);
  *out = cs_slice_of(kept, text.size);
  cs_buf_deinit(&text);
  return kept;
}

static cs_slice cell_of(const line *l, size_t column) {
  return column < l->count ? l->cells[column] : cs_slice_of("", 0);
}

/* How many columns have this text in the last row of the header. */
static size_t times(const line *l, cs_slice text) {
  size_t n = 0;
  for (size_t i = 0; i < l->count; i++) n += alike(l->cells[i], text);
  return n;
}

static int name_column(cs_intake *in, const top *t, size_t first, size_t lines, size_t column,
                       cs_slice *out, cs_err *err) {
  const line *last = &t->lines[first + lines - 1];
  cs_slice parts[LINES_MAX], joined;
  size_t count = 0;
  *out = cs_slice_of("", 0);
  for (size_t i = 0; i < lines; i++) {
    cs_slice cell = cell_of(&t->lines[first + i], column);
    if (cell.size > 0 && (count == 0 || !alike(parts[count - 1], cell))) parts[count++] = cell;
  }
  const cs_xlsx_area *a = area_at(t, last->number, column);
  if (count == 0 || (a != NULL && a->left < column))
    return CS_OK; /* named by the cell at its left */
  *out = parts[count - 1];
  if (count == 1) return CS_OK;
  bool unique = cell_of(last, column).size > 0 && times(last, parts[count - 1]) == 1;
  int known = unique ? cs_columns_know(in, parts[count - 1]) : 0;
  if (known != 0) return known > 0 ? CS_OK : no_memory(err);
  if (join_parts(t->arena, parts, count, &joined) == NULL) return no_memory(err);
  known = cs_columns_know(in, joined);
  if (known < 0) return no_memory(err);
  if (known > 0 || !unique) *out = joined;
  return CS_OK;
}

static int make_guess(cs_intake *in, const top *t, size_t first, size_t lines, guess *out,
                      cs_err *err) {
  *out = (guess){.first = t->lines[first].number, .last = t->lines[first + lines - 1].number};
  for (size_t i = 0; i < lines; i++) {
    if (t->lines[first + i].count > out->count) out->count = t->lines[first + i].count;
  }
  out->names = cs_arena_alloc(t->arena, (out->count + 1) * sizeof *out->names);
  if (out->names == NULL) return no_memory(err);
  for (size_t i = 0; i < out->count; i++) {
    int rc = name_column(in, t, first, lines, i, &out->names[i], err);
    if (rc != CS_OK) return rc;
  }
  int fits = cs_columns_fit(in, out->names, out->count, &out->known);
  out->whole = fits > 0;
  return fits >= 0 ? CS_OK : no_memory(err);
}

static bool better(const guess *a, const guess *b, bool surely) {
  if (a->whole != b->whole) return a->whole;
  return surely ? a->known >= b->known : a->known > b->known;
}

/* ---- the header of a sheet ---- */

static int find_header(cs_intake *in, const top *t, guess *best, cs_err *err) {
  *best = (guess){0};
  for (int pass = 0; pass < 2; pass++) { /* the second one: two rows though nothing is merged */
    for (size_t i = 0; i + (size_t)pass < t->count && !best->whole; i++) {
      guess one, more;
      bool surely = false;
      int rc = make_guess(in, t, i, pass == 0 ? 1 : 2, &one, err);
      size_t lines = pass == 0 ? lines_together(t, i, &surely) : 1;
      if (rc == CS_OK && lines > 1) {
        rc = make_guess(in, t, i, lines, &more, err);
        if (rc == CS_OK && better(&more, &one, surely)) one = more;
      }
      if (rc != CS_OK) return rc;
      if (best->count == 0 || better(&one, best, false)) *best = one;
    }
    if (best->whole) break;
  }
  return CS_OK;
}

/* ---- the sheet ---- */

static int32_t sheet_named(const cs_xlsx *book, const char *name) {
  const char *names[1024];
  size_t count = cs_xlsx_sheet_count(book);
  for (size_t i = 0; i < count; i++) {
    names[i] = cs_xlsx_sheet_name(book, i);
    if (strcmp(names[i], name) == 0) return (int32_t)i;
  }
  cs_buf wanted = {0}, one = {0};
  bool failed = false;
  int32_t found = -1; /* by what it looks like, when it is one only */
  cs_intake_fold(name, strlen(name), &wanted);
  for (size_t i = 0; i < count; i++) {
    cs_buf_clear(&one);
    bool valid = cs_intake_fold(names[i], strlen(names[i]), &one);
    failed = failed || one.failed;
    if (!valid || one.size != wanted.size ||
        (one.size > 0 && memcmp(one.data, wanted.data, one.size) != 0))
      continue;
    found = found == -1 ? (int32_t)i : -2;
  }
  if (failed || wanted.failed) found = CS_ENOMEM;
  cs_buf_deinit(&wanted);
  cs_buf_deinit(&one);
  return found;
}

static int no_such_sheet(const cs_xlsx *book, const char *path, const char *name, cs_err *err) {
  cs_buf all = {0};
  for (size_t i = 0; i < cs_xlsx_sheet_count(book) && i < 40; i++) {
    if (i > 0) cs_buf_puts(&all, ", ");
    const char *one = cs_xlsx_sheet_name(book, i);
    cs_text_put_visible(&all, one, strlen(one));
  }
  return cs_buf_end(
      &all, cs_fail(err, CS_EINPUT, CS_MSG_intake_no_sheet, path, name, cs_buf_str(&all)), err);
}

typedef struct seen { /* a sheet */
  bool looked_at, holds;
  guess guess;
} seen;

/* The guess with its names where they stay. */
static int keep_guess(cs_intake *in, const guess *g, guess *out, cs_err *err) {
  *out = *g;
  out->names = cs_arena_alloc(in->columns.arena, (g->count + 1) * sizeof *out->names);
  if (out->names == NULL) return no_memory(err);
  for (size_t i = 0; i < g->count; i++) {
    const char *kept = cs_arena_text(in->columns.arena, g->names[i].text, g->names[i].size);
    if (kept == NULL) return no_memory(err);
    out->names[i] = cs_slice_of(kept, g->names[i].size);
  }
  return CS_OK;
}

static int look_at(cs_intake *in, size_t sheet, seen *out, cs_err *err) {
  top t = {0};
  guess one;
  int rc = read_top(in, sheet, &t, err);
  if (rc == CS_OK) rc = find_header(in, &t, &one, err);
  if (rc == CS_OK) rc = keep_guess(in, &one, &out->guess, err);
  out->looked_at = true;
  out->holds = t.count > 0;
  top_deinit(&t);
  return rc;
}

/* The first sheet with a header that fits, visible ones before hidden ones; one that has much fewer of the columns than another
 * is passed over: employees need no more than a code, which every sheet about them has. */
static size_t best_of(const cs_xlsx *book, const seen *sheets, size_t count) {
  size_t most = 0, best = 0;
  for (size_t i = 0; i < count; i++) {
    const guess *g = &sheets[i].guess;
    bool visible = !cs_xlsx_sheet_hidden(book, i);
    if (visible && g->whole && g->known > most) most = g->known;
  }
  for (int hidden = 0; hidden < 2; hidden++) {
    for (size_t i = 0; i < count; i++) {
      if (cs_xlsx_sheet_hidden(book, i) == (hidden == 1) && sheets[i].guess.whole &&
          sheets[i].guess.known * 2 > most)
        return i;
    }
  }
  for (size_t i = 1; i < count; i++) {
    if (sheets[i].guess.known > sheets[best].guess.known) best = i;
  }
  return best;
}

static int leave_out(cs_intake *in, size_t sheet, bool fits, cs_err *err) {
  cs_intake_report *r = in->report;
  cs_buf shown = {0};
  const char *name = cs_xlsx_sheet_name(cs_sheet_book(in->sheet), sheet);
  cs_text_put_visible(&shown, name, strlen(name));
  if (cs_xlsx_sheet_hidden(cs_sheet_book(in->sheet), sheet))
    cs_buf_puts(&shown, CS_MSG_intake_sheet_name_hidden);
  const char *kept = cs_arena_text(r->arena, shown.data == NULL ? "" : shown.data, shown.size);
  cs_buf_deinit(&shown);
  if (kept == NULL) return no_memory(err);
  r->left_out[r->left_out_count++] = kept;
  if (!fits) return CS_OK;
  char reason[512];
  snprintf(reason, sizeof reason, CS_MSG_intake_sheet_left, kept);
  const cs_problem problem = {.reason = reason};
  return cs_report_warning(in, &problem, err);
}

/* The lists of a template: hidden, and with a name that nobody gives. */
static bool is_own(const cs_xlsx *book, size_t sheet) {
  return cs_xlsx_sheet_hidden(book, sheet) && cs_xlsx_sheet_name(book, sheet)[0] == '_';
}

/* Names the sheets that are not read, hidden ones as such, unless they are empty; warns of those that could have been meant. */
static int tell_others(cs_intake *in, const seen *sheets, size_t count, size_t chosen,
                       cs_err *err) {
  const cs_xlsx *book = cs_sheet_book(in->sheet);
  in->report->left_out = cs_arena_alloc(in->report->arena, (count + 1) * sizeof(char *));
  if (in->report->left_out == NULL) return no_memory(err);
  for (size_t i = 0; i < count; i++) {
    const guess *g = &sheets[i].guess;
    bool fits = g->whole && g->known * 2 > sheets[chosen].guess.known;
    bool empty = sheets[i].looked_at && !sheets[i].holds;
    if (i == chosen || empty || (is_own(book, i) && !fits)) continue;
    int rc = leave_out(in, i, fits, err);
    if (rc != CS_OK) return rc;
  }
  return CS_OK;
}

static int choose(cs_intake *in, guess *best, size_t *chosen, cs_err *err) {
  const cs_xlsx *book = cs_sheet_book(in->sheet);
  const char *wanted = in->options->sheet;
  size_t count = cs_xlsx_sheet_count(book);
  seen *sheets = cs_arena_alloc(in->columns.arena, count * sizeof *sheets);
  int rc = sheets == NULL ? no_memory(err) : CS_OK;
  if (rc == CS_OK) memset(sheets, 0, count * sizeof *sheets);
  if (rc == CS_OK && wanted != NULL) {
    int32_t found = sheet_named(book, wanted);
    if (found == CS_ENOMEM) return no_memory(err);
    if (found < 0) return no_such_sheet(book, in->options->path, wanted, err);
    *chosen = (size_t)found;
    rc = look_at(in, *chosen, &sheets[*chosen], err);
  }
  for (size_t i = 0; rc == CS_OK && wanted == NULL && i < count && i < SHEETS_MAX; i++)
    rc = look_at(in, i, &sheets[i], err);
  if (rc != CS_OK) return rc;
  if (wanted == NULL) *chosen = best_of(book, sheets, count);
  *best = sheets[*chosen].guess;
  return tell_others(in, sheets, count, *chosen, err);
}

static int resolve(cs_intake *in, size_t sheet, const guess *g, cs_err *err) {
  size_t count = g->count;
  while (count > 1 && g->names[count - 1].size == 0) count--;
  cs_cell *cells = cs_arena_alloc(in->columns.arena, (count + 1) * sizeof *cells);
  if (cells == NULL) return no_memory(err);
  for (size_t i = 0; i < count; i++) cells[i] = (cs_cell){g->names[i].text, g->names[i].size};
  const cs_row row = {.cells = cells, .count = count, .line = g->last};
  int rc = cs_sheet_choose(in->sheet, sheet, g->last, err);
  if (rc == CS_OK && cs_xlsx_sheet_hidden(cs_sheet_book(in->sheet), sheet)) {
    const cs_problem problem = {.line = 0, .reason = CS_MSG_intake_sheet_hidden};
    rc = cs_report_warning(in, &problem, err);
  }
  if (rc != CS_OK) return rc;
  in->header = cells;
  const char *name = cs_sheet_name(in->sheet);
  in->report->sheet = cs_arena_text(in->report->arena, name, strlen(name));
  if (in->report->sheet == NULL) return no_memory(err);
  rc = cs_columns_resolve(in, &row, err);
  return rc == CS_OK ? rc : cs_fail_within(err, "%s!", name);
}

int cs_xlsx_header(cs_intake *in, cs_err *err) {
  guess best;
  size_t chosen;
  int rc = choose(in, &best, &chosen, err);
  if (rc != CS_OK) return rc;
  if (best.count == 0) return cs_fail(err, CS_EINPUT, CS_MSG_intake_no_header, in->options->path);
  return resolve(in, chosen, &best, err);
}
