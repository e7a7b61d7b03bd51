#include "core/intake/support.h"
#include "core/workbook.h"

static void people(support *s) {
  support_good(
      s, "employees",
      "code,name,department,position\nE1,张伟,一组,agent\nE2,张 伟,二组,guide\nE3,张伟,二组,agent\n"
      "E4,李芳,一组,agent\nE5,Ann Lee,,\n");
}

static const cs_intake_problem *only_problem(support *s, const char *kind, const char *csv) {
  assert_int_equal(support_import(s, kind, csv), CS_EINPUT);
  assert_int_equal(s->report.rejected, 1);
  return &s->report.problems[0];
}

static void the_one_person_of_that_name(void **state) {
  support *s = *state;
  people(s);
  support_good(
      s, "ratings",
      "姓名,部门,月份,等级\n李芳,,2026-01,A\n张伟,一组,2026-01,B\nＡｎｎ lee,,2026-01,C\n");
  assert_counts(s, "3 3 0 0 0 0");
  assert_string_equal(strstr(support_person(s, "E4"), "s "), "s rating 2026-01 :A\n");
  assert_string_equal(strstr(support_person(s, "E1"), "s "), "s rating 2026-01 :B\n");
  assert_string_equal(strstr(support_person(s, "E5"), "s "), "s rating 2026-01 :C\n");
  support_good(s, "metrics", "name,period,metric,value\n李芳,2026-01,calls,7\n");
  support_good(s, "events", "name,on,kind,cause\n李芳,2026-01-05,complaint,other\n");
  support_good(s, "absences", "name,from,to\n李芳,2026-01-05,2026-01-06\n");
  support_good(s, "employees", "name,department\n李芳,三组\n"); /* who she was when the row came */
  assert_counts(s, "1 0 1 0 0 0");
  support_good(s, "ratings", "姓名,部门,月份,等级\n李芳,三组,2026-02,A\n");
}

static void three_of_one_name_are_asked_back(void **state) {
  support *s = *state;
  people(s);
  const cs_intake_problem *p =
      only_problem(s, "ratings", "姓名,月份,等级\n张伟,2026-01,A\n李芳,2026-01,A\n");
  assert_int_equal(p->line, 2);
  assert_string_equal(p->column, "姓名");
  assert_string_equal(p->value, "张伟");
  assert_non_null(strstr(p->reason, "write the code"));
  assert_non_null(strstr(p->reason, "E1 (一组, agent); E2 (二组, guide); E3 (二组, agent)"));
  p = only_problem(s, "ratings", "姓名,部门,月份,等级\n张伟,二组,2026-01,A\n");
  assert_non_null(strstr(p->reason, "E2 (二组, guide); E3 (二组, agent)"));
  assert_null(strstr(p->reason, "E1")); /* of another department */
  p = only_problem(s, "ratings", "姓名,部门,月份,等级\n李芳,二组,2026-01,A\n");
  assert_non_null(strstr(p->reason, "in that department"));
  assert_non_null(strstr(p->reason, "E4 (一组, agent)"));
  p = only_problem(s, "ratings", "姓名,月份,等级\n赵六,2026-01,A\n");
  assert_non_null(strstr(p->reason, "nobody is called so"));
  p = only_problem(s, "employees", "name,department\n赵六,一组\n");
  assert_non_null(strstr(p->reason, "needs a code"));
  support_good(s, "ratings", "工号,姓名,月份,等级\nE3,张伟,2026-01,A\n,李芳,2026-01,B\n");
  assert_counts(s, "2 2 0 0 0 0");
}

static void code_and_name_of_two_people(void **state) {
  support *s = *state;
  people(s);
  support_good(s, "ratings",
               "工号,姓名,月份,等级\nE1,李芳,2026-01,A\nE4,李 芳,2026-01,B\nE5,,2026-01,B\n");
  assert_counts(s, "3 3 0 0 0 1");
  assert_int_equal(s->report.problems[0].line, 2);
  assert_non_null(strstr(s->report.problems[0].reason, "called otherwise"));
}

/* A name that the file gives to a code is nobody's yet, or somebody else's: which one a row with the name alone means is asked. */
static void a_name_that_the_file_gives_to_a_code(void **state) {
  support *s = *state;
  people(s);
  const cs_intake_problem *p = only_problem(
      s, "employees", "code,name,position\n,Ann Lee,guide\nE9,ann lee,agent\nE8,Bo,agent\n");
  assert_int_equal(p->line, 2);
  assert_string_equal(p->column, "name");
  assert_string_equal(p->value, "ann lee");
  assert_non_null(strstr(p->reason, "line 3 has this name and a code"));

  static const char csv[] = "\n\ncode,name,position\n,李芳,guide\nE9,Bo,\n,Bo,\n,ann lee,guide\n"
                            "E8,ANN LEE,\n";
  support_write("in.csv", csv, sizeof csv - 1);
  cs_intake_options options = {.kind = "employees", .path = "in.csv", .valid_only = true};
  support_ok(s, support_run(s, &options));
  assert_counts(s, "5 2 1 0 2 0");
  support_ok(s, support_run(s, &options));
  assert_counts(s, "5 0 0 3 2 0");
  assert_null(strstr(support_person(s, "E5"), "guide"));

  static const char bad[] = "code,name,position\n,李芳,captain\nE6,李芳,\n"; /* bad once */
  support_write("in.csv", bad, sizeof bad - 1);
  support_ok(s, support_run(s, &options));
  assert_counts(s, "2 1 0 0 1 0");

  workbook_one("in.xlsx", "code|name\n|Bo\nE7|Bo\n", NULL);
  options.path = "in.xlsx";
  support_ok(s, support_run(s, &options));
  assert_counts(s, "2 1 0 0 1 0");
  assert_string_equal(s->report.problems[0].cell, "Sheet1!B2");
}

static int chain_line(void *user, const char *const *fields, size_t count) {
  for (size_t i = 0; i < count; i++) {
    if (strstr(fields[i], "李芳") != NULL || strstr(fields[i], "张伟") != NULL) ++*(int *)user;
  }
  return 0;
}

static void no_name_gets_into_the_chain(void **state) {
  support *s = *state;
  int names = 0;
  people(s);
  support_good(s, "ratings", "姓名,月份,等级\n李芳,2026-01,A\n");
  for (uint32_t txn = 1; txn <= s->report.batch; txn++)
    support_ok(s, cs_ledger_lines(s->store, txn, chain_line, &names, &s->err));
  assert_int_equal(names, 0);
}

static void who_is_erased_has_no_name(void **state) {
  support *s = *state;
  cs_txn *t;
  people(s);
  s->stamp.now++;
  support_ok(s, cs_txn_begin(s->store, &s->company, &s->stamp, &t, &s->err));
  support_ok(s, cs_txn_erase(t, "E4", &s->err));
  support_ok(s, cs_txn_commit(t, &s->err));
  const cs_intake_problem *p = only_problem(s, "ratings", "姓名,月份,等级\n李芳,2026-01,A\n");
  assert_non_null(strstr(p->reason, "nobody is called so"));
}

static void in_workbooks(void **state) {
  support *s = *state;
  people(s);
  workbook_one("in.xlsx",
               "姓名|部门|月份|等级\n张伟|一组|2026-01|A\n|二组||\n张伟|二组|2026-01|A\n合计|2\n",
               NULL);
  cs_intake_options options = {.kind = "ratings", .path = "in.xlsx", .valid_only = true};
  support_ok(s, support_run(s, &options));
  assert_counts(s, "2 1 0 0 1 2");
  assert_string_equal(s->report.problems[0].cell, "Sheet1!A4");
}

int main(void) {
  const struct CMUnitTest tests[] = {TEST(the_one_person_of_that_name),
                                     TEST(three_of_one_name_are_asked_back),
                                     TEST(code_and_name_of_two_people),
                                     TEST(a_name_that_the_file_gives_to_a_code),
                                     TEST(no_name_gets_into_the_chain),
                                     TEST(who_is_erased_has_no_name),
                                     TEST(in_workbooks)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
