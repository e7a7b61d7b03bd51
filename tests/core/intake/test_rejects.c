#include "core/intake/support.h"

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

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(the_bad_rows_and_why), TEST(corrected_they_load), TEST(rejects_of_rejects),
      TEST(rows_found_bad_late_and_rows_that_are_no_csv), TEST(a_path_that_cannot_be_written)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
