/* Civil dates as days since 1970-01-01 (proleptic Gregorian) and periods (a month, quarter,
 * half-year or year) as an index. No clock and no zones in here: points of time are in base/time.h. Range:
 * years 1 to 9999. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef int32_t cs_date;
#define CS_DATE_MIN INT32_MIN        /* "from the beginning" */
#define CS_DATE_MAX INT32_MAX        /* "without end" */
#define CS_DATE_NONE (INT32_MIN + 1) /* no date */

bool cs_date_valid(int year, int month, int day);
cs_date cs_date_of(int year, int month, int day); /* the date must be valid */
void cs_date_split(cs_date d, int *year, int *month, int *day);

/* The same day n months later (n may be negative), clamped to the month's end: 2026-11-30 + 3 =
 * 2027-02-28. Counted from `d` itself, never step by step. After year 9999 it is CS_DATE_MAX,
 * before year 1 CS_DATE_MIN; the three special dates stay what they are. */
cs_date cs_date_add_months(cs_date d, int n);

/* YYYY-MM-DD, YYYY/M/D, YYYY.M.D, YYYY年M月D日, months and days of one or two digits; surrounding
 * blanks and the midnight of spreadsheets (" 0:00", "T00:00:00") allowed. False: not a date that
 * exists; *out is then CS_DATE_NONE. */
bool cs_date_parse(const char *text, size_t n, cs_date *out);

/* A layout of the letters Y M D, once each, and literal separators, e.g. "M/D/Y", "D-M-Y", "YMD"
 * (fixed 4-2-2 digits). A year has four digits. Blanks and midnight as above. */
bool cs_date_parse_as(const char *text, size_t n, const char *layout, cs_date *out);
#define CS_DATE_SIZE 16
char *cs_date_text(cs_date d, char out[CS_DATE_SIZE]); /* ISO; "" for MIN, MAX, NONE; returns out */

/* The value is the number of months. */
typedef enum cs_every { CS_MONTH = 1, CS_QUARTER = 3, CS_HALF = 6, CS_YEAR = 12 } cs_every;

/* A period is year * (12 / every) + position, position from 0. */
typedef int32_t cs_period;

/* YYYY-MM, YYYY-Qn, YYYY-Hn, YYYY; also YYYY/M, YYYY.M, YYYYQn, YYYY年M月, YYYY年第n季度, YYYY年上半年,
 * YYYY年. YYYYMM is refused: it could be many things. */
bool cs_period_parse(const char *text, size_t n, cs_every *every, cs_period *out);
char *cs_period_text(cs_every every, cs_period p, char out[CS_DATE_SIZE]);
cs_period cs_period_of(cs_every every, cs_date d);    /* the period that holds d */
cs_date cs_period_first(cs_every every, cs_period p); /* first day */
cs_date cs_period_last(cs_every every, cs_period p);  /* last day */
