#include "support.h"

static void check_add(const cs_calendar *c, const char *from, int n, const char *expected) {
  cs_date out;
  int missing = -1;
  if (!cs_calendar_add_workdays(c, day_of(from), n, &out, &missing))
    fail_msg("%s %+d is not known: %d", from, n, missing);
  check_date(out, expected);
}

static void check_add_lacks(const cs_calendar *c, const char *from, int n, int year) {
  cs_date out;
  int missing = -1;
  assert_false(cs_calendar_add_workdays(c, day_of(from), n, &out, &missing));
  assert_int_equal(out, CS_DATE_NONE);
  assert_int_equal(missing, year);
}

static void check_window(const cs_calendar *c, int year, int month, int n, const char *from,
                         const char *to) {
  cs_date a, b;
  assert_true(
      cs_calendar_window(c, cs_period_of(CS_MONTH, cs_date_of(year, month, 1)), n, &a, &b, NULL));
  check_date(a, from);
  check_date(b, to);
}

static void the_window_of_january_2026_opens_on_a_sunday(void **state) {
  (void)state;
  cs_calendar *c = china();
  check_window(c, 2026, 1, 5, "2026-01-04", "2026-01-08");
  check_window(c, 2026, 7, 5, "2026-07-01", "2026-07-07");
  check_window(c, 2026, 1, 1, "2026-01-04", "2026-01-04");
  check_window(c, 2025, 1, 5, "2025-01-02", "2025-01-08");
  check_window(c, 2026, 2, 30, "", ""); /* February has fewer */
  cs_calendar_free(c);
}

static void working_days_go_across_holidays(void **state) {
  (void)state;
  cs_calendar *c = china();
  check_add(c, "2026-02-12", 5, "2026-02-26"); /* Spring Festival; Saturday the 14th is worked */
  check_add(c, "2026-02-13", 5, "2026-02-27");
  check_add(c, "2026-02-14", 5, "2026-02-28"); /* and Saturday the 28th */
  check_add(c, "2025-09-26", 5, "2025-10-10"); /* National Day; Sunday the 28th is worked */
  check_add(c, "2025-09-30", 5, "2025-10-14"); /* Saturday 11 October is worked */
  check_add(c, "2025-12-30", 3, "2026-01-05");
  check_add(c, "2026-03-02", 5, "2026-03-09");
  cs_calendar_free(c);
}

static void the_first_day_is_not_counted(void **state) {
  (void)state;
  cs_calendar *c = china();
  check_add(c, "2026-03-02", 1, "2026-03-03");
  check_add(c, "2026-03-07", 1, "2026-03-09"); /* from a Saturday */
  check_add(c, "2026-03-07", 0, "2026-03-07"); /* whatever day it is */
  check_add(c, "2026-03-09", -1, "2026-03-06");
  check_add(c, "2026-03-07", -1, "2026-03-06");
  check_add(c, "2026-02-26", -5, "2026-02-12"); /* back across Spring Festival */
  cs_calendar_free(c);
}

static void a_day_that_hangs_on_a_missing_table_is_unknown(void **state) {
  (void)state;
  cs_calendar *c = china();
  check_add(c, "2026-12-28", 3, "2026-12-31");
  check_add_lacks(c, "2026-12-28", 4, 2027); /* New Year's Day is known, 2 January is not */
  check_add_lacks(c, "2027-06-01", 1, 2027);
  check_add_lacks(c, "2019-01-02", -2, 2018);
  check_add(c, "2019-01-02", -1, "2018-12-29"); /* the notice of 2019 names it */
  cs_date out, from, to;
  int missing = -1, count;
  assert_false(cs_calendar_add_workdays(c, CS_DATE_NONE, 1, &out, &missing));
  assert_int_equal(missing, 0);
  cs_period month = cs_period_of(CS_MONTH, day_of("2027-07-01"));
  assert_false(cs_calendar_window(c, month, 5, &from, &to, &missing));
  assert_int_equal(missing, 2027);
  check_date(from, "");
  assert_false(cs_calendar_nth_workday(c, month, -1, &out, NULL));
  assert_false(
      cs_calendar_count_workdays(c, day_of("2026-12-01"), day_of("2027-01-04"), &count, &missing));
  assert_int_equal(missing, 2027);
  cs_calendar_free(c);
}

static void half_a_window_may_be_known(void **state) {
  (void)state;
  cs_calendar *c = china();
  cs_err err;
  for (int day = 1; day <= 3; day++)
    assert_int_equal(
        cs_calendar_set_day(c, cs_date_of(2027, 7, day), CS_DAY_WORKDAY, NULL, 0, &err), CS_OK);
  cs_date from, to;
  int missing = -1;
  cs_period july = cs_period_of(CS_MONTH, day_of("2027-07-01"));
  assert_true(cs_calendar_window(c, july, 3, &from, &to, &missing));
  assert_false(cs_calendar_window(c, july, 5, &from, &to, &missing));
  check_date(from, "2027-07-01");
  check_date(to, "");
  assert_int_equal(missing, 2027);
  cs_calendar_free(c);
}

static void the_nth_working_day_counts_from_either_end(void **state) {
  (void)state;
  cs_calendar *c = china();
  const struct {
    int month, n;
    const char *expected;
  } cases[] = {{1, 1, "2026-01-04"},   {1, -1, "2026-01-30"}, {2, -1, "2026-02-28"},
               {2, -2, "2026-02-27"},  {2, 16, "2026-02-28"}, {2, 17, ""},
               {2, -16, "2026-02-02"}, {2, -17, ""},          {10, 1, "2026-10-08"},
               {12, -1, "2026-12-31"}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    cs_date out;
    cs_period month = cs_period_of(CS_MONTH, cs_date_of(2026, cases[i].month, 1));
    assert_true(cs_calendar_nth_workday(c, month, cases[i].n, &out, NULL));
    check_date(out, cases[i].expected);
  }
  cs_calendar_free(c);
}

/* Working days a year, as people count them: 365 less weekends and holidays. */
static void each_year_has_its_working_days(void **state) {
  (void)state;
  const int expected[] = {250, 249, 250, 249, 249, 251, 248, 248};
  cs_calendar *c = china();
  for (int i = 0; i < 8; i++) {
    int count;
    assert_true(cs_calendar_count_workdays(c, cs_date_of(2019 + i, 1, 1),
                                           cs_date_of(2019 + i, 12, 31), &count, NULL));
    if (count != expected[i]) fail_msg("%d has %d working days", 2019 + i, count);
  }
  int none;
  assert_true(
      cs_calendar_count_workdays(c, day_of("2026-03-03"), day_of("2026-03-02"), &none, NULL));
  assert_int_equal(none, 0);
  cs_calendar_free(c);
}

/* The slow, obvious model: every working day of 2019 to 2026 in one list. */
static void arithmetic_agrees_with_a_list_of_all_working_days(void **state) {
  (void)state;
  enum { DAYS = 2922 };
  static cs_date worked[DAYS];
  int count = 0;
  cs_calendar *c = china();
  cs_date first = day_of("2019-01-01"), last = day_of("2026-12-31");
  assert_int_equal(last - first + 1, DAYS);
  for (cs_date d = first; d <= last; d++) {
    cs_day day;
    assert_true(cs_calendar_day(c, d, &day));
    if (cs_day_kind_works(day.kind)) worked[count++] = d;
  }
  const int steps[] = {1, 2, 3, 5, 10, 22, 250};
  int after = 0; /* working days up to d, d included */
  for (cs_date d = first; d <= last; d++) {
    bool works = after < count && worked[after] == d;
    int before = after; /* and without d */
    after += works;
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
      int n = steps[i];
      cs_date out;
      bool known = cs_calendar_add_workdays(c, d, n, &out, NULL);
      assert_int_equal(known, after + n <= count);
      if (known) assert_int_equal(out, worked[after + n - 1]);
      known = cs_calendar_add_workdays(c, d, -n, &out, NULL);
      if (before - n >= 0) { /* what lies before 2019 is partly known: its notice reached back */
        assert_true(known);
        assert_int_equal(out, worked[before - n]);
      }
    }
    int between;
    assert_true(cs_calendar_count_workdays(c, first, d, &between, NULL));
    assert_int_equal(between, after);
  }
  cs_calendar_free(c);
}

/* The company's days at random, some years announced, others not; months against a walk from day to day. */
static void months_agree_with_a_walk_over_their_days(void **state) {
  (void)state;
  uint32_t seed = 20260104;
  for (int round = 0; round < 50; round++) {
    cs_calendar *c = china();
    cs_err err;
    for (int i = 0; i < 40; i++) {
      seed = seed * 1664525u + 1013904223u;
      cs_date d = cs_date_of(2025, 1, 1) + (cs_date)(seed >> 8) % 1461; /* to the end of 2028 */
      cs_day_kind kind = (cs_day_kind)(1 + (seed >> 4) % 5);
      assert_int_equal(cs_calendar_set_day(c, d, kind, NULL, 0, &err), CS_OK);
    }
    if (round % 2 == 1) assert_int_equal(cs_calendar_set_year(c, 2027, &err), CS_OK);
    for (cs_period month = 2025 * 12; month < 2029 * 12; month++) {
      cs_date worked[31], first = cs_period_first(CS_MONTH, month), from, to, out;
      int count = 0;
      bool whole = true;
      for (cs_date d = first; d <= cs_period_last(CS_MONTH, month) && whole; d++) {
        cs_day day;
        whole = cs_calendar_day(c, d, &day);
        if (whole && cs_day_kind_works(day.kind)) worked[count++] = d;
      }
      for (int n = 1; n <= 31; n++) { /* up to the first day not known, all is known */
        bool known = cs_calendar_window(c, month, n, &from, &to, NULL);
        assert_int_equal(known, whole || n <= count);
        assert_int_equal(to, n <= count ? worked[n - 1] : CS_DATE_NONE);
        assert_int_equal(from, n <= count || (!whole && count > 0) ? worked[0] : CS_DATE_NONE);
        if (!whole) continue;
        assert_true(cs_calendar_nth_workday(c, month, -n, &out, NULL));
        assert_int_equal(out, n <= count ? worked[count - n] : CS_DATE_NONE);
      }
    }
    cs_calendar_free(c);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_window_of_january_2026_opens_on_a_sunday),
      cmocka_unit_test(working_days_go_across_holidays),
      cmocka_unit_test(the_first_day_is_not_counted),
      cmocka_unit_test(a_day_that_hangs_on_a_missing_table_is_unknown),
      cmocka_unit_test(half_a_window_may_be_known),
      cmocka_unit_test(the_nth_working_day_counts_from_either_end),
      cmocka_unit_test(each_year_has_its_working_days),
      cmocka_unit_test(arithmetic_agrees_with_a_list_of_all_working_days),
      cmocka_unit_test(months_agree_with_a_walk_over_their_days),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
