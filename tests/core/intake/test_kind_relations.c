#include "core/intake/support.h"

static void pairs_with_days(void **state) {
  support *s = *state;
  support_good(s, "relations",
               "relation,subject,object,from,to\nworks with,one,two,2026-01-01,\n"
               "协作,one,three,,2026-12-31\n");
  assert_counts(s, "2 2 0 0 0 0");
  support_good(s, "relations", "关系,主体,对象,结束日期\nworks with,one,two,2026-06-30\n");
  assert_counts(s, "1 0 1 0 0 0");
  assert_string_equal(support_subject(s, "relation", "works with"),
                      "i from 2 2026-01-01\ni object 1 three\ni object 2 two\n"
                      "i subject 1 one\ni subject 2 one\ni to 1 2026-12-31\ni to 2 2026-06-30\n");
}

static void bad_pairs(void **state) {
  support *s = *state;
  const char *reason =
      support_bad(s, "relations", "relation,subject,object\nwork with,one,two\n", 2);
  assert_non_null(strstr(reason, "did you mean 'works with'?"));
  reason = support_bad(s, "relations", "relation,subject,object\nreports,E1,E2\n", 2);
  assert_null(strstr(reason, "reports")); /* is read from the people's records */
  support_bad(s, "relations", "relation,subject,object\nworks with,,two\n", 2);
  support_bad(s, "relations", "relation,subject,object\nworks with,one,\n", 2);
}

int main(void) {
  const struct CMUnitTest tests[] = {TEST(pairs_with_days), TEST(bad_pairs)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
