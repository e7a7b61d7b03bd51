#include "calendar/calendar.h"
#include "base/messages.h"
#include "calendar/table.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* ---- day kinds ---- */

static const struct {
  const char *text;
  bool works;
} kinds[] = {
#define CS_DAY_KIND(name, text, works) {text, works},
    CS_DAY_KINDS(CS_DAY_KIND)
#undef CS_DAY_KIND
};

const char *cs_day_kind_text(cs_day_kind kind) { return kinds[kind].text; }
bool cs_day_kind_works(cs_day_kind kind) { return kinds[kind].works; }

bool cs_day_kind_parse(const char *text, size_t n, cs_day_kind *out) {
  for (int i = CS_DAY_UNKNOWN + 1; i < CS_DAY_KIND_COUNT; i++) {
    if (strlen(kinds[i].text) != n || memcmp(kinds[i].text, text, n) != 0) continue;
    *out = (cs_day_kind)i;
    return true;
  }
  return false;
}

/* ---- the handle ---- */

typedef struct own_day {
  cs_date date;
  cs_day_kind kind;
  const char *note;
} own_day;

struct cs_calendar {
  const cs_table *table;
  own_day *days; /* by date */
  size_t day_count, day_capacity;
  int *years; /* announced by the company */
  size_t year_count, year_capacity;
  cs_arena *arena; /* owns the notes */
};

int cs_calendar_new(const char *id, cs_calendar **out, cs_err *err) {
  if (id == NULL) id = CS_CALENDAR_DEFAULT;
  *out = NULL;
  const cs_table *table = NULL;
  for (size_t i = 0; i < cs_table_count; i++) {
    if (strcmp(cs_tables[i].id, id) == 0) table = &cs_tables[i];
  }
  if (table == NULL) return cs_fail(err, CS_ENOTFOUND, CS_MSG_calendar_absent, id);
  cs_calendar *c = calloc(1, sizeof *c);
  if (c == NULL) return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
  c->table = table;
  c->arena = cs_arena_new(1024);
  if (c->arena == NULL) {
    cs_calendar_free(c);
    return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
  }
  *out = c;
  return CS_OK;
}

void cs_calendar_free(cs_calendar *c) {
  if (c == NULL) return;
  cs_arena_free(c->arena);
  free(c->years);
  free(c->days);
  free(c);
}

const char *cs_calendar_id(const cs_calendar *c) { return c->table->id; }

/* The first of the company's days not before d. */
static size_t own_place(const cs_calendar *c, cs_date d) {
  size_t low = 0, high = c->day_count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (c->days[middle].date < d)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

int cs_calendar_set_day(cs_calendar *c, cs_date d, cs_day_kind kind, const char *note, size_t size,
                        cs_err *err) {
  assert(kind > CS_DAY_UNKNOWN && kind < CS_DAY_KIND_COUNT);
  const char *copy = size > 0 ? cs_arena_text(c->arena, note, size) : NULL;
  if (size > 0 && copy == NULL) return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
  size_t place = own_place(c, d);
  if (place == c->day_count || c->days[place].date != d) {
    if (c->day_count == c->day_capacity) {
      size_t capacity = c->day_capacity == 0 ? 32 : 2 * c->day_capacity;
      own_day *days = realloc(c->days, capacity * sizeof *days);
      if (days == NULL) return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
      c->days = days;
      c->day_capacity = capacity;
    }
    memmove(c->days + place + 1, c->days + place, (c->day_count - place) * sizeof *c->days);
    c->day_count++;
  }
  c->days[place] = (own_day){d, kind, copy};
  return CS_OK;
}

int cs_calendar_set_year(cs_calendar *c, int year, cs_err *err) {
  for (size_t i = 0; i < c->year_count; i++) {
    if (c->years[i] == year) return CS_OK;
  }
  if (c->year_count == c->year_capacity) {
    size_t capacity = c->year_capacity == 0 ? 8 : 2 * c->year_capacity;
    int *years = realloc(c->years, capacity * sizeof *years);
    if (years == NULL) return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory);
    c->years = years;
    c->year_capacity = capacity;
  }
  c->years[c->year_count++] = year;
  return CS_OK;
}

/* ---- one day ---- */

int cs_weekday(cs_date d) {
  int from_monday = (int)(((int64_t)d + 3) % 7); /* 1970-01-01 was a Thursday */
  return (from_monday < 0 ? from_monday + 7 : from_monday) + 1;
}

static cs_day_kind by_the_week(cs_date d) {
  return cs_weekday(d) >= 6 ? CS_DAY_WEEKEND : CS_DAY_WORKDAY;
}

static const cs_table_row *listed_row(const cs_table *t, cs_date d) {
  size_t low = 0, high = t->row_count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (t->rows[middle].date == d) return &t->rows[middle];
    if (t->rows[middle].date < d)
      low = middle + 1;
    else
      high = middle;
  }
  return NULL;
}

static cs_day_kind listed_kind(const cs_table_row *row) {
  if (row->statutory) return CS_DAY_STATUTORY;
  if (row->listed == CS_LISTED_WORK) return CS_DAY_MAKE_UP; /* a weekend day: a test checks */
  cs_day_kind week = by_the_week(row->date);
  return week == CS_DAY_WORKDAY ? CS_DAY_IN_LIEU : week;
}

static bool announced(const cs_calendar *c, int year) {
  for (size_t i = 0; i < c->table->year_count; i++) {
    if (c->table->years[i] == year) return true;
  }
  for (size_t i = 0; i < c->year_count; i++) {
    if (c->years[i] == year) return true;
  }
  return false;
}

bool cs_calendar_day(const cs_calendar *c, cs_date d, cs_day *out) {
  *out = (cs_day){.kind = CS_DAY_UNKNOWN};
  if (d == CS_DATE_MIN || d == CS_DATE_MAX || d == CS_DATE_NONE) return false;
  const cs_table_row *row = listed_row(c->table, d);
  if (row != NULL) {
    out->kind = listed_kind(row);
    out->festival = &c->table->festivals[row->festival];
  }
  size_t place = own_place(c, d);
  if (place < c->day_count && c->days[place].date == d) {
    out->kind = c->days[place].kind;
    out->note = c->days[place].note;
    out->own = true;
  }
  if (out->kind != CS_DAY_UNKNOWN) return true;
  int year, month, day;
  cs_date_split(d, &year, &month, &day);
  if (announced(c, year))
    out->kind = by_the_week(d);
  else
    out->missing = year;
  return out->kind != CS_DAY_UNKNOWN;
}
