#include "core/intake/support.h"
#include "core/workbook.h"
#include "base/xlsx.h"

static int run(support *s, const char *kind, const void *csv, size_t n, bool valid_only) {
  support_write("in.csv", csv, n);
  cs_intake_options options = {
      .kind = kind, .path = "in.csv", .valid_only = valid_only, .rejects = "rejects.csv"};
  return support_run(s, &options);
}

static void the_bad_rows_and_why(void **state) {
  support *s = *state;
  const char *csv = "code,department,grade\nE1,=cmd|' /C calc'!A0,g9\nE2,x,g1\nE3,\"a, "
                    "\"\"b\"\"\",g8\nE4,-5,g7\n";
  assert_int_equal(run(s, "employees", csv, strlen(csv), false), CS_EINPUT);
  assert_counts(s, "4 1 0 0 3 0");
  char *text = support_read("rejects.csv", NULL);
  assert_non_null(strstr(
      text,
      "\xef\xbb\xbf"
      "code,department,grade,line,reason\r\nE1,'=cmd|' /C calc'!A0,g9,2,\"grade: not on the list"));
  assert_non_null(strstr(text, "\r\nE3,\"a, \"\"b\"\"\",g8,4,"));
  assert_non_null(strstr(text, "\r\nE4,-5,g7,5,"));
  assert_null(strstr(text, "E2"));
  free(text);
  assert_string_equal(support_person(s, "E2"), "");
}

static void replace_all(char *text, const char *from, const char *to) {
  for (char *at; (at = strstr(text, from)) != NULL;) memcpy(at, to, strlen(to));
}

static void corrected_they_load(void **state) {
  support *s = *state;
  const char *csv = "code,department,grade\nE1,=1+1,g9\nE2,x,g1\nE3,\"a, \"\"b\"\"\",g9\n";
  support_ok(s, run(s, "employees", csv, strlen(csv), true));
  assert_counts(s, "3 1 0 0 2 0");
  char *text = support_read("rejects.csv", NULL);
  replace_all(text, "g9", "g2");
  support_ok(s, run(s, "employees", text, strlen(text), false));
  assert_counts(s, "2 2 0 0 0 0");
  free(text);
  assert_string_equal(support_person(s, "E1"), "a department  =1+1\na grade  :g2\n");
  assert_string_equal(support_person(s, "E3"), "a department  a, \"b\"\na grade  :g2\n");
  text = support_read("rejects.csv", NULL); /* nothing is left */
  assert_string_equal(text, "\xef\xbb\xbf"
                            "code,department,grade,line,reason\r\n");
  free(text);
}

static void rejects_of_rejects(void **state) {
  support *s = *state;
  const char *csv = "code,department,grade\nE1,=1+1,g9\n";
  assert_int_equal(run(s, "employees", csv, strlen(csv), false), CS_EINPUT);
  char *once = support_read("rejects.csv", NULL);
  assert_int_equal(run(s, "employees", once, strlen(once), false), CS_EINPUT);
  char *twice = support_read("rejects.csv", NULL);
  assert_string_equal(once, twice);
  free(once);
  free(twice);
}

static void rows_found_bad_late_and_rows_that_are_no_csv(void **state) {
  support *s = *state;
  support_good(s, "employees", "code\nE1\n");
  const char csv[] = "employee,period,rating\nE9,2026-01,A\nE1,2026-01,A\nE1,\"2026-02\"x,A\nE1,"
                     "2026-01,B\nE1,2026\0-03,A\nE1,2026-04,A\n";
  support_ok(s, run(s, "ratings", csv, sizeof csv - 1, true));
  assert_counts(s, "6 1 0 0 5 0");
  char *text = support_read("rejects.csv", NULL);
  assert_non_null(strstr(text, "E9,2026-01,A,2,"));
  assert_non_null(strstr(text, "E1,2026-01,A,3,line 5 says otherwise"));
  assert_non_null(strstr(text, "\"E1,\"\"2026-02\"\"x,A\",,,4,"));
  assert_non_null(strstr(text, "E1,2026-01,B,5,line 3 says otherwise"));
  free(text);
  assert_string_equal(support_person(s, "E1"), "s rating 2026-04 :A\n");
}

static void a_path_that_cannot_be_written(void **state) {
  support *s = *state;
  support_write("in.csv", "code\nE1\n", 8);
  cs_intake_options options = {
      .kind = "employees", .path = "in.csv", .rejects = "no/such/folder.csv"};
  assert_int_equal(support_run(s, &options), CS_EIO);
  assert_string_equal(support_person(s, "E1"), "");
}

/* The rows of the first sheet, cells parted by '|'. */
static const char *rows_of(support *s, const char *path) {
  static cs_buf out;
  cs_xlsx *x;
  cs_xlsx_row row;
  cs_buf_clear(&out);
  support_ok(s, cs_xlsx_open(path, &x, &s->err));
  support_ok(s, cs_xlsx_select(x, 0, &s->err));
  while (cs_xlsx_next(x, &row, &s->err) == 1) {
    for (size_t i = 0; i < row.count; i++) {
      if (i > 0) cs_buf_putc(&out, '|');
      cs_buf_put(&out, row.cells[i].text, row.cells[i].size);
    }
    cs_buf_putc(&out, '\n');
  }
  cs_xlsx_close(x);
  return cs_buf_str(&out);
}

static int import_to(support *s, const char *from, const char *to) {
  cs_intake_options options = {
      .kind = "employees", .path = from, .valid_only = true, .rejects = to};
  return support_run(s, &options);
}

/* From a workbook to a workbook, corrected, and in again; and the other ways between the two formats. */
static void workbooks(void **state) {
  support *s = *state;
  workbook_one(
      "in.xlsx",
      "名册\n\n基本||\n工号|部门|级别\n007|=1+1|g9\nE2|x|g1\n008|'=quoted|!#REF!\n合计|2\n",
      "A1:C1 A3:B3");
  support_ok(s, import_to(s, "in.xlsx", "bad.xlsx"));
  assert_counts(s, "3 1 0 0 2 1");
  const char *text = rows_of(s, "bad.xlsx");
  assert_non_null(strstr(text, "工号|部门|级别|line|reason\n007|=1+1|g9|5|级别: not on the list"));
  assert_non_null(strstr(text, "\n008|'=quoted|#REF!|7|级别: the cell shows an error"));
  assert_null(strstr(text, "E2"));
  support_ok(s, import_to(s, "bad.xlsx", "again.xlsx")); /* the error is a text now */
  assert_counts(s, "2 0 0 0 2 0");
  char *once = strdup(rows_of(s, "bad.xlsx"));
  for (char *at; (at = strstr(once, "g9")) != NULL;) memcpy(at, "g2", 2);
  for (char *at; (at = strstr(once, "#REF!")) != NULL;) memcpy(at, "g3   ", 5);
  workbook_one("in.xlsx", once, NULL);
  support_ok(s, import_to(s, "in.xlsx", "rest.csv"));
  assert_counts(s, "2 2 0 0 0 0");
  assert_string_equal(support_person(s, "007"), "a department  =1+1\na grade  :g2\n");
  assert_string_equal(support_person(s, "008"), "a department  '=quoted\na grade  :g3\n");
  free(once);
  support_write("in.csv", "code,grade\nE3,g9\nE4,\"g\"9\n", 24);
  support_ok(s, import_to(s, "in.csv", "bad.XLSX"));
  text = rows_of(s, "bad.XLSX");
  assert_non_null(strstr(text, "code|grade|line|reason\nE3|g9|2|"));
  assert_non_null(strstr(text, "\nE4,\"g\"9||3|"));
  support_ok(s, import_to(s, "bad.XLSX", "bad.csv"));
  char *csv = support_read("bad.csv", NULL);
  assert_non_null(strstr(csv, "code,grade,line,reason\r\nE3,g9,2,"));
  free(csv);
  support_write("in.csv", "grade,line,reason,code\ng1,2,grade: not on the list,E9\n", 52);
  support_ok(s, import_to(s, "in.csv", "rest.csv")); /* a column added behind */
  assert_counts(s, "1 1 0 0 0 0");
}

int main(void) {
  const struct CMUnitTest tests[] = {TEST(the_bad_rows_and_why),
                                     TEST(corrected_they_load),
                                     TEST(rejects_of_rejects),
                                     TEST(rows_found_bad_late_and_rows_that_are_no_csv),
                                     TEST(a_path_that_cannot_be_written),
                                     TEST(workbooks)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
