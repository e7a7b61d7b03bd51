/* An import when memory is short: a name that could not be compared is no name that nobody knows, and what is said of a bad row
 * lacks no word. */
#include "fault/memory.h"
#include "assess/settings.h"
#include "core/intake/support.h"
#include "core/workbook.h"
#include "intake/internal.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>
#include <string.h>

static void a_column_is_found_or_memory_is_short(void **state) {
  (void)state;
  static const char *const names[] = {"rating", "Rating", "评 级", "nobody"};
  cs_columns c = {0};
  cs_err err;
  assert_int_equal(cs_columns_want(&c, "rating", true, "评级 等级", &err), 0);
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    fault_memory_arm(FAULT_OF_CORE, 0, false);
    int32_t calm = cs_columns_place(&c, names[i]);
    unsigned count = fault_memory_disarm();
    assert_int_equal(calm, i < 3 ? 0 : -1);
    assert_true(count > 0);
    for (unsigned n = 1; n <= count; n++) {
      fault_memory_arm(FAULT_OF_CORE, n, false);
      int32_t place = cs_columns_place(&c, names[i]);
      (void)fault_memory_disarm();
      assert_int_equal(place, CS_ENOMEM);
    }
  }
  cs_columns_deinit(&c);
}

/* Whether a label is what was written is no matter of memory. */
static void a_label_is_compared_without_memory(void **state) {
  (void)state;
  json_error_t wrong;
  json_t *values =
      json_loads("{\"order\":[\"x\"],\"labels\":{\"x\":{\"zh\":\"中级（良好）\"}}}", 0, &wrong);
  fault_memory_arm(FAULT_OF_CORE, 1, true);
  const char *known = cs_settings_value(values, "中级(良好)", strlen("中级(良好)"));
  const char *unknown = cs_settings_value(values, "高级（良好）", strlen("高级（良好）"));
  assert_int_equal(fault_memory_disarm(), 0);
  assert_string_equal(known, "x");
  assert_null(unknown);
  json_decref(values);
}

static void a_word_is_found_or_memory_is_short(void **state) {
  (void)state;
  static const char *const texts[] = {"top", "最 好", "（最好）", "nobody"};
  static const cs_words empty;
  cs_words w = empty;
  cs_buf scratch = {0};
  cs_arena *arena = cs_arena_new(4096);
  assert_non_null(arena);
  assert_int_equal(cs_words_add(&w, arena, "top", 3, 1), 0);
  assert_true(cs_words_label(&w, arena, 0, "最好"));
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    cs_slice text = cs_slice_of(texts[i], strlen(texts[i]));
    fault_memory_arm(FAULT_OF_CORE, 0, false);
    int32_t calm = cs_words_find(&w, text, &scratch);
    unsigned count = fault_memory_disarm();
    assert_int_equal(calm, i < 3 ? 0 : -1);
    for (unsigned n = 1; n <= count; n++) {
      cs_buf_deinit(&scratch);
      fault_memory_arm(FAULT_OF_CORE, n, false);
      int32_t place = cs_words_find(&w, text, &scratch);
      (void)fault_memory_disarm();
      assert_int_equal(place, CS_ENOMEM);
    }
  }
  cs_buf_deinit(&scratch);
  cs_words_deinit(&w);
  cs_arena_free(arena);
}

/* Every alias is there, or the column is not. */
static void no_alias_is_lost(void **state) {
  (void)state;
  for (unsigned n = 1, count = 1; n <= count; n++) {
    cs_columns c = {0};
    cs_err err;
    fault_memory_arm(FAULT_OF_CORE, n, false);
    int32_t place = cs_columns_want(&c, "rating", true, "评级 等级", &err);
    count = fault_memory_disarm() + (place < 0);
    if (place >= 0) {
      assert_int_equal(cs_columns_place(&c, "评级"), 0);
      assert_int_equal(cs_columns_place(&c, "等级"), 0);
    } else {
      assert_int_equal(place, CS_ENOMEM);
    }
    cs_columns_deinit(&c);
  }
}

#define ROW(number, cells) "<row r=\"" number "\">" cells "</row>"
#define CELL(text) "<c t=\"inlineStr\"><is><t>" text "</t></is></c>"

static void put_problems(const support *s, cs_buf *out) {
  cs_buf_clear(out);
  for (size_t i = 0; i < s->report.problem_count; i++) {
    const cs_intake_problem *one = &s->report.problems[i];
    cs_buf_printf(out, "%s: %s\n", one->column == NULL ? "-" : one->column, one->reason);
  }
  (void)cs_buf_str(out);
  assert_false(out->failed);
}

/* Each time the same is said of the file, or memory is said to be short. */
static void check_file(support *s, const char *kind, const char *path) {
  const cs_intake_options options = {.kind = kind, .path = path, .dry_run = true};
  cs_buf calm = {0}, now = {0};
  for (unsigned n = 0, count = 1; n <= count; n++) {
    fault_memory_arm(FAULT_OF_CORE, n, false);
    int rc = support_run(s, &options);
    unsigned seen = fault_memory_disarm();
    if (n == 0) count = seen;
    put_problems(s, n == 0 ? &calm : &now);
    if (n == 0) assert_true(s->report.problem_count > 0);
    if (rc == CS_ENOMEM) continue;
    if (n > 0 && strcmp(now.data, calm.data) != 0)
      fail_msg("%s %u: %d %s\n%s\n%s", kind, n, rc, rc == CS_OK ? "" : s->err.text, now.data,
               calm.data);
  }
  cs_buf_deinit(&calm);
  cs_buf_deinit(&now);
}

static void check_report(support *s, const char *kind, const char *csv) {
  support_write("in.csv", csv, strlen(csv));
  check_file(s, kind, "in.csv");
}

static void a_report_lacks_no_word(void **state) {
  (void)state;
  support s;
  support_open(&s, "in.db");
  check_report(&s, "employees", "code,position\nE1,nobody\n\xe5\xbc\xa0,agent\n");
  check_report(&s, "roles", "role,employee\nnobody,E1\n");
  support_close(&s);
}

static void a_name_is_found_or_memory_is_short(void **state) {
  (void)state;
  support s;
  support_open(&s, "names.db");
  support_good(&s, "employees",
               "code,name,department\nE1,张伟,一组\nE2,张 伟,二组\nE3,李芳,一组\n");
  check_report(&s, "ratings",
               "姓名,部门,月份,等级\n李芳,,2026-01,A\n张伟,二组,2026-01,B\n赵六,,2026-01,A\n");
  support_close(&s);
}

/* A total is no person. */
static void a_remark_is_one_or_memory_is_short(void **state) {
  (void)state;
  static const workbook book = {
      .sheets = {{"one", "<sheetData>" ROW("1", CELL("code") CELL("hired_on")) ROW(
                             "2", CELL("E1") CELL("2020-01-01")) ROW("3", CELL("合计") CELL("1"))
                             ROW("4", CELL("code") CELL("hired_on")) "</sheetData>"}}};
  support s;
  support_open(&s, "remarks.db");
  workbook_write("in.xlsx", &book);
  check_file(&s, "employees", "in.xlsx");
  assert_int_equal(s.report.skipped, 2);
  support_close(&s);
}

static void what_was_learned_is_found_or_memory_is_short(void **state) {
  (void)state;
  const cs_map map = {.column = "rating", .from = "top", .to = "S"};
  const cs_intake_options options = {
      .kind = "ratings", .path = "in.csv", .maps = &map, .map_count = 1, .learn = true};
  static const char csv[] = "employee,period,rating\nE1,2026-05,top\n";
  support s;
  support_open(&s, "maps.db");
  support_good(&s, "employees", "code,hired_on\nE1,2020-01-01\n");
  support_write("in.csv", csv, sizeof csv - 1);
  support_ok(&s, support_run(&s, &options));
  for (unsigned n = 1, count = 1; n <= count; n++) {
    cs_txn *t;
    cs_store_close(s.store); /* which would keep what it has prepared */
    support_ok(&s, cs_store_open("maps.db", CS_STORE_WRITE, &s.store, &s.err));
    support_ok(&s, cs_txn_begin(s.store, &s.company, &s.stamp, &t, &s.err));
    fault_memory_arm(FAULT_OF_CORE, n, false);
    int rc = cs_map_forget(t, s.store, s.company.id, "ratings.rating:top", &s.err);
    count = fault_memory_disarm() + (rc != CS_OK);
    cs_txn_rollback(t);
    if (rc != CS_OK && rc != CS_ENOMEM) fail_msg("%u: %s", n, s.err.text);
  }
  support_close(&s);
}

int main(void) {
  fault_memory_install();
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_column_is_found_or_memory_is_short),
      cmocka_unit_test(a_word_is_found_or_memory_is_short),
      cmocka_unit_test(a_label_is_compared_without_memory),
      cmocka_unit_test(no_alias_is_lost),
      cmocka_unit_test(a_report_lacks_no_word),
      cmocka_unit_test(a_name_is_found_or_memory_is_short),
      cmocka_unit_test(a_remark_is_one_or_memory_is_short),
      cmocka_unit_test(what_was_learned_is_found_or_memory_is_short),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
