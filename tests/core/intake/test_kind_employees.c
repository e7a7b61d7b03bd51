#include "core/intake/support.h"

static const char *const head = "code,name,position,grade,status,hired_on,graded_on\n";

static void import_row(support *s, const char *row) {
  char csv[1024];
  snprintf(csv, sizeof csv, "%s%s\n", head, row);
  support_good(s, "employees", csv);
}

static void a_first_row_holds_from_the_beginning(void **state) {
  support *s = *state;
  import_row(s, "E1,王芳,agent,g2,confirmed,2020/1/5,2025年11月7日");
  assert_counts(s, "1 1 0 0 0 0");
  assert_int_not_equal(s->report.batch, 0);
  assert_string_equal(support_person(s, "E1"),
                      "a grade  :g2\na graded_on  2025-11-07\na hired_on  2020-01-05\n"
                      "a position  :agent\na status  :confirmed\n");
  cs_buf name = {0};
  assert_int_equal(
      cs_person_personal(s->store, s->company.id, "E1", "name", UINT32_MAX, &name, NULL, &s->err),
      1);
  assert_string_equal(cs_buf_str(&name), "王芳");
  cs_buf_deinit(&name);
}

static void the_same_row_again_is_nothing(void **state) {
  support *s = *state;
  import_row(s, "E1,王芳,agent,g2,confirmed,2020-01-05,2025-11-07");
  import_row(s, "E1,王芳,agent,g2,confirmed,2020-01-05,2025-11-07");
  assert_counts(s, "1 0 0 1 0 0");
  assert_int_equal(s->report.batch, 0);
}

static void a_blank_cell_or_absent_column_leaves_what_is_known(void **state) {
  support *s = *state;
  import_row(s, "E1,王芳,agent,g2,confirmed,2020-01-05,2025-11-07");
  import_row(s, "E1,,,,,,");
  assert_counts(s, "1 0 0 1 0 0");
  support_good(s, "employees", "code,position\nE1,guide\n");
  assert_counts(s, "1 0 1 0 0 0");
  assert_non_null(strstr(support_person(s, "E1"), "a position  :guide\n"));
  assert_non_null(strstr(support_person(s, "E1"), "a grade  :g2\na graded_on  2025-11-07\n"));
  import_row(s, "E1,王方,,,,,");
  assert_counts(s, "1 0 1 0 0 0");
}

static void a_later_date_begins_a_new_state(void **state) {
  support *s = *state;
  import_row(s, "E1,,agent,g2,,,2025-01-07");
  import_row(s, "E1,,agent,g3,,,2026-01-07");
  assert_counts(s, "1 0 1 0 0 0");
  assert_string_equal(support_person(s, "E1"),
                      "a grade  :g2\na grade 2026-01-07 :g3\na graded_on  2025-01-07\n"
                      "a graded_on 2026-01-07 2026-01-07\na position  :agent\n");
}

static void an_equal_or_blank_date_corrects_the_latest_state(void **state) {
  support *s = *state;
  import_row(s, "E1,,,g2,,,2025-01-07");
  import_row(s, "E1,,,g3,,,2026-01-07");
  import_row(s, "E1,,,g4,,,2026-01-07");
  assert_non_null(strstr(support_person(s, "E1"), "a grade  :g2\na grade 2026-01-07 :g4\n"));
  import_row(s, "E1,,,g1,,,");
  assert_non_null(strstr(support_person(s, "E1"), "a grade  :g2\na grade 2026-01-07 :g1\n"));
}

static void an_older_date_corrects_the_earlier_state(void **state) {
  support *s = *state;
  import_row(s, "E1,,,g1,,,2024-01-07");
  import_row(s, "E1,,,g2,,,2025-01-07");
  import_row(s, "E1,,,g3,,,2026-01-07");
  import_row(s, "E1,,,g4,,,2025-01-07"); /* a date of its own */
  assert_string_equal(
      support_person(s, "E1"),
      "a grade  :g1\na grade 2025-01-07 :g4\na grade 2026-01-07 :g3\na graded_on  2024-01-07\n"
      "a graded_on 2025-01-07 2025-01-07\na graded_on 2026-01-07 2026-01-07\n");
  import_row(s, "E1,,,g2,,,2025-06-30"); /* the one in force then */
  assert_string_equal(
      support_person(s, "E1"),
      "a grade  :g1\na grade 2025-01-07 :g2\na grade 2026-01-07 :g3\na graded_on  2024-01-07\n"
      "a graded_on 2025-01-07 2025-06-30\na graded_on 2026-01-07 2026-01-07\n");
  import_row(s, "E1,,,g2,,,2020-01-01"); /* before all: the first one */
  assert_non_null(strstr(support_person(s, "E1"), "a grade  :g2\n"));
  assert_non_null(strstr(support_person(s, "E1"), "a graded_on  2020-01-01\n"));
}

static void an_older_date_never_changes_todays_grade(void **state) {
  support *s = *state;
  import_row(s, "E1,,,g3,,,2026-01-07");
  import_row(s, "E1,,,g1,,,2025-01-07");
  assert_string_equal(support_person(s, "E1"),
                      "a grade  :g1\na grade 2026-01-07 :g3\na graded_on  2025-01-07\n"
                      "a graded_on 2026-01-07 2026-01-07\n");
  import_row(s, "E1,,,g3,,,2026-01-07");
  assert_counts(s, "1 0 0 1 0 0");
}

static void an_unknown_date_is_learnt_in_place(void **state) {
  support *s = *state;
  import_row(s, "E1,,,g2,,,");
  import_row(s, "E1,,,g3,,,2026-01-07");
  assert_string_equal(support_person(s, "E1"), "a grade  :g3\na graded_on  2026-01-07\n");
}

static void closed_values_by_name_or_label(void **state) {
  support *s = *state;
  support_good(s, "employees",
               "工号,姓名,岗位,级别,状态,site\nE1,李,客服,中（二）级客服（一般）,在职,north\nE2,李,"
               "agent,third,离职,south\n");
  assert_counts(s, "2 2 0 0 0 0");
  assert_string_equal(support_person(s, "E1"),
                      "a grade  :g2\na position  :agent\na site  :north\na status  :confirmed\n");
  assert_string_equal(support_person(s, "E2"),
                      "a grade  :g3\na position  :agent\na site  :south\na status  :left\n");
  assert_non_null(
      strstr(support_bad(s, "employees", "code,grade\nE3,g2\nE4,g9\n", 3), "g1, g2, g3, g4"));
  assert_string_equal(s->report.problems[0].value, "g9");
  assert_string_equal(support_person(s, "E3"), "");
  support_bad(s, "employees", "code,position\nE3,pilot\n", 2);
  support_bad(s, "employees", "code,status\nE3,gone\n", 2);
  support_good(s, "employees", "code,site\nE3,west\n"); /* an open list */
  assert_counts(s, "1 1 0 0 0 1");
  assert_string_equal(support_person(s, "E3"), "a site  :west\n");
}

static void dates_in_an_odd_order_are_warnings(void **state) {
  support *s = *state;
  support_good(s, "employees",
               "code,hired_on,confirmed_on,left_on\nE1,2026-05-01,2026-04-01,2025-01-01\n");
  assert_counts(s, "1 1 0 0 0 3");
  assert_true(s->report.problems[0].warning);
}

static void dates_that_do_not_exist_are_bad(void **state) {
  support *s = *state;
  const char *const dates[] = {"2025-02-29", "2026-13-01", "2026-00-10", "2026-1-32",
                               "45292",      "1/2/2026",   "soon",       "26-01-02"};
  for (size_t i = 0; i < sizeof dates / sizeof *dates; i++) {
    char csv[128];
    snprintf(csv, sizeof csv, "code,hired_on\nE1,%s\n", dates[i]);
    support_bad(s, "employees", csv, 2);
  }
  support_good(s, "employees",
               "code,hired_on\nE1,2024-02-29\nE2,2024.2.9\nE3,２０２４年２月９日\n");
  assert_string_equal(support_person(s, "E3"), "a hired_on  2024-02-09\n");
}

static void codes_are_normalised_and_checked(void **state) {
  support *s = *state;
  support_good(s, "employees", "code,manager\n Ｅ００１ ,E001\nE002,E999\n");
  assert_string_equal(support_person(s, "E001"), "a manager  E001\n");
  assert_string_equal(support_person(s, "E002"), "a manager  E999\n");
  support_bad(s, "employees", "code,seats\nE3,1\n,2\n", 3);
  support_bad(s, "employees", "code\nE\xe2\x80\xae\x33\n", 2); /* right-to-left override */
  assert_non_null(strstr(s->report.problems[0].value, "\\u202e"));
  support_bad(s, "employees", "code\nE\x07\n", 2);
  char csv[160] = "code\n";
  memset(csv + 5, 'E', 64);
  strcpy(csv + 69, "\n");
  support_good(s, "employees", csv);
  strcpy(csv + 69, "E\n");
  support_bad(s, "employees", csv, 2);
}

static void integers_and_long_texts(void **state) {
  support *s = *state;
  support_good(s, "employees", "code,seats\nE1,-12\n");
  assert_string_equal(support_person(s, "E1"), "a seats  #-12\n");
  support_bad(s, "employees", "code,seats\nE1,1.5\n", 2);
  support_bad(s, "employees", "code,seats\nE1,99999999999999999999\n", 2);
  char *csv = malloc(5000);
  strcpy(csv, "code,department\nE1,");
  memset(csv + strlen(csv), 'x', 4096);
  strcpy(csv + 19 + 4096, "\n");
  support_good(s, "employees", csv);
  strcpy(csv + 19 + 4096, "x\n");
  support_bad(s, "employees", csv, 2);
  free(csv);
}

static void one_code_twice(void **state) {
  support *s = *state;
  support_good(s, "employees", "code,grade\nE1,g1\nE2,g1\nE1,g1\n");
  assert_counts(s, "3 2 0 1 0 0");
  assert_int_equal(support_import(s, "employees", "code,grade\nE1,g1\nE2,g1\nE1,g2\nE1,g1\n"),
                   CS_EINPUT);
  assert_counts(s, "4 0 0 1 3 0");
  assert_int_equal(s->report.problem_count, 3);
  assert_int_equal(s->report.problems[0].line, 2);
  assert_non_null(strstr(s->report.problems[0].reason, "line 4"));
  assert_non_null(strstr(s->report.problems[1].reason, "line 2"));
}

static void an_erased_person_stays_erased(void **state) {
  support *s = *state;
  import_row(s, "E1,王芳,agent,,,,");
  cs_txn *t;
  s->stamp.now++;
  support_ok(s, cs_txn_begin(s->store, &s->company, &s->stamp, &t, &s->err));
  support_ok(s, cs_txn_erase(t, "E1", &s->err));
  support_ok(s, cs_txn_commit(t, &s->err));
  import_row(s, "E1,王芳,agent,,,,");
  assert_counts(s, "1 0 0 1 0 1");
  bool erased;
  cs_buf name = {0};
  assert_int_equal(cs_person_personal(s->store, s->company.id, "E1", "name", UINT32_MAX, &name,
                                      &erased, &s->err),
                   0);
  assert_true(erased);
  cs_buf_deinit(&name);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(a_first_row_holds_from_the_beginning),
      TEST(the_same_row_again_is_nothing),
      TEST(a_blank_cell_or_absent_column_leaves_what_is_known),
      TEST(a_later_date_begins_a_new_state),
      TEST(an_equal_or_blank_date_corrects_the_latest_state),
      TEST(an_older_date_corrects_the_earlier_state),
      TEST(an_older_date_never_changes_todays_grade),
      TEST(an_unknown_date_is_learnt_in_place),
      TEST(closed_values_by_name_or_label),
      TEST(dates_in_an_odd_order_are_warnings),
      TEST(dates_that_do_not_exist_are_bad),
      TEST(codes_are_normalised_and_checked),
      TEST(integers_and_long_texts),
      TEST(one_code_twice),
      TEST(an_erased_person_stays_erased),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
