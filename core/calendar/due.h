/* When something is due: a DUE of a pack (docs/policy-data.md), resolved with a calendar.
 *
 *   {"within": 5, "unit": "workdays", "of": ...}     from the day of the event to the 5th working day after it
 *   {"before": 10, "unit": "days", "of": ...}        from 10 days before the day to the day
 *   {"after": 3, "unit": "months", "of": ...}        from 3 months after the day on, without end
 *   {"first_workdays": 5, "months": [1, 7]}          from the first to the 5th working day of January or July
 *
 * The day after the event is day 1. Months are clamped to the month's end, as in base/date.h. "exact": only the day at the far end. */
#pragma once
#include "calendar/calendar.h"
#include <jansson.h>

typedef enum cs_due_way {
  CS_DUE_WITHIN,
  CS_DUE_BEFORE,
  CS_DUE_AFTER,
  CS_DUE_FIRST_WORKDAYS
} cs_due_way;
typedef enum cs_due_unit { CS_DUE_DAYS, CS_DUE_WORKDAYS, CS_DUE_MONTHS } cs_due_unit;

#define CS_DUE_MAX 10000 /* the largest n */

typedef struct cs_due {
  cs_due_way way;
  cs_due_unit unit; /* of FIRST_WORKDAYS: workdays */
  int n;            /* 0 to CS_DUE_MAX; of FIRST_WORKDAYS 1 to 23 */
  bool exact;
  uint16_t months; /* FIRST_WORKDAYS: bit m of month m, 1 to 12 */
} cs_due;

/* The number of the deadline, a VALUE that the caller resolves; NULL: the JSON has none of the four ways. */
const json_t *cs_due_number(const json_t *json);

/* Reads and checks; CS_EPACK says which member is wrong. `n` is what cs_due_number's VALUE came to. What "of" names is the caller's
 * to find; other members are not looked at. */
int cs_due_read(const json_t *json, int64_t n, cs_due *out, cs_err *err);

typedef struct cs_due_window {
  cs_date from; /* CS_DATE_NONE: not known */
  cs_date to;   /* the last day; CS_DATE_MAX: no end; CS_DATE_NONE: not known */
  int missing;  /* not known: the year whose table is missing; 0: `base` is no date */
} cs_due_window;

/* `base` is the date that `of` names; for FIRST_WORKDAYS the day asked from: the window of its month, else of the next month named. True when
 * both ends are known. */
bool cs_due_resolve(const cs_due *due, const cs_calendar *calendar, cs_date base,
                    cs_due_window *out);
