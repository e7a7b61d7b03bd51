#include "core/intake/support.h"

static void a_hundred_thousand_bad_rows(void **state) {
  support *s = *state;
  cs_buf csv = {0};
  cs_buf_puts(&csv, "code,grade,seats\n");
  for (int i = 0; i < 100000; i++)
    cs_buf_printf(&csv, "E%d,wrong%d,%s\n", i, i, i % 4 == 0 ? "many" : "1");
  support_write("in.csv", csv.data, csv.size);
  cs_buf_deinit(&csv);
  cs_intake_options options = {.kind = "employees", .path = "in.csv"};
  assert_int_equal(support_run(s, &options), CS_EINPUT);
  assert_counts(s, "100000 0 0 0 100000 0");
  assert_non_null(strstr(s->err.text, "100000 of 100000"));
  assert_int_equal(s->report.problem_count, CS_INTAKE_SHOWN);
  assert_int_equal(s->report.problems[0].line, 2);
  assert_int_equal(s->report.reason_count, 2);
  assert_int_equal(s->report.reasons[0].count, 100000);
  assert_int_equal(s->report.reasons[1].count, 25000);
  assert_true(cs_arena_used(s->report.arena) < 100000);
}

static void the_first_by_line_errors_before_warnings(void **state) {
  support *s = *state;
  support_good(s, "employees", "code\nZ\n");
  cs_buf csv = {0};
  cs_buf_puts(&csv, "employee,period,rating,extra\n");
  for (int i = 0; i < 200; i++)
    cs_buf_printf(&csv, "E%03d,2026-01,A,\n", 999 - i); /* found in the order of codes */
  support_write("in.csv", csv.data, csv.size);
  cs_buf_deinit(&csv);
  cs_intake_options options = {.kind = "ratings", .path = "in.csv"};
  assert_int_equal(support_run(s, &options), CS_EINPUT);
  for (size_t i = 0; i < CS_INTAKE_SHOWN; i++) assert_int_equal(s->report.problems[i].line, i + 2);
  assert_false(s->report.problems[0].warning);
  assert_int_equal(s->report.warnings, 1);
  assert_true(s->report.reasons[s->report.reason_count - 1].warning);
}

static void what_is_shown_is_visible_and_short(void **state) {
  support *s = *state;
  support_bad(s, "employees", "code,grade\nE1,\x1b[2J\xe2\x80\xaeg1\n", 2);
  assert_string_equal(s->report.problems[0].value, "\\x1b[2J\\u202eg1");
  char csv[400] = "code,grade\nE1,";
  for (int i = 0; i < 100; i++) strcat(csv, "长");
  strcat(csv, "\n");
  support_bad(s, "employees", csv, 2);
  const char *value = s->report.problems[0].value;
  assert_true(cs_text_width(value, strlen(value)) <= 61);
  assert_true(cs_utf8_valid(value, strlen(value)));

  /* accents have no width: a cell may hold thousands of them */
  cs_buf heap = {0};
  cs_buf_puts(&heap, "code,grade\nE1,");
  for (int i = 0; i < 5000; i++) cs_buf_puts(&heap, "\xcc\x81");
  support_bad(s, "employees", cs_buf_str(&heap), 2);
  cs_buf_deinit(&heap);
  assert_true(strlen(s->report.problems[0].value) < 100);
}

/* What is wrong with a value is one thing to put right: the value once, with how often. */
static void a_value_on_no_list_is_counted(void **state) {
  support *s = *state;
  support_good(s, "employees", "code\nE1\n");
  cs_buf csv = {0};
  cs_buf_puts(&csv, "employee,period,rating\n");
  for (int i = 0; i < 120; i++)
    cs_buf_printf(&csv, "E1,20%02d-%02d,%s\n", 10 + i / 12, 1 + i % 12, i == 100 ? "差" : "优");
  support_write("in.csv", csv.data, csv.size);
  cs_buf_deinit(&csv);
  cs_intake_options options = {.kind = "ratings", .path = "in.csv"};
  assert_int_equal(support_run(s, &options), CS_EINPUT);
  assert_int_equal(s->report.problem_count, CS_INTAKE_SHOWN);
  assert_int_equal(s->report.value_count, 2);
  assert_string_equal(s->report.values[0].value, "优");
  assert_int_equal(s->report.values[0].line, 2);
  assert_int_equal(s->report.values[0].times, 119);
  assert_int_equal(s->report.values[1].line, 102); /* beyond the problems that are shown */
  assert_int_equal(s->report.values[1].times, 1);
}

static void in_chinese_too(void **state) {
  support *s = *state;
  cs_lang_set(CS_ZH);
  assert_non_null(strstr(support_bad(s, "employees", "code,grade\nE1,g9\n", 2), "不在列表中"));
  cs_lang_set(CS_EN);
}

int main(void) {
  const struct CMUnitTest tests[] = {TEST(a_hundred_thousand_bad_rows),
                                     TEST(the_first_by_line_errors_before_warnings),
                                     TEST(what_is_shown_is_visible_and_short),
                                     TEST(a_value_on_no_list_is_counted), TEST(in_chinese_too)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
