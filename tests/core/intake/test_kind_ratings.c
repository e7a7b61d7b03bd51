#include "core/intake/support.h"

static int setup(void **state) {
  support_setup(state);
  support_good(*state, "employees", "code,hired_on,left_on\nE1,2025-03-10,2026-03-31\nE2,,\n");
  return 0;
}
#define RATINGS(name) cmocka_unit_test_setup_teardown(name, setup, support_teardown)

static void ratings_are_upper_cased_and_by_label(void **state) {
  support *s = *state;
  support_good(s, "ratings",
               "employee,period,rating\nE1,2026-01,s\nE1,2026-02,Ａ\nE2,2026年1月,优秀\n");
  assert_counts(s, "3 3 0 0 0 0");
  assert_non_null(strstr(support_person(s, "E1"), "s rating 2026-01 :S\ns rating 2026-02 :A\n"));
  assert_string_equal(support_person(s, "E2"), "s rating 2026-01 :S\n");
}

static void corrections_and_repetitions(void **state) {
  support *s = *state;
  support_good(s, "ratings", "employee,period,rating\nE2,2026-01,S\nE2,2026-02,A\n");
  support_good(s, "ratings", "员工,考核月份,考核结果\nE2,2026-01,B\nE2,2026-02,A\nE2,2026-03,A\n");
  assert_counts(s, "3 1 1 1 0 0");
  support_good(s, "ratings", "employee,period,rating\nE2,2026-01,\nE2,,\n,,\n");
  assert_counts(s, "2 0 0 2 0 0");
  assert_string_equal(support_person(s, "E2"),
                      "s rating 2026-01 :B\ns rating 2026-02 :A\ns rating 2026-03 :A\n");
}

static void a_row_without_a_rating_is_never_an_error(void **state) {
  support *s = *state;
  support_good(s, "ratings", "employee,period,rating\nNOBODY,2026-99,\n");
  assert_counts(s, "1 0 0 1 0 0");
}

static void other_series(void **state) {
  support *s = *state;
  support_good(s, "ratings",
               "employee,period,rating,series\nE2,2026-Q1,Pass,appraisal\nE2,2026-01,B,\nE2,2026-"
               "02,C,月度考核\n");
  assert_string_equal(support_person(s, "E2"),
                      "s appraisal 2026-Q1 :pass\ns rating 2026-01 :B\ns rating 2026-02 :C\n");
  assert_non_null(strstr(
      support_bad(s, "ratings", "employee,period,rating,series\nE2,2026-01,pass,appraisal\n", 2),
      "Q1"));
  assert_non_null(
      strstr(support_bad(s, "ratings", "employee,period,rating\nE2,2026-Q1,A\n", 2), "YYYY-MM"));
  support_bad(s, "ratings", "employee,period,rating,series\nE2,2026-01,A,unheard\n", 2);
  support_bad(s, "ratings", "employee,period,rating\nE2,2026-01,E\n", 2);
  support_bad(s, "ratings", "employee,period,rating\nE2,,A\n", 2);
}

static void nobody_of_this_code(void **state) {
  support *s = *state;
  assert_int_equal(
      support_import(s, "ratings", "employee,period,rating\nE2,2026-01,A\nE9,2026-01,A\n"),
      CS_EINPUT);
  assert_counts(s, "2 1 0 0 1 0");
  assert_int_equal(s->report.problems[0].line, 3);
  assert_string_equal(s->report.problems[0].value, "E9");
  assert_string_equal(support_person(s, "E2"), "");
}

static void outside_employment_is_a_warning(void **state) {
  support *s = *state;
  support_good(s, "ratings",
               "employee,period,rating\nE1,2025-02,A\nE1,2025-03,A\nE1,2026-03,A\nE1,2026-04,A\n");
  assert_counts(s, "4 4 0 0 0 2");
  assert_int_equal(s->report.problems[0].line, 2);
  assert_string_equal(s->report.problems[0].value, "2025-02");
  assert_int_equal(s->report.problems[1].line, 5);
}

static void one_key_twice(void **state) {
  support *s = *state;
  assert_int_equal(
      support_import(s, "ratings",
                     "employee,period,rating\nE2,2026-01,A\nE2,2026-02,A\nE2,2026-01,B\n"),
      CS_EINPUT);
  assert_counts(s, "3 1 0 0 2 0");
  assert_non_null(strstr(s->report.problems[0].reason, "line 4"));
  assert_non_null(strstr(s->report.problems[1].reason, "line 2"));
  assert_int_equal(s->report.reason_count, 1);
  assert_int_equal(s->report.reasons[0].count, 2);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      RATINGS(ratings_are_upper_cased_and_by_label),
      RATINGS(corrections_and_repetitions),
      RATINGS(a_row_without_a_rating_is_never_an_error),
      RATINGS(other_series),
      RATINGS(nobody_of_this_code),
      RATINGS(outside_employment_is_a_warning),
      RATINGS(one_key_twice),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
