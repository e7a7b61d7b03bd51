/* A calendar: what kind of day a day is, and arithmetic with working days.
 *
 * It is made of the table the program brings along (calendars/<id>: China's holidays, "cn") and of the company's own days, which
 * are facts of the ledger and go before the table. Everything after opening is a pure function of the calendar and its arguments.
 *
 * Unknown is an answer. Which weekdays are off and which weekend days are worked is settled each year by a notice; before it is out
 * nothing follows from the week. A day is known when the company says it, when a notice names it, when it is a statutory
 * holiday (those follow from law and the lunar calendar), or when its year is announced, by the table or by the company; else it is
 * unknown, and the answer names the year whose table is missing. A function that gives bool gives false for unknown: *missing is that
 * year, or 0 when the date asked about is itself none. *missing may be NULL. */
#pragma once
#include "base/arena.h"
#include "base/date.h"
#include "base/err.h"

#define CS_CALENDAR_DEFAULT "cn"

/* name, off or worked. To add one: a row, and its label "day_<name>" in messages.tsv. */
#define CS_DAY_KINDS(X)            \
  X(UNKNOWN, "unknown", false)     \
  X(WORKDAY, "workday", true)      \
  X(WEEKEND, "weekend", false)     \
  X(STATUTORY, "statutory", false) \
  X(IN_LIEU, "in-lieu", false)     \
  X(MAKE_UP, "make-up", true)

/* WEEKEND: Saturday or Sunday, inside a run of holidays too. STATUTORY: a holiday by law, on whatever day of the week. IN_LIEU: a weekday
 * off that is neither (调休放假). MAKE_UP: a weekend day worked for it (调休上班). */
typedef enum cs_day_kind {
#define CS_DAY_KIND(name, text, works) CS_DAY_##name,
  CS_DAY_KINDS(CS_DAY_KIND)
#undef CS_DAY_KIND
      CS_DAY_KIND_COUNT
} cs_day_kind;

const char *cs_day_kind_text(cs_day_kind kind); /* "make-up" */
bool cs_day_kind_works(cs_day_kind kind);
bool cs_day_kind_parse(const char *text, size_t n, cs_day_kind *out); /* not "unknown" */

typedef struct cs_festival {
  const char *id, *en, *zh;
} cs_festival;

typedef struct cs_day {
  cs_day_kind kind;
  const cs_festival *festival; /* whose holiday, or for whose sake it is worked; NULL: none */
  const char *note;            /* the company's; NULL: none; lives as long as the calendar */
  bool own;                    /* the company said so */
  int missing;                 /* UNKNOWN: the year whose table is missing; 0: no date */
} cs_day;

typedef struct cs_calendar cs_calendar;

/* The table alone. CS_ENOTFOUND: there is no calendar `id`; NULL is the default one. */
int cs_calendar_new(const char *id, cs_calendar **out, cs_err *err);
void cs_calendar_free(cs_calendar *c); /* NULL is legal */
const char *cs_calendar_id(const cs_calendar *c);

/* The company's word, before the first question: one day's kind (not UNKNOWN), or a year as announced, so that its days which
 * are not named are workdays and weekends by the week. A later word for the same day or year replaces. The note (`size` bytes) is copied; size 0: none. */
int cs_calendar_set_day(cs_calendar *c, cs_date d, cs_day_kind kind, const char *note, size_t size,
                        cs_err *err);
int cs_calendar_set_year(cs_calendar *c, int year, cs_err *err);

int cs_weekday(cs_date d); /* 1 Monday to 7 Sunday */
bool cs_calendar_day(const cs_calendar *c, cs_date d, cs_day *out);

/* Every function below stops at the first day it needs that is not known. */

/* n working days after `from` (n < 0: before): the next day is day 1, `from` itself is not counted. n = 0 gives `from`. */
bool cs_calendar_add_workdays(const cs_calendar *c, cs_date from, int n, cs_date *out,
                              int *missing);

/* Working days from `first` to `last`, both included; 0 when last < first. */
bool cs_calendar_count_workdays(const cs_calendar *c, cs_date first, cs_date last, int *out,
                                int *missing);

/* The n-th working day of the month, n >= 1; n <= -1 counts from its end. CS_DATE_NONE: the month has fewer. */
bool cs_calendar_nth_workday(const cs_calendar *c, cs_period month, int n, cs_date *out,
                             int *missing);

/* From the first to the n-th working day of the month; both CS_DATE_NONE when it has fewer. When it is false *from may be known and *to
 * not: what is not known is CS_DATE_NONE. */
bool cs_calendar_window(const cs_calendar *c, cs_period month, int n, cs_date *from, cs_date *to,
                        int *missing);
