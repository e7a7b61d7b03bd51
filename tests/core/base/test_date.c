#include "base/date.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

static bool parse(const char *text, cs_date *d) { return cs_date_parse(text, strlen(text), d); }

static cs_date date(const char *text) {
  cs_date d;
  if (!parse(text, &d)) fail_msg("%s should be a date", text);
  return d;
}

static void check_date(cs_date d, const char *expected) {
  char out[CS_DATE_SIZE];
  assert_string_equal(cs_date_text(d, out), expected);
}

static void every_day_round_trips(void **state) {
  (void)state;
  cs_date d = cs_date_of(1600, 1, 1);
  assert_int_equal(d, -135140);
  assert_int_equal(cs_date_of(1970, 1, 1), 0);
  for (int year = 1600; year <= 2400; year++) {
    for (int month = 1; month <= 12; month++) {
      for (int day = 1; cs_date_valid(year, month, day); day++, d++) {
        assert_int_equal(cs_date_of(year, month, day), d);
        int y, m, k;
        cs_date_split(d, &y, &m, &k);
        if (y != year || m != month || k != day)
          fail_msg("%d-%d-%d came back as %d-%d-%d", year, month, day, y, m, k);
        char out[CS_DATE_SIZE], expected[40];
        snprintf(expected, sizeof expected, "%04d-%02d-%02d", year, month, day);
        if (strcmp(cs_date_text(d, out), expected) != 0)
          fail_msg("%s is written %s", expected, out);
        assert_int_equal(date(out), d);
      }
    }
  }
  check_date(d, "2401-01-01");
}

static void the_range_ends_at_years_1_and_9999(void **state) {
  (void)state;
  assert_true(cs_date_valid(1, 1, 1) && cs_date_valid(9999, 12, 31));
  assert_false(cs_date_valid(0, 12, 31) || cs_date_valid(10000, 1, 1) ||
               cs_date_valid(2026, 0, 1) || cs_date_valid(2026, 13, 1) ||
               cs_date_valid(2026, 1, 0) || cs_date_valid(2100, 2, 29));
  check_date(cs_date_of(1, 1, 1), "0001-01-01");
  check_date(cs_date_of(9999, 12, 31), "9999-12-31");
  check_date(cs_date_of(9999, 12, 31) + 1, "");
  check_date(cs_date_of(1, 1, 1) - 1, "");
  check_date(CS_DATE_MIN, "");
  check_date(CS_DATE_MAX, "");
  check_date(CS_DATE_NONE, "");
}

static void months_clamp_to_the_end(void **state) {
  (void)state;
  const struct {
    const char *from;
    int n;
    const char *to;
  } cases[] = {
      {"2026-11-30", 3, "2027-02-28"},   {"2024-02-29", 12, "2025-02-28"},
      {"2024-02-29", 48, "2028-02-29"},  {"2023-11-30", 3, "2024-02-29"},
      {"2026-01-31", 1, "2026-02-28"},   {"2026-01-31", 2, "2026-03-31"},
      {"2026-03-31", -1, "2026-02-28"},  {"2026-01-15", -1, "2025-12-15"},
      {"2026-01-15", -13, "2024-12-15"}, {"2026-12-31", 0, "2026-12-31"},
      {"2026-08-31", 6, "2027-02-28"},   {"1900-01-31", 1, "1900-02-28"},
      {"2000-01-31", 1, "2000-02-29"},   {"9999-12-31", 0, "9999-12-31"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    check_date(cs_date_add_months(date(cases[i].from), cases[i].n), cases[i].to);
  }
  assert_int_equal(cs_date_add_months(date("9999-12-01"), 1), CS_DATE_MAX);
  assert_int_equal(cs_date_add_months(date("0001-01-31"), -1), CS_DATE_MIN);
  assert_int_equal(cs_date_add_months(0, INT32_MAX), CS_DATE_MAX);
  assert_int_equal(cs_date_add_months(0, INT32_MIN), CS_DATE_MIN);
  assert_int_equal(cs_date_add_months(CS_DATE_MIN, 1), CS_DATE_MIN);
  assert_int_equal(cs_date_add_months(CS_DATE_MAX, -1), CS_DATE_MAX);
  assert_int_equal(cs_date_add_months(CS_DATE_NONE, 1), CS_DATE_NONE);
}

static void reads_the_layouts_people_use(void **state) {
  (void)state;
  const char *const good[] = {
      "2026-07-01",
      "2026/7/1",
      "2026.7.1",
      "2026年7月1日",
      "2026年07月01日",
      "2026-7-1",
      "  2026-07-01\t",
      "\xe3\x80\x80"
      "2026/07/01\xc2\xa0",
      "\xef\xbb\xbf"
      "2026-07-01",
      "2026-07-01 00:00:00",
      "2026-07-01T00:00:00",
      "2026/7/1 0:00",
      "2026-07-01T00:00:00.000",
      "2026年7月1日 0:00:00\r",
  };
  for (size_t i = 0; i < sizeof good / sizeof *good; i++) assert_int_equal(date(good[i]), 20635);
  const char *const wrong[] = {
      "",
      " ",
      "2026",
      "2026-07",
      "2026-2-30",
      "2025-02-29",
      "2026-13-01",
      "2026-00-01",
      "2026-01-00",
      "2026-07-01x",
      "2026-07/01",
      "2026-007-01",
      "2026-07-001",
      "26-07-01",
      "12026-07-01",
      "20260701",
      "2026--07-01",
      "2026-07-",
      "2026年7月1",
      "2026年7-1日",
      "+2026-07-01",
      "-2026-07-01",
      "0000-01-01",
      "2026-07-01 08:00:00",
      "2026-07-01 0:01",
      "2026-07-01T",
      "2026-07-01 00:00:00Z",
      "2026-07-01 0:0",
      "2026 -07-01",
      "２０２６-07-01",
      "2026-07-0\xff",
      "2026-07-01\xe3\x80",
      "2026-07-01 00:00:00.001",
  };
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
    cs_date d = 5;
    if (parse(wrong[i], &d)) fail_msg("\"%s\" should not be a date", wrong[i]);
    assert_int_equal(d, CS_DATE_NONE);
  }
  cs_date d;
  assert_true(cs_date_parse("2026-07-011", 10, &d)); /* the size rules, not a terminator */
  assert_false(cs_date_parse("2026-07-01\0", 11, &d));
  assert_false(cs_date_parse("2026-07-01", 9, &d) && d == 20635);
}

static void reads_a_given_layout(void **state) {
  (void)state;
  const struct {
    const char *layout, *text;
    bool good;
  } cases[] = {
      {"M/D/Y", "7/1/2026", true},
      {"M/D/Y", "07/01/2026", true},
      {"D-M-Y", "1-7-2026", true},
      {"YMD", "20260701", true},
      {"YMD", " 20260701 0:00", true},
      {"DMY", "01072026", true},
      {"Y年M月D日", "2026年7月1日", true},
      {"D.M.Y", "01.07.2026", true},
      {"Y MD", "2026 0701", true},
      {"M/D/Y", "7/1/26", false},
      {"M/D/Y", "13/1/2026", false},
      {"YMD", "2026071", false},
      {"YMD", "202607011", false},
      {"YMD", "2026-07-01", false},
      {"M/D/Y", "7-1-2026", false},
      {"M/D", "7/1", false},
      {"", "", false},
      {"YYYY", "2026202620262026", false},
      {"M/D/Y", "2/30/2026", false},
      {"M/D/Y", "7/1/2026/", false},
      {"Y MD", "2026 701", false},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    cs_date d;
    bool good = cs_date_parse_as(cases[i].text, strlen(cases[i].text), cases[i].layout, &d);
    if (good != cases[i].good) fail_msg("\"%s\" as %s", cases[i].text, cases[i].layout);
    assert_int_equal(d, good ? 20635 : CS_DATE_NONE);
  }
}

static void periods_hold_their_days(void **state) {
  (void)state;
  const cs_every all[] = {CS_MONTH, CS_QUARTER, CS_HALF, CS_YEAR};
  for (size_t i = 0; i < 4; i++) {
    cs_every every = all[i];
    for (cs_date d = cs_date_of(1999, 1, 1); d <= cs_date_of(2030, 12, 31); d++) {
      cs_period p = cs_period_of(every, d);
      cs_date first = cs_period_first(every, p), last = cs_period_last(every, p);
      assert_true(first <= d && d <= last);
      assert_int_equal(cs_period_of(every, first - 1), p - 1);
      assert_int_equal(cs_period_of(every, last + 1), p + 1);
      char out[CS_DATE_SIZE];
      cs_every again;
      cs_period q;
      cs_period_text(every, p, out);
      assert_true(cs_period_parse(out, strlen(out), &again, &q));
      assert_int_equal(again, every);
      assert_int_equal(q, p);
    }
  }
  check_date(cs_period_last(CS_MONTH, cs_period_of(CS_MONTH, date("2024-02-10"))), "2024-02-29");
  check_date(cs_period_first(CS_QUARTER, cs_period_of(CS_QUARTER, date("2026-12-31"))),
             "2026-10-01");
  check_date(cs_period_last(CS_HALF, cs_period_of(CS_HALF, date("2026-06-30"))), "2026-06-30");
  check_date(cs_period_first(CS_HALF, cs_period_of(CS_HALF, date("2026-07-01"))), "2026-07-01");
  assert_int_equal(cs_period_first(CS_MONTH, INT32_MAX), CS_DATE_MAX);
  assert_int_equal(cs_period_last(CS_YEAR, INT32_MIN), CS_DATE_MIN);
  char out[CS_DATE_SIZE];
  assert_string_equal(cs_period_text(CS_MONTH, INT32_MIN, out), "");
  cs_period_of(CS_MONTH, CS_DATE_MIN); /* no overflow */
  cs_period_of(CS_MONTH, CS_DATE_MAX);
}

static void reads_periods(void **state) {
  (void)state;
  const struct {
    const char *text;
    cs_every every;
    const char *expected;
  } good[] = {
      {"2026-07", CS_MONTH, "2026-07"},
      {"2026/7", CS_MONTH, "2026-07"},
      {"2026.07", CS_MONTH, "2026-07"},
      {"2026年7月", CS_MONTH, "2026-07"},
      {" 2026-12 ", CS_MONTH, "2026-12"},
      {"2026-Q3", CS_QUARTER, "2026-Q3"},
      {"2026-q1", CS_QUARTER, "2026-Q1"},
      {"2026Q4", CS_QUARTER, "2026-Q4"},
      {"2026-H2", CS_HALF, "2026-H2"},
      {"2026h1", CS_HALF, "2026-H1"},
      {"2026", CS_YEAR, "2026"},
      {"2026年", CS_YEAR, "2026"},
      {"2026年第3季度", CS_QUARTER, "2026-Q3"},
      {"2026年上半年", CS_HALF, "2026-H1"},
      {"2026年下半年", CS_HALF, "2026-H2"},
  };
  for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
    cs_every every;
    cs_period p;
    char out[CS_DATE_SIZE];
    if (!cs_period_parse(good[i].text, strlen(good[i].text), &every, &p))
      fail_msg("%s", good[i].text);
    assert_int_equal(every, good[i].every);
    assert_string_equal(cs_period_text(every, p, out), good[i].expected);
  }
  const char *const wrong[] = {"",        "202607",   "2026-13",    "2026-00",     "2026-Q5",
                               "2026-Q0", "2026-H3",  "2026-Q",     "2026-",       "2026-07-01",
                               "26-07",   "2026-Q11", "2026年13月", "2026年5季度", "2026年7",
                               "2026-M7", "0000-01",  "2026--7",    "2026 07",     "2026年中半年"};
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
    cs_every every;
    cs_period p;
    if (cs_period_parse(wrong[i], strlen(wrong[i]), &every, &p))
      fail_msg("%s should not be a period", wrong[i]);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_day_round_trips),
      cmocka_unit_test(the_range_ends_at_years_1_and_9999),
      cmocka_unit_test(months_clamp_to_the_end),
      cmocka_unit_test(reads_the_layouts_people_use),
      cmocka_unit_test(reads_a_given_layout),
      cmocka_unit_test(periods_hold_their_days),
      cmocka_unit_test(reads_periods),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
