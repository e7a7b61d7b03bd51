#include "calendar/calendar.h"
#include <stddef.h>

/* Is d worked? False: not known. */
static bool works(const cs_calendar *c, cs_date d, bool *out, int *missing) {
  cs_day day;
  bool known = cs_calendar_day(c, d, &day);
  if (!known && missing != NULL) *missing = day.missing;
  *out = cs_day_kind_works(day.kind);
  return known;
}

static bool is_a_day(cs_date d, int *missing) {
  if (d != CS_DATE_MIN && d != CS_DATE_MAX && d != CS_DATE_NONE) return true;
  if (missing != NULL) *missing = 0;
  return false;
}

bool cs_calendar_add_workdays(const cs_calendar *c, cs_date from, int n, cs_date *out,
                              int *missing) {
  *out = CS_DATE_NONE;
  if (!is_a_day(from, missing)) return false;
  int step = n < 0 ? -1 : 1;
  cs_date d = from;
  for (int left = n; left != 0;) { /* ends: years not announced lie on both sides */
    bool worked;
    d += step;
    if (!works(c, d, &worked, missing)) return false;
    if (worked) left -= step;
  }
  *out = d;
  return true;
}

bool cs_calendar_count_workdays(const cs_calendar *c, cs_date first, cs_date last, int *out,
                                int *missing) {
  *out = 0;
  if (!is_a_day(first, missing) || !is_a_day(last, missing)) return false;
  int count = 0;
  for (cs_date d = first; d <= last; d++) {
    bool worked;
    if (!works(c, d, &worked, missing)) return false;
    count += worked;
  }
  *out = count;
  return true;
}

bool cs_calendar_nth_workday(const cs_calendar *c, cs_period month, int n, cs_date *out,
                             int *missing) {
  *out = CS_DATE_NONE;
  cs_date first = cs_period_first(CS_MONTH, month), last = cs_period_last(CS_MONTH, month);
  if (!is_a_day(first, missing) || !is_a_day(last, missing)) return false;
  int step = n < 0 ? -1 : 1;
  cs_date d = n < 0 ? last : first;
  for (int left = n; left != 0 && d >= first && d <= last; d += step) {
    bool worked;
    if (!works(c, d, &worked, missing)) return false;
    if (worked) left -= step;
    if (left == 0) *out = d;
  }
  return true;
}

bool cs_calendar_window(const cs_calendar *c, cs_period month, int n, cs_date *from, cs_date *to,
                        int *missing) {
  *to = CS_DATE_NONE;
  if (!cs_calendar_nth_workday(c, month, 1, from, missing)) return false;
  if (!cs_calendar_nth_workday(c, month, n, to, missing)) return false;
  if (*to == CS_DATE_NONE) *from = CS_DATE_NONE;
  return true;
}
