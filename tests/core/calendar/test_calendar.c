#include "support.h"

static void check_kind(const cs_calendar *c, const char *date, cs_day_kind kind,
                       const char *festival) {
  cs_day day;
  bool known = cs_calendar_day(c, day_of(date), &day);
  if (day.kind != kind) fail_msg("%s is %s", date, cs_day_kind_text(day.kind));
  assert_int_equal(known, kind != CS_DAY_UNKNOWN);
  assert_string_equal(day.festival != NULL ? day.festival->id : "", festival);
}

static void every_kind_of_day_is_told(void **state) {
  (void)state;
  cs_calendar *c = china();
  assert_string_equal(cs_calendar_id(c), "cn");
  check_kind(c, "2026-01-01", CS_DAY_STATUTORY, "new-year");
  check_kind(c, "2026-01-02", CS_DAY_IN_LIEU, "new-year");
  check_kind(c, "2026-01-03", CS_DAY_WEEKEND, "new-year");
  check_kind(c, "2026-01-05", CS_DAY_WORKDAY, "");
  check_kind(c, "2026-01-10", CS_DAY_WEEKEND, "");
  check_kind(c, "2026-02-14", CS_DAY_MAKE_UP, "spring-festival");
  check_kind(c, "2026-04-05", CS_DAY_STATUTORY, "qingming"); /* a Sunday */
  check_kind(c, "2026-04-06", CS_DAY_IN_LIEU, "qingming");
  check_kind(c, "2018-12-31", CS_DAY_IN_LIEU, "new-year"); /* by the notice of 2019 */
  check_kind(c, "2020-02-03", CS_DAY_WORKDAY, "");
  cs_calendar_free(c);
}

static void two_make_up_days_of_2026_are_sundays(void **state) {
  (void)state;
  cs_calendar *c = china();
  char sundays[64] = "";
  int made_up = 0;
  for (cs_date d = day_of("2026-01-01"); d <= day_of("2026-12-31"); d++) {
    cs_day day;
    char text[CS_DATE_SIZE];
    assert_true(cs_calendar_day(c, d, &day));
    if (day.kind != CS_DAY_MAKE_UP) continue;
    made_up++;
    if (cs_weekday(d) == 7) snprintf(sundays + strlen(sundays), 16, "%s ", cs_date_text(d, text));
  }
  assert_int_equal(made_up, 6);
  assert_string_equal(sundays, "2026-01-04 2026-09-20 ");
  cs_calendar_free(c);
}

/* In a year without a notice only what law and moon settle is known. */
static void a_year_not_announced_is_unknown_but_for_its_statutory_days(void **state) {
  (void)state;
  cs_calendar *c = china();
  int known = 0;
  for (cs_date d = day_of("2027-01-01"); d <= day_of("2027-12-31"); d++) {
    cs_day day;
    if (cs_calendar_day(c, d, &day)) {
      assert_int_equal(day.kind, CS_DAY_STATUTORY);
      known++;
    } else {
      assert_int_equal(day.kind, CS_DAY_UNKNOWN);
      assert_int_equal(day.missing, 2027);
    }
  }
  assert_int_equal(known, 13);
  check_kind(c, "2027-02-05", CS_DAY_STATUTORY, "spring-festival");
  check_kind(c, "2027-02-09", CS_DAY_UNKNOWN, "");
  check_kind(c, "2026-12-31", CS_DAY_WORKDAY, "");
  check_kind(c, "2018-12-28", CS_DAY_UNKNOWN, "");
  cs_calendar_free(c);
}

static void what_is_no_date_is_unknown_and_lacks_no_year(void **state) {
  (void)state;
  cs_calendar *c = china();
  const cs_date none[] = {CS_DATE_NONE, CS_DATE_MIN, CS_DATE_MAX};
  for (size_t i = 0; i < 3; i++) {
    cs_day day;
    assert_false(cs_calendar_day(c, none[i], &day));
    assert_int_equal(day.kind, CS_DAY_UNKNOWN);
    assert_int_equal(day.missing, 0);
  }
  cs_calendar_free(c);
}

static void the_company_goes_before_the_table(void **state) {
  (void)state;
  cs_calendar *c = china();
  cs_err err;
  cs_day day;
  char note[] = "stocktaking";
  assert_int_equal(cs_calendar_set_day(c, day_of("2026-01-02"), CS_DAY_WORKDAY, note, 11, &err), 0);
  assert_int_equal(cs_calendar_set_day(c, day_of("2025-12-31"), CS_DAY_IN_LIEU, NULL, 0, &err), 0);
  assert_int_equal(cs_calendar_set_day(c, day_of("2027-01-02"), CS_DAY_WEEKEND, NULL, 0, &err), 0);
  note[0] = 'x'; /* it was copied */
  assert_true(cs_calendar_day(c, day_of("2026-01-02"), &day));
  assert_int_equal(day.kind, CS_DAY_WORKDAY);
  assert_string_equal(day.note, "stocktaking");
  assert_string_equal(day.festival->id, "new-year");
  assert_true(day.own);
  check_kind(c, "2025-12-31", CS_DAY_IN_LIEU, "");
  check_kind(c, "2027-01-02", CS_DAY_WEEKEND, "");
  check_kind(c, "2027-01-03", CS_DAY_UNKNOWN, "");
  check_kind(c, "2026-01-01", CS_DAY_STATUTORY, "new-year");
  assert_int_equal(cs_calendar_set_day(c, day_of("2026-01-02"), CS_DAY_IN_LIEU, NULL, 0, &err), 0);
  check_kind(c, "2026-01-02", CS_DAY_IN_LIEU, "new-year"); /* the last word holds */
  cs_calendar_free(c);
}

static void a_year_the_company_announces_goes_by_the_week(void **state) {
  (void)state;
  cs_calendar *c = china();
  cs_err err;
  assert_int_equal(cs_calendar_set_day(c, day_of("2027-02-21"), CS_DAY_MAKE_UP, NULL, 0, &err), 0);
  for (int year = 2027; year < 2040; year += 3)
    assert_int_equal(cs_calendar_set_year(c, year, &err), CS_OK);
  assert_int_equal(cs_calendar_set_year(c, 2027, &err), CS_OK); /* again: nothing new */
  check_kind(c, "2027-02-21", CS_DAY_MAKE_UP, "");
  check_kind(c, "2027-02-22", CS_DAY_WORKDAY, "");
  check_kind(c, "2027-02-20", CS_DAY_WEEKEND, "");
  check_kind(c, "2027-10-01", CS_DAY_STATUTORY, "national-day");
  check_kind(c, "2028-03-01", CS_DAY_UNKNOWN, "");
  check_kind(c, "2039-03-01", CS_DAY_WORKDAY, "");
  cs_calendar_free(c);
}

static void many_days_of_the_company_stay_in_order(void **state) {
  (void)state;
  cs_calendar *c = china();
  cs_err err;
  cs_date first = day_of("2030-01-01");
  for (int i = 0; i < 1000; i++) { /* 7 and 1000 have no common divisor */
    cs_day_kind kind = (cs_day_kind)(1 + (i * 7 % 1000) % 5);
    assert_int_equal(cs_calendar_set_day(c, first + i * 7 % 1000, kind, NULL, 0, &err), CS_OK);
  }
  for (int i = 0; i < 1000; i++) {
    cs_day day;
    assert_true(cs_calendar_day(c, first + i, &day));
    assert_int_equal(day.kind, 1 + i % 5);
  }
  cs_calendar_free(c);
}

static void weekdays_count_from_monday(void **state) {
  (void)state;
  assert_int_equal(cs_weekday(day_of("2026-01-05")), 1);
  assert_int_equal(cs_weekday(day_of("2026-01-04")), 7);
  assert_int_equal(cs_weekday(day_of("1970-01-01")), 4);
  assert_int_equal(cs_weekday(day_of("1969-12-28")), 7);
  assert_int_equal(cs_weekday(day_of("0001-01-01")), 1);
}

static void kinds_have_names(void **state) {
  (void)state;
  for (int i = CS_DAY_WORKDAY; i < CS_DAY_KIND_COUNT; i++) {
    cs_day_kind kind;
    const char *text = cs_day_kind_text((cs_day_kind)i);
    assert_true(cs_day_kind_parse(text, strlen(text), &kind));
    assert_int_equal(kind, i);
    assert_int_equal(cs_day_kind_works(kind), i == CS_DAY_WORKDAY || i == CS_DAY_MAKE_UP);
  }
  cs_day_kind kind;
  assert_false(cs_day_kind_parse("unknown", 7, &kind));
  assert_false(cs_day_kind_parse("work", 4, &kind));
}

static void a_calendar_that_is_not_there_is_refused(void **state) {
  (void)state;
  cs_calendar *c;
  cs_err err;
  assert_int_equal(cs_calendar_new("xx", &c, &err), CS_ENOTFOUND);
  assert_null(c);
  assert_non_null(strstr(err.text, "xx"));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_kind_of_day_is_told),
      cmocka_unit_test(two_make_up_days_of_2026_are_sundays),
      cmocka_unit_test(a_year_not_announced_is_unknown_but_for_its_statutory_days),
      cmocka_unit_test(what_is_no_date_is_unknown_and_lacks_no_year),
      cmocka_unit_test(the_company_goes_before_the_table),
      cmocka_unit_test(a_year_the_company_announces_goes_by_the_week),
      cmocka_unit_test(many_days_of_the_company_stay_in_order),
      cmocka_unit_test(weekdays_count_from_monday),
      cmocka_unit_test(kinds_have_names),
      cmocka_unit_test(a_calendar_that_is_not_there_is_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
