#include "core/intake/support.h"

static int setup(void **state) {
  support_setup(state);
  support_good(*state, "employees", "code\nE1\n");
  return 0;
}
#define ABSENCES(name) cmocka_unit_test_setup_teardown(name, setup, support_teardown)

static void a_span_is_known_by_its_first_day(void **state) {
  support *s = *state;
  support_good(s, "absences",
               "employee,from,to,kind\nE1,2026-01-05,,病假\nE1,2026-03-01,2026-03-01,training\n");
  assert_counts(s, "2 2 0 0 0 0");
  support_good(s, "absences",
               "员工,开始日期,结束日期,类型\nE1,2026-01-05,2026-02-05,medical\nE1,2026-03-01,,\n");
  assert_counts(s, "2 0 1 1 0 0");
  assert_string_equal(support_person(s, "E1"),
                      "i from 1 2026-01-05\ni from 2 2026-03-01\ni kind 1 :medical\n"
                      "i kind 2 :training\ni to 1 2026-02-05\ni to 2 2026-03-01\n");
}

static void bad_spans(void **state) {
  support *s = *state;
  support_bad(s, "absences", "employee,from,to,kind\nE1,,2026-01-04,medical\n", 2);
  support_bad(s, "absences", "employee,from,to,kind\nE1,2026-01-04,,holiday\n", 2);
  support_bad(s, "absences", "employee,from,to,kind\nE1,2026-01-04,,trial\n", 2); /* no absence */
  support_bad(s, "absences", "employee,from,to\nE2,2026-01-04,\n", 2);
  assert_int_equal(
      support_import(s, "absences", "employee,from,to\nE1,2026-01-04,\nE1,2026-01-04,2026-02-01\n"),
      CS_EINPUT);
  assert_counts(s, "2 0 0 0 2 0");
}

/* Contract: dates in an odd order within a row are warnings, never rejections. */
static void an_end_before_the_first_day_is_a_warning(void **state) {
  support *s = *state;
  support_good(s, "absences", "employee,from,to,kind\nE1,2026-01-05,2026-01-04,medical\n");
  assert_counts(s, "1 1 0 0 0 1");
}

int main(void) {
  const struct CMUnitTest tests[] = {ABSENCES(a_span_is_known_by_its_first_day),
                                     ABSENCES(bad_spans),
                                     ABSENCES(an_end_before_the_first_day_is_a_warning)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
