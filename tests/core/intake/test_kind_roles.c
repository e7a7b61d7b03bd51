#include "core/intake/support.h"

static int setup(void **state) {
  support_setup(state);
  support_good(*state, "employees", "code\nE1\nE2\n");
  return 0;
}
#define ROLES(name) cmocka_unit_test_setup_teardown(name, setup, support_teardown)

static void a_holder_from_a_day_to_a_day(void **state) {
  support *s = *state;
  support_good(s, "roles",
               "role,employee,department,from,to\nHR,E1,,2026-01-01,\nHR,E2,,2026-01-01,\n"
               "department head,E1,one,2026-02-01,2026-12-31\n");
  assert_counts(s, "3 3 0 0 0 0");
  assert_string_equal(support_subject(s, "role", "HR"),
                      "i employee 1 E1\ni employee 2 E2\ni from 1 2026-01-01\n"
                      "i from 2 2026-01-01\n");
  assert_string_equal(support_subject(s, "role", "department head"),
                      "i employee 1 E1\ni from 1 2026-02-01\ni per 1 one\ni to 1 2026-12-31\n");
  assert_string_equal(support_subject(s, "", "HR"), ""); /* no employee of that name */
}

static void the_same_key_corrects(void **state) {
  support *s = *state;
  support_good(s, "roles", "role,employee,from,to\nHR,E1,2026-01-01,\n");
  support_good(s, "roles", "角色,工号,开始日期,结束日期\n人力资源,E1,2026-01-01,2026-06-30\n");
  assert_counts(s, "1 0 1 0 0 0");
  support_good(s, "roles", "role,employee,from,to\nHR,E1,2026-01-01,2026-06-30\n");
  assert_counts(s, "1 0 0 1 0 0");
  support_good(s, "roles", "role,employee,from\n hr ,E1,2026-09-01\n"); /* holds it again */
  assert_counts(s, "1 1 0 0 0 0");
  support_good(s, "roles", "role,employee,to\nHR,E1,2026-12-31\n"); /* the latest one ends */
  assert_counts(s, "1 0 1 0 0 0");
  assert_string_equal(support_subject(s, "role", "HR"),
                      "i employee 1 E1\ni employee 2 E1\ni from 1 2026-01-01\n"
                      "i from 2 2026-09-01\ni to 1 2026-06-30\ni to 2 2026-12-31\n");
  support_good(s, "roles", "role,employee,department\ndepartment head,E1,one\n");
  support_good(s, "roles", "role,employee,department\ndepartment head,E1,two\n");
  assert_counts(s, "1 1 0 0 0 0");
  support_good(s, "roles", "role,employee,department\ndepartment head,E1,\n");
  assert_counts(s, "1 1 0 0 0 0");
}

static void names_are_checked(void **state) {
  support *s = *state;
  const char *reason = support_bad(s, "roles", "role,employee\nHRR,E1\n", 2);
  assert_non_null(strstr(reason, "did you mean 'HR'?"));
  assert_non_null(strstr(reason, "general manager"));
  reason = support_bad(s, "roles", "role,employee\nastronaut,E1\n", 2);
  assert_null(strstr(reason, "did you mean"));
  reason = support_bad(s, "roles", "role,employee\nsuperior,E1\n", 2); /* stands with the person */
  assert_non_null(strstr(reason, "nobody is recorded for this role"));
  reason = support_bad(s, "roles", "角色,工号\n直属上级,E1\n", 2);
  assert_non_null(strstr(reason, "nobody is recorded for this role"));
  reason = support_bad(s, "roles", "role,employee\nheads,E1\n", 2); /* all holders of another */
  assert_non_null(strstr(reason, "nobody is recorded for this role"));
  support_bad(s, "roles", "role,employee\n,E1\n", 2);
  support_bad(s, "roles", "role,employee\nHR,\n", 2);
  support_bad(s, "roles", "role,employee,from\nHR,E1,2026-02-30\n", 2);
  support_bad(s, "roles",
              "role,employee,from,to\nHR,E1,2026-01-01,2026-03-01\n"
              "HR,E1,2026-01-01,2026-04-01\n",
              2);
  assert_int_equal(support_import(s, "roles", "role,from\nHR,\n"), CS_EINPUT);
}

static void odd_rows_are_warnings(void **state) {
  support *s = *state;
  support_good(s, "roles", "role,employee\nHR,E9\n"); /* nobody yet */
  assert_counts(s, "1 1 0 0 0 1");
  support_good(s, "roles", "role,employee,from,to\nHR,E1,2026-02-01,2026-01-01\n");
  assert_counts(s, "1 1 0 0 0 1");
  support_good(s, "roles", "role,employee,department\nHR,E2,one\n"); /* HR is for everybody */
  assert_counts(s, "1 1 0 0 0 1");
  support_good(s, "roles", "role,employee,per\nsite head,E2,north\n");
  assert_counts(s, "1 1 0 0 0 0");
  assert_string_equal(support_subject(s, "role", "site head"), "i employee 1 E2\ni per 1 north\n");
}

static void by_hand_and_taken_back(void **state) {
  support *s = *state;
  const char *const row[] = {"role", "general manager", "employee", "E1",
                             "from", "2026-01-01",      NULL};
  cs_intake_options options = {.kind = "roles", .row = row};
  support_ok(s, support_run(s, &options));
  uint32_t batch = s->report.batch;
  assert_true(batch > 0);
  uint64_t people = 0;
  cs_txn *t;
  support_ok(s, cs_txn_begin(s->store, &s->company, &s->stamp, &t, &s->err));
  support_ok(s, cs_batch_undo(t, batch, &people, &s->err));
  support_ok(s, cs_txn_commit(t, &s->err));
  assert_string_equal(support_subject(s, "role", "general manager"), "");
  support_ok(s, support_run(s, &options));
  assert_counts(s, "1 1 0 0 0 0");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      ROLES(a_holder_from_a_day_to_a_day), ROLES(the_same_key_corrects),  ROLES(names_are_checked),
      ROLES(odd_rows_are_warnings),        ROLES(by_hand_and_taken_back),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
