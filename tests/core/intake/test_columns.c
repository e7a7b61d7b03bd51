#include "core/intake/support.h"

static void headers_in_any_dress(void **state) {
  support *s = *state;
  support_good(s, "employees",
               "\xef\xbb\xbf\r\n Code ,HIRED ON,　部门　\r\nE1,2026-01-02,客服\r\n");
  assert_string_equal(support_person(s, "E1"), "a department  客服\na hired_on  2026-01-02\n");
  support_good(s, "employees", "人员编号,上级\nE2,E1\n");
  assert_string_equal(support_person(s, "E2"), "a manager  E1\n");
}

static void unknown_columns_are_warnings(void **state) {
  support *s = *state;
  support_good(s, "employees", "code,shoe size,\x1b[31m,\nE1,38,x,\n");
  assert_counts(s, "1 1 0 0 0 2");
  assert_int_equal(s->report.ignored_count, 2);
  assert_string_equal(s->report.ignored_columns[0], "shoe size");
  assert_string_equal(s->report.ignored_columns[1], "\\x1b[31m");
}

static void columns_that_are_needed(void **state) {
  support *s = *state;
  assert_int_equal(support_import(s, "ratings", "employee,month,mark\nE1,2026-01,A\n"), CS_EINPUT);
  assert_non_null(strstr(s->err.text, "no column rating"));
  assert_non_null(strstr(s->err.text, "employee, month, mark"));
  assert_int_equal(support_import(s, "events", "employee,on,cause\nE1,2026-01-01,x\n"), CS_EINPUT);
  assert_non_null(strstr(s->err.text, "{\"columns\": {\"kind\": {\"value\": \"...\"}}}"));
  assert_int_equal(support_import(s, "absences", "employee,from\n"), CS_EINPUT);
  assert_int_equal(support_import(s, "employees", ""), CS_EINPUT);
  assert_int_equal(support_import(s, "employees", "\n\n"), CS_EINPUT);
}

static void lines_of_an_old_macintosh(void **state) {
  support *s = *state;
  assert_int_equal(support_import(s, "ratings", "employee,period,rating\rE1,2026-01,A\r"),
                   CS_EINPUT);
  assert_non_null(strstr(s->err.text, "its lines end with a bare CR"));
  support_good(s, "employees", "code,\"hired\r\non\",name\r\r\nE1,2026-01-02,A\r\r\n");
  support_good(s, "employees", "code,\"shoe\nsize\"\nE1,x\n");
}

static void one_column_under_two_names(void **state) {
  support *s = *state;
  assert_int_equal(support_import(s, "employees", "code,工号\nE1,E2\n"), CS_EINPUT);
  assert_non_null(strstr(s->err.text, "\"code\""));
  assert_int_equal(support_import(s, "employees", "code,name,name\nE1,a,b\n"), CS_EINPUT);
}

static void a_field_by_hand(void **state) {
  support *s = *state;
  const char *const row[] = {"工号", "E1", "grade", "g2", "name", "李芳", NULL};
  cs_intake_options options = {.kind = "employees", .row = row};
  support_ok(s, support_run(s, &options));
  assert_counts(s, "1 1 0 0 0 0");
  assert_string_equal(support_person(s, "E1"), "a grade  :g2\n");
  cs_batch batch;
  support_ok(s, cs_batch_find(s->store, s->company.id, s->report.batch, &batch, &s->err));
  assert_string_equal(batch.file, "record");
  const char *const typo[] = {"code", "E1", "grde", "g2", NULL};
  options.row = typo;
  assert_int_equal(support_run(s, &options), CS_EINPUT);
  assert_non_null(strstr(s->err.text, "nearest: grade"));
  const char *const bad[] = {"code", "E1", "grade", "g9", NULL};
  options.row = bad;
  assert_int_equal(support_run(s, &options), CS_EINPUT);
  assert_non_null(strstr(s->err.text, "g9"));
  const char *const twice[] = {"code", "E1", "工号", "E1", NULL};
  options.row = twice;
  assert_int_equal(support_run(s, &options), CS_EINPUT);
  const char *const little[] = {"grade", "g2", NULL};
  options.row = little;
  assert_int_equal(support_run(s, &options), CS_EINPUT);
  const char *const bytes[] = {"code", "E\xff", NULL};
  options.row = bytes;
  assert_int_equal(support_run(s, &options), CS_EINPUT);
  options.kind = "horses";
  assert_int_equal(support_run(s, &options), CS_EUSAGE);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(headers_in_any_dress),       TEST(unknown_columns_are_warnings),
      TEST(lines_of_an_old_macintosh),  TEST(columns_that_are_needed),
      TEST(one_column_under_two_names), TEST(a_field_by_hand),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
