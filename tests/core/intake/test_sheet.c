/* Workbooks as sources of imports: the same rows and the same report as from CSV. */
#include "core/intake/support.h"
#include "core/workbook.h"

static int run(support *s, const char *kind) {
  cs_intake_options options = {.kind = kind, .path = "in.xlsx"};
  return support_run(s, &options);
}

static void the_same_as_from_csv(void **state) {
  support *s = *state;
  workbook_one("in.xlsx",
               "工号|姓名|岗位|级别|入职日期|seats\n"
               "E1|李芳|客服|g1|@46204|#4\n"
               "\n"
               "Ｅ０２|王强|agent|中(二)级客服(一般)|2026.7.1|#5.0000000000000001\n",
               NULL);
  support_ok(s, run(s, "employees"));
  assert_counts(s, "2 2 0 0 0 0");
  assert_string_equal(s->report.encoding, "xlsx");
  assert_string_equal(s->report.sheet, "Sheet1");
  assert_string_equal(support_person(s, "E1"), "a grade  :g1\na hired_on  2026-07-01\na position  "
                                               ":agent\na seats  #4\n");
  assert_string_equal(support_person(s, "E02"), "a grade  :g2\na hired_on  2026-07-01\na position "
                                                " :agent\na seats  #5\n");
  support_ok(s, support_import(s, "employees",
                               "工号,姓名,岗位,级别,入职日期,seats\n"
                               "E1,李芳,客服,g1,2026-07-01,4\n"));
  assert_counts(s, "1 0 0 1 0 0");
}

static void problems_have_the_place_of_the_cell(void **state) {
  support *s = *state;
  workbook w = {
      .sheets = {{"六月 1", workbook_table("人员|x\n工号|级别|seats|部门\nE1|g9|#1\nE2|g1|many|"
                                           "!#REF!\nE3|g1|?\n|g1||\nE5|g1|#2",
                                           NULL)}}};
  workbook_write("in.xlsx", &w);
  assert_int_equal(run(s, "employees"), CS_EINPUT);
  assert_counts(s, "4 1 0 0 3 1");
  const cs_intake_problem *p = s->report.problems;
  assert_string_equal(p[0].cell, "'六月 1'!B3");
  assert_int_equal(p[0].line, 3);
  assert_string_equal(p[0].column, "级别");
  assert_string_equal(p[0].value, "g9");
  assert_string_equal(p[1].cell, "'六月 1'!D4");
  assert_string_equal(p[1].value, "#REF!");
  assert_non_null(strstr(p[1].reason, "shows an error"));
  assert_string_equal(p[2].cell, "'六月 1'!C5");
  assert_non_null(strstr(p[2].reason, "without a stored result"));
  assert_string_equal(p[3].cell, "'六月 1'!6:6");
  assert_true(p[3].warning);
  assert_string_equal(support_person(s, "E5"), "");
}

static void found_bad_late(void **state) {
  support *s = *state;
  support_good(s, "employees", "code\nE1\n");
  workbook_one("in.xlsx", "工号|月份|等级\nE1|2026-01|A\nE1|2026-01|B\nE9|2026-01|A\n", NULL);
  cs_intake_options options = {.kind = "ratings", .path = "in.xlsx", .valid_only = true};
  support_ok(s, support_run(s, &options));
  assert_counts(s, "3 0 0 0 3 0");
  assert_string_equal(s->report.problems[0].cell, "Sheet1!2:2");
  assert_string_equal(s->report.problems[2].cell, "Sheet1!A4");
}

static void hidden_rows_are_read_with_a_note(void **state) {
  support *s = *state;
  workbook_one("in.xlsx", "code\nE1\n~E2\n~E3\n", NULL);
  support_ok(s, run(s, "employees"));
  assert_counts(s, "3 3 0 0 0 1");
  assert_string_equal(s->report.problems[0].cell, "Sheet1!3:3");
  assert_non_null(strstr(s->report.problems[0].reason, "first of 2"));
}

static void text_beside_the_table(void **state) {
  support *s = *state;
  workbook_one("in.xlsx", "code|department\nE1|x\nE2|y|||see mail\n", NULL);
  support_ok(s, run(s, "employees"));
  assert_counts(s, "2 2 0 0 0 1");
  assert_string_equal(s->report.problems[0].value, "see mail");
}

static void months_as_columns(void **state) {
  support *s = *state;
  support_good(s, "employees", "code\nE1\nE2\n");
  cs_mapping *m;
  const char *json = "{\"wide\": {\"columns\": \"YYYY-MM\"}}";
  support_ok(s, cs_mapping_parse("m.json", json, strlen(json), &m, &s->err));
  /* A title, and years over months. */
  workbook_one("in.xlsx",
               "考核汇总\n工号|部门|2025年||2026年\n||11月|12月|1月\nE1|x|S|A|B\nE2|x||!#N/A|C\n",
               "A1:E1 A2:A3 B2:B3 C2:D2");
  cs_intake_options options = {
      .kind = "ratings", .path = "in.xlsx", .mapping = m, .valid_only = true};
  support_ok(s, support_run(s, &options));
  assert_counts(s, "6 4 0 1 1 0");
  assert_string_equal(s->report.problems[0].cell, "Sheet1!D5");
  assert_string_equal(support_person(s, "E1"),
                      "s rating 2025-11 :S\ns rating 2025-12 :A\ns rating 2026-01 :B\n");
  assert_string_equal(support_person(s, "E2"), "s rating 2026-01 :C\n");
  cs_mapping_free(m);
}

static void no_workbook_and_no_csv(void **state) {
  support *s = *state;
  support_write("in.xlsx", "\xd0\xcf\x11\xe0 old", 8);
  assert_int_equal(run(s, "employees"), CS_EINPUT);
  assert_non_null(strstr(s->err.text, "save it as .xlsx"));
  support_write("in.csv", "code\nE1\n", 8);
  cs_intake_options options = {.kind = "employees", .path = "in.csv", .sheet = "x"};
  assert_int_equal(support_run(s, &options), CS_EUSAGE);
}

/* A cell that has lost the format of a date shows its number; so does one that was pasted as text. */
static void days_that_show_as_numbers(void **state) {
  support *s = *state;
  workbook_one("in.xlsx", "工号|入职日期\nE1|#46204\nE2|46204\n", NULL);
  support_ok(s, run(s, "employees"));
  assert_string_equal(support_person(s, "E1"), "a hired_on  2026-07-01\n");
  assert_string_equal(support_person(s, "E2"), "a hired_on  2026-07-01\n");
  workbook w = {.properties = "<workbookPr date1904=\"1\"/>",
                .sheets = {{"Sheet1", workbook_table("工号|入职日期\nE3|#44742\n", NULL)}}};
  workbook_write("in.xlsx", &w);
  support_ok(s, run(s, "employees"));
  assert_string_equal(support_person(s, "E3"), "a hired_on  2026-07-01\n");
  workbook_one("in.xlsx", "工号|入职日期\nE4|#4620\nE5|#462040\n", NULL);
  assert_int_equal(run(s, "employees"), CS_EINPUT);
  assert_counts(s, "2 0 0 0 2 0");
  support_bad(s, "employees", "code,hired_on\nE6,46204\n", 2);
}

/* Typed so that Excel leaves the zeros alone. */
static void apostrophes_before_codes_are_none(void **state) {
  support *s = *state;
  workbook_one("in.xlsx", "工号|入职日期|seats\n'00042|'2026-07-01|＇4\n", NULL);
  support_ok(s, run(s, "employees"));
  assert_string_equal(support_person(s, "00042"), "a hired_on  2026-07-01\na seats  #4\n");
}

int main(void) {
  const struct CMUnitTest tests[] = {TEST(the_same_as_from_csv),
                                     TEST(problems_have_the_place_of_the_cell),
                                     TEST(found_bad_late),
                                     TEST(hidden_rows_are_read_with_a_note),
                                     TEST(text_beside_the_table),
                                     TEST(months_as_columns),
                                     TEST(no_workbook_and_no_csv),
                                     TEST(days_that_show_as_numbers),
                                     TEST(apostrophes_before_codes_are_none)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
