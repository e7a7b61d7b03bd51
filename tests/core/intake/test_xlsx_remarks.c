#include "core/intake/support.h"
#include "core/workbook.h"

static void totals_and_remarks_are_told(void **state) {
  support *s = *state;
  support_good(s, "employees", "code\nE1\nE2\n");
  workbook_one("in.xlsx",
               "工号|月份|指标|数值|备注\n"
               "E1|2026-01|csat|#4.5|备注：请假\n" /* a fact, whatever stands beside it */
               "小 计|||#4.5\n"
               "工号|月份|指标|数值|备注\n"
               "E2|2026-01|csat|#4\n"
               "|合计||#8.5\n"
               "||平均|#4.25\n"
               "|||#1234\n"
               "Total:|2026-01|csat|#3\n"
               "备注：以上数据已核对\n"
               "制表人：李四　　审核：王五|||||\n",
               "A11:E11");
  cs_intake_options options = {.kind = "metrics", .path = "in.xlsx"};
  support_ok(s, support_run(s, &options));
  assert_counts(s, "2 2 0 0 0 9"); /* and the column of remarks */
  assert_int_equal(s->report.skipped, 8);
  assert_string_equal(s->report.problems[1].cell, "Sheet1!3:3");
  assert_string_equal(s->report.problems[1].value, "小 计");
  assert_non_null(strstr(s->report.problems[2].reason, "header once more"));
}

static void a_fact_without_a_code_is_no_remark(void **state) {
  support *s = *state;
  support_good(s, "employees", "code\nE1\n");
  workbook_one("in.xlsx", "工号|月份|等级\nE1|2026-01|A\n|2026-01|A\n", NULL);
  cs_intake_options options = {.kind = "ratings", .path = "in.xlsx"};
  assert_int_equal(support_run(s, &options), CS_EINPUT);
  assert_counts(s, "2 1 0 0 1 0");
  assert_string_equal(s->report.problems[0].cell, "Sheet1!A3");
}

static void codes_that_look_like_words(void **state) {
  support *s = *state;
  workbook_one("in.xlsx", "工号|部门\nTOTAL-1|x\nnoted|y\nTotal|z\n", NULL);
  cs_intake_options options = {.kind = "employees", .path = "in.xlsx"};
  support_ok(s, support_run(s, &options));
  assert_counts(s, "2 2 0 0 0 1");
}

/* A total in the column of names is nobody's name; a remark beside a name makes no remark of the row. */
static void totals_of_rows_with_names(void **state) {
  support *s = *state;
  support_good(s, "employees", "code,name\nE1,李芳\n");
  workbook_one("in.xlsx", "序号|工号|姓名|部门|备注\n#1||李芳|x|备注：病假\n合计||#6\n", NULL);
  cs_intake_options options = {.kind = "employees", .path = "in.xlsx"};
  support_ok(s, support_run(s, &options));
  assert_counts(s, "1 0 1 0 0 3");
  assert_int_equal(s->report.skipped, 1);
}

/* A total counts the codes in their column: that is nobody's code. */
static void totals_with_a_number_for_a_code(void **state) {
  support *s = *state;
  workbook_one("in.xlsx",
               "序号|部门|工号\n#1|一组|E1\n#2|一组|E2\n|小计|#2\n合计：||#2\n#3|说明：新组|E3\n",
               NULL);
  cs_intake_options options = {.kind = "employees", .path = "in.xlsx"};
  support_ok(s, support_run(s, &options));
  assert_counts(s, "3 3 0 0 0 3"); /* and the column of numbers */
  assert_int_equal(s->report.skipped, 2);
}

static void csv_has_no_remarks(void **state) {
  support *s = *state;
  assert_int_equal(support_import(s, "ratings", "employee,period,rating\n合计,,A\n"), CS_EINPUT);
  assert_counts(s, "1 0 0 0 1 0");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(totals_and_remarks_are_told),     TEST(a_fact_without_a_code_is_no_remark),
      TEST(codes_that_look_like_words),      TEST(totals_of_rows_with_names),
      TEST(totals_with_a_number_for_a_code), TEST(csv_has_no_remarks)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
