#include "core/intake/support.h"

static void somebody_acts_for_another(void **state) {
  support *s = *state;
  support_good(s, "employees", "code\nE1\nE2\n");
  support_good(s, "delegations",
               "actor,delegate,from,to,reason\nE1,E2,2026-07-01,2026-07-05,leave\n");
  assert_counts(s, "1 1 0 0 0 0");
  support_good(s, "delegations",
               "委托人,代理人,开始日期,结束日期,原因\nE1,E2,2026-07-01,2026-07-09,休假\n");
  assert_counts(s, "1 0 1 0 0 0");
  assert_string_equal(support_subject(s, "delegation", "E1"),
                      "i delegate 1 E2\ni from 1 2026-07-01\ni reason 1 休假\n"
                      "i to 1 2026-07-09\n");
}

static void odd_delegations(void **state) {
  support *s = *state;
  support_good(s, "employees", "code\nE1\n");
  support_good(s, "delegations", "actor,delegate\nE1,E9\nE8,E1\n");
  assert_counts(s, "2 2 0 0 0 2");
  support_bad(s, "delegations", "actor,delegate\nE1,E1\n", 2);
  support_bad(s, "delegations", "actor,delegate\n,E1\n", 2);
  support_bad(s, "delegations", "actor,delegate\nE1,\n", 2);
}

int main(void) {
  const struct CMUnitTest tests[] = {TEST(somebody_acts_for_another), TEST(odd_delegations)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
