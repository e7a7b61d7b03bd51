#include "core/intake/support.h"

static int setup(void **state) {
  support_setup(state);
  support_good(*state, "employees", "code,hired_on\nE1,2025-03-10\n");
  return 0;
}
#define METRICS(name) cmocka_unit_test_setup_teardown(name, setup, support_teardown)

static void numbers_are_kept_in_the_last_decimal(void **state) {
  support *s = *state;
  support_good(s, "metrics",
               "employee,period,metric,value\nE1,2026-01,csat,98.5\nE1,2026-02,满意度,-0.25\nE1,"
               "2026-01,calls,０１２\n"
               "E1,2026-02,calls,0\nE1,2026-03,csat,\n");
  assert_counts(s, "5 4 0 1 0 0");
  assert_string_equal(support_person(s, "E1"),
                      "a hired_on  2025-03-10\ns calls 2026-01 #12\ns calls 2026-02 #0\n"
                      "s csat 2026-01 #9850\ns csat 2026-02 #-25\n");
  support_good(s, "metrics",
               "employee,period,metric,value\nE1,2026-01,csat,98.50\nE1,2026-02,csat,1\n");
  assert_counts(s, "2 0 1 1 0 0");
}

static void bad_numbers(void **state) {
  support *s = *state;
  const char *const bad[] = {"98.505", "1e3", "12%", "\"1,234\"",          "--1",
                             ".",      "1.",  "abc", "9999999999999999999"};
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    char csv[128];
    snprintf(csv, sizeof csv, "employee,period,metric,value\nE1,2026-01,csat,%s\n", bad[i]);
    assert_non_null(strstr(support_bad(s, "metrics", csv, 2), "2 decimals"));
  }
  support_bad(s, "metrics", "employee,period,metric,value\nE1,2026-01,calls,1.5\n", 2);
  support_bad(s, "metrics", "employee,period,metric,value\nE1,2026-01,speed,1\n", 2);
  support_bad(s, "metrics", "employee,period,metric,value\nE1,2026-01,,1\n", 2);
  support_bad(s, "metrics", "employee,period,metric,value\nE1,2026,csat,1\n", 2);
}

int main(void) {
  const struct CMUnitTest tests[] = {METRICS(numbers_are_kept_in_the_last_decimal),
                                     METRICS(bad_numbers)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
