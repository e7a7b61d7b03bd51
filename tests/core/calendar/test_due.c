#include "calendar/due.h"
#include "support.h"

static int read_text(const char *text, cs_due *due, cs_err *err) {
  json_t *json = json_loads(text, 0, NULL);
  assert_non_null(json);
  int rc = cs_due_read(json, json_integer_value(cs_due_number(json)), due, err);
  json_decref(json);
  return rc;
}

static cs_due read_due(const char *text) {
  cs_due due;
  cs_err err;
  if (read_text(text, &due, &err) != CS_OK) fail_msg("%s: %s", text, err.text);
  return due;
}

static void check_refused(const char *text, const char *why) {
  cs_due due;
  cs_err err;
  assert_int_equal(read_text(text, &due, &err), CS_EPACK);
  if (strstr(err.text, why) == NULL) fail_msg("%s: %s", text, err.text);
}

static void a_deadline_is_read(void **state) {
  (void)state;
  cs_due due = read_due("{\"within\": 5, \"unit\": \"workdays\", \"of\": \"confirmed_on\"}");
  assert_true(due.way == CS_DUE_WITHIN && due.unit == CS_DUE_WORKDAYS && due.n == 5);
  assert_false(due.exact);
  due = read_due("{\"before\": 10, \"unit\": \"days\", \"of\": \"trial_end\"}");
  assert_true(due.way == CS_DUE_BEFORE && due.unit == CS_DUE_DAYS && due.n == 10);
  due =
      read_due("{\"within\": 5, \"unit\": \"days\", \"exact\": true, \"of\": {\"stage\": \"x\"}}");
  assert_true(due.exact);
  due = read_due("{\"after\": 0, \"unit\": \"months\", \"of\": \"x\"}");
  assert_true(due.way == CS_DUE_AFTER && due.unit == CS_DUE_MONTHS && due.n == 0);
  due = read_due("{\"first_workdays\": 5, \"months\": [1, 7]}");
  assert_true(due.way == CS_DUE_FIRST_WORKDAYS && due.unit == CS_DUE_WORKDAYS && due.n == 5);
  assert_int_equal(due.months, 1 << 1 | 1 << 7);
}

static void what_is_wrong_with_a_deadline_is_named(void **state) {
  (void)state;
  check_refused("{}", "one of");
  check_refused("[]", "one of");
  check_refused("{\"within\": 5, \"after\": 5, \"unit\": \"days\", \"of\": \"x\"}", "one of");
  check_refused("{\"within\": -1, \"unit\": \"days\", \"of\": \"x\"}", "within");
  check_refused("{\"within\": 10001, \"unit\": \"days\", \"of\": \"x\"}", "within");
  check_refused("{\"within\": 5, \"of\": \"x\"}", "unit");
  check_refused("{\"within\": 5, \"unit\": \"weeks\", \"of\": \"x\"}", "unit");
  check_refused("{\"first_workdays\": 0, \"months\": [1]}", "first_workdays");
  check_refused("{\"first_workdays\": 24, \"months\": [1]}", "first_workdays");
  check_refused("{\"first_workdays\": 5}", "months");
  check_refused("{\"first_workdays\": 5, \"months\": []}", "months");
  check_refused("{\"first_workdays\": 5, \"months\": [13]}", "months");
}

static void check_due(const char *text, const char *base, const char *from, const char *to) {
  cs_due due = read_due(text);
  cs_calendar *c = china();
  cs_due_window w;
  if (!cs_due_resolve(&due, c, day_of(base), &w)) fail_msg("%s of %s is not known", text, base);
  check_date(w.from, from);
  check_date(w.to, to);
  cs_calendar_free(c);
}

static void a_deadline_is_resolved(void **state) {
  (void)state;
  const char *working = "{\"within\": 5, \"unit\": \"workdays\", \"of\": \"confirmed_on\"}";
  check_due(working, "2026-02-12", "2026-02-12", "2026-02-26");
  check_due(working, "2025-09-26", "2025-09-26", "2025-10-10");
  check_due("{\"within\": 3, \"unit\": \"days\", \"of\": \"x\"}", "2026-02-27", "2026-02-27",
            "2026-03-02");
  check_due("{\"before\": 10, \"unit\": \"days\", \"of\": \"x\"}", "2026-03-05", "2026-02-23",
            "2026-03-05");
  check_due("{\"before\": 2, \"unit\": \"workdays\", \"of\": \"x\"}", "2026-02-25", "2026-02-14",
            "2026-02-25");
  check_due("{\"before\": 1, \"unit\": \"months\", \"of\": \"x\"}", "2026-03-31", "2026-02-28",
            "2026-03-31");
  check_due("{\"within\": 5, \"unit\": \"workdays\", \"exact\": true}", "2026-02-12", "2026-02-26",
            "2026-02-26");
  check_due("{\"before\": 10, \"unit\": \"days\", \"exact\": true}", "2026-03-05", "2026-02-23",
            "2026-02-23");
  check_due("{\"after\": 3, \"unit\": \"months\", \"exact\": true}", "2026-11-30", "2027-02-28",
            "2027-02-28");
  check_due("{\"after\": 3, \"unit\": \"months\", \"of\": \"x\"}", "2026-11-30", "2027-02-28", "");
}

static void the_window_asked_for_is_this_one_or_the_next(void **state) {
  (void)state;
  const char *round = "{\"first_workdays\": 5, \"months\": [1, 7]}";
  check_due(round, "2026-01-01", "2026-01-04", "2026-01-08");
  check_due(round, "2026-01-08", "2026-01-04", "2026-01-08");
  check_due(round, "2026-01-09", "2026-01-04", "2026-01-08");
  check_due(round, "2025-08-08", "2026-01-04", "2026-01-08");
  check_due("{\"first_workdays\": 1, \"months\": [12]}", "2024-12-31", "2024-12-02", "2024-12-02");
  check_due("{\"first_workdays\": 5, \"months\": [1]}", "2025-02-09", "2026-01-04", "2026-01-08");
}

static void a_deadline_that_hangs_on_a_missing_table_names_its_year(void **state) {
  (void)state;
  cs_calendar *c = china();
  cs_due_window w;
  cs_due due = read_due("{\"within\": 5, \"unit\": \"workdays\", \"of\": \"x\"}");
  assert_false(cs_due_resolve(&due, c, day_of("2026-12-30"), &w));
  check_date(w.from, "2026-12-30");
  check_date(w.to, "");
  assert_int_equal(w.missing, 2027);
  assert_false(cs_due_resolve(&due, c, CS_DATE_NONE, &w));
  assert_int_equal(w.missing, 0);
  due = read_due("{\"first_workdays\": 5, \"months\": [1, 7]}");
  assert_false(cs_due_resolve(&due, c, day_of("2026-08-08"), &w));
  assert_int_equal(w.missing, 2027);
  due = read_due("{\"first_workdays\": 23, \"months\": [2]}"); /* no February has so many */
  assert_false(cs_due_resolve(&due, c, day_of("2025-01-01"), &w));
  check_date(w.from, "");
  assert_int_equal(w.missing, 0);
  due = read_due("{\"within\": 1, \"unit\": \"months\", \"of\": \"x\"}"); /* needs no table */
  assert_true(cs_due_resolve(&due, c, day_of("2030-01-31"), &w));
  check_date(w.to, "2030-02-28");
  cs_calendar_free(c);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_deadline_is_read),
      cmocka_unit_test(what_is_wrong_with_a_deadline_is_named),
      cmocka_unit_test(a_deadline_is_resolved),
      cmocka_unit_test(the_window_asked_for_is_this_one_or_the_next),
      cmocka_unit_test(a_deadline_that_hangs_on_a_missing_table_names_its_year),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
