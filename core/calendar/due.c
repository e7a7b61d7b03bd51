#include "calendar/due.h"
#include "base/messages.h"
#include <string.h>

/* ---- reading ---- */

#define WORKDAYS_IN_A_MONTH 23

static const char *const ways[] = {"within", "before", "after", "first_workdays"};
static const char *const units[] = {"days", "workdays", "months"};

static int bad(cs_err *err, const char *member, const char *expected) {
  return cs_fail(err, CS_EPACK, CS_MSG_due_member, member, expected);
}

const json_t *cs_due_number(const json_t *json) {
  const json_t *found = NULL;
  for (int i = 0; i <= CS_DUE_FIRST_WORKDAYS && found == NULL; i++)
    found = json_object_get(json, ways[i]);
  return found;
}

/* The one way that is given. */
static int read_way(const json_t *json, int64_t n, cs_due *out, cs_err *err) {
  int found = 0;
  for (int i = 0; i <= CS_DUE_FIRST_WORKDAYS; i++) {
    if (json_object_get(json, ways[i]) == NULL) continue;
    found++;
    out->way = (cs_due_way)i;
  }
  if (found != 1) return cs_fail(err, CS_EPACK, "%s", CS_MSG_due_ways);
  bool first = out->way == CS_DUE_FIRST_WORKDAYS;
  if (n < first || n > (first ? WORKDAYS_IN_A_MONTH : CS_DUE_MAX))
    return bad(err, ways[out->way], first ? "1..23" : "0..10000");
  out->n = (int)n;
  return CS_OK;
}

static int read_months(const json_t *json, cs_due *out, cs_err *err) {
  const json_t *months = json_object_get(json, "months"), *month;
  size_t i;
  json_array_foreach(months, i, month) {
    json_int_t m = json_integer_value(month);
    if (!json_is_integer(month) || m < 1 || m > 12) return bad(err, "months", "1..12");
    out->months |= (uint16_t)(1u << m);
  }
  return out->months != 0 ? CS_OK : bad(err, "months", "[1..12, ...]");
}

static int read_distance(const json_t *json, cs_due *out, cs_err *err) {
  const char *unit = json_string_value(json_object_get(json, "unit"));
  out->exact = json_is_true(json_object_get(json, "exact"));
  for (int i = 0; unit != NULL && i <= CS_DUE_MONTHS; i++) {
    if (strcmp(unit, units[i]) != 0) continue;
    out->unit = (cs_due_unit)i;
    return CS_OK;
  }
  return bad(err, "unit", "days, workdays, months");
}

int cs_due_read(const json_t *json, int64_t n, cs_due *out, cs_err *err) {
  *out = (cs_due){.unit = CS_DUE_WORKDAYS};
  int rc = read_way(json, n, out, err);
  if (rc != CS_OK) return rc;
  return out->way == CS_DUE_FIRST_WORKDAYS ? read_months(json, out, err)
                                           : read_distance(json, out, err);
}

/* ---- resolving ---- */

static bool is_a_day(cs_date d) {
  return d != CS_DATE_NONE && d != CS_DATE_MIN && d != CS_DATE_MAX;
}

static bool move(const cs_due *due, const cs_calendar *c, cs_date base, int n, cs_date *out,
                 int *missing) {
  switch (due->unit) {
    case CS_DUE_WORKDAYS: return cs_calendar_add_workdays(c, base, n, out, missing);
    case CS_DUE_MONTHS: *out = cs_date_add_months(base, n); return true;
    default: *out = base + n; return true;
  }
}

/* The window of the month that holds `base` when it is one of those named, be it over or not; else the next. */
static bool next_window(const cs_due *due, const cs_calendar *c, cs_date base, cs_due_window *out) {
  cs_period month = cs_period_of(CS_MONTH, base);
  for (int i = 0; i <= 12; i++, month++) {
    if ((due->months & (1u << (month % 12 + 1))) == 0) continue;
    if (!cs_calendar_window(c, month, due->n, &out->from, &out->to, &out->missing)) return false;
    if (out->to != CS_DATE_NONE) return true;
  }
  out->from = out->to = CS_DATE_NONE; /* no month named has so many working days */
  return false;
}

bool cs_due_resolve(const cs_due *due, const cs_calendar *calendar, cs_date base,
                    cs_due_window *out) {
  *out = (cs_due_window){CS_DATE_NONE, CS_DATE_NONE, 0};
  if (!is_a_day(base)) return false;
  if (due->way == CS_DUE_FIRST_WORKDAYS) return next_window(due, calendar, base, out);
  cs_date end;
  int n = due->way == CS_DUE_BEFORE ? -due->n : due->n;
  bool known = move(due, calendar, base, n, &end, &out->missing);
  out->from = due->way == CS_DUE_WITHIN && !due->exact ? base : end;
  out->to = due->way == CS_DUE_BEFORE && !due->exact ? base : end;
  if (due->way == CS_DUE_AFTER && !due->exact) out->to = CS_DATE_MAX;
  return known;
}
