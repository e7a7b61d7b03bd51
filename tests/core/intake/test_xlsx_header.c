#include "core/intake/support.h"
#include "core/workbook.h"

static int run(support *s, const char *kind, const char *sheet) {
  cs_intake_options options = {.kind = kind, .path = "in.xlsx", .sheet = sheet};
  return support_run(s, &options);
}

/* One person, E1 with department x and seats 4, wherever the header is. */
static void finds(support *s, const char *lines, const char *merged) {
  workbook_one("in.xlsx", lines, merged);
  int rc = run(s, "employees", NULL);
  if (rc != CS_OK && s->report.problem_count > 0)
    fail_msg("%s: %s", s->report.problems[0].cell, s->report.problems[0].reason);
  support_ok(s, rc);
  assert_int_equal(s->report.rows, 1);
  assert_string_equal(support_person(s, "E1"), "a department  x\na seats  #4\n");
}

static void below_titles(void **state) {
  support *s = *state;
  finds(s, "code|department|seats\nE1|x|#4\n", NULL);
  finds(s, "名册\n\n制表:李四||2026-07\ncode|部门|seats\nE1|x|#4\n", "A1:C1");
  finds(s, "工号说明|请勿修改\n工号|部门|seats\nE1|x|#4\n", NULL);
}

static void in_two_rows(void **state) {
  support *s = *state;
  /* groups over names */
  finds(s, "基本信息||其他\n工号|部门|seats\nE1|x|#4\n", "A1:B1");
  /* names beside groups */
  finds(s, "工号|任职|\n|部门|seats\nE1|x|#4\n", "A1:A2 B1:C1");
  /* nothing merged */
  finds(s, "工号||seats\n|部门|\nE1|x|#4\n", NULL);
  /* a name over two columns, for the looks of it: one row */
  finds(s, "工号|姓名||部门|seats\nE1|李|芳|x|#4\n", "B1:C1");
}

static void the_sheet_that_fits(void **state) {
  support *s = *state;
  char *people = strdup(workbook_table("工号|部门|seats\nE1|x|#4\n", NULL));
  char *july = strdup(workbook_table("工号|部门|seats\nE1|x|#5\n", NULL));
  char *notes = strdup(workbook_table("怎样填写\n每人一行\n", NULL));
  workbook w = {.sheets = {{"说明", notes},
                           {"lists", people, "hidden"},
                           {"六月", people},
                           {"空", "<sheetData/>"},
                           {"July &amp; on", july}}};
  workbook_write("in.xlsx", &w);
  support_ok(s, run(s, "employees", NULL));
  assert_string_equal(s->report.sheet, "六月");
  assert_counts(s, "1 1 0 0 0 2"); /* two sheets could have been read too */
  assert_int_equal(s->report.left_out_count, 3);
  assert_string_equal(s->report.left_out[0], "说明");
  assert_string_equal(s->report.left_out[1], "lists (hidden)");
  assert_string_equal(s->report.left_out[2], "July & on");
  support_ok(s, run(s, "employees", "july&on"));
  assert_counts(s, "1 0 1 0 0 0");
  assert_int_equal(s->report.left_out_count,
                   4); /* as asked for: nobody looked whether they are empty */
  assert_int_equal(run(s, "employees", "Mai"), CS_EINPUT);
  assert_non_null(strstr(s->err.text, "说明, lists, 六月, 空, July & on"));
  workbook only = {.sheets = {{"a", notes}, {"b", people, "veryHidden"}}};
  workbook_write("in.xlsx", &only);
  support_ok(s, run(s, "employees", NULL));
  assert_counts(s, "1 0 1 0 0 1");
  assert_non_null(strstr(s->report.problems[0].reason, "hidden"));
  workbook kept = {
      .sheets = {{"a", people}, {"old", notes, "hidden"}, {"_lists", notes, "hidden"}}};
  workbook_write("in.xlsx", &kept);
  support_ok(s, run(s, "employees", NULL));
  assert_int_equal(s->report.left_out_count, 1); /* the lists of a template are not named */
  assert_string_equal(s->report.left_out[0], "old (hidden)");
  free(people);
  free(july);
  free(notes);
}

static void every_sheet_about_people_has_their_code(void **state) {
  support *s = *state;
  char *marks = strdup(workbook_table("工号|月份|等级\nE7|2026-01|A\n", NULL));
  char *people = strdup(workbook_table("工号|部门|seats\nE1|x|#4\n", NULL));
  workbook w = {.sheets = {{"marks", marks}, {"people", people}}};
  workbook_write("in.xlsx", &w);
  support_ok(s, run(s, "employees", NULL));
  assert_string_equal(s->report.sheet, "people");
  assert_counts(s, "1 1 0 0 0 0");
  assert_string_equal(s->report.left_out[0], "marks");
  free(marks);
  free(people);
}

static void what_is_missing(void **state) {
  support *s = *state;
  workbook_one("in.xlsx", "title\n工号|月份|得分\nE1|2026-01|A\n", NULL);
  assert_int_equal(run(s, "ratings", NULL), CS_EINPUT);
  assert_non_null(strstr(s->err.text, "Sheet1!"));
  assert_non_null(strstr(s->err.text, "rating"));
  assert_non_null(strstr(s->err.text, "得分"));
  workbook w = {.sheets = {{"a", "<sheetData/>"}}};
  workbook_write("in.xlsx", &w);
  assert_int_equal(run(s, "ratings", NULL), CS_EINPUT);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(below_titles), TEST(in_two_rows), TEST(the_sheet_that_fits),
      TEST(every_sheet_about_people_has_their_code), TEST(what_is_missing)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
