#include "core/intake/support.h"

static int setup(void **state) {
  support_setup(state);
  support_good(*state, "employees", "code\nE1\n");
  return 0;
}
#define EVENTS(name) cmocka_unit_test_setup_teardown(name, setup, support_teardown)

static void an_event_is_a_row_of_fields(void **state) {
  support *s = *state;
  support_good(s, "events",
               "员工,日期,类型,原因,是否成立,单号,分值\nE1,2026-03-12,投诉,personal,是,T1,\nE1,"
               "2026-03-13,award,,,,5\n");
  assert_counts(s, "2 2 0 0 0 0");
  assert_string_equal(support_person(s, "E1"), "e cause 1 :personal\ne kind 1 :complaint\ne kind 2 "
                                               ":award\ne on 1 2026-03-12\ne on 2 2026-03-13\n"
                                               "e points 2 #5\ne ref 1 T1\ne upheld 1 :yes\n");
}

static void yes_and_no_in_their_spellings(void **state) {
  support *s = *state;
  const char *const spellings[] = {"yes", "是", "TRUE", "1", "Yes", "no", "否", "false", "0"};
  cs_buf csv = {0};
  cs_buf_puts(&csv, "employee,on,kind,upheld\n");
  for (size_t i = 0; i < 9; i++)
    cs_buf_printf(&csv, "E1,2026-03-%02zu,complaint,%s\n", i + 1, spellings[i]);
  support_good(s, "events", cs_buf_str(&csv));
  cs_buf_deinit(&csv);
  const char *person = support_person(s, "E1");
  assert_non_null(strstr(person, "e upheld 5 :yes\ne upheld 6 :no\n"));
  support_bad(s, "events", "employee,on,kind,upheld\nE1,2026-04-01,complaint,maybe\n", 2);
}

static void a_reference_is_the_key(void **state) {
  support *s = *state;
  support_good(s, "events",
               "employee,on,kind,cause,upheld,ref\nE1,2026-03-12,complaint,personal,,T1\n");
  support_good(s, "events",
               "employee,on,kind,cause,upheld,ref\nE1,2026-03-14,complaint,other,no,T1\n");
  assert_counts(s, "1 0 1 0 0 0");
  support_good(s, "events", "employee,on,kind,cause,upheld,ref\nE1,2026-03-14,complaint,,,T1\n");
  assert_counts(s, "1 0 0 1 0 0");
  assert_string_equal(
      support_person(s, "E1"),
      "e cause 1 :other\ne kind 1 :complaint\ne on 1 2026-03-14\ne ref 1 T1\ne upheld 1 :no\n");
  assert_int_equal(
      support_import(s, "events",
                     "employee,on,kind,cause,upheld,ref\nE1,2026-03-14,complaint,,yes,T2\n"
                     "E1,2026-03-14,complaint,,no,T2\n"),
      CS_EINPUT);
  assert_counts(s, "2 0 0 0 2 0");
}

static void a_reference_is_the_key_across_employees(void **state) {
  support *s = *state;
  support_good(s, "employees", "code\nE2\n");
  assert_int_equal(
      support_import(
          s, "events",
          "employee,on,kind,ref\nE1,2026-03-12,complaint,T1\nE1,2026-03-12,complaint,T2\n"
          "E2,2026-03-12,complaint,T1\nE1,2026-03-12,complaint,T1\n"),
      CS_EINPUT);
  assert_counts(s, "4 1 0 0 3 0");
  assert_int_equal(s->report.problems[0].line, 2);
  assert_non_null(strstr(s->report.problems[0].reason, "line 4"));
  assert_int_equal(s->report.problems[2].line, 5);
  assert_non_null(strstr(s->report.problems[2].reason, "line 2"));
}

static void without_one_equals_are_counted(void **state) {
  support *s = *state;
  const char *two = "employee,on,kind,cause,upheld\nE1,2026-03-12,complaint,other,yes\nE1,2026-03-"
                    "12,complaint,other,\n";
  support_good(s, "events", two);
  assert_counts(s, "2 2 0 0 0 0");
  support_good(s, "events", two);
  assert_counts(s, "2 0 0 2 0 0");
  support_good(s, "events",
               "employee,on,kind,cause,upheld\nE1,2026-03-12,complaint,other,yes\n"
               "E1,2026-03-12,complaint,other,no\nE1,2026-03-12,complaint,other,no\n");
  assert_counts(s, "3 1 1 1 0 0");
  support_good(
      s, "events",
      "employee,on,kind,cause\nE1,2026-03-12,complaint,personal\nE1,2026-03-12,complaint,\n");
  assert_counts(s, "2 2 0 0 0 0");
}

static void an_export_without_references_finds_them(void **state) {
  support *s = *state;
  support_good(s, "events",
               "employee,on,kind,cause,ref\nE1,2026-03-12,complaint,other,T1\nE1,2026-03-12,"
               "complaint,other,\n");
  assert_counts(s, "2 2 0 0 0 0");
  support_good(s, "events",
               "employee,on,kind,cause,ref\nE1,2026-03-12,complaint,other,T1\nE1,2026-03-12,"
               "complaint,other,\n");
  assert_counts(s, "2 0 0 2 0 0");
  support_good(
      s, "events",
      "employee,on,kind,cause\nE1,2026-03-12,complaint,other\nE1,2026-03-12,complaint,other\n");
  assert_counts(s, "2 0 0 2 0 0");
}

static void what_an_event_needs(void **state) {
  support *s = *state;
  support_bad(s, "events", "employee,on,kind\nE1,,complaint\n", 2);
  support_bad(s, "events", "employee,on,kind\nE1,2026-03-12,\n", 2);
  support_bad(s, "events", "employee,on,kind\nE1,2026-03-12,applause\n", 2);
  support_bad(s, "events", "employee,on,kind,cause\nE1,2026-03-12,complaint,weather\n", 2);
  support_bad(s, "events", "employee,on,kind,cause\nE1,2026-03-12,award,personal\n", 2);
  support_bad(s, "events", "employee,on,kind\nE7,2026-03-12,complaint\n", 2);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      EVENTS(an_event_is_a_row_of_fields),
      EVENTS(yes_and_no_in_their_spellings),
      EVENTS(a_reference_is_the_key),
      EVENTS(without_one_equals_are_counted),
      EVENTS(a_reference_is_the_key_across_employees),
      EVENTS(an_export_without_references_finds_them),
      EVENTS(what_an_event_needs),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
