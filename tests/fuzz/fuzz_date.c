/* Dates, periods, points of time and names of zones in any text. The first two bytes choose the
 * layout and a number of months, the rest is the text.
 *
 * Holds: what is read and written again reads the same; a period holds its first and last day and
 * not their neighbours; months added and taken away come back but for the end of a month. */
#include "base/date.h"
#include "base/time.h"
#include "fuzz.h"
#include <string.h>

static const cs_every everies[] = {CS_MONTH, CS_QUARTER, CS_HALF, CS_YEAR};

static void check_periods(cs_date d) {
  for (size_t i = 0; i < sizeof everies / sizeof *everies; i++) {
    cs_every every = everies[i];
    cs_period p = cs_period_of(every, d);
    cs_date first = cs_period_first(every, p), last = cs_period_last(every, p);
    HOLDS(first <= d && d <= last);
    HOLDS(cs_period_of(every, first) == p && cs_period_of(every, last) == p);
    HOLDS(cs_period_of(every, last + 1) == p + 1);
    char text[CS_DATE_SIZE];
    cs_every again_every;
    cs_period again;
    cs_period_text(every, p, text);
    HOLDS(cs_period_parse(text, strlen(text), &again_every, &again));
    HOLDS(again_every == every && again == p);
  }
}

static void check_months(cs_date d, int months) {
  cs_date there = cs_date_add_months(d, months);
  if (there == CS_DATE_MIN || there == CS_DATE_MAX) return;
  cs_date back = cs_date_add_months(there, -months);
  HOLDS(back <= d && d - back <= 3);
  int year, month, day, there_year, there_month, there_day;
  cs_date_split(d, &year, &month, &day);
  cs_date_split(there, &there_year, &there_month, &there_day);
  HOLDS(there_year * 12 + there_month == year * 12 + month + months);
  HOLDS(there_day <= day && (there_day == day || back < d || there_day >= 28));
}

static void check_date(cs_date d, int months) {
  char text[CS_DATE_SIZE];
  cs_date again;
  cs_date_text(d, text);
  HOLDS(strlen(text) == 10);
  HOLDS(cs_date_parse(text, 10, &again) && again == d);
  HOLDS(cs_date_parse_as(text, 10, "Y-M-D", &again) && again == d);
  int year, month, day;
  cs_date_split(d, &year, &month, &day);
  HOLDS(cs_date_valid(year, month, day) && cs_date_of(year, month, day) == d);
  check_periods(d);
  check_months(d, months);
}

/* The offset names the moment, so any zone reads it back. */
static void check_time(cs_time t, const char *zone) {
  char text[CS_TIME_SIZE];
  cs_time again;
  cs_time_text(t, zone, text);
  HOLDS(strlen(text) < CS_TIME_SIZE);
  if (text[0] == '\0') return; /* an offset can carry it out of the years 1 to 9999 */
  HOLDS(cs_time_parse(text, zone, &again) && again == t);
  HOLDS(cs_time_parse(text, "UTC", &again) && again == t);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static const char *const layouts[] = {"M/D/Y", "D-M-Y", "YMD", "Y年M月D日",
                                        "D.M.Y", "DMY",   "YY",  ""};
  static const char *const zones[] = {
      "UTC",          "Asia/Shanghai",       "America/New_York", "Europe/Dublin",
      "Pacific/Apia", "Australia/Lord_Howe", "Africa/Monrovia"};
  if (size < 2) return 0;
  const char *layout = layouts[data[0] % (sizeof layouts / sizeof *layouts)];
  int months = ((int)data[1] - 128) * 7;
  size_t n = size - 2;
  char *text = malloc(n + 1);
  HOLDS(text != NULL);
  if (n > 0) memcpy(text, data + 2, n);
  text[n] = '\0';

  cs_date d;
  if (cs_date_parse(text, n, &d)) {
    check_date(d, months);
  } else {
    HOLDS(d == CS_DATE_NONE);
  }
  if (cs_date_parse_as(text, n, layout, &d)) {
    check_date(d, months);
  } else {
    HOLDS(d == CS_DATE_NONE);
  }

  cs_every every;
  cs_period p;
  if (cs_period_parse(text, n, &every, &p)) {
    check_periods(cs_period_first(every, p));
    check_periods(cs_period_last(every, p));
    HOLDS(cs_period_of(every, cs_period_first(every, p)) == p);
  }

  for (size_t i = 0; i < sizeof zones / sizeof *zones; i++) {
    cs_time t;
    if (cs_time_parse(text, zones[i], &t)) check_time(t, zones[i]);
  }
  cs_zone_valid(text);

  if (n >= sizeof(int64_t)) { /* numbers that no text gave */
    int64_t number;
    memcpy(&number, text, sizeof number);
    for (size_t i = 0; i < sizeof zones / sizeof *zones; i++) check_time(number, zones[i]);
    char out[CS_DATE_SIZE];
    cs_date_text((cs_date)number, out);
    cs_date_add_months((cs_date)number, (int)(number >> 32));
    for (size_t i = 0; i < sizeof everies / sizeof *everies; i++) {
      cs_period_text(everies[i], (cs_period)number, out);
      cs_period_last(everies[i], (cs_period)number);
    }
  }
  free(text);
  return 0;
}
