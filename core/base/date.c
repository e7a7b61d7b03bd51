#include "base/date.h"
#include "base/days.h"
#include <assert.h>
#include <string.h>

/* ---- days ---- */

int64_t cs_floor_div(int64_t a, int64_t b) { return a / b - (a % b != 0 && (a < 0) != (b < 0)); }

/* The two conversions are Howard Hinnant's, "chrono-Compatible Low-Level Date Algorithms",
 * https://howardhinnant.github.io/date_algorithms.html: years begin in March, eras are 400
 * years. */
int64_t cs_days_of(int64_t year, int month, int day) {
  year -= month <= 2;
  int64_t era = cs_floor_div(year, 400);
  int64_t year_of_era = year - era * 400;
  int64_t day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
  int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * 146097 + day_of_era - 719468;
}

void cs_days_split(int64_t days, int64_t *year, int *month, int *day) {
  days += 719468;
  int64_t era = cs_floor_div(days, 146097);
  int64_t day_of_era = days - era * 146097;
  int64_t year_of_era =
      (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  int shifted = (int)((5 * day_of_year + 2) / 153);
  *day = (int)(day_of_year - (153 * shifted + 2) / 5 + 1);
  *month = shifted < 10 ? shifted + 3 : shifted - 9;
  *year = year_of_era + era * 400 + (*month <= 2);
}

int cs_days_in_month(int64_t year, int month) {
  static const unsigned char days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  return month == 2 && leap ? 29 : days[month - 1];
}

bool cs_date_valid(int year, int month, int day) {
  return year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 &&
         day <= cs_days_in_month(year, month);
}

cs_date cs_date_of(int year, int month, int day) {
  assert(cs_date_valid(year, month, day));
  return (cs_date)cs_days_of(year, month, day);
}

void cs_date_split(cs_date d, int *year, int *month, int *day) {
  int64_t wide;
  cs_days_split(d, &wide, month, day);
  *year = (int)wide;
}

cs_date cs_date_add_months(cs_date d, int n) {
  if (d == CS_DATE_MIN || d == CS_DATE_MAX || d == CS_DATE_NONE) return d;
  int64_t year;
  int month, day;
  cs_days_split(d, &year, &month, &day);
  int64_t months = year * 12 + (month - 1) + n;
  year = cs_floor_div(months, 12);
  if (year < 1) return CS_DATE_MIN;
  if (year > 9999) return CS_DATE_MAX;
  month = (int)(months - year * 12) + 1;
  int last = cs_days_in_month(year, month);
  return (cs_date)cs_days_of(year, month, day < last ? day : last);
}

/* ---- reading and writing ---- */

/* Nothing, or the midnight that spreadsheets write after a date: " 0:00", " 00:00:00",
 * "T00:00:00.000". */
static bool take_midnight(cs_scan *c) {
  if (cs_scan_done(c)) return true;
  int hour, minute, second = 0, fraction = 0;
  if (!cs_scan_any(c, " T")) return false;
  if (!cs_scan_number(c, 1, 2, &hour) || !cs_scan_text(c, ":") || !cs_scan_number(c, 2, 2, &minute))
    return false;
  if (cs_scan_text(c, ":")) {
    if (!cs_scan_number(c, 2, 2, &second)) return false;
    if (cs_scan_text(c, ".") && !cs_scan_number(c, 1, 9, &fraction)) return false;
  }
  return cs_scan_done(c) && hour == 0 && minute == 0 && second == 0 && fraction == 0;
}

bool cs_days_take(cs_scan *c, cs_date *out) {
  int year, month, day;
  if (!cs_scan_number(c, 4, 4, &year)) return false;
  if (cs_scan_text(c, "年")) {
    if (!cs_scan_number(c, 1, 2, &month) || !cs_scan_text(c, "月")) return false;
    if (!cs_scan_number(c, 1, 2, &day) || !cs_scan_text(c, "日")) return false;
  } else {
    if (cs_scan_done(c)) return false;
    const char separator[] = {*c->at, '\0'};
    if (!cs_scan_any(c, "-/.")) return false;
    if (!cs_scan_number(c, 1, 2, &month) || !cs_scan_text(c, separator)) return false;
    if (!cs_scan_number(c, 1, 2, &day)) return false;
  }
  if (!cs_date_valid(year, month, day)) return false;
  *out = (cs_date)cs_days_of(year, month, day);
  return true;
}

bool cs_date_parse(const char *text, size_t n, cs_date *out) {
  *out = CS_DATE_NONE;
  cs_scan c = cs_scan_of(text, n);
  cs_date d;
  if (!cs_days_take(&c, &d) || !take_midnight(&c)) return false;
  *out = d;
  return true;
}

bool cs_date_parse_as(const char *text, size_t n, const char *layout, cs_date *out) {
  *out = CS_DATE_NONE;
  cs_scan c = cs_scan_of(text, n);
  int year = -1, month = -1, day = -1;
  for (const char *l = layout; *l != '\0'; l++) {
    if (*l == 'Y' || *l == 'M' || *l == 'D') {
      int *part = *l == 'Y' ? &year : *l == 'M' ? &month : &day;
      bool letter_before = l > layout && strchr("YMD", l[-1]) != NULL;
      bool letter_after = l[1] != '\0' && strchr("YMD", l[1]) != NULL;
      int most = *l == 'Y' ? 4 : 2;
      int fewest = *l == 'Y' ? 4 : letter_before || letter_after ? 2 : 1;
      if (*part >= 0 || !cs_scan_number(&c, fewest, most, part)) return false;
    } else {
      if (cs_scan_done(&c) || *c.at != *l) return false;
      c.at++;
    }
  }
  if (!take_midnight(&c) || !cs_date_valid(year, month, day)) return false;
  *out = (cs_date)cs_days_of(year, month, day);
  return true;
}

char *cs_date_text(cs_date d, char out[CS_DATE_SIZE]) {
  int year, month, day;
  cs_date_split(d, &year, &month, &day);
  out[0] = '\0';
  if (year < 1 || year > 9999) return out; /* MIN, MAX and NONE among them */
  const int parts[] = {year / 1000, year / 100 % 10, year / 10 % 10, year % 10,
                       -1,          month / 10,      month % 10,     -1,
                       day / 10,    day % 10};
  for (size_t i = 0; i < 10; i++) out[i] = parts[i] < 0 ? '-' : (char)('0' + parts[i]);
  out[10] = '\0';
  return out;
}

/* ---- periods ---- */

static int per_year(cs_every every) {
  assert(every == CS_MONTH || every == CS_QUARTER || every == CS_HALF || every == CS_YEAR);
  return 12 / (int)every;
}

/* What follows the year. */
static bool take_position(cs_scan *c, cs_every *every, int *position) {
  int number;
  bool year_sign = cs_scan_text(c, "年");
  if (cs_scan_done(c)) {
    *every = CS_YEAR;
    *position = 0;
    return true;
  }
  if (year_sign) {
    if (cs_scan_text(c, "上半年") || cs_scan_text(c, "下半年")) {
      *every = CS_HALF;
      *position = memcmp(c->at - strlen("上半年"), "上", strlen("上")) == 0 ? 0 : 1;
      return true;
    }
    cs_scan_text(c, "第");
    if (!cs_scan_number(c, 1, 2, &number)) return false;
    *every = cs_scan_text(c, "月") ? CS_MONTH : CS_QUARTER;
    if (*every == CS_QUARTER && !cs_scan_text(c, "季度")) return false;
  } else {
    bool separated = cs_scan_any(c, "-/.");
    if (cs_scan_any(c, "Qq")) {
      *every = CS_QUARTER;
    } else if (cs_scan_any(c, "Hh")) {
      *every = CS_HALF;
    } else if (separated) {
      *every = CS_MONTH;
    } else {
      return false; /* 202607 could be many things */
    }
    if (!cs_scan_number(c, 1, *every == CS_MONTH ? 2 : 1, &number)) return false;
  }
  *position = number - 1;
  return number >= 1 && number <= per_year(*every);
}

bool cs_period_parse(const char *text, size_t n, cs_every *every, cs_period *out) {
  cs_scan c = cs_scan_of(text, n);
  int year, position;
  *every = CS_MONTH;
  *out = 0;
  cs_every found;
  if (!cs_scan_number(&c, 4, 4, &year) || year < 1) return false;
  if (!take_position(&c, &found, &position) || !cs_scan_done(&c)) return false;
  *every = found;
  *out = year * per_year(found) + position;
  return true;
}

static void period_split(cs_every every, cs_period p, int *year, int *position) {
  *year = (int)cs_floor_div(p, per_year(every));
  *position = (int)(p - (int64_t)*year * per_year(every));
}

char *cs_period_text(cs_every every, cs_period p, char out[CS_DATE_SIZE]) {
  int year, position;
  period_split(every, p, &year, &position);
  cs_date_text(cs_period_first(every, p), out);
  if (out[0] == '\0') return out;
  if (every == CS_YEAR) {
    out[4] = '\0';
  } else {
    if (every != CS_MONTH) {
      out[5] = every == CS_QUARTER ? 'Q' : 'H';
      out[6] = (char)('1' + position);
    }
    out[7] = '\0';
  }
  return out;
}

cs_period cs_period_of(cs_every every, cs_date d) {
  int year, month, day;
  cs_date_split(d, &year, &month, &day);
  return year * per_year(every) + (month - 1) / (int)every;
}

cs_date cs_period_first(cs_every every, cs_period p) {
  int year, position;
  period_split(every, p, &year, &position);
  if (year < 1) return CS_DATE_MIN;
  if (year > 9999) return CS_DATE_MAX;
  return (cs_date)cs_days_of(year, position * (int)every + 1, 1);
}

cs_date cs_period_last(cs_every every, cs_period p) {
  int year, position;
  period_split(every, p, &year, &position);
  if (year < 1) return CS_DATE_MIN;
  if (year > 9999) return CS_DATE_MAX;
  int month = (position + 1) * (int)every;
  return (cs_date)cs_days_of(year, month, cs_days_in_month(year, month));
}
