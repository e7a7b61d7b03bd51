#include "core/intake/support.h"

static void a_kind_that_the_pack_declares(void **state) {
  support *s = *state;
  support_good(s, "vacancy", "code,岗位,department,开放日期\nV1,客服,one,2026-07-01\nV2,guide,,\n");
  assert_counts(s, "2 2 0 0 0 0");
  assert_string_equal(support_subject(s, "vacancy", "V1"),
                      "a department  one\na opened_on  2026-07-01\n"
                      "a position  :agent\n");
  support_good(s, "vacancies", "code,department\nV1,two\nV2,\n");
  assert_counts(s, "2 0 1 1 0 0");
  assert_string_equal(support_person(s, "V1"), "");
  support_bad(s, "vacancy", "code,position\nV3,astronaut\n", 2);
  support_bad(s, "vacancy", "code,position\n,guide\n", 2);
}

static void other_names_are_refused(void **state) {
  support *s = *state;
  assert_int_equal(support_import(s, "vacanc", "code\nV1\n"), CS_EUSAGE);
  assert_non_null(strstr(s->err.text, "delegations, vacancy"));
}

static void a_row_may_be_taken_back(void **state) {
  support *s = *state;
  support_good(s, "vacancy", "code,department\nV1,one\n");
  support_good(s, "vacancy", "code,department\nV1,two\n");
  uint64_t subjects = 0;
  cs_txn *t;
  support_ok(s, cs_txn_begin(s->store, &s->company, &s->stamp, &t, &s->err));
  support_ok(s, cs_batch_undo(t, s->report.batch, &subjects, &s->err));
  support_ok(s, cs_txn_commit(t, &s->err));
  assert_int_equal(subjects, 1);
  assert_non_null(strstr(support_subject(s, "vacancy", "V1"), "one"));
}

int main(void) {
  const struct CMUnitTest tests[] = {TEST(a_kind_that_the_pack_declares),
                                     TEST(other_names_are_refused), TEST(a_row_may_be_taken_back)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
